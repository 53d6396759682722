#include "expr/parameters.h"

#include <gtest/gtest.h>

#include "model/limits.h"

namespace tabella::expr {
namespace {

using Names = api::ExpressionAttributeNames;

std::string check(const Names* names, const Item* values, bool has_expressions = true,
                  std::string_view absent = {}) {
    const auto result = Parameters(names, values).check(has_expressions, absent);
    return result.ok() ? "ok" : result.error().message;
}

std::string check_names(const Names& names) {
    return check(&names, nullptr);
}
std::string check_values(const AttributeMap& values) {
    const Item item(values);
    return check(nullptr, &item);
}

TEST(ParametersCheck, AcceptsPlaceholdersOfLettersDigitsAndUnderscores) {
    const Names names{{"#a", "a"}, {"#_1", "any name at all"}, {"#0", "é"}};
    const Item values(AttributeMap{{":0", 1}, {":a_b", 2}});
    EXPECT_EQ(check(&names, &values), "ok");
    EXPECT_EQ(check(nullptr, nullptr), "ok");
    EXPECT_EQ(check(nullptr, nullptr, false), "ok");
}

TEST(ParametersCheck, RefusesEmptyMaps) {
    EXPECT_EQ(check_names({}), "ExpressionAttributeNames must not be empty");
    EXPECT_EQ(check_values({}), "ExpressionAttributeValues must not be empty");
}

TEST(ParametersCheck, RefusesBadPlaceholders) {
    EXPECT_EQ(check_names({{"", "x"}}),
              "ExpressionAttributeNames contains invalid key: The expression attribute map "
              "contains an empty key;");
    for (const std::string key : {"a", "#", "#a-b", ":a", "#é", "##"})
        EXPECT_EQ(
            check_names({{key, "x"}}),
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + key + "\"");
    for (const std::string key : {"a", ":", ":a.b", "#a"})
        EXPECT_EQ(
            check_values({{key, 1}}),
            "ExpressionAttributeValues contains invalid key: Syntax error; key: \"" + key + "\"");
}

TEST(ParametersCheck, BoundsThePlaceholderAt255Bytes) {
    const auto key = [](char mark, std::size_t bytes) {
        return mark + std::string(bytes - 1, 'a');
    };
    EXPECT_EQ(check_names({{key('#', 254), "x"}}), "ok");
    EXPECT_EQ(check_names({{key('#', 255), "x"}}), "ok");
    EXPECT_EQ(
        check_names({{key('#', 256), "x"}}),
        "ExpressionAttributeNames contains invalid key: The expression attribute map contains "
        "a key that is too long; size of key: 256");
    EXPECT_EQ(check_values({{key(':', 255), 1}}), "ok");
    EXPECT_EQ(
        check_values({{key(':', 256), 1}}),
        "ExpressionAttributeValues contains invalid key: The expression attribute map contains "
        "a key that is too long; size of key: 256");
}

TEST(ParametersCheck, BoundsTheName) {
    EXPECT_EQ(check_names({{"#a", ""}}),
              "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");
    EXPECT_EQ(check_names({{"#a", std::string(65'534, 'x')}}), "ok");
    EXPECT_EQ(check_names({{"#a", std::string(65'535, 'x')}}), "ok");
    EXPECT_EQ(
        check_names({{"#a", std::string(65'536, 'x')}}),
        "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be "
        "less than 65536 bytes for key #a");
}

TEST(ParametersCheck, BoundsAllValuesTogetherAt2Megabytes) {
    const std::size_t most = limits::kSubstitutionBytesMax - 2;
    EXPECT_EQ(check_values({{":a", std::string(most - 1, 'x')}}), "ok");
    EXPECT_EQ(check_values({{":a", std::string(most, 'x')}}), "ok");
    EXPECT_EQ(check_values({{":a", std::string(most + 1, 'x')}}),
              "ExpressionAttributeValues exceeds max size");
}

TEST(ParametersCheck, BoundsAllNamesTogetherAt2Megabytes) {
    Names names;
    for (int at = 10; at < 42; ++at) names["#" + std::to_string(at)] = std::string(65'533, 'x');
    EXPECT_EQ(check_names(names), "ok");  // 32 * (3 + 65,533) = 2 MB
    names["#10"] += 'x';
    EXPECT_EQ(check_names(names), "ExpressionAttributeNames exceeds max size");
}

TEST(ParametersCheck, RefusesPlaceholdersWithoutExpressions) {
    const Names names{{"#a", "a"}};
    const Item values(AttributeMap{{":a", 1}});
    EXPECT_EQ(check(&names, &values, false),
              "ExpressionAttributeNames can only be specified when using expressions");
    EXPECT_EQ(check(nullptr, &values, false),
              "ExpressionAttributeValues can only be specified when using expressions");
    EXPECT_EQ(check(nullptr, &values, false, "ConditionExpression is null"),
              "ExpressionAttributeValues can only be specified when using expressions: "
              "ConditionExpression is null");
    const Names no_names;
    const Item no_values;
    EXPECT_EQ(check(&no_names, &no_values, false), "ok");
}

TEST(Parameters, RemembersWhatWasUsed) {
    const Names names{{"#a", "a"}, {"#b", "b"}, {"#c", "c"}};
    const Item values(AttributeMap{{":x", 1}, {":y", 2}, {":z", 3}});
    Parameters parameters(&names, &values);
    EXPECT_EQ(*parameters.name("#b"), "b");
    EXPECT_EQ(parameters.name("#nope"), nullptr);
    EXPECT_EQ(parameters.check_all_used().error().message,
              "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #c}");
    parameters.name("#a");
    parameters.name("#c");
    EXPECT_EQ(parameters.value(":y")->decode(), AttributeValue(2));
    EXPECT_FALSE(parameters.value(":nope"));
    EXPECT_EQ(parameters.check_all_used().error().message,
              "Value provided in ExpressionAttributeValues unused in expressions: keys: {:x, :z}");
    parameters.value(":x");
    parameters.value(":z");
    EXPECT_TRUE(parameters.check_all_used().ok());
}

TEST(Parameters, AbsentMapsHaveNothing) {
    Parameters parameters(nullptr, nullptr);
    EXPECT_EQ(parameters.name("#a"), nullptr);
    EXPECT_FALSE(parameters.value(":a"));
    EXPECT_TRUE(parameters.check_all_used().ok());
}

}  // namespace
}  // namespace tabella::expr
