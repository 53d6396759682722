#include "expr/projection.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include "expr/test_request.h"

namespace tabella::expr {
namespace {

using List = AttributeValue::List;
using Map = AttributeValue::Map;
using ::testing::ElementsAre;

AttributeMap test_item() {
    return {
        {"a", 1},
        {"b", "two"},
        {"l", List{0, Map{{"k", "v"}, {"z", 9}}, 2, List{30, 31}}},
        {"m", Map{{"deep", Map{{"x", 1}, {"y", 2}}}, {"flat", "f"}, {"empty", Map{}}}},
        {"s", AttributeValue::StringSet{"x"}},
    };
}

Projection projection(std::string_view expression) {
    TestRequest request(expression);
    auto parsed = Projection::parse(expression, request.parameters());
    EXPECT_TRUE(parsed.ok()) << expression << ": " << parsed.error().message;
    return std::move(parsed).value();
}

AttributeMap projected(std::string_view expression) {
    const Item part = projection(expression).apply(Item(test_item()));
    EXPECT_TRUE(Item::from_encoded(part.encoded()).ok()) << expression;
    return part.decode();
}

std::string error(std::string_view expression) {
    TestRequest request(expression);
    const auto parsed = Projection::parse(expression, request.parameters());
    return parsed.ok() ? "ok" : parsed.error().message;
}

TEST(Projection, KeepsTheNamedAttributes) {
    EXPECT_EQ(projected("b, a, nope"), (AttributeMap{{"a", 1}, {"b", "two"}}));
    EXPECT_EQ(projected("#s"), (AttributeMap{{"s", AttributeValue::StringSet{"x"}}}));
    EXPECT_EQ(projected("nope"), AttributeMap{});
}

TEST(Projection, KeepsPartsOfMaps) {
    EXPECT_EQ(projected("m.deep.y, m.flat"),
              (AttributeMap{{"m", Map{{"deep", Map{{"y", 2}}}, {"flat", "f"}}}}));
    EXPECT_EQ(projected("m.#empty"), (AttributeMap{{"m", Map{{"empty", Map{}}}}}));
}

TEST(Projection, ClosesListsUpInTheirOrder) {
    EXPECT_EQ(projected("l[2], l[0]"), (AttributeMap{{"l", List{0, 2}}}));
    EXPECT_EQ(projected("l[3][1], l[1].k, l[9]"),
              (AttributeMap{{"l", List{Map{{"k", "v"}}, List{31}}}}));
}

TEST(Projection, LeavesOutContainersOfWhichNothingIsLeft) {
    for (const char* expression : {"l[9]", "m.nope", "m.deep.nope", "l[1].nope", "l[0].k", "m[0]",
                                   "l.k", "a.b", "s[0]", "l[3][7]", "m.#empty.x"})
        EXPECT_EQ(projected(expression), AttributeMap{}) << expression;
    EXPECT_EQ(projected("m.nope, a"), (AttributeMap{{"a", 1}}));
}

TEST(Projection, NamesItsTopLevelAttributes) {
    EXPECT_THAT(projection("b, a.x, a.y, c[0]").top_level_names(), ElementsAre("a", "b", "c"));
    EXPECT_THAT(Projection::of_names({"q", "p"}).top_level_names(), ElementsAre("p", "q"));
}

TEST(Projection, OfNamesTakesAnyName) {
    const Item item(AttributeMap{{"a.b", 1}, {"status", 2}, {"x", 3}});
    EXPECT_EQ(Projection::of_names({"status", "a.b", "a.b"}).apply(item).decode(),
              (AttributeMap{{"a.b", 1}, {"status", 2}}));
    EXPECT_TRUE(Projection::of_names({}).apply(item).empty());
}

TEST(Projection, AttributesToGetAreTopLevelNames) {
    const Item item(AttributeMap{{"a.b", 1}, {"status", 2}, {"x", 3}});
    EXPECT_EQ(Projection::from_attributes_to_get({"status", "a.b"}).value().apply(item).decode(),
              (AttributeMap{{"a.b", 1}, {"status", 2}}));
    EXPECT_EQ(Projection::from_attributes_to_get({"a", "b", "a"}).error().message,
              "One or more parameter values were invalid: Duplicate value in attribute name: a");
    EXPECT_EQ(Projection::from_attributes_to_get({""}).error().message, "Empty attribute name");
}

constexpr const char* kOverlap =
    "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or "
    "rewrite one of these paths; path one: ";
constexpr const char* kConflict =
    "Invalid ProjectionExpression: Two document paths conflict with each other; must remove or "
    "rewrite one of these paths; path one: ";

TEST(Projection, RefusesOverlapsAndConflicts) {
    EXPECT_EQ(error("a, a"), std::string(kOverlap) + "[a], path two: [a]");
    EXPECT_EQ(error("a, #a"), std::string(kOverlap) + "[a], path two: [a]");
    EXPECT_EQ(error("a, a.b"), std::string(kOverlap) + "[a], path two: [a, b]");
    EXPECT_EQ(error("a.b, a"), std::string(kOverlap) + "[a, b], path two: [a]");
    EXPECT_EQ(error("a.b.c[0], a.b"), std::string(kOverlap) + "[a, b, c, [0]], path two: [a, b]");
    EXPECT_EQ(error("x, a[1], y, a[1].z"),
              std::string(kOverlap) + "[a, [1]], path two: [a, [1], z]");
    EXPECT_EQ(error("a[0], a.b"), std::string(kConflict) + "[a, [0]], path two: [a, b]");
    EXPECT_EQ(error("a.b, a[0]"), std::string(kConflict) + "[a, b], path two: [a, [0]]");
    EXPECT_EQ(error("a.b, a[0], c, c"), std::string(kOverlap) + "[c], path two: [c]");
    EXPECT_EQ(error("a.b, a.c, b.a, c[0], c[1], ab"), "ok");
}

TEST(Projection, RefusesTheRestInDynamoDbsWords) {
    const std::pair<const char*, const char*> rows[] = {
        {"", "The expression can not be empty;"},
        {" ", "Syntax error; token: \"<EOF>\", near: \" \""},
        {"a b", "Syntax error; token: \"b\", near: \"a b\""},
        {"a,", "Syntax error; token: \"<EOF>\", near: \",\""},
        {",a", "Syntax error; token: \",\", near: \",a\""},
        {"a-b", "Syntax error; token: \"-\", near: \"a-b\""},
        {"!!", "Syntax error; token: \"!\", near: \"!!\""},
        {"size(a)", "Syntax error; token: \"(\", near: \"size(a\""},
        {"(a)", "Syntax error; token: \"(\", near: \"(a\""},
        {":n", "Syntax error; token: \":n\", near: \":n\""},
        {"set", "Syntax error; token: \"set\", near: \"set\""},
        {"a, status", "Attribute name is a reserved keyword; reserved keyword: status"},
        {"#p, #undef, status", "Attribute name is a reserved keyword; reserved keyword: status"},
        {"a, a, status", "Attribute name is a reserved keyword; reserved keyword: status"},
        {"a, #undef",
         "An expression attribute name used in the document path is not defined; attribute name: "
         "#undef"},
        {"a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.f.g",
         "The document path has too many nesting levels; nesting levels: 33"},
    };
    for (const auto& [expression, message] : rows)
        EXPECT_EQ(error(expression), std::string("Invalid ProjectionExpression: ") + message);
}

TEST(Projection, OfAllNamesIsTheItemProperty) {
    EXPECT_TRUE(rc::check("all names", [](const std::map<std::string, std::string>& texts) {
        AttributeMap attributes;
        std::vector<std::string> names;
        for (const auto& [name, text] : texts) {
            attributes[name] = text;
            names.push_back(name);
        }
        const Item item(attributes);
        RC_ASSERT(Projection::of_names(names).apply(item) == item);
    }));
}

Path path_of(std::initializer_list<PathStep> steps) {
    return steps;
}

TEST(FlatProjection, NamesEachValueByTheEndOfItsPath) {
    const auto flat = Projection::flat(
        {path_of({{.name = "m"}, {.name = "deep"}, {.name = "x"}}),
         path_of({{.name = "l"}, {.name = {}, .index = 3}, {.name = {}, .index = 1}}),
         path_of({{.name = "a"}}), path_of({{.name = "none"}})});
    ASSERT_TRUE(flat.ok());
    EXPECT_EQ(flat->apply(Item(test_item())).decode(),
              (AttributeMap{{"a", 1}, {"x", 1}, {"l[3][1]", 31}}));
    EXPECT_THAT(flat->top_level_names(), ElementsAre("a", "l", "m", "none"));
}

TEST(FlatProjection, RefusesEqualNamesAndOverlappingPaths) {
    const auto twice = Projection::flat(
        {path_of({{.name = "a"}, {.name = "x"}}), path_of({{.name = "b"}, {.name = "x"}})});
    EXPECT_EQ(twice.error().message, "Duplicate identifiers in select clause: x");
    const auto overlap =
        Projection::flat({path_of({{.name = "m"}}), path_of({{.name = "m"}, {.name = "x"}})});
    EXPECT_EQ(overlap.error().message,
              "Two document paths overlap with each other; must remove or rewrite one of these "
              "paths; path one: [m], path two: [m, x]");
}

}  // namespace
}  // namespace tabella::expr
