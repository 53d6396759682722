// What updates do to an item.
#include "expr/update.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include "expr/test_request.h"

namespace tabella::expr {
namespace {

using List = AttributeValue::List;
using Map = AttributeValue::Map;
using Numbers = AttributeValue::NumberSet;
using Strings = AttributeValue::StringSet;
using ::testing::ElementsAre;

constexpr const char* kMissing =
    "The provided expression refers to an attribute that does not exist in the item";
constexpr const char* kWrongType = "An operand in the update expression has an incorrect data type";
constexpr const char* kInvalidPath =
    "The document path provided in the update expression is invalid for update";

Update update_of(std::string_view expression, AttributeMap values = test_values()) {
    TestRequest request(expression, std::move(values));
    auto update = Update::parse(expression, request.parameters());
    EXPECT_TRUE(update.ok()) << expression << ": " << update.error().message;
    return std::move(update).value();
}

AttributeMap after(std::string_view expression, const AttributeMap& item,
                   AttributeMap values = test_values()) {
    const auto next = update_of(expression, std::move(values)).apply(Item(item));
    EXPECT_TRUE(next.ok()) << expression << ": " << next.error().message;
    if (!next.ok()) return {};
    EXPECT_TRUE(Item::from_encoded(next->encoded()).ok()) << expression;
    return next->decode();
}

std::string error_of(std::string_view expression, const AttributeMap& item,
                     AttributeMap values = test_values()) {
    const auto next = update_of(expression, std::move(values)).apply(Item(item));
    return next.ok() ? "ok" : next.error().message;
}

AttributeValue value_after(std::string_view expression, const AttributeMap& item,
                           AttributeMap values = test_values()) {
    return after(expression, item, std::move(values))["a"];
}

const AttributeMap kItem{
    {"l", List{0, 1, 2, 3, 4}},
    {"m", Map{{"x", 1}, {"in", Map{{"c", 2}, {"d", 3}}}}},
    {"n", 1},
    {"s", "text"},
    {"ss", Strings{"a", "b"}},
};

AttributeMap changed(std::string_view name, AttributeValue value) {
    AttributeMap item = kItem;
    item.insert_or_assign(std::string(name), std::move(value));
    return item;
}

TEST(UpdateSet, PutsAValueOfAnyType) {
    for (const auto& [placeholder, value] : test_values()) {
        EXPECT_EQ(value_after("SET a = " + placeholder, {}), value);
        EXPECT_EQ(value_after("SET a = " + placeholder, {{"a", "old"}}), value);
    }
    EXPECT_EQ(after("SET b = :n, #status = s", kItem), [] {
        AttributeMap item = changed("b", 5);
        item["status"] = "text";
        return item;
    }());
}

TEST(UpdateSet, AddsAndSubtracts) {
    EXPECT_EQ(value_after("SET a = :n + :one", {}), AttributeValue(6));
    EXPECT_EQ(value_after("SET a = :one - :n", {}), AttributeValue(-4));
    EXPECT_EQ(value_after("SET a = a + a", {{"a", 7}}), AttributeValue(14));
    EXPECT_EQ(value_after("SET a = m.x - (:n)", kItem), AttributeValue(-4));
    EXPECT_EQ(value_after("SET a = (l[4] + :n)", kItem), AttributeValue(9));
    EXPECT_EQ(value_after("SET a = if_not_exists(a, :n) + :one", {}), AttributeValue(6));
    EXPECT_EQ(value_after("SET a = if_not_exists(a, :n) + :one", {{"a", 1}}), AttributeValue(2));
}

TEST(UpdateSet, IsExact) {
    EXPECT_EQ(value_after("SET a = a + :v", {{"a", decimal("0.1")}}, {{":v", decimal("0.2")}}),
              AttributeValue(decimal("0.3")));
    EXPECT_EQ(value_after("SET a = a + :v", {{"a", decimal(std::string(38, '9'))}}, {{":v", 1}}),
              AttributeValue(decimal("1e38")));
}

TEST(UpdateSet, RefusesNumbersOutOfRange) {
    const AttributeMap huge{{":v", decimal("9e125")}};
    const char* overflow =
        "Number overflow. Attempting to store a number with magnitude larger than supported range";
    EXPECT_EQ(error_of("SET a = a + :v", {{"a", decimal("9e125")}}, huge), overflow);
    EXPECT_EQ(error_of("ADD a :v", {{"a", decimal("9e125")}}, huge), overflow);
    EXPECT_NE(error_of("ADD a :v", {{"a", decimal("1e100")}}, {{":v", 1}}), "ok");
}

TEST(UpdateSet, IfNotExistsKeepsWhatIsThere) {
    EXPECT_EQ(value_after("SET a = if_not_exists(a, :n)", {{"a", "old"}}), AttributeValue("old"));
    EXPECT_EQ(value_after("SET a = if_not_exists(a, :n)", {}), AttributeValue(5));
    EXPECT_EQ(value_after("SET a = if_not_exists(b, if_not_exists(m.x, :s))", kItem),
              AttributeValue(1));
    EXPECT_EQ(value_after("SET a = if_not_exists(m.nope, s)", kItem), AttributeValue("text"));
    EXPECT_EQ(error_of("SET a = if_not_exists(n, nope)", kItem), kMissing);
}

TEST(UpdateSet, ListAppendJoinsInOrder) {
    const AttributeMap values{{":x", List{"x", "y"}}, {":e", List{}}};
    EXPECT_EQ(value_after("SET a = list_append(a, :x)", {{"a", List{1}}}, values),
              AttributeValue(List{1, "x", "y"}));
    EXPECT_EQ(value_after("SET a = list_append(:x, a)", {{"a", List{1}}}, values),
              AttributeValue(List{"x", "y", 1}));
    EXPECT_EQ(value_after("SET a = list_append(if_not_exists(a, :e), :x)", {}, values),
              AttributeValue(List{"x", "y"}));
    EXPECT_EQ(value_after("SET a = list_append(:e, :e)", {}, values), AttributeValue(List{}));
    EXPECT_EQ(value_after("SET a = list_append(l, l)", {{"l", List{1, 2}}}),
              AttributeValue(List{1, 2, 1, 2}));
}

TEST(UpdateSet, RefusesOperandsThatAreMissingOrMistyped) {
    for (const char* expression :
         {"SET a = nope", "SET a = m.nope", "SET a = l[9]", "SET a = s.x", "SET a = nope + :n",
          "SET a = :n - nope", "SET a = list_append(nope, :l)", "SET nope = nope"})
        EXPECT_EQ(error_of(expression, kItem), kMissing) << expression;
    for (const char* expression :
         {"SET a = s + :n", "SET a = :n - l", "SET a = n + ss", "SET a = list_append(n, :l)",
          "SET a = list_append(:l, m)", "SET a = if_not_exists(s, :n) + :n",
          "SET a = list_append(if_not_exists(nope, :n), :l)"})
        EXPECT_EQ(error_of(expression, kItem), kWrongType) << expression;
}

TEST(UpdateSet, OfTwoErrorsThePathOfTheTargetThenTheLeftOperandComesFirst) {
    EXPECT_EQ(error_of("SET nope.x = nope", kItem), kInvalidPath);
    EXPECT_EQ(error_of("SET nope.x = s + :n", kItem), kInvalidPath);
    EXPECT_EQ(error_of("SET a = nope + s", kItem), kMissing);
    EXPECT_EQ(error_of("SET a = s + nope", kItem), kWrongType);
    EXPECT_EQ(error_of("SET a = list_append(s, nope)", kItem), kWrongType);
}

TEST(Update, OfSeveralErrorsAPathThatLeadsNowhereComesFirst) {
    EXPECT_EQ(error_of("SET a = q, n[0] = :n", kItem), kInvalidPath);
    EXPECT_EQ(error_of("ADD s :n REMOVE q.x", kItem), kInvalidPath);
    EXPECT_EQ(error_of("DELETE s :ss REMOVE l[9].x", kItem), kInvalidPath);
    EXPECT_EQ(error_of("ADD s :n REMOVE l[9], m.q, m.#in.q", kItem), kWrongType);
}

TEST(UpdateSet, ReadsAllOperandsFromThePreviousItem) {
    EXPECT_EQ(after("SET x = y, y = x", {{"x", 1}, {"y", 2}}), (AttributeMap{{"x", 2}, {"y", 1}}));
    EXPECT_EQ(after("SET m.#in.c = m.#in.d, m.#in.d = m.#in.c", kItem),
              changed("m", Map{{"x", 1}, {"in", Map{{"c", 3}, {"d", 2}}}}));
    EXPECT_EQ(after("SET l[0] = l[1], l[1] = l[0]", kItem), changed("l", List{1, 0, 2, 3, 4}));
    EXPECT_EQ(after("SET x = y REMOVE y", {{"y", 2}}), (AttributeMap{{"x", 2}}));
    EXPECT_EQ(error_of("SET x = :n, y = x", {}), kMissing);
}

TEST(UpdatePaths, ChangeInsideMapsAndLists) {
    EXPECT_EQ(after("SET m.x = :n", kItem),
              changed("m", Map{{"x", 5}, {"in", Map{{"c", 2}, {"d", 3}}}}));
    EXPECT_EQ(
        after("SET m.a = :s, m.z = :s, m.#in.cc = :n", kItem),
        changed("m",
                Map{{"a", "x"}, {"x", 1}, {"z", "x"}, {"in", Map{{"c", 2}, {"cc", 5}, {"d", 3}}}}));
    EXPECT_EQ(after("REMOVE m.#in.c, m.x, m.nope", kItem),
              changed("m", Map{{"in", Map{{"d", 3}}}}));
    EXPECT_EQ(value_after("SET a[1].k[0] = :n", {{"a", List{0, Map{{"k", List{1, 2}}}}}}),
              AttributeValue(List{0, Map{{"k", List{5, 2}}}}));
    EXPECT_EQ(value_after("REMOVE a.b", {{"a", Map{{"b", 1}}}}), AttributeValue(Map{}));
}

TEST(UpdatePaths, RefuseAParentThatIsMissingOrOfAnotherType) {
    for (const char* path : {"nope.x", "nope[0]", "s.x", "s[0]", "m[0]", "l.x", "l[9].x",
                             "m.nope.x", "m.x.y", "ss[0]", "m.#in[0]"}) {
        EXPECT_EQ(error_of(std::string("SET ") + path + " = :n", kItem), kInvalidPath) << path;
        EXPECT_EQ(error_of(std::string("REMOVE ") + path, kItem), kInvalidPath) << path;
        EXPECT_EQ(error_of(std::string("ADD ") + path + " :n", kItem), kInvalidPath) << path;
        EXPECT_EQ(error_of(std::string("DELETE ") + path + " :ss", kItem), kInvalidPath) << path;
    }
}

TEST(UpdateLists, SetBeyondTheEndAppendsInTheOrderOfTheIndexes) {
    EXPECT_EQ(after("SET l[9] = :n, l[7] = :s", kItem), changed("l", List{0, 1, 2, 3, 4, "x", 5}));
    EXPECT_EQ(after("SET l[5] = :n", kItem), changed("l", List{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(value_after("SET a[3] = :n, a[0] = :s", {{"a", List{}}}),
              AttributeValue(List{"x", 5}));
    EXPECT_EQ(after("ADD l[7] :n", kItem), changed("l", List{0, 1, 2, 3, 4, 5}));
}

TEST(UpdateLists, RemoveRefersToOldIndexesAndClosesUp) {
    EXPECT_EQ(after("REMOVE l[0], l[2]", kItem), changed("l", List{1, 3, 4}));
    EXPECT_EQ(after("REMOVE l[4], l[9]", kItem), changed("l", List{0, 1, 2, 3}));
    EXPECT_EQ(after("SET l[1] = :n REMOVE l[0]", kItem), changed("l", List{5, 2, 3, 4}));
    EXPECT_EQ(after("SET l[9] = :n REMOVE l[0], l[4]", kItem), changed("l", List{1, 2, 3, 5}));
    EXPECT_EQ(value_after("REMOVE a[0], a[1]", {{"a", List{1, 2}}}), AttributeValue(List{}));
    EXPECT_EQ(value_after("REMOVE a[0].x, a[1]", {{"a", List{Map{{"x", 1}}, 2}}}),
              AttributeValue(List{Map{}}));
}

TEST(UpdateRemove, TakesAttributesAway) {
    EXPECT_EQ(after("REMOVE n, l, m, nope, s", kItem), (AttributeMap{{"ss", Strings{"a", "b"}}}));
    EXPECT_EQ(after("REMOVE nope", {}), AttributeMap{});
}

TEST(UpdateAdd, AddsNumbersAndBegins) {
    EXPECT_EQ(after("ADD n :n", kItem), changed("n", 6));
    EXPECT_EQ(value_after("ADD a :n", {}), AttributeValue(5));
    EXPECT_EQ(after("ADD m.#in.c :n, m.fresh :n", kItem).at("m"),
              AttributeValue(Map{{"x", 1}, {"fresh", 5}, {"in", Map{{"c", 7}, {"d", 3}}}}));
    EXPECT_EQ(after("ADD l[1] :n", kItem), changed("l", List{0, 6, 2, 3, 4}));
}

TEST(UpdateAdd, UnitesSets) {
    const auto united = [](AttributeValue old, AttributeValue more) {
        return value_after("ADD a :v", {{"a", old}}, {{":v", more}});
    };
    EXPECT_EQ(united(Strings{"a", "c"}, Strings{"b", "c", "d"}),
              AttributeValue(Strings{"a", "b", "c", "d"}));
    EXPECT_EQ(united(Numbers{Number(-1), Number(10)}, Numbers{Number(9), decimal("10.0")}),
              AttributeValue(Numbers{Number(-1), Number(9), Number(10)}));
    EXPECT_EQ(united(AttributeValue::BinarySet{{"b"}}, AttributeValue::BinarySet{{"a"}}),
              AttributeValue(AttributeValue::BinarySet{{"a"}, {"b"}}));
    EXPECT_EQ(value_after("ADD a :ss", {}), AttributeValue(Strings{"x"}));
}

TEST(UpdateAddAndDelete, RefuseAnOldValueOfAnotherType) {
    for (const char* expression : {"ADD s :n", "ADD n :ss", "ADD ss :ns", "ADD ss :n", "ADD l :n",
                                   "DELETE n :ss", "DELETE ss :ns", "DELETE l :ss", "DELETE m :bs"})
        EXPECT_EQ(error_of(expression, kItem), kWrongType) << expression;
}

TEST(UpdateDelete, TakesMembersAwayAndLeavesNoEmptySet) {
    const auto rest = [](Strings old, Strings less) {
        const AttributeMap item = after("DELETE a :v", {{"a", old}, {"k", 1}}, {{":v", less}});
        EXPECT_EQ(item.at("k"), AttributeValue(1));
        return item.contains("a") ? *item.at("a").as<Strings>() : Strings{};
    };
    EXPECT_EQ(rest({"a", "b", "c"}, {"b", "z"}), (Strings{"a", "c"}));
    EXPECT_EQ(rest({"a", "b"}, {"c"}), (Strings{"a", "b"}));
    EXPECT_EQ(rest({"a", "b"}, {"a", "b", "c"}), Strings{});
    EXPECT_EQ(after("DELETE nope :ss", kItem), kItem);
    EXPECT_EQ(value_after("DELETE a.s :ss", {{"a", Map{{"s", Strings{"x"}}}}}),
              AttributeValue(Map{}));
    EXPECT_EQ(value_after("DELETE a[0] :ss", {{"a", List{Strings{"x"}, 1}}}),
              AttributeValue(List{1}));
}

TEST(UpdateTouched, GivesTheNamedPathsOnly) {
    const Item item(kItem);
    const auto touched = [&item](const char* expression) {
        return update_of(expression).touched(item).decode();
    };
    EXPECT_EQ(touched("SET n = :n REMOVE nope"), (AttributeMap{{"n", 1}}));
    EXPECT_EQ(touched("SET m.#in.c = :n"), (AttributeMap{{"m", Map{{"in", Map{{"c", 2}}}}}}));
    EXPECT_EQ(touched("SET l[1] = :n ADD l[3] :n"), (AttributeMap{{"l", List{1, 3}}}));
    EXPECT_EQ(touched("SET m.nope = :n"), AttributeMap{});
}

TEST(Update, NamesTheAttributesItWrites) {
    EXPECT_THAT(update_of("SET b.x = y, #c = :n REMOVE a[0] ADD d :n").top_level_names(),
                ElementsAre("a", "b", "c", "d"));
}

TEST(Update, KnowsWhetherItOnlyRemoves) {
    EXPECT_TRUE(update_of("REMOVE a, b DELETE c :ss").only_removes());
    EXPECT_FALSE(update_of("REMOVE a SET b = :n").only_removes());
    EXPECT_FALSE(update_of("ADD a :n").only_removes());
    EXPECT_FALSE(Update::none().only_removes());
}

TEST(Update, NoneChangesNothing) {
    const Item item(kItem);
    EXPECT_EQ(Update::none().apply(item).value(), item);
    EXPECT_TRUE(Update::none().apply(ItemView()).value().empty());
    EXPECT_TRUE(Update::none().touched(item).empty());
    EXPECT_TRUE(Update::none().top_level_names().empty());
}

TEST(Update, AppliesToManyItemsAndOutlivesItsRequest) {
    const Update update = [] {
        const std::string expression = "ADD #n :v";
        return update_of(expression, {{":v", 2}});
    }();
    EXPECT_EQ(update.apply(Item(AttributeMap{{"n", 1}})).value(), Item(AttributeMap{{"n", 3}}));
    EXPECT_EQ(update.apply(ItemView()).value(), Item(AttributeMap{{"n", 2}}));
}

TEST(Update, SetThenRemoveGivesTheItemBackProperty) {
    EXPECT_TRUE(rc::check("set, then remove", [](const std::map<std::string, std::string>& texts,
                                                 const std::string& name) {
        RC_PRE(!name.empty() && !texts.contains(name));
        AttributeMap attributes(texts.begin(), texts.end());
        const Item item(attributes);
        const api::ExpressionAttributeNames names{{"#a", name}};
        const Item values(AttributeMap{{":v", "value"}});
        Parameters parameters(&names, &values);
        const Item set = Update::parse("SET #a = :v", parameters)->apply(item).value();
        attributes[name] = "value";
        RC_ASSERT(set == Item(attributes));
        RC_ASSERT(Update::parse("REMOVE #a", parameters)->apply(set).value() == item);
    }));
}

TEST(Update, SetsCombineAsStdSetsDoProperty) {
    EXPECT_TRUE(rc::check("sets", [](const std::set<std::string>& old,
                                     const std::set<std::string>& operand) {
        RC_PRE(!old.empty() && !operand.empty());
        const AttributeMap item{{"a", Strings(old.begin(), old.end())}};
        const AttributeMap values{{":v", Strings(operand.begin(), operand.end())}};
        Strings both(old.begin(), old.end());
        both.insert(operand.begin(), operand.end());
        RC_ASSERT(value_after("ADD a :v", item, values) == AttributeValue(both));
        Strings less(old.begin(), old.end());
        for (const std::string& member : operand) less.erase(member);
        const AttributeMap rest = after("DELETE a :v", item, values);
        const bool as_expected = less.empty() ? rest.empty() : rest.at("a") == AttributeValue(less);
        RC_ASSERT(as_expected);
    }));
}

}  // namespace
}  // namespace tabella::expr
