// What is refused while a condition is compiled, in which words and in which order.
#include <gtest/gtest.h>

#include "expr/condition.h"
#include "expr/condition_error_rows.h"
#include "expr/test_request.h"

namespace tabella::expr {
namespace {

std::string outcome(std::string_view expression, AttributeMap values = test_values()) {
    TestRequest request(expression, std::move(values));
    const auto condition =
        Condition::parse(expression, "ConditionExpression", request.parameters());
    if (condition.ok()) return "ok";
    EXPECT_EQ(condition.error().code, api::ErrorCode::kValidation);
    constexpr std::string_view kPrefix = "Invalid ConditionExpression: ";
    const std::string& message = condition.error().message;
    EXPECT_TRUE(message.starts_with(kPrefix)) << message;
    return message.substr(kPrefix.size());
}

TEST(ConditionErrors, AreInDynamoDbsWordsAndOrder) {
    for (const ConditionErrorRow& row : kConditionErrorRows)
        EXPECT_EQ(outcome(row.expression), row.message) << row.expression;
}

TEST(ConditionErrors, NameTheParameterThatIsWrong) {
    TestRequest request("a = ");
    EXPECT_EQ(Condition::parse("a = ", "FilterExpression", request.parameters()).error().message,
              "Invalid FilterExpression: Syntax error; token: \"<EOF>\", near: \"= \"");
}

TEST(ConditionErrors, AcceptsWhatIsLegal) {
    for (const char* expression :
         {"(a) = (:n)",
          "size((a)) > :n",
          "((a = :n) AND b = :n)",
          "NOT (NOT a = :n)",
          "not(a = :n)",
          "a IN ((:n))",
          ":n = :n",
          "a IN (:m, :n)",
          "contains(:n, a)",
          "contains(a, :m)",
          "contains(a_l, size(b))",
          "a[ 1 ] . b = :n",
          "a[2147483647] = :n",
          "begins_with(:s, a)",
          "size(a) = size(a)",
          "size(a) < :s",
          "a = :n or b = :n aNd c = :n",
          "( ( ( size ( #ATTR5 )) < #ATTR3.Maximum ) AND ( #ATTR6 > :n ) )",
          "attribute_exists(#status.#and[0].#size)",
          "a.b_1.c9 <> :bo",
          "\ta\r\n=\n:n "})
        EXPECT_EQ(outcome(expression), "ok") << expression;
}

TEST(ConditionErrors, AttributeTypeTakesTheNameOfAType) {
    const auto with = [](const char* type) {
        return outcome("attribute_type(a, :t)", {{":t", type}});
    };
    for (const char* type : {"S", "N", "B", "SS", "NS", "BS", "L", "M", "NULL", "BOOL"})
        EXPECT_EQ(with(type), "ok");
    for (const char* type : {"", "s", "X", "STRING"})
        EXPECT_EQ(with(type), std::string("Invalid attribute type name found; type: ") + type +
                                  ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
    // DynamoDB Local adds types that DynamoDB does not have.
    EXPECT_EQ(outcome("attribute_type(a, b)"),
              "Incorrect operand type for operator or function; operator or function: "
              "attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
    EXPECT_EQ(outcome("attribute_type(a, a)"),
              "The first operand must be distinct from the remaining operands for this operator or "
              "function; operator: attribute_type, first operand: [a]");
}

TEST(ConditionErrors, BetweenShowsItsBounds) {
    const auto with = [](AttributeValue lower, AttributeValue upper) {
        return outcome("a BETWEEN :x AND :y", {{":x", lower}, {":y", upper}});
    };
    EXPECT_EQ(with(1, 1), "ok");
    EXPECT_EQ(with(-2, -1), "ok");
    EXPECT_EQ(with("a", "ab"), "ok");
    EXPECT_EQ(with(binary("\x7f"), binary("\x80")), "ok");
    EXPECT_EQ(with("é", "z"),
              "The BETWEEN operator requires upper bound to be greater than or equal to lower "
              "bound; lower bound operand: AttributeValue: {S:é}, upper bound operand: "
              "AttributeValue: {S:z}");
    // Bytes are shown in base64, where DynamoDB Local shows the name of a class.
    EXPECT_EQ(with(binary("zz"), binary("abc")),
              "The BETWEEN operator requires upper bound to be greater than or equal to lower "
              "bound; lower bound operand: AttributeValue: {B:eno=}, upper bound operand: "
              "AttributeValue: {B:YWJj}");
}

TEST(ConditionErrors, OrderingTakesNumbersStringsAndBinaries) {
    for (const std::string value : {":n", ":s", ":b"})
        for (const std::string op : {"<", "<=", ">", ">="})
            EXPECT_EQ(outcome("a " + op + " " + value), "ok");
    const std::pair<std::string, std::string> refused[] = {
        {":m", "M"},   {":l", "L"},   {":nu", "NULL"}, {":bo", "BOOL"},
        {":ss", "SS"}, {":ns", "NS"}, {":bs", "BS"}};
    for (const auto& [value, type] : refused) {
        for (const std::string op : {"<", "<=", ">", ">="})
            EXPECT_EQ(outcome("a " + op + " " + value),
                      "Incorrect operand type for operator or function; operator or function: " +
                          op + ", operand type: " + type);
        for (const std::string op : {"=", "<>"}) EXPECT_EQ(outcome("a " + op + " " + value), "ok");
    }
}

// ServiceQuotas.html, "Expression parameters"

std::string repeated(std::string_view part, std::size_t times, std::string_view between = "") {
    std::string text;
    for (std::size_t at = 0; at < times; ++at) {
        if (at > 0) text += between;
        text += part;
    }
    return text;
}

TEST(ConditionLimits, InTakes100Candidates) {
    const auto in = [](std::size_t count) {
        return outcome("a IN (" + repeated(":n", count, ",") + ")");
    };
    EXPECT_EQ(in(1), "ok");
    EXPECT_EQ(in(99), "ok");
    EXPECT_EQ(in(100), "ok");
    EXPECT_EQ(in(101),
              "The IN operator is provided with too many operands; number of operands: 101");
}

TEST(ConditionLimits, OperatorsAndFunctionsAre300) {
    const std::string too_many = "The expression contains too many operators; operator count: 301";
    EXPECT_EQ(outcome(repeated("a<b", 150, " AND ")), "ok");  // 150 comparisons, 149 ANDs
    EXPECT_EQ(outcome("NOT " + repeated("a<b", 150, " OR ")), "ok");
    EXPECT_EQ(outcome(repeated("a<b", 151, " AND ")), too_many);
    EXPECT_EQ(outcome("NOT not " + repeated("a<b", 150, " OR ")), too_many);
    EXPECT_EQ(outcome(repeated("NOT ", 299) + "a=:n"), "ok");
    EXPECT_EQ(outcome(repeated("NOT ", 300) + "a=:n"), too_many);
    EXPECT_EQ(outcome(repeated("NOT(", 299) + "a=:n" + repeated(")", 299)), "ok");
    EXPECT_EQ(outcome(repeated("NOT(", 300) + "a=:n" + repeated(")", 300)), too_many);
    EXPECT_EQ(
        outcome("a IN (" + repeated("size(b)", 100, ",") + ") OR " + repeated("a=:n", 101, " OR ")),
        too_many);
}

TEST(ConditionLimits, TheTextIs4096Bytes) {
    const auto padded = [](std::size_t bytes) {
        const std::string text = "a=:n";
        return outcome(text + std::string(bytes - text.size(), ' '));
    };
    EXPECT_EQ(padded(4'095), "ok");
    EXPECT_EQ(padded(4'096), "ok");
    EXPECT_EQ(padded(4'097),
              "Expression size has exceeded the maximum allowed size; expression size: 4097");
    EXPECT_EQ(outcome(""), "The expression can not be empty;");
    EXPECT_EQ(outcome(" "), "Syntax error; token: \"<EOF>\", near: \" \"");
}

TEST(ConditionLimits, APathHas32Steps) {
    const auto path = [](std::size_t steps) { return outcome(repeated("a", steps, ".") + "=:n"); };
    EXPECT_EQ(path(31), "ok");
    EXPECT_EQ(path(32), "ok");
    EXPECT_EQ(path(33), "The document path has too many nesting levels; nesting levels: 33");
    EXPECT_EQ(outcome("a" + repeated("[0]", 32) + "=:n"),
              "The document path has too many nesting levels; nesting levels: 33");
}

TEST(ConditionLimits, DeepNestingIsRefusedNotFollowed) {
    const std::string redundant = "The expression has redundant parentheses;";
    const auto nested = [](std::size_t depth) {
        return outcome(repeated("(", depth) + "a=:n" + repeated(")", depth));
    };
    EXPECT_EQ(nested(1), "ok");
    EXPECT_EQ(nested(2), redundant);
    EXPECT_EQ(nested(1'000), redundant);
    EXPECT_EQ(nested(2'046), redundant);
    EXPECT_EQ(outcome("size" + repeated("(", 2'000) + "a"), redundant);
    EXPECT_EQ(outcome(repeated("size(", 800) + "a"),
              "The expression contains too many operators; operator count: 301");
}

}  // namespace
}  // namespace tabella::expr
