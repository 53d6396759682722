// The legacy parameters Expected, filters and KeyConditions: argument checks and meaning. Messages
// are those of DynamoDB Local.
#include <gtest/gtest.h>

#include "expr/condition.h"
#include "expr/key_condition.h"
#include "expr/test_request.h"

namespace tabella::expr {
namespace {

using Operator = api::ComparisonOperator;
using Expected = api::ExpectedAttributeValue;
using List = AttributeValue::List;
using Strings = AttributeValue::StringSet;
using Values = std::vector<AttributeValue>;

const AttributeMap kItem{
    {"b", binary("ab")},
    {"l", List{1}},
    {"m", AttributeValue::Map{{"x", 1}}},
    {"n", 5},
    {"nu", AttributeValue::Null{}},
    {"s", "abc"},
    {"ss", Strings{"a", "b"}},
};

constexpr std::string_view kInvalid = "One or more parameter values were invalid: ";

std::string without_prefix(const std::string& message) {
    return message.starts_with(kInvalid) ? message.substr(kInvalid.size()) : message;
}

std::string verdict(const api::Result<Condition>& condition) {
    if (!condition.ok()) return without_prefix(condition.error().message);
    return condition->holds(Item(kItem)) ? "true" : "false";
}

std::string expect(const api::ExpectedMap& expected,
                   std::optional<api::ConditionalOperator> joined_by = std::nullopt) {
    return verdict(Condition::from_expected(expected, joined_by));
}

Expected with_value(AttributeValue value) {
    Expected expected;
    expected.value = std::move(value);
    return expected;
}

Expected with_exists(bool exists) {
    Expected expected;
    expected.exists = exists;
    return expected;
}

Expected compared(Operator op, std::optional<Values> list = std::nullopt) {
    Expected expected;
    expected.comparison_operator = op;
    expected.attribute_value_list = std::move(list);
    return expected;
}

TEST(LegacyExpected, ComparesValueAndExists) {
    EXPECT_EQ(expect({}), "true");
    EXPECT_EQ(expect({{"n", with_value(5)}}), "true");
    EXPECT_EQ(expect({{"n", with_value(6)}}), "false");
    EXPECT_EQ(expect({{"q", with_value(6)}}), "false");
    EXPECT_EQ(expect({{"q", with_exists(false)}}), "true");
    EXPECT_EQ(expect({{"n", with_exists(false)}}), "false");
    Expected both = with_value(5);
    both.exists = true;
    EXPECT_EQ(expect({{"n", both}}), "true");
}

TEST(LegacyExpected, ChecksWhichMembersGoTogether) {
    EXPECT_EQ(expect({{"n", {}}}), "Value must be provided when Exists is null for Attribute: n");
    EXPECT_EQ(expect({{"n", with_exists(true)}}),
              "Value must be provided when Exists is true for Attribute: n");
    Expected forbidden = with_value(1);
    forbidden.exists = false;
    EXPECT_EQ(expect({{"n", forbidden}}),
              "Value cannot be used when Exists is false for Attribute: n");
    EXPECT_EQ(expect({{"n", compared(Operator::kEq)}}),
              "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: "
              "n");
    Expected twice = compared(Operator::kEq, Values{5});
    twice.value = 5;
    EXPECT_EQ(expect({{"n", twice}}),
              "Value and AttributeValueList cannot be used together for Attribute: n");
    Expected exists = with_value(5);
    exists.exists = true;
    exists.comparison_operator = Operator::kEq;
    EXPECT_EQ(expect({{"n", exists}}),
              "Exists and ComparisonOperator cannot be used together for Attribute: n");
    Expected list = with_exists(false);
    list.attribute_value_list = Values{5};
    EXPECT_EQ(expect({{"n", list}}),
              "AttributeValueList can only be used with a ComparisonOperator for Attribute: n");
    EXPECT_EQ(expect({{"", with_value(5)}}), "Empty attribute name");
}

TEST(LegacyExpected, TakesValueAsTheOnlyArgument) {
    Expected expected = with_value(5);
    expected.comparison_operator = Operator::kGe;
    EXPECT_EQ(expect({{"n", expected}}), "true");
    expected.comparison_operator = Operator::kNull;
    EXPECT_EQ(expect({{"n", expected}}),
              "Invalid number of argument(s) for the NULL ComparisonOperator");
}

TEST(LegacyExpected, JoinsByAndUnlessToldOr) {
    const api::ExpectedMap one_of_two{{"n", with_value(5)}, {"s", with_value("q")}};
    EXPECT_EQ(expect(one_of_two), "false");
    EXPECT_EQ(expect(one_of_two, api::ConditionalOperator::kAnd), "false");
    EXPECT_EQ(expect(one_of_two, api::ConditionalOperator::kOr), "true");
    EXPECT_EQ(expect({{"n", with_value(5)}}, api::ConditionalOperator::kOr),
              "ConditionalOperator can only be used when Filter or Expected has two or more "
              "elements");
    EXPECT_EQ(expect({}, api::ConditionalOperator::kAnd),
              "ConditionalOperator cannot be used without Filter or Expected");
}

struct OperatorCase {
    Operator op;
    const char* name;
    std::size_t arguments;
    const char* refused_types;  ///< Each between spaces.
};

constexpr OperatorCase kCases[] = {
    {Operator::kEq, "EQ", 1, ""},
    {Operator::kNe, "NE", 1, ""},
    {Operator::kLe, "LE", 1, " SS NS BS L M NULL BOOL "},
    {Operator::kLt, "LT", 1, " SS NS BS L M NULL BOOL "},
    {Operator::kGe, "GE", 1, " SS NS BS L M NULL BOOL "},
    {Operator::kGt, "GT", 1, " SS NS BS L M NULL BOOL "},
    {Operator::kIn, "IN", 1, " SS NS BS L M NULL BOOL "},
    {Operator::kBetween, "BETWEEN", 2, " SS NS BS L M NULL BOOL "},
    {Operator::kContains, "CONTAINS", 1, " SS NS BS L M "},
    {Operator::kNotContains, "NOT_CONTAINS", 1, " SS NS BS L M "},
    {Operator::kBeginsWith, "BEGINS_WITH", 1, " N SS NS BS L M NULL BOOL "},
    {Operator::kNull, "NULL", 0, ""},
    {Operator::kNotNull, "NOT_NULL", 0, ""},
};

TEST(LegacyOperators, CheckTheTypesOfTheirArguments) {
    for (const OperatorCase& each : kCases) {
        if (each.arguments == 0) continue;
        for (const auto& [placeholder, value] : test_values()) {
            const std::string type(type_name(value.type()));
            const std::string verdict =
                expect({{"q", compared(each.op, Values(each.arguments, value))}});
            if (std::string(each.refused_types).find(" " + type + " ") == std::string::npos)
                EXPECT_EQ(verdict, each.op == Operator::kNe ? "true" : "false") << each.name;
            else
                EXPECT_EQ(verdict, std::string("ComparisonOperator ") + each.name +
                                       " is not valid for " + type + " AttributeValue type");
        }
    }
}

TEST(LegacyOperators, CheckTheNumberOfTheirArguments) {
    for (const OperatorCase& each : kCases) {
        const std::string refusal = std::string("Invalid number of argument(s) for the ") +
                                    each.name + " ComparisonOperator";
        for (const std::size_t count : {0U, 1U, 2U, 3U}) {
            const bool fits = each.op == Operator::kIn ? count >= 1 : count == each.arguments;
            const std::string verdict =
                expect({{"s", compared(each.op, Values(count, AttributeValue("abc")))}});
            EXPECT_EQ(verdict == refusal, !fits) << each.name << " " << count << ": " << verdict;
        }
    }
}

TEST(LegacyOperators, CheckTheirArgumentsAgainstEachOther) {
    EXPECT_EQ(expect({{"n", compared(Operator::kBetween, Values{6, 5})}}),
              "The BETWEEN condition was provided a range where the lower bound is greater than "
              "the upper bound");
    for (const Operator op : {Operator::kBetween, Operator::kIn})
        EXPECT_EQ(expect({{"n", compared(op, Values{5, "a"})}}),
                  "AttributeValues inside AttributeValueList must be of same type");
}

TEST(LegacyOperators, MeanWhatTheirExpressionsMean) {
    const std::tuple<const char*, Operator, Values, bool> rows[] = {
        {"n", Operator::kEq, {5}, true},
        {"n", Operator::kNe, {"a"}, true},
        {"q", Operator::kNe, {1}, true},
        {"n", Operator::kLt, {6}, true},
        {"n", Operator::kGe, {6}, false},
        {"n", Operator::kBetween, {4, 5}, true},
        {"s", Operator::kIn, {"x", "abc"}, true},
        {"s", Operator::kIn, {"x"}, false},
        {"s", Operator::kBeginsWith, {"ab"}, true},
        {"s", Operator::kContains, {"bc"}, true},
        {"ss", Operator::kContains, {"a"}, true},
        {"l", Operator::kContains, {1}, true},
        {"b", Operator::kContains, {binary("a")}, true},
        {"n", Operator::kContains, {5}, false},
        {"s", Operator::kNotContains, {"z"}, true},
        {"s", Operator::kNotContains, {"b"}, false},
        {"s", Operator::kNotContains, {1}, true},
        {"n", Operator::kNotContains, {1}, true},
        {"l", Operator::kNotContains, {1}, false},
        {"q", Operator::kNotContains, {1}, false},
        {"l", Operator::kEq, {AttributeValue(List{1})}, true},
        {"q", Operator::kNull, {}, true},
        {"nu", Operator::kNull, {}, false},
        {"nu", Operator::kNotNull, {}, true},
    };
    for (const auto& [name, op, arguments, holds] : rows) {
        const std::string verdict = expect({{name, compared(op, arguments)}});
        EXPECT_EQ(verdict, holds ? "true" : "false") << name << " " << static_cast<int>(op);
        const api::ConditionMap filter{
            {name, {.attribute_value_list = arguments, .comparison_operator = op}}};
        EXPECT_EQ(expr::verdict(Condition::from_filter(filter, std::nullopt)), verdict);
    }
}

TEST(LegacyFilter, JoinsChecksAndNamesItsAttributes) {
    const api::ConditionMap filter{
        {"n", {.attribute_value_list = Values{5}, .comparison_operator = Operator::kEq}},
        {"a.b", {.attribute_value_list = {}, .comparison_operator = Operator::kNotNull}}};
    const auto any = Condition::from_filter(filter, api::ConditionalOperator::kOr);
    EXPECT_EQ(verdict(any), "true");
    EXPECT_EQ(any->top_level_names(), (std::set<std::string>{"a.b", "n"}));
    EXPECT_EQ(verdict(Condition::from_filter(filter, std::nullopt)), "false");
    EXPECT_EQ(verdict(Condition::from_filter({}, api::ConditionalOperator::kOr)),
              "ConditionalOperator cannot be used without Filter or Expected");
    EXPECT_EQ(verdict(Condition::from_filter({{"n", {}}}, std::nullopt)),
              "Invalid number of argument(s) for the EQ ComparisonOperator");
    EXPECT_EQ(verdict(Condition::from_filter({{"", {}}}, std::nullopt)), "Empty attribute name");
}

api::Result<std::vector<KeyTerm>> keys(Operator op, std::optional<Values> arguments) {
    return key_condition_from_legacy(
        {{"r", {.attribute_value_list = std::move(arguments), .comparison_operator = op}}});
}

TEST(LegacyKeyConditions, BecomeTerms) {
    const std::pair<Operator, KeyOperator> same[] = {
        {Operator::kEq, KeyOperator::kEq}, {Operator::kLt, KeyOperator::kLt},
        {Operator::kLe, KeyOperator::kLe}, {Operator::kGt, KeyOperator::kGt},
        {Operator::kGe, KeyOperator::kGe}, {Operator::kBeginsWith, KeyOperator::kBeginsWith}};
    for (const auto& [op, key_op] : same) {
        const auto terms = keys(op, Values{"x"});
        ASSERT_TRUE(terms.ok());
        ASSERT_EQ(terms->size(), 1U);
        EXPECT_EQ(terms->front().attribute, "r");
        EXPECT_EQ(terms->front().op, key_op);
        EXPECT_EQ(terms->front().value, encode_value("x"));
        EXPECT_EQ(terms->front().upper, "");
    }
    const auto between = keys(Operator::kBetween, Values{1, 2});
    EXPECT_EQ(between->front().value, encode_value(1));
    EXPECT_EQ(between->front().upper, encode_value(2));
}

TEST(LegacyKeyConditions, RefuseWhatIsNotIndexable) {
    const auto message = [](Operator op, std::optional<Values> arguments) {
        return without_prefix(keys(op, std::move(arguments)).error().message);
    };
    const char* not_indexable = "Attempted conditional constraint is not an indexable operation";
    for (const Operator op :
         {Operator::kNe, Operator::kIn, Operator::kContains, Operator::kNotContains})
        EXPECT_EQ(message(op, Values{1}), not_indexable);
    EXPECT_EQ(message(Operator::kNull, std::nullopt), not_indexable);
    EXPECT_EQ(message(Operator::kNotNull, Values{}), not_indexable);
    EXPECT_EQ(message(Operator::kLt, std::nullopt),
              "Invalid number of argument(s) for the LT ComparisonOperator");
    EXPECT_EQ(message(Operator::kBeginsWith, Values{1}),
              "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type");
}

}  // namespace
}  // namespace tabella::expr
