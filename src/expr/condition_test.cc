// What conditions mean, on each type.
#include "expr/condition.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "expr/test_request.h"

namespace tabella::expr {
namespace {

/// One attribute of each type; those of the values in test_values(), and more.
AttributeMap test_item() {
    return {
        {"s", "x"},
        {"n", 5},
        {"b", binary("abc")},
        {"m", AttributeValue::Map{{"a", 1}, {"in", AttributeValue::List{"p", "q"}}}},
        {"l", AttributeValue::List{1, AttributeValue::Map{{"k", "v"}}, "x"}},
        {"nu", AttributeValue::Null{}},
        {"bo", true},
        {"ss", AttributeValue::StringSet{"x", "y"}},
        {"ns", AttributeValue::NumberSet{Number(1), Number(2)}},
        {"bs", AttributeValue::BinarySet{{"a"}, {"b"}}},
        {"five", 5},
        {"six", 6},
        {"word", "abcdef"},
        {"letter", "S"},
    };
}

bool holds(std::string_view expression, const AttributeMap& item = test_item(),
           AttributeMap values = test_values()) {
    TestRequest request(expression, std::move(values));
    const auto condition = Condition::parse(expression, "FilterExpression", request.parameters());
    EXPECT_TRUE(condition.ok()) << expression << ": " << condition.error().message;
    return condition.ok() && condition->holds(Item(item));
}

void expect_all(std::initializer_list<const char*> expressions, bool expected) {
    for (const char* expression : expressions) EXPECT_EQ(holds(expression), expected) << expression;
}

TEST(Condition, EqualityComparesTypeAndValue) {
    expect_all({"s = :s", "n = :n", "b = :b", "nu = :nu", "bo = :bo", "n = five", ":n = n",
                "l[0] = :one", "m.a = :one", "l[1].k <> :s", "m.#in[1] <> :s"},
               true);
    expect_all({"s = :n", "n = :one", "m = :m", "l = :l", "ss = :ss", "n <> :n", "n <> five",
                "bo <> :bo", "s = :b"},
               false);
}

TEST(Condition, EqualityOfContainersIsDeepAndOfSetsIsUnordered) {
    const AttributeMap values{
        {":l", test_item()["l"]},
        {":m", test_item()["m"]},
        {":ns", AttributeValue::NumberSet{decimal("2.0"), decimal("1e0")}},
    };
    for (const char* expression : {"l = :l", "m = :m", "ns = :ns", "NOT l <> :l"})
        EXPECT_TRUE(holds(expression, test_item(), values)) << expression;
    EXPECT_FALSE(holds("l <> :l", test_item(), values));
}

TEST(Condition, NumbersEqualByValue) {
    EXPECT_TRUE(holds("n = :v", {{"n", decimal("500e-2")}}, {{":v", decimal("5.0")}}));
    EXPECT_FALSE(holds("n = :v", {{"n", decimal("5.0000000000000000000000001")}}, {{":v", 5}}));
}

TEST(Condition, OrdersNumbersByValue) {
    const char* ascending[] = {"-1e100", "-20", "-3", "-0.5", "0",
                               "1e-100", "0.5", "3",  "20",   "1e100"};
    for (std::size_t i = 0; i < std::size(ascending); ++i)
        for (std::size_t j = 0; j < std::size(ascending); ++j) {
            const AttributeMap item{{"n", decimal(ascending[i])}};
            const AttributeMap values{{":v", decimal(ascending[j])}};
            EXPECT_EQ(holds("n < :v", item, values), i < j);
            EXPECT_EQ(holds("n <= :v", item, values), i <= j);
            EXPECT_EQ(holds("n > :v", item, values), i > j);
            EXPECT_EQ(holds("n >= :v", item, values), i >= j);
        }
}

TEST(Condition, OrdersStringsAndBinariesByUnsignedBytes) {
    const std::string ascending[] = {"", "A", "a", "aa", "b", "\xc3\xa9", "\xf0\x9f\x98\x80"};
    for (std::size_t i = 0; i < std::size(ascending); ++i)
        for (std::size_t j = 0; j < std::size(ascending); ++j)
            for (const bool bytes : {false, true}) {
                const auto value = [bytes](const std::string& text) {
                    return bytes ? binary(text) : AttributeValue(text);
                };
                const AttributeMap item{{"v", value(ascending[i])}};
                const AttributeMap values{{":v", value(ascending[j])}};
                EXPECT_EQ(holds("v < :v", item, values), i < j);
                EXPECT_EQ(holds("v >= :v", item, values), i >= j);
            }
}

TEST(Condition, WhatHasNoOrderIsNeitherBelowNorAbove) {
    expect_all({"n < :s", "n >= :s", "s > :b", "m < n", "bo < five", "ss <= s", "l > l[0]",
                "nope < :n", "nope >= :n", "nope < nope2", "n BETWEEN :s AND :s",
                "n BETWEEN five AND nope", "n BETWEEN s AND six", "nope BETWEEN :n AND :n"},
               false);
}

TEST(Condition, OnlyNotEqualHoldsForWhatIsMissing) {
    expect_all({"nope <> :n", ":n <> nope", "nope <> nope2", "nope <> size(l)", "size(nope) <> :n",
                "s <> :n", "l[9] <> :n", "m.nope <> :n", "s.a <> :n", "m[0] <> :n"},
               true);
    expect_all({"nope = :n", "nope = nope2", "nope IN (:n)", "size(nope) = :n", "size(nope) < :n",
                "begins_with(nope, :s)", "contains(nope, :s)", "contains(l, nope)"},
               false);
}

TEST(Condition, NotTurnsWhatIsMissingIntoTrue) {
    expect_all({"NOT nope = :n", "NOT nope < :n", "NOT nope IN (:n)", "NOT contains(nope, :n)",
                "NOT nope BETWEEN :n AND :n", "NOT size(n) < :n"},
               true);
}

TEST(Condition, BetweenIncludesItsBounds) {
    expect_all({"n BETWEEN :one AND :n", "n BETWEEN :n AND :n", "n BETWEEN five AND six",
                ":n BETWEEN five AND six", "s BETWEEN :s AND :s", "b BETWEEN :b AND :b",
                "size(l) BETWEEN :one AND :n"},
               true);
    expect_all({"six BETWEEN :one AND :n", "n BETWEEN six AND five"}, false);
}

TEST(Condition, InLooksForAnEqualValueOfAnyType) {
    expect_all({"m IN (:n, m.a, :nu)", "n IN (:one, six)", "nope IN (nope2)"}, false);
    expect_all({"n IN (:n)", "n IN (:s, :one, five)", "nu IN (:nu)",
                "size(ss) IN (:one, :n, size(ns))", ":n IN (nope, n)"},
               true);
}

TEST(Condition, NotBindsTighterThanAndThanOr) {
    const char* t = "n = :n";
    const char* f = "n = :one";
    const auto all = [](const char* format, auto... terms) {
        std::string text;
        const char* parts[] = {terms...};
        std::size_t at = 0;
        for (const char* c = format; *c != '\0'; ++c)
            if (*c == '%')
                text += parts[at++];
            else
                text += *c;
        return holds(text);
    };
    EXPECT_TRUE(all("% OR % AND %", t, t, f));
    EXPECT_FALSE(all("(% OR %) AND %", t, t, f));
    EXPECT_TRUE(all("NOT % OR %", t, t));
    EXPECT_FALSE(all("NOT (% OR %)", t, t));
    EXPECT_FALSE(all("NOT % AND %", t, f));
    EXPECT_TRUE(all("NOT (% AND %)", t, f));
    EXPECT_TRUE(all("NOT NOT %", t));
    EXPECT_TRUE(all("% AND % OR % AND %", f, t, t, t));
    EXPECT_FALSE(all("% AND (% OR %) AND %", f, t, t, t));
}

TEST(Condition, ExistsFollowsPaths) {
    expect_all(
        {"attribute_exists(n)", "attribute_exists(nu)", "attribute_exists(l[1].k)",
         "attribute_exists(m.#in[0])", "attribute_not_exists(nope)", "attribute_not_exists(l[3])",
         "attribute_not_exists(l.k)", "attribute_not_exists(m[0])", "attribute_not_exists(s.a)",
         "attribute_not_exists(ss[0])", "attribute_not_exists(l[2147483647])"},
        true);
    expect_all({"attribute_exists(nope)", "attribute_not_exists(n)", "attribute_exists(l[3])"},
               false);
}

TEST(Condition, TypeIsTheTypeOfTheValue) {
    const std::pair<const char*, const char*> types[] = {
        {"s", "S"},     {"n", "N"},     {"b", "B"},   {"m", "M"},   {"l", "L"},
        {"nu", "NULL"}, {"bo", "BOOL"}, {"ss", "SS"}, {"ns", "NS"}, {"bs", "BS"}};
    for (const auto& [attribute, own] : types)
        for (const auto& [other, type] : types)
            EXPECT_EQ(holds(std::string("attribute_type(") + attribute + ", :t)", test_item(),
                            {{":t", type}}),
                      std::string_view(own) == type)
                << attribute << " " << type;
    EXPECT_FALSE(holds("attribute_type(nope, :t)", test_item(), {{":t", "S"}}));
    EXPECT_TRUE(holds("attribute_type(l[1].k, :t)", test_item(), {{":t", "S"}}));
    EXPECT_TRUE(holds("attribute_type(size(l), :t)", test_item(), {{":t", "N"}}));
}

TEST(Condition, BeginsWithTakesStringsAndBinaries) {
    const auto begins = [](AttributeValue whole, AttributeValue prefix) {
        return holds("begins_with(v, :p)", {{"v", whole}}, {{":p", prefix}});
    };
    EXPECT_TRUE(begins("abc", "ab"));
    EXPECT_TRUE(begins("abc", "abc"));
    EXPECT_TRUE(begins("abc", ""));
    EXPECT_TRUE(begins(binary("abc"), binary("ab")));
    EXPECT_FALSE(begins("abc", "abcd"));
    EXPECT_FALSE(begins("abc", "b"));
    EXPECT_FALSE(begins("abc", binary("ab")));
    EXPECT_FALSE(begins(12, "1"));
    EXPECT_FALSE(begins(AttributeValue::StringSet{"ab"}, "a"));
    expect_all({"begins_with(word, letter)", "begins_with(s, n)", "begins_with(:s, word)"}, false);
}

TEST(Condition, ContainsFindsPartsMembersAndElements) {
    const AttributeMap values{{":cd", "cd"},       {":bc", binary("bc")},
                              {":a", binary("a")}, {":y", "y"},
                              {":two", 2},         {":map", AttributeValue::Map{{"k", "v"}}},
                              {":e", ""},          {":ss", AttributeValue::StringSet{"x"}}};
    const auto contains = [&values](const char* arguments) {
        return holds(std::string("contains(") + arguments + ")", test_item(), values);
    };
    for (const char* found : {"word, :cd", "word, :e", "b, :bc", "ss, :y", "ns, :two", "bs, :a",
                              "l, :map", "l, s", ":ss, s", "ss, s", "l, m.a"})
        EXPECT_TRUE(contains(found)) << found;
    for (const char* missing :
         {"word, :bc", "word, :two", "b, :cd", "ss, :two", "ns, :y", "bs, :y", "n, :two", "m, :y",
          "l, :two", "ss, :ss", "nu, :y", "word, :y", "m.#in, :e"})
        EXPECT_FALSE(contains(missing)) << missing;
}

TEST(Condition, SizeCountsBytesMembersOrElements) {
    const std::pair<const char*, int> sizes[] = {{"word", 6}, {"b", 3},  {"m", 2},  {"l", 3},
                                                 {"ss", 2},   {"ns", 2}, {"bs", 2}, {"m.#in", 2}};
    for (const auto& [attribute, size] : sizes)
        EXPECT_TRUE(holds(std::string("size(") + attribute + ") = :v", test_item(), {{":v", size}}))
            << attribute;
    for (const char* unsized : {"n", "nu", "bo", "nope"})
        EXPECT_FALSE(holds(std::string("size(") + unsized + ") >= :v", test_item(), {{":v", 0}}));
    EXPECT_TRUE(holds("size(:l) = :v", {}, {{":l", AttributeValue::List{1, 2}}, {":v", 2}}));
    EXPECT_TRUE(holds("size(word) > n"));
}

TEST(Condition, SizeOfAStringIsInUtf16Units) {
    const std::pair<const char*, int> sizes[] = {{"", 0}, {"a", 1}, {"é", 1}, {"€", 1}, {"😀", 2}};
    for (const auto& [text, size] : sizes)
        EXPECT_TRUE(holds("size(s) = :v", {{"s", text}}, {{":v", size}})) << text;
}

TEST(Condition, AnAbsentItemHasNoAttributes) {
    TestRequest request("attribute_not_exists(a) AND b <> :n");
    const auto condition = Condition::parse("attribute_not_exists(a) AND b <> :n",
                                            "ConditionExpression", request.parameters());
    EXPECT_TRUE(condition->holds(ItemView()));
}

TEST(Condition, NamesTheTopLevelAttributesItLooksAt) {
    const char* expression = "a.b[0] = :n AND (size(#c) > :n OR NOT d IN (e, :n)) AND f < g.h";
    TestRequest request(expression);
    const auto condition = Condition::parse(expression, "FilterExpression", request.parameters());
    EXPECT_EQ(condition->top_level_names(), (std::set<std::string>{"a", "c", "d", "e", "f", "g"}));
}

TEST(Condition, OutlivesTheRequestItWasMadeFrom) {
    std::optional<Condition> condition;
    {
        const std::string expression = "contains(#word, :s)";
        TestRequest request(expression, {{":s", "cde"}});
        condition = Condition::parse(expression, "FilterExpression", request.parameters()).value();
    }
    EXPECT_TRUE(condition->holds(Item(test_item())));
}

TEST(Condition, OrderOfNumbersIsTotalProperty) {
    EXPECT_TRUE(rc::check("n < m or n = m or n > m", [](std::int64_t n, std::int64_t m) {
        const AttributeMap item{{"n", n}};
        const AttributeMap values{{":m", m}};
        RC_ASSERT(holds("n < :m", item, values) == (n < m));
        RC_ASSERT(holds("n = :m", item, values) == (n == m));
        RC_ASSERT(holds("n > :m", item, values) == (n > m));
    }));
}

}  // namespace
}  // namespace tabella::expr
