#include "expr/key_condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "expr/binder.h"
#include "expr/parser.h"

namespace tabella::expr {

namespace {

constexpr std::string_view kParameter = "KeyConditionExpression";

api::Error invalid_operator(std::string_view name) {
    return api::validation_error(
        fmt::format("Invalid operator used in KeyConditionExpression: {}", name));
}

api::Error invalid_condition(std::string_view message) {
    return api::validation_error(
        fmt::format("Invalid condition in KeyConditionExpression: {}", message));
}

struct Comparison {
    std::string_view text;
    KeyOperator op;
    KeyOperator mirrored;  ///< Of `:value op attribute`.
};

constexpr std::array<Comparison, 5> kComparisons{{
    {"=", KeyOperator::kEq, KeyOperator::kEq},
    {"<", KeyOperator::kLt, KeyOperator::kGt},
    {"<=", KeyOperator::kLe, KeyOperator::kGe},
    {">", KeyOperator::kGt, KeyOperator::kLt},
    {">=", KeyOperator::kGe, KeyOperator::kLe},
}};

/// The operator of a predicate, or nothing where key conditions do not know it.
std::optional<KeyOperator> operator_of(const Expr& expr, bool mirrored) {
    if (expr.kind == Expr::Kind::kBetween) return KeyOperator::kBetween;
    if (expr.kind == Expr::Kind::kFunction && expr.text == "begins_with")
        return KeyOperator::kBeginsWith;
    if (expr.kind != Expr::Kind::kCompare) return std::nullopt;
    for (const Comparison& comparison : kComparisons)
        if (comparison.text == expr.text) return mirrored ? comparison.mirrored : comparison.op;
    return std::nullopt;
}

bool is_path(const ExprPtr& expr) {
    return expr->kind == Expr::Kind::kPath;
}

/// One predicate as a term. The checks stand in DynamoDB's order.
api::Result<KeyTerm> key_term(const Expr& expr) {
    const bool mirrored = !is_path(expr.args[0]);
    const std::optional<KeyOperator> op = operator_of(expr, mirrored);
    if (!op) return invalid_operator(expr.text);
    const bool nested = std::any_of(expr.args.begin(), expr.args.end(), [](const ExprPtr& arg) {
        return arg->kind == Expr::Kind::kFunction;
    });
    if (nested)
        return api::validation_error("KeyConditionExpressions cannot contain nested operations");
    if (mirrored && expr.kind != Expr::Kind::kCompare)
        return invalid_condition(
            fmt::format("{} operator must have the key attribute as its first operand", expr.text));
    const auto paths = std::count_if(expr.args.begin(), expr.args.end(), is_path);
    if (paths == 0) return invalid_condition("No key attribute specified");
    if (paths > 1) return invalid_condition("Multiple attribute names used in one condition");
    const Path& path = expr.args[mirrored ? 1 : 0]->path.path;
    if (path.size() > 1)
        return api::validation_error(
            "KeyConditionExpressions cannot have conditions on nested attributes");
    const bool has_upper = *op == KeyOperator::kBetween;
    return KeyTerm{.attribute = path.front().name,
                   .op = *op,
                   .value = std::string(expr.args[mirrored ? 0 : 1]->value->encoded()),
                   .upper = std::string(has_upper ? expr.args[2]->value->encoded() : "")};
}

api::Result<Nothing> add_terms(const Expr& expr, std::vector<KeyTerm>& terms) {
    if (expr.kind == Expr::Kind::kAnd) {
        for (const ExprPtr& arg : expr.args) TABELLA_CHECK(add_terms(*arg, terms));
        return Nothing{};
    }
    if (expr.is_logical()) return invalid_operator(expr.text);
    TABELLA_ASSIGN(KeyTerm term, key_term(expr));
    const bool repeated = std::any_of(terms.begin(), terms.end(), [&term](const KeyTerm& other) {
        return other.attribute == term.attribute;
    });
    if (repeated)
        return api::validation_error(
            "KeyConditionExpressions must only contain one condition per key");
    terms.push_back(std::move(term));
    return Nothing{};
}

}  // namespace

api::Result<std::vector<KeyTerm>> parse_key_condition(std::string_view expression,
                                                      Parameters& parameters) {
    TABELLA_ASSIGN(const ExprPtr root, parse_condition(expression, kParameter));
    const Binder binder(Binder::Language::kCondition, kParameter, parameters);
    TABELLA_CHECK(binder.check_names(*root, FunctionPlace::kWhole));
    TABELLA_CHECK(binder.resolve_and_check(*root));
    std::vector<KeyTerm> terms;
    TABELLA_CHECK(add_terms(*root, terms));
    return terms;
}

}  // namespace tabella::expr
