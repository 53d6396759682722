// Whatever the text, compiling it ends: with a plan or with a validation error.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "expr/condition.h"
#include "expr/key_condition.h"
#include "expr/projection.h"
#include "expr/test_request.h"
#include "expr/update.h"

namespace tabella::expr {
namespace {

template <class Result>
void expect_plan_or_message(const Result& result) {
    if (result.ok()) return;
    RC_ASSERT(result.error().code == api::ErrorCode::kValidation);
    RC_ASSERT(!result.error().message.empty());
}

void compile_as_everything(const std::string& text) {
    TestRequest request(text);
    const auto condition = Condition::parse(text, "FilterExpression", request.parameters());
    expect_plan_or_message(condition);
    const Item item(AttributeMap{{"a", 5}, {"b", AttributeValue::List{1, "x"}}, {"c", "x"}});
    if (condition.ok()) {
        static_cast<void>(condition->holds(item));
        static_cast<void>(condition->holds(ItemView()));
    }
    expect_plan_or_message(parse_key_condition(text, request.parameters()));
    const auto projection = Projection::parse(text, request.parameters());
    expect_plan_or_message(projection);
    if (projection.ok()) RC_ASSERT(Item::from_encoded(projection->apply(item).encoded()).ok());
}

TEST(RandomText, BytesNeverBreakTheParser) {
    EXPECT_TRUE(rc::check("bytes", [](const std::string& text) { compile_as_everything(text); }));
}

TEST(RandomText, TokensInAnyOrderNeverBreakTheParser) {
    const auto token = rc::gen::element<std::string>(
        "a", "b", "c", "#p", "#undef", ":n", ":s", ":l", ":ss", ":undef", "(", ")", "[", "]", "0",
        "1", ",", ".", "=", "<>", "<", "<=", ">", ">=", "+", "-", "AND", "OR", "NOT", "BETWEEN",
        "IN", "SET", "REMOVE", "ADD", "DELETE", "size", "contains", "begins_with", "attribute_type",
        "attribute_exists", "if_not_exists", "list_append", "status", "?");
    const auto tokens = rc::gen::container<std::vector<std::string>>(token);
    EXPECT_TRUE(rc::check("tokens", [&] {
        std::string text;
        for (const std::string& each : *tokens) text += each + " ";
        compile_as_everything(text);
    }));
}

}  // namespace
}  // namespace tabella::expr
