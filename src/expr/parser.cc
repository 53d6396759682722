#include "expr/parser.h"

#include <fmt/format.h>

#include "expr/messages.h"
#include "model/limits.h"

namespace tabella::expr {

namespace {

// An operator or function nests once itself and once in its parentheses, so an expression that
// nests deeper has too many of the one or the other.
constexpr std::size_t kNestingMax = 2 * limits::kExpressionOperatorsMax + 4;

constexpr std::string_view kRedundantParentheses = "The expression has redundant parentheses;";

}  // namespace

Parser::Parser(std::string_view expression, std::string_view parameter)
    : text_(expression), parameter_(parameter), tokens_(tokenize(expression)) {}

api::Result<Parser> Parser::open(std::string_view expression, std::string_view parameter) {
    if (expression.empty()) return invalid(parameter, "The expression can not be empty;");
    if (expression.size() > limits::kExpressionBytesMax)
        return invalid(parameter,
                       fmt::format("Expression size has exceeded the maximum allowed size; "
                                   "expression size: {}",
                                   expression.size()));
    return Parser(expression, parameter);
}

bool Parser::next_is_keyword(std::string_view keyword) const {
    return next_is(TokenKind::kKeyword) && equals_keyword(peek().text, keyword);
}

Token Parser::take() {
    const Token token = peek();
    if (!at_end()) ++at_;
    return token;
}

bool Parser::accept(TokenKind kind) {
    if (!next_is(kind)) return false;
    take();
    return true;
}

bool Parser::accept_keyword(std::string_view keyword) {
    if (!next_is_keyword(keyword)) return false;
    take();
    return true;
}

api::Result<Nothing> Parser::expect(TokenKind kind) {
    if (!accept(kind)) return syntax_error();
    return Nothing{};
}

// `near` runs from the token before to the token after, with the spaces between, also where one of
// the two is an end of the text.
api::Error Parser::syntax_error() const {
    const Token& last = tokens_[at_end() ? at_ : at_ + 1];
    const char* begin = at_ > 0 ? tokens_[at_ - 1].text.data() : text_.data();
    const char* end = last.text.data() + last.text.size();
    return invalid(parameter_,
                   fmt::format("Syntax error; token: \"{}\", near: \"{}\"",
                               at_end() ? std::string_view("<EOF>") : peek().text,
                               std::string_view(begin, static_cast<std::size_t>(end - begin))));
}

api::Result<PathExpr> Parser::path() {
    TABELLA_ASSIGN(const WrittenStep first, name_step());
    PathExpr path;
    path.written.push_back(first);
    while (next_is(TokenKind::kDot) || next_is(TokenKind::kLeftBracket)) {
        TABELLA_ASSIGN(const WrittenStep step,
                       accept(TokenKind::kDot) ? name_step() : index_step());
        path.written.push_back(step);
    }
    return path;
}

api::Result<WrittenStep> Parser::name_step() {
    if (!next_is(TokenKind::kName) && !next_is(TokenKind::kNamePlaceholder)) return syntax_error();
    return WrittenStep{.text = take().text};
}

api::Result<WrittenStep> Parser::index_step() {
    TABELLA_CHECK(expect(TokenKind::kLeftBracket));
    if (!next_is(TokenKind::kNumber)) return syntax_error();
    const std::string_view digits = take().text;
    TABELLA_CHECK(expect(TokenKind::kRightBracket));
    return WrittenStep{.text = digits, .is_index = true};
}

api::Result<ExprPtr> Parser::value() {
    if (!next_is(TokenKind::kValuePlaceholder)) return syntax_error();
    auto expr = std::make_unique<Expr>();
    expr->kind = Expr::Kind::kValue;
    expr->text = take().text;
    return expr;
}

api::Result<ExprPtr> Parser::operand() {
    if (next_is(TokenKind::kLeftParen)) return operand_in_parentheses();
    if (next_is(TokenKind::kValuePlaceholder)) return value();
    const bool calls = next_is(TokenKind::kName) && tokens_[at_ + 1].kind == TokenKind::kLeftParen;
    if (calls) return function();
    TABELLA_ASSIGN(PathExpr steps, path());
    auto expr = std::make_unique<Expr>();
    expr->path = std::move(steps);
    return expr;
}

api::Result<ExprPtr> Parser::operand_in_parentheses() {
    TABELLA_CHECK(descend());
    const Descent descent(*this);
    TABELLA_CHECK(expect(TokenKind::kLeftParen));
    TABELLA_ASSIGN(ExprPtr inner, operand());
    TABELLA_CHECK(expect(TokenKind::kRightParen));
    TABELLA_CHECK(mark_parenthesized(*inner));
    return inner;
}

api::Result<ExprPtr> Parser::function() {
    TABELLA_CHECK(descend());
    const Descent descent(*this);
    TABELLA_CHECK(count_operator());
    auto expr = std::make_unique<Expr>();
    expr->kind = Expr::Kind::kFunction;
    expr->text = take().text;
    TABELLA_CHECK(expect(TokenKind::kLeftParen));
    do {
        TABELLA_ASSIGN(ExprPtr argument, operand());
        expr->args.push_back(std::move(argument));
    } while (accept(TokenKind::kComma));
    TABELLA_CHECK(expect(TokenKind::kRightParen));
    return expr;
}

api::Result<Nothing> Parser::count_operator() {
    if (++operators_ <= limits::kExpressionOperatorsMax) return Nothing{};
    return invalid(
        parameter_,
        fmt::format("The expression contains too many operators; operator count: {}", operators_));
}

api::Result<Nothing> Parser::mark_parenthesized(Expr& inner) const {
    if (inner.parenthesized) return invalid(parameter_, kRedundantParentheses);
    inner.parenthesized = true;
    return Nothing{};
}

api::Result<Nothing> Parser::descend() {
    if (depth_ == kNestingMax) return invalid(parameter_, kRedundantParentheses);
    ++depth_;
    return Nothing{};
}

api::Result<Nothing> Parser::expect_end() const {
    if (!at_end()) return syntax_error();
    return Nothing{};
}

api::Result<std::vector<PathExpr>> parse_projection(std::string_view expression,
                                                    std::string_view parameter) {
    TABELLA_ASSIGN(Parser parser, Parser::open(expression, parameter));
    std::vector<PathExpr> paths;
    do {
        TABELLA_ASSIGN(PathExpr path, parser.path());
        paths.push_back(std::move(path));
    } while (parser.accept(TokenKind::kComma));
    TABELLA_CHECK(parser.expect_end());
    return paths;
}

}  // namespace tabella::expr
