// What is refused while an update is compiled, in which words and in which order.
#include <gtest/gtest.h>

#include "expr/test_request.h"
#include "expr/update.h"
#include "expr/update_error_rows.h"

namespace tabella::expr {
namespace {

std::string outcome(std::string_view expression) {
    TestRequest request(expression);
    const auto update = Update::parse(expression, request.parameters());
    if (update.ok()) return "ok";
    EXPECT_EQ(update.error().code, api::ErrorCode::kValidation);
    constexpr std::string_view kPrefix = "Invalid UpdateExpression: ";
    const std::string& message = update.error().message;
    EXPECT_TRUE(message.starts_with(kPrefix)) << message;
    return message.substr(kPrefix.size());
}

TEST(UpdateErrors, AreInDynamoDbsWordsAndOrder) {
    for (const UpdateErrorRow& row : kUpdateErrorRows)
        EXPECT_EQ(outcome(row.expression), row.message) << row.expression;
}

TEST(UpdateErrors, OfSeveralTheTargetsComeFirstThenTheLastClause) {
    const auto type = [](const char* op, const char* operand) {
        return std::string(
                   "Incorrect operand type for operator or function; operator or function: ") +
               op + ", operand type: " + operand;
    };
    const std::string undefined_value =
        "An expression attribute value used in expression is not defined; attribute value: :undef";
    const std::string undefined_name =
        "An expression attribute name used in the document path is not defined; attribute name: "
        "#undef";
    const std::string overlap =
        "Two document paths overlap with each other; must remove or rewrite one of these paths; "
        "path one: [a], path two: [a]";
    EXPECT_EQ(outcome("SET a = :undef, #undef = :n"), undefined_name);
    EXPECT_EQ(outcome("REMOVE a, a, #undef"), undefined_name);
    EXPECT_EQ(outcome("SET a = :undef, a = :n"), overlap);
    EXPECT_EQ(outcome("SET a = #undef, a = :n"), overlap);
    EXPECT_EQ(outcome("SET a = #undef, b = :undef"), undefined_value);
    EXPECT_EQ(outcome("SET a = :undef, b = #undef"), undefined_name);
    EXPECT_EQ(outcome("SET a = :s + :n ADD b :undef"), undefined_value);
    EXPECT_EQ(outcome("ADD a :s SET b = :undef"), undefined_value);
    EXPECT_EQ(outcome("SET a = :s + :n, b = :l + :n"), type("+", "L"));
    EXPECT_EQ(outcome("SET a = list_append(:l), b = :s + :n"), type("+", "S"));
    EXPECT_EQ(
        outcome("SET a = :undef ADD b :s"),
        "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, "
        "typeSet: ALLOWED_FOR_ADD_OPERAND");
}

TEST(UpdateErrors, EachSectionOnce) {
    for (const std::string section : {"SET a = :n", "REMOVE a", "ADD a :n", "DELETE a :ss"}) {
        const std::string name = section.substr(0, section.find(' '));
        EXPECT_EQ(outcome(section), "ok");
        EXPECT_EQ(outcome(section + " " + section),
                  "The \"" + name + "\" section can only be used once in an update expression;");
    }
}

TEST(UpdateErrors, OverlapsAreFoundAcrossSections) {
    const auto clash = [](const char* verb, const char* one, const char* two) {
        return std::string("Two document paths ") + verb +
               " with each other; must remove or rewrite one of these paths; path one: " + one +
               ", path two: " + two;
    };
    EXPECT_EQ(outcome("SET a.b = :n REMOVE a"), clash("overlap", "[a, b]", "[a]"));
    EXPECT_EQ(outcome("REMOVE l[1] ADD l[1].c :n"), clash("overlap", "[l, [1]]", "[l, [1], c]"));
    EXPECT_EQ(outcome("SET x = :n, #a = :n DELETE a :ss"), clash("overlap", "[a]", "[a]"));
    EXPECT_EQ(outcome("SET l[0] = :n ADD l.a :n"), clash("conflict", "[l, [0]]", "[l, a]"));
    EXPECT_EQ(outcome("SET l[0] = :n, l[1] = :n, m.a = :n, m.b.c = :n, m.b.d = :n"), "ok");
}

TEST(UpdateErrors, AddAndDeleteTakeWhatTheyCanCombine) {
    const std::tuple<const char*, const char*, bool, bool> rows[] = {
        {":n", "NUMBER", true, false},     {":s", "STRING", false, false},
        {":b", "BINARY", false, false},    {":m", "MAP", false, false},
        {":l", "LIST", false, false},      {":nu", "NULL", false, false},
        {":bo", "BOOLEAN", false, false},  {":ss", "STRING_SET", true, true},
        {":ns", "NUMBER_SET", true, true}, {":bs", "BINARY_SET", true, true}};
    const auto refusal = [](const std::string& section, const std::string& type) {
        return "Incorrect operand type for operator or function; operator: " + section +
               ", operand type: " + type + ", typeSet: ALLOWED_FOR_" + section + "_OPERAND";
    };
    for (const auto& [value, type, can_add, can_delete] : rows) {
        EXPECT_EQ(outcome(std::string("ADD a ") + value), can_add ? "ok" : refusal("ADD", type));
        EXPECT_EQ(outcome(std::string("DELETE a ") + value),
                  can_delete ? "ok" : refusal("DELETE", type));
    }
}

TEST(UpdateErrors, OperatorsAndFunctionsAre300) {
    const auto sums = [](int count) {
        std::string text = "SET ";
        for (int at = 0; at < count; ++at)
            text += (at > 0 ? ",z" : "z") + std::to_string(at) + "=:n+:n";
        return outcome(text);
    };
    EXPECT_EQ(sums(299), "ok");
    EXPECT_EQ(sums(300), "ok");
    EXPECT_EQ(sums(301), "The expression contains too many operators; operator count: 301");
}

TEST(UpdateErrors, AnAssignmentIsNoOperator) {
    std::string set = "SET ";
    std::string remove = "REMOVE ";
    for (int at = 0; at < 400; ++at) {
        const std::string name = "a" + std::to_string(at);
        set += (at > 0 ? "," : "") + name + "=:n";
        remove += (at > 0 ? "," : "") + name;
    }
    EXPECT_EQ(outcome(set), "ok");
    EXPECT_EQ(outcome(remove), "ok");
}

TEST(UpdateErrors, TheTextIs4096Bytes) {
    const auto padded = [](std::size_t bytes) {
        const std::string text = "SET a=:n";
        return outcome(text + std::string(bytes - text.size(), ' '));
    };
    EXPECT_EQ(padded(4'095), "ok");
    EXPECT_EQ(padded(4'096), "ok");
    EXPECT_EQ(padded(4'097),
              "Expression size has exceeded the maximum allowed size; expression size: 4097");
    EXPECT_EQ(outcome(""), "The expression can not be empty;");
}

TEST(UpdateErrors, DeepNestingIsRefusedNotFollowed) {
    const std::string redundant = "The expression has redundant parentheses;";
    EXPECT_EQ(outcome("SET a = " + std::string(2'000, '(') + ":n" + std::string(2'000, ')')),
              redundant);
    EXPECT_EQ(outcome("SET a = (" + std::string(4'000, '(')), redundant);
}

}  // namespace
}  // namespace tabella::expr
