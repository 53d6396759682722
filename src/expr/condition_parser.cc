// The production `condition` of the grammar in parser.h.
#include "expr/parser.h"

namespace tabella::expr {

namespace {

/// Whether a lone operand may stand where a condition is read: inside parentheses it may turn out
/// to be the left side of a comparison, `(a) = :b`.
enum class LoneOperand : bool { kNo, kYes };

class ConditionParser {
 public:
    explicit ConditionParser(Parser& parser) : parser_(parser) {}

    api::Result<ExprPtr> condition(LoneOperand lone) { return chain(Expr::Kind::kOr, lone); }

 private:
    static ExprPtr node(Expr::Kind kind, std::string_view text) {
        auto expr = std::make_unique<Expr>();
        expr->kind = kind;
        expr->text = text;
        return expr;
    }

    /// `x OR y OR z` or `x AND y AND z`: one node with all parts, so that a long chain is not deep.
    api::Result<ExprPtr> chain(Expr::Kind kind, LoneOperand lone) {
        const std::string_view keyword = kind == Expr::Kind::kOr ? "OR" : "AND";
        TABELLA_ASSIGN(ExprPtr first, link(kind, lone));
        if (!parser_.next_is_keyword(keyword)) return first;
        ExprPtr expr = node(kind, keyword);
        expr->args.push_back(std::move(first));
        while (parser_.accept_keyword(keyword)) {
            TABELLA_CHECK(parser_.count_operator());
            TABELLA_ASSIGN(ExprPtr next, link(kind, LoneOperand::kNo));
            expr->args.push_back(std::move(next));
        }
        return expr;
    }

    api::Result<ExprPtr> link(Expr::Kind kind, LoneOperand lone) {
        return kind == Expr::Kind::kOr ? chain(Expr::Kind::kAnd, lone) : negation(lone);
    }

    api::Result<ExprPtr> negation(LoneOperand lone) {
        if (!parser_.next_is_keyword("NOT")) return predicate(lone);
        TABELLA_CHECK(parser_.descend());
        const Descent descent(parser_);
        parser_.take();
        TABELLA_CHECK(parser_.count_operator());
        TABELLA_ASSIGN(ExprPtr inner, negation(LoneOperand::kNo));
        ExprPtr expr = node(Expr::Kind::kNot, "NOT");
        expr->args.push_back(std::move(inner));
        return expr;
    }

    api::Result<ExprPtr> predicate(LoneOperand lone) {
        TABELLA_ASSIGN(ExprPtr left, group_or_operand());
        if (left->is_condition()) return left;
        if (is_comparator(parser_.peek().kind)) return comparison(std::move(left));
        if (parser_.next_is_keyword("BETWEEN")) return between(std::move(left));
        if (parser_.next_is_keyword("IN")) return in(std::move(left));
        if (left->kind == Expr::Kind::kFunction) return left;
        if (lone == LoneOperand::kYes && parser_.next_is(TokenKind::kRightParen)) return left;
        return parser_.syntax_error();
    }

    api::Result<ExprPtr> group_or_operand() {
        if (!parser_.next_is(TokenKind::kLeftParen)) return parser_.operand();
        TABELLA_CHECK(parser_.descend());
        const Descent descent(parser_);
        parser_.take();
        TABELLA_ASSIGN(ExprPtr inner, condition(LoneOperand::kYes));
        TABELLA_CHECK(parser_.expect(TokenKind::kRightParen));
        // Of a lone operand it is told only once it turns out to be the left side of something.
        const bool is_lone = inner->kind == Expr::Kind::kPath || inner->kind == Expr::Kind::kValue;
        auto marked = parser_.mark_parenthesized(*inner);
        if (!marked.ok() && !(is_lone && !begins_predicate())) return std::move(marked).error();
        return inner;
    }

    /// Whether what comes next takes what stands before it as its left side.
    bool begins_predicate() const {
        return is_comparator(parser_.peek().kind) || parser_.next_is_keyword("BETWEEN") ||
               parser_.next_is_keyword("IN");
    }

    static bool is_comparator(TokenKind kind) {
        return kind >= TokenKind::kEq && kind <= TokenKind::kGe;
    }

    api::Result<ExprPtr> comparison(ExprPtr left) {
        ExprPtr expr = node(Expr::Kind::kCompare, parser_.take().text);
        TABELLA_CHECK(parser_.count_operator());
        TABELLA_ASSIGN(ExprPtr right, parser_.operand());
        expr->args.push_back(std::move(left));
        expr->args.push_back(std::move(right));
        return expr;
    }

    api::Result<ExprPtr> between(ExprPtr left) {
        parser_.take();
        TABELLA_CHECK(parser_.count_operator());
        TABELLA_ASSIGN(ExprPtr lower, parser_.operand());
        if (!parser_.accept_keyword("AND")) return parser_.syntax_error();
        TABELLA_ASSIGN(ExprPtr upper, parser_.operand());
        ExprPtr expr = node(Expr::Kind::kBetween, "BETWEEN");
        expr->args.push_back(std::move(left));
        expr->args.push_back(std::move(lower));
        expr->args.push_back(std::move(upper));
        return expr;
    }

    api::Result<ExprPtr> in(ExprPtr left) {
        parser_.take();
        TABELLA_CHECK(parser_.count_operator());
        TABELLA_CHECK(parser_.expect(TokenKind::kLeftParen));
        ExprPtr expr = node(Expr::Kind::kIn, "IN");
        expr->args.push_back(std::move(left));
        do {
            TABELLA_ASSIGN(ExprPtr candidate, parser_.operand());
            expr->args.push_back(std::move(candidate));
        } while (parser_.accept(TokenKind::kComma));
        TABELLA_CHECK(parser_.expect(TokenKind::kRightParen));
        return expr;
    }

    Parser& parser_;
};

}  // namespace

api::Result<ExprPtr> parse_condition(std::string_view expression, std::string_view parameter) {
    TABELLA_ASSIGN(Parser parser, Parser::open(expression, parameter));
    TABELLA_ASSIGN(ExprPtr root, ConditionParser(parser).condition(LoneOperand::kNo));
    TABELLA_CHECK(parser.expect_end());
    return root;
}

}  // namespace tabella::expr
