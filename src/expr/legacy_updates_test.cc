// The legacy parameter AttributeUpdates: argument checks and meaning. Messages are those of
// DynamoDB Local.
#include <gtest/gtest.h>

#include "expr/test_request.h"
#include "expr/update.h"

namespace tabella::expr {
namespace {

using List = AttributeValue::List;
using Strings = AttributeValue::StringSet;

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

std::string updated(std::string_view name, std::optional<AttributeValue> value,
                    std::optional<api::AttributeAction> action, AttributeMap* next = nullptr) {
    const auto update = Update::from_attribute_updates(
        {{std::string(name), {.value = std::move(value), .action = action}}});
    if (!update.ok()) return without_prefix(update.error().message);
    const auto item = update->apply(Item(kItem));
    if (!item.ok()) return item.error().message;
    if (next != nullptr) *next = item->decode();
    return "ok";
}

AttributeMap after(std::string_view name, std::optional<AttributeValue> value,
                   std::optional<api::AttributeAction> action) {
    AttributeMap next;
    EXPECT_EQ(updated(name, std::move(value), action, &next), "ok");
    return next;
}

AttributeMap with(std::string_view name, AttributeValue value) {
    AttributeMap item = kItem;
    item.insert_or_assign(std::string(name), std::move(value));
    return item;
}

AttributeMap without(std::string_view name) {
    AttributeMap item = kItem;
    item.erase(std::string(name));
    return item;
}

TEST(LegacyUpdates, PutAddAndDelete) {
    using Action = api::AttributeAction;
    EXPECT_EQ(after("n", 7, std::nullopt), with("n", 7));
    EXPECT_EQ(after("q", "v", Action::kPut), with("q", "v"));
    EXPECT_EQ(after("n", 7, Action::kAdd), with("n", 12));
    EXPECT_EQ(after("q", 7, Action::kAdd), with("q", 7));
    EXPECT_EQ(after("ss", Strings{"z", "a"}, Action::kAdd), with("ss", Strings{"a", "b", "z"}));
    EXPECT_EQ(after("l", List{4}, Action::kAdd), with("l", List{1, 4}));
    EXPECT_EQ(after("q", List{4}, Action::kAdd), with("q", List{4}));
    EXPECT_EQ(after("n", std::nullopt, Action::kDelete), without("n"));
    EXPECT_EQ(after("q", std::nullopt, Action::kDelete), kItem);
    EXPECT_EQ(after("ss", Strings{"a"}, Action::kDelete), with("ss", Strings{"b"}));
    EXPECT_EQ(after("ss", Strings{"a", "b"}, Action::kDelete), without("ss"));
    EXPECT_EQ(after("q", Strings{"a"}, Action::kDelete), kItem);
}

TEST(LegacyUpdates, CheckTheTypesOfTheirValues) {
    const std::tuple<const char*, const char*, bool, bool> rows[] = {
        {":n", "N", true, false},      {":s", "S", false, false}, {":b", "B", false, false},
        {":m", "M", false, false},     {":l", "L", true, false},  {":nu", "NULL", false, false},
        {":bo", "BOOL", false, false}, {":ss", "SS", true, true}, {":ns", "NS", true, true},
        {":bs", "BS", true, true}};
    for (const auto& [placeholder, type, can_add, can_delete] : rows) {
        const AttributeValue value = test_values()[placeholder];
        EXPECT_EQ(updated("q", value, api::AttributeAction::kPut), "ok");
        EXPECT_EQ(updated("q", value, api::AttributeAction::kAdd),
                  can_add ? "ok" : std::string("ADD action is not supported for the type ") + type);
        EXPECT_EQ(updated("q", value, api::AttributeAction::kDelete),
                  can_delete ? "ok"
                             : std::string("DELETE action with value is not supported for the "
                                           "type ") +
                                   type);
    }
    for (const auto action : {api::AttributeAction::kPut, api::AttributeAction::kAdd})
        EXPECT_EQ(updated("n", std::nullopt, action),
                  "Only DELETE action is allowed when no attribute value is specified");
    EXPECT_EQ(updated("", 1, std::nullopt), "Empty attribute name");
}

TEST(LegacyUpdates, RefuseAnOldValueOfAnotherType) {
    const AttributeValue numbers = AttributeValue::NumberSet{Number(1)};
    for (const auto action : {api::AttributeAction::kAdd, api::AttributeAction::kDelete})
        for (const char* name : {"ss", "n", "m"})
            EXPECT_EQ(updated(name, numbers, action), "Type mismatch for attribute to update");
    EXPECT_EQ(updated("m", List{}, api::AttributeAction::kAdd),
              "Type mismatch for attribute to update");
}

TEST(LegacyUpdates, WriteNamesAsTheyStand) {
    const auto update = Update::from_attribute_updates({{"a.b[0]", {.value = 1, .action = {}}}});
    EXPECT_EQ(update->top_level_names(), std::set<std::string>{"a.b[0]"});
    EXPECT_EQ(update->apply(ItemView()).value(), Item(AttributeMap{{"a.b[0]", 1}}));
    EXPECT_EQ(update->touched(Item(AttributeMap{{"a.b[0]", 1}, {"c", 2}})),
              Item(AttributeMap{{"a.b[0]", 1}}));
}

}  // namespace
}  // namespace tabella::expr
