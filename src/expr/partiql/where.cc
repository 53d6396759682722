#include "expr/partiql/where.h"

#include <algorithm>
#include <array>

namespace tabella::expr::partiql {

namespace {

bool is_attribute(const Expr& expr) {
    return expr.kind == Expr::Kind::kPath && expr.path.path.size() == 1;
}

bool is_value(const Expr& expr) {
    return expr.kind == Expr::Kind::kValue;
}

std::string encoded(const Expr& value) {
    return std::string(value.value->encoded());
}

struct Comparison {
    std::string_view text;
    KeyOperator op;
    KeyOperator mirrored;  ///< Of `value op attribute`.
};

constexpr std::array<Comparison, 5> kComparisons{{
    {"=", KeyOperator::kEq, KeyOperator::kEq},
    {"<", KeyOperator::kLt, KeyOperator::kGt},
    {"<=", KeyOperator::kLe, KeyOperator::kGe},
    {">", KeyOperator::kGt, KeyOperator::kLt},
    {">=", KeyOperator::kGe, KeyOperator::kLe},
}};

std::optional<KeyTerm> comparison_term(const Expr& term) {
    const bool mirrored = is_value(*term.args[0]) && is_attribute(*term.args[1]);
    const Expr& attribute = *term.args[mirrored ? 1 : 0];
    const Expr& value = *term.args[mirrored ? 0 : 1];
    if (!is_attribute(attribute) || !is_value(value)) return std::nullopt;
    for (const Comparison& comparison : kComparisons)
        if (comparison.text == term.text)
            return KeyTerm{.attribute = attribute.path.path.front().name,
                           .op = mirrored ? comparison.mirrored : comparison.op,
                           .value = encoded(value),
                           .upper = {}};
    return std::nullopt;
}

ExprPtr predicate(std::string_view function, std::string attribute) {
    auto path = std::make_unique<Expr>();
    path->path.path.push_back({.name = std::move(attribute)});
    auto expr = std::make_unique<Expr>();
    expr->kind = Expr::Kind::kFunction;
    expr->text = function;
    expr->args.push_back(std::move(path));
    return expr;
}

ExprPtr joined(std::vector<ExprPtr> terms) {
    auto expr = std::make_unique<Expr>();
    expr->kind = Expr::Kind::kAnd;
    expr->args = std::move(terms);
    return expr;
}

}  // namespace

std::vector<ExprPtr> conjuncts(ExprPtr where) {
    std::vector<ExprPtr> terms;
    if (where == nullptr) return terms;
    if (where->kind != Expr::Kind::kAnd) {
        terms.push_back(std::move(where));
        return terms;
    }
    for (ExprPtr& arg : where->args)
        for (ExprPtr& term : conjuncts(std::move(arg))) terms.push_back(std::move(term));
    return terms;
}

std::optional<KeyTerm> key_term(const Expr& term) {
    if (term.kind == Expr::Kind::kCompare) return comparison_term(term);
    const bool between = term.kind == Expr::Kind::kBetween;
    const bool begins = term.kind == Expr::Kind::kFunction && term.text == "begins_with";
    if (!between && !begins) return std::nullopt;
    if (!is_attribute(*term.args[0]) ||
        !std::all_of(term.args.begin() + 1, term.args.end(),
                     [](const ExprPtr& arg) { return is_value(*arg); }))
        return std::nullopt;
    return KeyTerm{.attribute = term.args[0]->path.path.front().name,
                   .op = between ? KeyOperator::kBetween : KeyOperator::kBeginsWith,
                   .value = encoded(*term.args[1]),
                   .upper = between ? encoded(*term.args[2]) : std::string()};
}

std::optional<Alternatives> alternatives(const Expr& term) {
    if (term.kind == Expr::Kind::kCompare) {
        auto equality = comparison_term(term);
        if (!equality || equality->op != KeyOperator::kEq) return std::nullopt;
        return Alternatives{std::move(equality->attribute), {std::move(equality->value)}};
    }
    if (term.kind == Expr::Kind::kIn) {
        if (!is_attribute(*term.args[0])) return std::nullopt;
        Alternatives found{term.args[0]->path.path.front().name, {}};
        for (std::size_t at = 1; at < term.args.size(); ++at) {
            if (!is_value(*term.args[at])) return std::nullopt;
            found.values.push_back(encoded(*term.args[at]));
        }
        return found;
    }
    if (term.kind != Expr::Kind::kOr) return std::nullopt;
    std::optional<Alternatives> found;
    for (const ExprPtr& arg : term.args) {
        std::optional<Alternatives> more = alternatives(*arg);
        if (!more || (found && found->attribute != more->attribute)) return std::nullopt;
        if (found)
            found->values.insert(found->values.end(), more->values.begin(), more->values.end());
        else
            found = std::move(more);
    }
    return found;
}

std::optional<Condition> all_of(std::vector<ExprPtr> terms) {
    if (terms.empty()) return std::nullopt;
    const ExprPtr root = joined(std::move(terms));
    return Condition::from_checked(*root);
}

ExprPtr exists(std::string attribute) {
    return predicate("attribute_exists", std::move(attribute));
}

ExprPtr not_exists(std::string attribute) {
    return predicate("attribute_not_exists", std::move(attribute));
}

ExprPtr either(ExprPtr one, std::vector<ExprPtr> others) {
    auto expr = std::make_unique<Expr>();
    expr->kind = Expr::Kind::kOr;
    expr->args.push_back(std::move(one));
    expr->args.push_back(joined(std::move(others)));
    return expr;
}

}  // namespace tabella::expr::partiql
