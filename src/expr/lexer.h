#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace tabella::expr {

enum class TokenKind : unsigned char {
    kName,              ///< letter (letter | digit | '_')*, but for keywords
    kKeyword,           ///< AND OR NOT BETWEEN IN SET REMOVE ADD DELETE, in any case
    kNamePlaceholder,   ///< '#' (letter | digit | '_')+
    kValuePlaceholder,  ///< ':' (letter | digit | '_')+
    kNumber,            ///< '0' | digit but '0', digit*
    kLeftParen,
    kRightParen,
    kLeftBracket,
    kRightBracket,
    kComma,
    kDot,
    kEq,
    kNe,
    kLt,
    kLe,
    kGt,
    kGe,
    kPlus,
    kMinus,
    kUnknown,  ///< One character (UTF-8) that begins no token: an error where the parser meets it.
    kEnd,
};

/// A piece of the expression; `text` points into it and is empty for kEnd.
struct Token {
    TokenKind kind = TokenKind::kEnd;
    std::string_view text;
};

/// Cuts an expression into tokens. Never fails; the last token is kEnd, at the end of the text.
std::vector<Token> tokenize(std::string_view expression);

/// Equal but for upper and lower case of ASCII letters: keywords are read so.
bool equals_keyword(std::string_view text, std::string_view keyword_upper);

}  // namespace tabella::expr
