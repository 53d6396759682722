// The legacy parameters Expected, QueryFilter, ScanFilter and KeyConditions
// (LegacyConditionalParameters.html), compiled into the plans of expressions.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "expr/condition.h"
#include "expr/condition_node.h"
#include "expr/key_condition.h"

namespace tabella::expr {

namespace {

using Op = ConditionNode::Op;
using Operator = api::ComparisonOperator;
using Types = std::initializer_list<AttributeType>;
using Values = std::vector<AttributeValue>;

constexpr Types kAny = {};
constexpr Types kOrdered = {AttributeType::kNumber, AttributeType::kString, AttributeType::kBinary};
constexpr Types kTexts = {AttributeType::kString, AttributeType::kBinary};
constexpr Types kParts = {AttributeType::kNumber, AttributeType::kString, AttributeType::kBinary,
                          AttributeType::kNull, AttributeType::kBool};

struct OperatorRow {
    Operator op;
    std::string_view name;
    Op compiled;
    std::size_t arguments_min;
    std::size_t arguments_max;
    Types types;  ///< Of arguments; empty: any.
    std::optional<KeyOperator> key;
};

constexpr std::size_t kUnbounded = ~std::size_t{0};

constexpr std::array<OperatorRow, 13> kOperators{{
    {Operator::kEq, "EQ", Op::kEq, 1, 1, kAny, KeyOperator::kEq},
    {Operator::kNe, "NE", Op::kNe, 1, 1, kAny, std::nullopt},
    {Operator::kIn, "IN", Op::kIn, 1, kUnbounded, kOrdered, std::nullopt},
    {Operator::kLe, "LE", Op::kLe, 1, 1, kOrdered, KeyOperator::kLe},
    {Operator::kLt, "LT", Op::kLt, 1, 1, kOrdered, KeyOperator::kLt},
    {Operator::kGe, "GE", Op::kGe, 1, 1, kOrdered, KeyOperator::kGe},
    {Operator::kGt, "GT", Op::kGt, 1, 1, kOrdered, KeyOperator::kGt},
    {Operator::kBetween, "BETWEEN", Op::kBetween, 2, 2, kOrdered, KeyOperator::kBetween},
    {Operator::kNotNull, "NOT_NULL", Op::kExists, 0, 0, kAny, std::nullopt},
    {Operator::kNull, "NULL", Op::kNotExists, 0, 0, kAny, std::nullopt},
    {Operator::kContains, "CONTAINS", Op::kContains, 1, 1, kParts, std::nullopt},
    {Operator::kNotContains, "NOT_CONTAINS", Op::kNotContains, 1, 1, kParts, std::nullopt},
    {Operator::kBeginsWith, "BEGINS_WITH", Op::kBeginsWith, 1, 1, kTexts, KeyOperator::kBeginsWith},
}};

const OperatorRow& row_of(Operator op) {
    for (const OperatorRow& row : kOperators)
        if (row.op == op) return row;
    return kOperators.front();
}

template <class... Args>
api::Error invalid_values(fmt::format_string<Args...> format, Args&&... args) {
    return api::validation_error("One or more parameter values were invalid: " +
                                 fmt::format(format, std::forward<Args>(args)...));
}

api::Result<Nothing> check_name(const std::string& name) {
    if (name.empty()) return api::validation_error("Empty attribute name");
    return Nothing{};
}

api::Result<Nothing> check_arguments(const OperatorRow& row, const Values& arguments) {
    if (arguments.size() < row.arguments_min || arguments.size() > row.arguments_max)
        return invalid_values("Invalid number of argument(s) for the {} ComparisonOperator",
                              row.name);
    for (const AttributeValue& argument : arguments) {
        const auto* allowed = std::find(row.types.begin(), row.types.end(), argument.type());
        if (row.types.size() > 0 && allowed == row.types.end())
            return invalid_values("ComparisonOperator {} is not valid for {} AttributeValue type",
                                  row.name, type_name(argument.type()));
        if (argument.type() != arguments.front().type())
            return invalid_values("AttributeValues inside AttributeValueList must be of same type");
    }
    if (row.op != Operator::kBetween) return Nothing{};
    const std::string lower = encode_value(arguments[0]);
    const std::string upper = encode_value(arguments[1]);
    if (ValueView(lower).payload() > ValueView(upper).payload())
        return api::validation_error(
            "The BETWEEN condition was provided a range where the lower bound is greater than the "
            "upper bound");
    return Nothing{};
}

api::Result<ConditionNode> comparison(const std::string& name, Operator op,
                                      const Values& arguments) {
    const OperatorRow& row = row_of(op);
    TABELLA_CHECK(check_arguments(row, arguments));
    ConditionNode node{.op = row.compiled};
    node.operands.push_back({.path = {{.name = name}}});
    for (const AttributeValue& argument : arguments)
        node.operands.push_back({.value = encode_value(argument)});
    return node;
}

api::Result<Nothing> check_expected(const std::string& name,
                                    const api::ExpectedAttributeValue& expected) {
    const bool has_value = expected.value.has_value();
    const bool has_list = expected.attribute_value_list.has_value();
    if (expected.comparison_operator && expected.exists)
        return invalid_values(
            "Exists and ComparisonOperator cannot be used together for Attribute: {}", name);
    if (has_value && has_list)
        return invalid_values(
            "Value and AttributeValueList cannot be used together for Attribute: {}", name);
    if (expected.comparison_operator) {
        const OperatorRow& row = row_of(*expected.comparison_operator);
        if (row.arguments_min > 0 && !has_value && !has_list)
            return invalid_values(
                "Value or AttributeValueList must be used with ComparisonOperator: {} for "
                "Attribute: {}",
                row.name, name);
        return Nothing{};
    }
    if (has_list)
        return invalid_values(
            "AttributeValueList can only be used with a ComparisonOperator for Attribute: {}",
            name);
    const bool forbidden = expected.exists == std::optional(false);
    if (forbidden && has_value)
        return invalid_values("Value cannot be used when Exists is false for Attribute: {}", name);
    if (!forbidden && !has_value)
        return invalid_values("Value must be provided when Exists is {} for Attribute: {}",
                              expected.exists ? "true" : "null", name);
    return Nothing{};
}

api::Result<ConditionNode> expected_term(const std::string& name,
                                         const api::ExpectedAttributeValue& expected) {
    TABELLA_CHECK(check_expected(name, expected));
    TABELLA_CHECK(check_name(name));
    const Operator without = expected.value ? Operator::kEq : Operator::kNull;
    const Operator op = expected.comparison_operator.value_or(without);
    if (expected.value) return comparison(name, op, {*expected.value});
    return comparison(name, op, expected.attribute_value_list.value_or(Values{}));
}

api::Result<Nothing> check_joined(std::size_t terms,
                                  std::optional<api::ConditionalOperator> joined_by) {
    if (!joined_by || terms > 1) return Nothing{};
    return api::validation_error(
        terms == 0 ? "ConditionalOperator cannot be used without Filter or Expected"
                   : "ConditionalOperator can only be used when Filter or Expected has two or more "
                     "elements");
}

ConditionNode joined(std::optional<api::ConditionalOperator> joined_by) {
    return {.op = joined_by == api::ConditionalOperator::kOr ? Op::kOr : Op::kAnd};
}

}  // namespace

api::Result<Condition> Condition::from_expected(const api::ExpectedMap& expected,
                                                std::optional<api::ConditionalOperator> joined_by) {
    ConditionNode root = joined(joined_by);
    for (const auto& [name, entry] : expected) {
        TABELLA_ASSIGN(ConditionNode term, expected_term(name, entry));
        root.terms.push_back(std::move(term));
    }
    TABELLA_CHECK(check_joined(expected.size(), joined_by));
    return from_node(std::move(root));
}

api::Result<Condition> Condition::from_filter(const api::ConditionMap& filter,
                                              std::optional<api::ConditionalOperator> joined_by) {
    ConditionNode root = joined(joined_by);
    for (const auto& [name, entry] : filter) {
        TABELLA_CHECK(check_name(name));
        TABELLA_ASSIGN(ConditionNode term,
                       comparison(name, entry.comparison_operator,
                                  entry.attribute_value_list.value_or(Values{})));
        root.terms.push_back(std::move(term));
    }
    TABELLA_CHECK(check_joined(filter.size(), joined_by));
    return from_node(std::move(root));
}

api::Result<std::vector<KeyTerm>> key_condition_from_legacy(const api::ConditionMap& conditions) {
    std::vector<KeyTerm> terms;
    for (const auto& [name, entry] : conditions) {
        TABELLA_CHECK(check_name(name));
        const OperatorRow& row = row_of(entry.comparison_operator);
        const Values arguments = entry.attribute_value_list.value_or(Values{});
        TABELLA_CHECK(check_arguments(row, arguments));
        if (!row.key)
            return api::validation_error(
                "Attempted conditional constraint is not an indexable operation");
        terms.push_back({.attribute = name,
                         .op = *row.key,
                         .value = encode_value(arguments[0]),
                         .upper = arguments.size() > 1 ? encode_value(arguments[1]) : ""});
    }
    return terms;
}

}  // namespace tabella::expr
