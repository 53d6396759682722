#include "expr/partiql/where.h"

#include <gmock/gmock.h>

#include "expr/partiql/statement.h"

namespace tabella::expr::partiql {
namespace {

using ::testing::ElementsAre;

Statement where(const std::string& condition) {
    auto statement = parse("SELECT * FROM T WHERE " + condition, nullptr);
    EXPECT_TRUE(statement.ok()) << condition << ": " << statement.error().message;
    return std::move(statement).value();
}

std::optional<KeyTerm> term(const std::string& condition) {
    return key_term(*where(condition).where);
}

std::vector<AttributeValue> values(const std::string& condition) {
    std::vector<AttributeValue> decoded;
    const auto found = alternatives(*where(condition).where);
    if (found)
        for (const std::string& value : found->values) decoded.push_back(ValueView(value).decode());
    return decoded;
}

TEST(Conjuncts, AreTakenOutOfParenthesesToo) {
    EXPECT_EQ(conjuncts(nullptr).size(), 0U);
    EXPECT_EQ(conjuncts(where("a = 1").where).size(), 1U);
    EXPECT_EQ(conjuncts(where("a = 1 AND (b = 2 AND (c = 3 OR d = 4))").where).size(), 3U);
    EXPECT_EQ(conjuncts(where("a = 1 OR b = 2").where).size(), 1U);
}

TEST(KeyTerms, AreOfOneAttributeAndValues) {
    EXPECT_EQ(term("a = 1")->op, KeyOperator::kEq);
    EXPECT_EQ(term("1 < a")->op, KeyOperator::kGt);
    EXPECT_EQ(term("1 >= a")->op, KeyOperator::kLe);
    EXPECT_EQ(term("a <= 1")->op, KeyOperator::kLe);
    EXPECT_EQ(term("begins_with(a, 'x')")->op, KeyOperator::kBeginsWith);
    const auto between = term("a BETWEEN 1 AND 2");
    EXPECT_EQ(between->op, KeyOperator::kBetween);
    EXPECT_EQ(ValueView(between->upper).decode(), AttributeValue(2));
    for (const char* other : {"a <> 1", "a = b", "a.b = 1", "size(a) = 1", "a IN [1]", "NOT a = 1",
                              "begins_with('x', a)", "a BETWEEN b AND 2", "contains(a, 'x')"})
        EXPECT_FALSE(term(other).has_value()) << other;
}

TEST(AlternativesTest, AreAllValuesThatOneAttributeMayEqual) {
    EXPECT_THAT(values("a = 1"), ElementsAre(1));
    EXPECT_THAT(values("1 = a"), ElementsAre(1));
    EXPECT_THAT(values("a IN [2, 1]"), ElementsAre(2, 1));
    EXPECT_THAT(values("a = 1 OR a IN [2, 3] OR (a = 4)"), ElementsAre(1, 2, 3, 4));
    for (const char* other : {"a > 1", "a = 1 OR b = 2", "a = 1 OR a > 2", "a IN [b]", "a.b IN [1]",
                              "a NOT IN [1]", "a = b"})
        EXPECT_THAT(values(other), ElementsAre()) << other;
}

TEST(AllOf, JoinsAndWraps) {
    EXPECT_FALSE(all_of({}).has_value());
    Statement statement = where("a = 1 AND b = 2");
    std::vector<ExprPtr> terms;
    terms.push_back(either(not_exists("k"), conjuncts(std::move(statement.where))));
    const auto condition = all_of(std::move(terms));
    ASSERT_TRUE(condition.has_value());
    EXPECT_TRUE(condition->holds(ItemView()));
    EXPECT_FALSE(condition->holds(Item(AttributeMap{{"k", 1}, {"a", 1}})));
}

TEST(AllOf, Exists) {
    std::vector<ExprPtr> terms;
    terms.push_back(exists("k"));
    const auto condition = all_of(std::move(terms));
    EXPECT_FALSE(condition->holds(ItemView()));
    EXPECT_TRUE(condition->holds(Item(AttributeMap{{"k", 1}})));
}

}  // namespace
}  // namespace tabella::expr::partiql
