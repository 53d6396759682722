#include "engine/policy_document.h"

#include <gtest/gtest.h>

namespace tabella::engine {
namespace {

std::string problem(const std::string& text) {
    const auto checked = check_policy_document(text);
    if (checked.ok()) return "";
    const std::string before =
        "One or more parameter values were invalid: Invalid policy document: ";
    const std::string& message = checked.error().message;
    EXPECT_TRUE(message.starts_with(before)) << message;
    return message.substr(before.size());
}

const std::string kStatement =
    R"({"Sid": "a\"}", "Effect": "Allow", "Principal": {"AWS": ["*"]}, "Action": "dynamodb:*",)"
    R"( "Condition": {"Bool": {"x": true, "y": -1.5e3, "z": null}}})";

TEST(PolicyDocument, OneStatementOrSeveral) {
    EXPECT_EQ(problem(R"({"Version": "2012-10-17", "Statement": )" + kStatement + "}"), "");
    EXPECT_EQ(problem(" {\"Statement\":[" + kStatement + "," + kStatement + "]}\n"), "");
    EXPECT_EQ(problem(R"({"Statement":{"Effect":"Deny","NotPrincipal":"*","NotAction":[]}})"), "");
}

TEST(PolicyDocument, WhatIsNoJsonObject) {
    for (const char* text :
         {"", "x", "[]", "{", "{nope}", "{\"a\":}", "{\"a\":1,}", "{} {}", "\"a\"", "{\"a\":tru}",
          "{\"a\":\"b}", "{\"Statement\":1}", "{\"Statement\":[1]}", "{\"Statement\":[{]}"})
        EXPECT_EQ(problem(text), "Syntax errors in policy.") << text;
    EXPECT_EQ(problem(std::string(20'000, '[')), "Syntax errors in policy.");
    EXPECT_EQ(problem("{\"a\":" + std::string(20'000, '[')), "Syntax errors in policy.");
}

TEST(PolicyDocument, WhatIsMissing) {
    EXPECT_EQ(problem("{}"), "Missing required field Statement");
    EXPECT_EQ(problem(R"({"Statement":{}})"), "Missing required field Effect");
    EXPECT_EQ(problem(R"({"Statement":{"Effect":"Allow"}})"), "Missing required field Principal");
    EXPECT_EQ(problem(R"({"Statement":{"Effect":"Allow","Principal":"*"}})"),
              "Missing required field Action");
    EXPECT_EQ(problem(R"({"Statement":{"Effect":"allow","Principal":"*","Action":"*"}})"),
              "Invalid effect: allow");
}

}  // namespace
}  // namespace tabella::engine
