#include "expr/lexer.h"

#include <algorithm>
#include <array>

namespace tabella::expr {

namespace {

constexpr std::array<std::string_view, 9> kKeywords{"AND", "OR",     "NOT", "BETWEEN", "IN",
                                                    "SET", "REMOVE", "ADD", "DELETE"};

bool is_keyword(std::string_view word) {
    return std::any_of(kKeywords.begin(), kKeywords.end(),
                       [word](std::string_view keyword) { return equals_keyword(word, keyword); });
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_word(char c) {
    return is_letter(c) || is_digit(c) || c == '_';
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_continuation(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

template <class Predicate>
std::size_t end_of_run(std::string_view text, std::size_t from, Predicate predicate) {
    std::size_t end = from;
    while (end < text.size() && predicate(text[end])) ++end;
    return end;
}

TokenKind kind_of_symbol(char c) {
    switch (c) {
        case '(':
            return TokenKind::kLeftParen;
        case ')':
            return TokenKind::kRightParen;
        case '[':
            return TokenKind::kLeftBracket;
        case ']':
            return TokenKind::kRightBracket;
        case ',':
            return TokenKind::kComma;
        case '.':
            return TokenKind::kDot;
        case '=':
            return TokenKind::kEq;
        case '<':
            return TokenKind::kLt;
        case '>':
            return TokenKind::kGt;
        case '+':
            return TokenKind::kPlus;
        case '-':
            return TokenKind::kMinus;
        default:
            return TokenKind::kUnknown;
    }
}

/// The token at the front of `rest`, which is not empty and does not begin with a space.
Token front_token(std::string_view rest) {
    const char first = rest[0];
    if (is_letter(first)) {
        const std::string_view word = rest.substr(0, end_of_run(rest, 1, is_word));
        return {is_keyword(word) ? TokenKind::kKeyword : TokenKind::kName, word};
    }
    if (is_digit(first)) {
        // No number begins with a zero but zero itself: `[00]` is two of them.
        const std::size_t end = first == '0' ? 1 : end_of_run(rest, 1, is_digit);
        return {TokenKind::kNumber, rest.substr(0, end)};
    }
    if (first == '#' || first == ':') {
        const std::size_t end = end_of_run(rest, 1, is_word);
        if (end == 1) return {TokenKind::kUnknown, rest.substr(0, 1)};
        return {first == '#' ? TokenKind::kNamePlaceholder : TokenKind::kValuePlaceholder,
                rest.substr(0, end)};
    }
    const std::string_view pair = rest.substr(0, 2);
    if (pair == "<>") return {TokenKind::kNe, pair};
    if (pair == "<=") return {TokenKind::kLe, pair};
    if (pair == ">=") return {TokenKind::kGe, pair};
    const TokenKind kind = kind_of_symbol(first);
    // A message shows the token: it must hold whole characters.
    const std::size_t end = kind == TokenKind::kUnknown ? end_of_run(rest, 1, is_continuation) : 1;
    return {kind, rest.substr(0, end)};
}

}  // namespace

std::vector<Token> tokenize(std::string_view expression) {
    std::vector<Token> tokens;
    std::size_t at = end_of_run(expression, 0, is_space);
    while (at < expression.size()) {
        tokens.push_back(front_token(expression.substr(at)));
        at = end_of_run(expression, at + tokens.back().text.size(), is_space);
    }
    tokens.push_back({TokenKind::kEnd, expression.substr(expression.size())});
    return tokens;
}

bool equals_keyword(std::string_view text, std::string_view keyword_upper) {
    return std::equal(text.begin(), text.end(), keyword_upper.begin(), keyword_upper.end(),
                      [](char c, char upper) {
                          return (c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) ==
                                 upper;
                      });
}

}  // namespace tabella::expr
