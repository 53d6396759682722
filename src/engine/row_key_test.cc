#include "engine/row_key.h"

#include <gtest/gtest.h>

#include "engine/index.h"
#include "model/limits.h"
#include "storage/keyspace.h"

namespace tabella::engine {
namespace {

using namespace std::string_literals;

std::shared_ptr<Table> make_table(bool with_sort = true) {
    auto table = std::make_shared<Table>();
    table->id = TableId{7};
    table->key.partition = {"PK", api::ScalarAttributeType::kS};
    if (with_sort) table->key.sort = KeyAttribute{"SK", api::ScalarAttributeType::kN};
    return table;
}

std::string message(const api::Result<std::string>& result) {
    return result.ok() ? "" : result.error().message;
}

TEST(RowKey, GoldenBytes) {
    const auto table = make_table();
    const auto key = row_key_of_key(*table, Item(AttributeMap{{"PK", "a"}, {"SK", 5}}));
    ASSERT_TRUE(key.ok());
    // table 7 | XXH3-64 of the part "a\0\1" | the part | the number 5
    EXPECT_EQ(key->substr(0, 4), "\x00\x00\x00\x07"s);
    EXPECT_EQ(key->substr(12, 3), "a\x00\x01"s);
    EXPECT_EQ(key->substr(15), Number(5).encoded());
    EXPECT_EQ(*key,
              partition_prefix(TableId{7}, ValueView(encode_value("a"))) + Number(5).encoded());
}

TEST(RowKey, TheStoreKnowsWhereThePartitionEnds) {
    using storage::Keyspace;
    EXPECT_EQ(hash_prefix(TableId{7}, 1).size(), storage::partition_bytes(Keyspace::kItems));
    EXPECT_EQ(index_hash_prefix(TableId{7}, IndexId{1}, 1).size(),
              storage::partition_bytes(Keyspace::kIndexes));
}

TEST(RowKey, SortKeysOfNumbersSortAsNumbers) {
    const auto table = make_table();
    std::string previous;
    for (const int sort : {-100, -9, -1, 0, 1, 2, 10, 11, 100}) {
        const auto key = row_key_of_key(*table, Item(AttributeMap{{"PK", "a"}, {"SK", sort}}));
        ASSERT_TRUE(key.ok());
        EXPECT_LT(previous, *key) << sort;
        previous = *key;
    }
}

TEST(RowKey, AKeyMustBeExactlyTheSchema) {
    const auto table = make_table();
    const std::string mismatch = "The provided key element does not match the schema";
    EXPECT_EQ(message(row_key_of_key(*table, Item(AttributeMap{{"PK", "a"}}))), mismatch);
    EXPECT_EQ(message(row_key_of_key(*table, Item(AttributeMap{{"PK", "a"}, {"SK", "1"}}))),
              mismatch);
    EXPECT_EQ(message(row_key_of_key(*table, Item(AttributeMap{{"PK", "a"}, {"SK", 1}, {"x", 1}}))),
              mismatch);
    EXPECT_EQ(message(row_key_of_key(*table, Item(AttributeMap{{"PK", "a"}, {"XK", 1}}))),
              mismatch);
}

TEST(RowKey, AnItemMustHaveTheKey) {
    const auto table = make_table();
    EXPECT_EQ(message(row_key_of_item(*table, Item(AttributeMap{{"PK", "a"}, {"x", 1}}))),
              "One or more parameter values were invalid: Missing the key SK in the item");
    EXPECT_EQ(message(row_key_of_item(*table, Item(AttributeMap{{"PK", 5}, {"SK", 1}}))),
              "One or more parameter values were invalid: Type mismatch for key PK expected: S "
              "actual: N");
    EXPECT_TRUE(row_key_of_item(*table, Item(AttributeMap{{"PK", "a"}, {"SK", 1}, {"x", 1}})).ok());
}

TEST(RowKey, PartitionKeysHaveOneTo2048Bytes) {
    const auto table = make_table(false);
    EXPECT_NE(
        message(row_key_of_key(*table, Item(AttributeMap{{"PK", ""}}))).find("empty string value"),
        std::string::npos);
    EXPECT_TRUE(row_key_of_key(*table, Item(AttributeMap{{"PK", "a"}})).ok());
    EXPECT_TRUE(
        row_key_of_key(*table,
                       Item(AttributeMap{{"PK", std::string(limits::kPartitionKeyBytesMax, 'a')}}))
            .ok());
    EXPECT_NE(
        message(row_key_of_key(*table,
                               Item(AttributeMap{
                                   {"PK", std::string(limits::kPartitionKeyBytesMax + 1, 'a')}})))
            .find("exceeded the maximum size limit of2048"),
        std::string::npos);
}

TEST(RowKey, SortKeysHaveOneTo1024Bytes) {
    auto table = make_table();
    table->key.sort->type = api::ScalarAttributeType::kB;
    const auto with = [&](std::size_t bytes) {
        return row_key_of_key(
            *table, Item(AttributeMap{{"PK", "a"},
                                      {"SK", AttributeValue::Binary{std::string(bytes, '\0')}}}));
    };
    EXPECT_NE(message(with(0)).find("empty binary value"), std::string::npos);
    EXPECT_TRUE(with(1).ok());
    EXPECT_TRUE(with(limits::kSortKeyBytesMax).ok());
    EXPECT_NE(message(with(limits::kSortKeyBytesMax + 1)).find("1024 bytes"), std::string::npos);
}

}  // namespace
}  // namespace tabella::engine
