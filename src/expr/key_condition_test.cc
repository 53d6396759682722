#include "expr/key_condition.h"

#include <gmock/gmock.h>

#include "expr/test_request.h"

namespace tabella::expr {
namespace {

std::string show(const KeyTerm& term) {
    constexpr const char* kNames[] = {"=", "<", "<=", ">", ">=", "between", "begins_with"};
    const auto value = [](const std::string& encoded) {
        const ValueView view(encoded);
        return view.type() == AttributeType::kNumber ? view.number().to_string()
                                                     : std::string(view.payload());
    };
    std::string text = term.attribute + " " + kNames[static_cast<int>(term.op)] + " ";
    text += value(term.value);
    return term.upper.empty() ? text : text + ".." + value(term.upper);
}

/// "p = x, r < 5", or the error.
std::string terms(std::string_view expression) {
    TestRequest request(expression);
    const auto parsed = parse_key_condition(expression, request.parameters());
    if (!parsed.ok()) return parsed.error().message;
    std::string text;
    for (const KeyTerm& term : *parsed) text += (text.empty() ? "" : ", ") + show(term);
    return text;
}

TEST(KeyCondition, ReadsEachOperator) {
    EXPECT_EQ(terms("p = :s"), "p = x");
    EXPECT_EQ(terms("p = :s AND r < :n"), "p = x, r < 5");
    EXPECT_EQ(terms("p = :s AND r <= :n"), "p = x, r <= 5");
    EXPECT_EQ(terms("p = :s AND r > :n"), "p = x, r > 5");
    EXPECT_EQ(terms("p = :s AND r >= :n"), "p = x, r >= 5");
    EXPECT_EQ(terms("p = :s AND r BETWEEN :one AND :n"), "p = x, r between 1..5");
    EXPECT_EQ(terms("p = :s AND begins_with(r, :b)"), "p = x, r begins_with abc");
}

TEST(KeyCondition, ReadsParenthesesPlaceholdersAndAnyOrder) {
    EXPECT_EQ(terms("(r > :n) AND (#p = :s)"), "r > 5, p = x");
    EXPECT_EQ(terms("(p = :s AND r = :n) AND t = :n"), "p = x, r = 5, t = 5");
    EXPECT_EQ(terms("#a = :s and #b = :s AND c = :n AND d = :n"), "a = x, b = x, c = 5, d = 5");
}

TEST(KeyCondition, TurnsAComparisonAroundWhereTheValueComesFirst) {
    EXPECT_EQ(terms(":s = p"), "p = x");
    EXPECT_EQ(terms(":n < r"), "r > 5");
    EXPECT_EQ(terms(":n <= r"), "r >= 5");
    EXPECT_EQ(terms(":n > r"), "r < 5");
    EXPECT_EQ(terms(":n >= r"), "r <= 5");
}

TEST(KeyCondition, RefusesOperatorsItDoesNotKnow) {
    const std::pair<const char*, const char*> rows[] = {
        {"p = :s OR r = :n", "OR"},
        {"p = :s AND r = :n OR r = :one", "OR"},
        {"NOT p = :s", "NOT"},
        {"p = :s AND NOT r = :n", "NOT"},
        {"p = :s AND r <> :n", "<>"},
        {"p = :s AND r IN (:n)", "IN"},
        {"p = :s AND contains(r, :s)", "contains"},
        {"p = :s AND attribute_exists(r)", "attribute_exists"},
        {"attribute_not_exists(p)", "attribute_not_exists"},
    };
    for (const auto& [expression, name] : rows)
        EXPECT_EQ(terms(expression),
                  std::string("Invalid operator used in KeyConditionExpression: ") + name);
}

struct Row {
    const char* expression;
    const char* message;
};

constexpr Row kRows[] = {
    {"p = r",
     "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"},
    {"p = :s AND r BETWEEN :one AND p",
     "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"},
    {"p = :s AND begins_with(r, p)",
     "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"},
    {":s = :s", "Invalid condition in KeyConditionExpression: No key attribute specified"},
    {"p = :s AND :n BETWEEN r AND :n",
     "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute as "
     "its first operand"},
    {"p = :s AND begins_with(:s, r)",
     "Invalid condition in KeyConditionExpression: begins_with operator must have the key "
     "attribute as its first operand"},
    {"p = :s AND size(r) = :n", "KeyConditionExpressions cannot contain nested operations"},
    {"p = size(:s)", "KeyConditionExpressions cannot contain nested operations"},
    {"p = :s AND a.b > :n", "KeyConditionExpressions cannot have conditions on nested attributes"},
    {"p = :s AND a[0] > :n", "KeyConditionExpressions cannot have conditions on nested attributes"},
    {"p = :s AND r = :n AND r > :one",
     "KeyConditionExpressions must only contain one condition per key"},
    {"p = :s AND (r > :one AND r < :n)",
     "KeyConditionExpressions must only contain one condition per key"},
    {"p = :s AND #p = :s", "KeyConditionExpressions must only contain one condition per key"},
    {"", "Invalid KeyConditionExpression: The expression can not be empty;"},
    {"p = ", "Invalid KeyConditionExpression: Syntax error; token: \"<EOF>\", near: \"= \""},
    {"((p = :s))", "Invalid KeyConditionExpression: The expression has redundant parentheses;"},
    {"status = :s",
     "Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved keyword: "
     "status"},
    {"p = :s AND attribute_exists(status)",
     "Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved keyword: "
     "status"},
    {"p = :undef",
     "Invalid KeyConditionExpression: An expression attribute value used in expression is not "
     "defined; attribute value: :undef"},
    {"foo(p)", "Invalid KeyConditionExpression: Invalid function name; function: foo"},
    {"p = :s AND if_not_exists(r, :n)",
     "Invalid KeyConditionExpression: The function is not allowed in a condition expression; "
     "function: if_not_exists"},
    {"p = :s AND begins_with(r, :n)",
     "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or "
     "function: begins_with, operand type: N"},
    {"p = :s AND r < :m",
     "Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or "
     "function: <, operand type: M"},
    {"p = :s AND r BETWEEN :n AND :one",
     "Invalid KeyConditionExpression: The BETWEEN operator requires upper bound to be greater than "
     "or equal to lower bound; lower bound operand: AttributeValue: {N:5}, upper bound operand: "
     "AttributeValue: {N:1}"},
    {"p = :s AND r BETWEEN :one AND r",
     "Invalid KeyConditionExpression: The first operand must be distinct from the remaining "
     "operands for this operator or function; operator: BETWEEN, first operand: [r]"},
};

TEST(KeyCondition, RefusesTheRestInDynamoDbsWords) {
    for (const Row& row : kRows) EXPECT_EQ(terms(row.expression), row.message) << row.expression;
}

}  // namespace
}  // namespace tabella::expr
