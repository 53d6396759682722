#include "client/conditions.h"

#include <gtest/gtest.h>

#include "client/update.h"

namespace tabella::client {
namespace {

struct Built {
    std::string text;
    api::ExpressionAttributeNames names;
    AttributeMap values;
    friend bool operator==(const Built&, const Built&) = default;
};

template <class Built_>
Built build(const Built_& condition) {
    ExpressionBuilder builder;
    Built built;
    built.text = builder.render(condition.expression());
    built.names = builder.names().value_or(api::ExpressionAttributeNames{});
    if (const auto values = builder.values()) built.values = values->decode();
    return built;
}

// The texts of this file are what boto3's ConditionExpressionBuilder gives for the same conditions.

TEST(Key, BuildsTheSeedsQuery) {
    const Built built = build(Key("PK").eq("USER#demo") & Key("SK").begins_with("NOTE#"));
    EXPECT_EQ(built.text, "(#n0 = :v0 AND begins_with(#n1, :v1))");
    EXPECT_EQ(built.names, (api::ExpressionAttributeNames{{"#n0", "PK"}, {"#n1", "SK"}}));
    EXPECT_EQ(built.values, (AttributeMap{{":v0", "USER#demo"}, {":v1", "NOTE#"}}));
}

TEST(Key, HasAllComparisonsOfSortKeys) {
    EXPECT_EQ(build(Key("k").lt(1)).text, "#n0 < :v0");
    EXPECT_EQ(build(Key("k").lte(1)).text, "#n0 <= :v0");
    EXPECT_EQ(build(Key("k").gt(1)).text, "#n0 > :v0");
    EXPECT_EQ(build(Key("k").gte(1)).text, "#n0 >= :v0");
    EXPECT_EQ(build(Key("k").between(1, 2)).text, "#n0 BETWEEN :v0 AND :v1");
}

TEST(Attr, HasAllComparisonsAndFunctions) {
    EXPECT_EQ(build(Attr("a").eq("x")).text, "#n0 = :v0");
    EXPECT_EQ(build(Attr("a").ne("x")).text, "#n0 <> :v0");
    EXPECT_EQ(build(Attr("a").lt("x")).text, "#n0 < :v0");
    EXPECT_EQ(build(Attr("a").lte("x")).text, "#n0 <= :v0");
    EXPECT_EQ(build(Attr("a").gt("x")).text, "#n0 > :v0");
    EXPECT_EQ(build(Attr("a").gte("x")).text, "#n0 >= :v0");
    EXPECT_EQ(build(Attr("a").between(1, 2)).text, "#n0 BETWEEN :v0 AND :v1");
    EXPECT_EQ(build(Attr("a").begins_with("x")).text, "begins_with(#n0, :v0)");
    EXPECT_EQ(build(Attr("a").contains("x")).text, "contains(#n0, :v0)");
    EXPECT_EQ(build(Attr("a").is_in({"x", 1, true})).text, "#n0 IN (:v0, :v1, :v2)");
    EXPECT_EQ(build(Attr("a").exists()).text, "attribute_exists(#n0)");
    EXPECT_EQ(build(Attr("a").not_exists()).text, "attribute_not_exists(#n0)");
    EXPECT_EQ(build(Attr("a").size().gt(3)).text, "size(#n0) > :v0");
    EXPECT_EQ(build(Attr("a").size().between(1, 2)).text, "size(#n0) BETWEEN :v0 AND :v1");
}

TEST(Attr, NamesATypeByItsWireName) {
    const Built built = build(Attr("a").attribute_type(AttributeType::kNumberSet));
    EXPECT_EQ(built.text, "attribute_type(#n0, :v0)");
    EXPECT_EQ(built.values, (AttributeMap{{":v0", "NS"}}));
}

TEST(Attr, ComparesWithOtherAttributesAndSizes) {
    EXPECT_EQ(build(Attr("a").lt(Attr("b"))).text, "#n0 < #n1");
    EXPECT_EQ(build(Attr("a").eq(Attr("b").size())).text, "#n0 = size(#n1)");
}

TEST(Attr, ReplacesEachNameOfADocumentPath) {
    const Built built = build(Attr("a.b[0].c[1][22]").exists());
    EXPECT_EQ(built.text, "attribute_exists(#n0.#n1[0].#n2[1][22])");
    EXPECT_EQ(built.names,
              (api::ExpressionAttributeNames{{"#n0", "a"}, {"#n1", "b"}, {"#n2", "c"}}));
}

TEST(Attr, LetsNoSyntaxThroughAPath) {
    for (const std::string path : {"a[0 OR 1]", "a[", "[0]", "a[]", "x) OR (y", "a[-1]"}) {
        const Built built = build(Attr(path).exists());
        EXPECT_EQ(built.text, "attribute_exists(#n0)") << path;
        EXPECT_EQ(built.names, (api::ExpressionAttributeNames{{"#n0", path}}));
    }
}

TEST(Attr, TakesANameWithDotsAsOne) {
    const Built built = build(Attr::named("a.b[0]").exists());
    EXPECT_EQ(built.text, "attribute_exists(#n0)");
    EXPECT_EQ(built.names, (api::ExpressionAttributeNames{{"#n0", "a.b[0]"}}));
}

TEST(Condition, KeepsTheGroupingOfItsOperators) {
    const Condition a = Attr("a").eq(1);
    const Condition b = Attr("b").eq(2);
    const Condition c = Attr("c").exists();
    EXPECT_EQ(build((a | b) & !c).text,
              "((#n0 = :v0 OR #n1 = :v1) AND (NOT attribute_exists(#n2)))");
    EXPECT_EQ(build(a | (b & c)).text, "(#n0 = :v0 OR (#n1 = :v1 AND attribute_exists(#n2)))");
}

TEST(Condition, IsNotChangedByWhatIsMadeOfIt) {
    const Condition a = Attr("a").eq(1);
    const Condition both = a & a;
    EXPECT_EQ(build(a).text, "#n0 = :v0");
    EXPECT_EQ(build(both).text, "(#n0 = :v0 AND #n1 = :v1)");
}

TEST(ExpressionBuilder, CountsOnOverTheExpressionsOfARequest) {
    ExpressionBuilder builder;
    EXPECT_EQ(builder.render(Key("PK").eq("a").expression()), "#n0 = :v0");
    EXPECT_EQ(builder.render(Attr("t").eq("b").expression()), "#n1 = :v1");
    EXPECT_EQ(builder.render_paths({"x.y", "z"}), "#n2.#n3, #n4");
    EXPECT_EQ(builder.names()->size(), 5U);
    EXPECT_EQ(builder.values()->view().count(), 2U);
}

TEST(ExpressionBuilder, GivesNoEmptyMaps) {
    const ExpressionBuilder builder;
    EXPECT_FALSE(builder.names());
    EXPECT_FALSE(builder.values());
}

TEST(Update, JoinsTheActionsOfEachClause) {
    const Built built = build(Update()
                                  .set("title", "v")
                                  .remove("x")
                                  .add("n", 1)
                                  .set("a.b", 2)
                                  .remove_members("tags", AttributeValue::StringSet{"old"}));
    EXPECT_EQ(built.text, "SET #n0 = :v0, #n1.#n2 = :v1 REMOVE #n3 ADD #n4 :v2 DELETE #n5 :v3");
    EXPECT_EQ(
        built.values,
        (AttributeMap{
            {":v0", "v"}, {":v1", 2}, {":v2", 1}, {":v3", AttributeValue::StringSet{"old"}}}));
}

TEST(Update, WritesTheFunctionsOfSet) {
    EXPECT_EQ(build(Update().set_if_missing("a", 1)).text, "SET #n0 = if_not_exists(#n1, :v0)");
    EXPECT_EQ(build(Update().append("a", {"x"})).text, "SET #n0 = list_append(#n1, :v0)");
}

}  // namespace
}  // namespace tabella::client
