#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tabella::expr::partiql {

enum class TokenKind : unsigned char {
    kIdentifier,  ///< A word that is no keyword, or "…" with "" for a quote.
    kKeyword,     ///< In any case; see keywords.h.
    kString,      ///< '…' with '' for a quote.
    kNumber,      ///< digits [. digits] [e [sign] digits], without a sign.
    kSymbol,      ///< ( ) [ ] { } << >> , . : ; ? * / % || + - = <> != < <= > >=
    kUnknown,     ///< Begins no token, or never ends.
    kEnd,
};

/// A piece of a statement. `text`: an identifier or string without quotes and escapes, a keyword in
/// upper case, else as written. `line` and `column` count from 1, in characters; `length` too.
struct Token {
    TokenKind kind = TokenKind::kEnd;
    std::string text = {};
    std::size_t line = 1;
    std::size_t column = 1;
    std::size_t length = 0;
    bool quoted = false;  ///< Of kIdentifier.

    /// " at 1:8:4", as messages say where something stands.
    std::string place() const;
};

/// Cuts a statement into tokens, leaving out comments (`-- …` and `/* … */`). Never fails; the last
/// token is kEnd.
std::vector<Token> tokenize(std::string_view statement);

}  // namespace tabella::expr::partiql
