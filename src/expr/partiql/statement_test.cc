#include "expr/partiql/statement.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include "expr/condition.h"
#include "expr/update.h"

namespace tabella::expr::partiql {
namespace {

using List = AttributeValue::List;
using Map = AttributeValue::Map;
using Kind = Statement::Kind;
using Returning = Statement::Returning;

Statement parsed(std::string_view text, const std::vector<AttributeValue>& parameters = {}) {
    auto statement = parse(text, &parameters);
    EXPECT_TRUE(statement.ok()) << text << ": " << statement.error().message;
    return std::move(statement).value();
}

std::vector<std::string> projected(const Statement& statement) {
    std::vector<std::string> paths;
    for (const Path& path : statement.projection) paths.push_back(to_message(path));
    return paths;
}

const Item& test_item() {
    static const Item kItem(AttributeMap{
        {"n", 5},
        {"s", "text"},
        {"z", AttributeValue::Null{}},
        {"l", List{1, "two"}},
        {"m", Map{{"k", Map{{"size", 1}}}}},
        {"ss", AttributeValue::StringSet{"u", "v"}},
    });
    return kItem;
}

bool holds(const std::string& condition, const std::vector<AttributeValue>& parameters = {}) {
    const Statement statement = parsed("SELECT * FROM T WHERE " + condition, parameters);
    return Condition::from_checked(*statement.where).holds(test_item());
}

TEST(Select, ReadsProjectionSourceAndOrder) {
    const Statement statement = parsed(
        "SELECT a, b.c[2], \"d e\"['f'] FROM \"Ta-ble\".\"in.dex\" WHERE a = 1 ORDER BY x, y "
        "DESC;");
    EXPECT_EQ(statement.kind, Kind::kSelect);
    EXPECT_EQ(statement.table, "Ta-ble");
    EXPECT_EQ(statement.index, "in.dex");
    EXPECT_THAT(projected(statement), ::testing::ElementsAre("[a]", "[b, c, [2]]", "[d e, f]"));
    ASSERT_EQ(statement.order_by.size(), 2U);
    EXPECT_FALSE(statement.order_by[0].descending);
    EXPECT_TRUE(statement.order_by[1].descending);
    EXPECT_TRUE(parsed("select * from T").projection.empty());
    EXPECT_EQ(parsed("SELECT * FROM T").where, nullptr);
}

TEST(Select, IsWrappedByExists) {
    const Statement statement = parsed("EXISTS(SELECT * FROM T WHERE a = 1)");
    EXPECT_EQ(statement.kind, Kind::kExists);
    EXPECT_NE(statement.where, nullptr);
}

TEST(Where, Compares) {
    EXPECT_TRUE(holds("n = 5"));
    EXPECT_TRUE(holds("5 = n"));
    EXPECT_TRUE(holds("n <> 6 AND n != 6"));
    EXPECT_TRUE(holds("n > 4.5 AND n >= 5 AND n < 6 AND n <= 5e0"));
    EXPECT_TRUE(holds("4 < n"));
    EXPECT_FALSE(holds("n = -5"));
    EXPECT_TRUE(holds("n = +5"));
    EXPECT_TRUE(holds("z = null"));
    EXPECT_TRUE(holds("l = [1, 'two']"));
    EXPECT_TRUE(holds("m = {'k': {'size': 1}}"));
    EXPECT_TRUE(holds("ss = <<'v', 'u'>>"));
    EXPECT_TRUE(holds("(n) = (5)"));
}

TEST(Where, RangesAndLists) {
    EXPECT_TRUE(holds("n BETWEEN 5 AND 7"));
    EXPECT_FALSE(holds("n NOT BETWEEN 5 AND 7"));
    EXPECT_TRUE(holds("n IN [4, 5]"));
    EXPECT_TRUE(holds("n IN (5)"));
    EXPECT_TRUE(holds("n IN <<5>>"));
    EXPECT_TRUE(holds("n NOT IN [4, 'a']"));
}

TEST(Where, AndBindsCloserThanOrAndNotCloserThanAnd) {
    EXPECT_TRUE(holds("n = 5 OR n = 6 AND s = 'no'"));
    EXPECT_FALSE(holds("(n = 5 OR n = 6) AND s = 'no'"));
    EXPECT_FALSE(holds("NOT n = 5 AND s = 'text'"));
    EXPECT_TRUE(holds("NOT (n = 5 AND s = 'no')"));
    EXPECT_TRUE(holds("NOT NOT n = 5"));
    EXPECT_TRUE(holds("((n = 5))"));
}

TEST(Where, TellsMissingFromNull) {
    EXPECT_TRUE(holds("none IS MISSING"));
    EXPECT_TRUE(holds("n IS NOT MISSING"));
    EXPECT_TRUE(holds("z IS NULL"));
    EXPECT_FALSE(holds("z IS MISSING"));
    EXPECT_FALSE(holds("none IS NULL"));
    EXPECT_TRUE(holds("none IS NOT NULL"));
    EXPECT_FALSE(holds("z IS NOT NULL"));
}

TEST(Where, CallsFunctionsInAnyCase) {
    EXPECT_TRUE(holds("SIZE(l) = 2 AND size(\"s\") IN [4]"));
    EXPECT_TRUE(holds("begins_with(s, 'te') AND BEGINS_WITH(s, 't')"));
    EXPECT_TRUE(holds("contains(ss, 'u') AND Contains(l, 'two')"));
    EXPECT_TRUE(holds("attribute_type(ss, 'SS')"));
    EXPECT_TRUE(holds("attribute_exists(n) AND attribute_not_exists(none)"));
}

TEST(Where, FollowsPaths) {
    EXPECT_TRUE(holds("l[1] = 'two' AND m.k.\"size\" = 1 AND m['k']['size'] = 1"));
}

TEST(Parameters, StandForValuesInOrder) {
    EXPECT_TRUE(holds("n = ? AND s = ? AND l IN [?]", {5, "text", List{1, "two"}}));
    const Statement statement =
        parsed("INSERT INTO T VALUE {'a': ?, 'b': [?], 'c': <<?>>}", {1, "x", "y"});
    EXPECT_EQ(statement.item.decode(),
              (AttributeMap{{"a", 1}, {"b", List{"x"}}, {"c", AttributeValue::StringSet{"y"}}}));
}

TEST(Insert, TakesAllLiterals) {
    const Statement statement = parsed(
        "INSERT INTO T VALUE {'s': 'it''s', 'n': -1.50, 't': true, 'f': FALSE, 'z': null, "
        "'l': [1, []], 'm': {'k': {}}, 'ns': <<1, 2.0>>, 'ss': <<'a'>>}");
    EXPECT_EQ(statement.kind, Kind::kInsert);
    EXPECT_EQ(statement.item.decode(),
              (AttributeMap{{"s", "it's"},
                            {"n", Number::parse("-1.5").value()},
                            {"t", true},
                            {"f", false},
                            {"z", AttributeValue::Null{}},
                            {"l", List{1, List{}}},
                            {"m", Map{{"k", Map{}}}},
                            {"ns", AttributeValue::NumberSet{Number(1), Number(2)}},
                            {"ss", AttributeValue::StringSet{"a"}}}));
}

AttributeMap updated(const std::string& changes) {
    const Statement statement = parsed("UPDATE T " + changes + " WHERE n = 5");
    const auto update = Update::from_checked(statement.clauses);
    EXPECT_TRUE(update.ok()) << update.error().message;
    const auto next = update->apply(test_item());
    EXPECT_TRUE(next.ok()) << next.error().message;
    return next->decode();
}

TEST(UpdateStatement, SetsComputesAndRemoves) {
    const AttributeMap next = updated(
        "SET n = n + 1 - 3 SET added = 'x', m.k.\"size\" = 2 REMOVE s REMOVE l[0] "
        "SET if_new = if_not_exists(nope, 7) + 1");
    EXPECT_EQ(next.at("n"), AttributeValue(3));
    EXPECT_EQ(next.at("added"), AttributeValue("x"));
    EXPECT_EQ(next.at("m"), (AttributeValue(Map{{"k", Map{{"size", 2}}}})));
    EXPECT_EQ(next.at("l"), AttributeValue(List{"two"}));
    EXPECT_EQ(next.at("if_new"), AttributeValue(8));
    EXPECT_FALSE(next.contains("s"));
}

TEST(UpdateStatement, ChangesListsAndSets) {
    EXPECT_EQ(updated("SET l = LIST_APPEND(l, ['three'])").at("l"),
              AttributeValue(List{1, "two", "three"}));
    EXPECT_EQ(updated("SET ss = SET_ADD(ss, <<'w'>>)").at("ss"),
              (AttributeValue(AttributeValue::StringSet{"u", "v", "w"})));
    EXPECT_EQ(updated("SET ss = set_delete(ss, <<'u'>>)").at("ss"),
              AttributeValue(AttributeValue::StringSet{"v"}));
}

TEST(UpdateStatement, ReadsReturning) {
    const auto returning = [](const std::string& clause) {
        return parsed("UPDATE T SET a = 1 WHERE b = 2 " + clause).returning;
    };
    EXPECT_EQ(returning(""), Returning::kNone);
    EXPECT_EQ(returning("RETURNING ALL OLD *"), Returning::kAllOld);
    EXPECT_EQ(returning("returning modified old *"), Returning::kModifiedOld);
    EXPECT_EQ(returning("RETURNING ALL NEW *"), Returning::kAllNew);
    EXPECT_EQ(returning("RETURNING MODIFIED NEW *;"), Returning::kModifiedNew);
    EXPECT_EQ(parsed("DELETE FROM T WHERE a = 1 RETURNING ALL OLD *").returning,
              Returning::kAllOld);
}

// What a statement points to must move with it.
TEST(StatementTest, MayBeMoved) {
    Statement first = parsed("SELECT * FROM T WHERE n = 5 AND s = 'text'");
    const Statement second = std::move(first);
    EXPECT_TRUE(Condition::from_checked(*second.where).holds(test_item()));
}

TEST(StatementTest, AnyTextIsReadOrRefused) {
    const std::vector<std::string> pieces{
        "SELECT", "*",      "FROM", "T",   "WHERE", "a",       "=",      "(",    ")",
        "[",      "]",      "{",    "}",   "<<",    ">>",      "'x'",    "1",    ",",
        ".",      "?",      "IN",   "AND", "OR",    "NOT",     "IS",     "SET",  "NULL",
        "-",      "REMOVE", "size", ":",   "+",     "BETWEEN", "INSERT", "INTO", "VALUE"};
    const std::vector<AttributeValue> parameters{1, "x"};
    rc::check([&](const std::vector<std::uint16_t>& picks, const std::string& tail) {
        std::string text;
        for (const std::uint16_t pick : picks) text += pieces[pick % pieces.size()] + " ";
        for (const char* begin : {"", "SELECT * FROM T WHERE ", "UPDATE T SET a = "}) {
            const auto statement = parse(begin + text + tail, &parameters);
            RC_ASSERT(statement.ok() || statement.error().code == api::ErrorCode::kValidation);
        }
    });
}

}  // namespace
}  // namespace tabella::expr::partiql
