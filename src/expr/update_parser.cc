// The production `update` of the grammar in parser.h.
#include "expr/update_parser.h"

#include <array>
#include <optional>
#include <set>

#include "expr/parser.h"

namespace tabella::expr {

namespace {

using Kind = UpdateAction::Kind;

struct Section {
    Kind kind;
    std::string_view keyword;
};

constexpr std::array kSections{Section{Kind::kSet, "SET"}, Section{Kind::kRemove, "REMOVE"},
                               Section{Kind::kAdd, "ADD"}, Section{Kind::kDelete, "DELETE"}};

class UpdateParser {
 public:
    explicit UpdateParser(Parser& parser) : parser_(parser) {}

    api::Result<ParsedUpdate> update() {
        do {
            TABELLA_CHECK(section());
        } while (!parser_.at_end());
        return std::move(update_);
    }

 private:
    api::Result<Nothing> section() {
        const std::optional<Section> section = take_keyword();
        if (!section) return parser_.syntax_error();
        if (!seen_.insert(section->kind).second && update_.repeated_section.empty())
            update_.repeated_section = section->keyword;
        do {
            TABELLA_CHECK(clause(section->kind));
        } while (parser_.accept(TokenKind::kComma));
        return Nothing{};
    }

    std::optional<Section> take_keyword() {
        for (const Section& section : kSections)
            if (parser_.accept_keyword(section.keyword)) return section;
        return std::nullopt;
    }

    api::Result<Nothing> clause(Kind kind) {
        TABELLA_ASSIGN(PathExpr target, parser_.path());
        ExprPtr value;
        if (kind == Kind::kSet) {
            TABELLA_CHECK(parser_.expect(TokenKind::kEq));
            TABELLA_ASSIGN(value, sum());
        } else if (kind != Kind::kRemove) {
            TABELLA_ASSIGN(value, parser_.value());
        }
        update_.clauses.push_back({kind, std::move(target), std::move(value)});
        return Nothing{};
    }

    api::Result<ExprPtr> sum() {
        TABELLA_ASSIGN(ExprPtr left, group_or_operand());
        const bool has_right =
            parser_.next_is(TokenKind::kPlus) || parser_.next_is(TokenKind::kMinus);
        if (!has_right || left->kind == Expr::Kind::kArithmetic) return left;
        auto expr = std::make_unique<Expr>();
        expr->kind = Expr::Kind::kArithmetic;
        expr->text = parser_.take().text;
        TABELLA_CHECK(parser_.count_operator());
        TABELLA_ASSIGN(ExprPtr right, parser_.operand());
        expr->args.push_back(std::move(left));
        expr->args.push_back(std::move(right));
        return expr;
    }

    api::Result<ExprPtr> group_or_operand() {
        if (!parser_.next_is(TokenKind::kLeftParen)) return parser_.operand();
        TABELLA_CHECK(parser_.descend());
        const Descent descent(parser_);
        parser_.take();
        TABELLA_ASSIGN(ExprPtr inner, sum());
        TABELLA_CHECK(parser_.expect(TokenKind::kRightParen));
        TABELLA_CHECK(parser_.mark_parenthesized(*inner));
        return inner;
    }

    Parser& parser_;
    ParsedUpdate update_;
    std::set<Kind> seen_;
};

}  // namespace

std::string_view section_name(Kind kind) {
    for (const Section& section : kSections)
        if (section.kind == kind) return section.keyword;
    return {};
}

api::Result<ParsedUpdate> parse_update(std::string_view expression, std::string_view parameter) {
    TABELLA_ASSIGN(Parser parser, Parser::open(expression, parameter));
    TABELLA_ASSIGN(ParsedUpdate update, UpdateParser(parser).update());
    TABELLA_CHECK(parser.expect_end());
    return update;
}

}  // namespace tabella::expr
