#include "expr/partiql/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "expr/partiql/keywords.h"

namespace tabella::expr::partiql {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool begins_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
bool is_word(char c) {
    return begins_word(c) || is_digit(c);
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

std::string upper(std::string_view word) {
    std::string text(word);
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

class Lexer {
 public:
    explicit Lexer(std::string_view text) : text_(text) {}

    std::vector<Token> tokens() {
        std::vector<Token> tokens;
        do {
            skip_spaces_and_comments();
            tokens.push_back(next());
        } while (tokens.back().kind != TokenKind::kEnd);
        return tokens;
    }

 private:
    char at(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    bool at_end() const { return at_ >= text_.size(); }

    void step() {
        const char c = text_[at_++];
        if (c == '\n') {
            ++line_;
            column_ = 1;
        } else if (at_end() || !is_continuation(text_[at_])) {
            ++column_;
        }
    }

    void skip_spaces_and_comments() {
        while (!at_end()) {
            if (is_space(at())) {
                step();
            } else if (at() == '-' && at(1) == '-') {
                while (!at_end() && at() != '\n') step();
            } else if (at() == '/' && at(1) == '*') {
                const std::size_t end = text_.find("*/", at_ + 2);
                // A comment that never ends is the two symbols that begin it.
                if (end == std::string_view::npos) return;
                while (at_ < end + 2) step();
            } else {
                return;
            }
        }
    }

    Token next() {
        Token token{.line = line_, .column = column_};
        if (at_end()) return token;
        const std::size_t begin = at_;
        if (at() == '\'' || at() == '"')
            quoted(token);
        else if (is_digit(at()) || (at() == '.' && is_digit(at(1))))
            number(token);
        else if (begins_word(at()))
            word(token);
        else
            symbol(token);
        const auto continues =
            std::count_if(text_.begin() + static_cast<std::ptrdiff_t>(begin),
                          text_.begin() + static_cast<std::ptrdiff_t>(at_), is_continuation);
        token.length = at_ - begin - static_cast<std::size_t>(continues);
        return token;
    }

    void quoted(Token& token) {
        const char quote = at();
        token.kind = quote == '"' ? TokenKind::kIdentifier : TokenKind::kString;
        token.quoted = true;
        step();
        while (!at_end()) {
            if (at() == quote && at(1) != quote) {
                step();
                return;
            }
            if (at() == quote) step();
            token.text += at();
            step();
        }
        token.kind = TokenKind::kUnknown;
    }

    void digits(Token& token) {
        while (is_digit(at())) take(token);
    }

    void number(Token& token) {
        token.kind = TokenKind::kNumber;
        digits(token);
        if (at() == '.') {
            take(token);
            digits(token);
        }
        const std::size_t sign = at(1) == '+' || at(1) == '-' ? 1 : 0;
        if ((at() == 'e' || at() == 'E') && is_digit(at(1 + sign))) {
            take(token);
            if (sign != 0) take(token);
            digits(token);
        }
        if (is_word(at()) || at() == '.') token.kind = TokenKind::kUnknown;
    }

    void word(Token& token) {
        while (is_word(at())) take(token);
        token.kind = TokenKind::kIdentifier;
        std::string name = upper(token.text);
        if (!is_keyword(name)) return;
        token.kind = TokenKind::kKeyword;
        token.text = std::move(name);
    }

    void symbol(Token& token) {
        constexpr std::array<std::string_view, 7> kPairs{"<<", ">>", "<>", "!=", "<=", ">=", "||"};
        constexpr std::string_view kSingles = "()[]{},.:;?*/%+-=<>";
        const std::string_view pair = text_.substr(at_, 2);
        if (std::find(kPairs.begin(), kPairs.end(), pair) != kPairs.end()) {
            take(token);
            take(token);
            token.kind = TokenKind::kSymbol;
            return;
        }
        token.kind = kSingles.find(at()) == std::string_view::npos ? TokenKind::kUnknown
                                                                   : TokenKind::kSymbol;
        do take(token);
        while (is_continuation(at()));
    }

    void take(Token& token) {
        token.text += at();
        step();
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t column_ = 1;
};

}  // namespace

std::string Token::place() const {
    return fmt::format(" at {}:{}:{}", line, column, length);
}

std::vector<Token> tokenize(std::string_view statement) {
    return Lexer(statement).tokens();
}

}  // namespace tabella::expr::partiql
