#include "engine/table_change.h"

#include <atomic>
#include <thread>

#include "engine/catalog.h"
#include "engine/control_test_support.h"
#include "engine/index.h"
#include "engine/item_write.h"
#include "engine/row_key.h"

namespace tabella::engine {
namespace {

class TableChangeTest : public ControlTest {
 protected:
    std::string arn() { return described()->table_arn.value_or(""); }
    bool tag(const std::string& arn, const std::string& key) {
        api::TagResourceRequest request{.resource_arn = arn, .tags = {{key, "v"}}};
        return sync_wait(engine_->tag_resource(std::move(request))).ok();
    }
    std::size_t tags() {
        api::ListTagsOfResourceRequest request{.resource_arn = arn()};
        const auto listed = sync_wait(engine_->list_tags_of_resource(std::move(request)));
        return listed.ok() ? listed->tags->size() : 0;
    }
};

TEST_F(TableChangeTest, ConcurrentChangesOfATableAreAllKept) {
    const std::string table_arn = arn();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread)
        threads.emplace_back([&, thread] {
            for (int n = 0; n < 10; ++n)
                EXPECT_TRUE(tag(table_arn, std::to_string(thread) + "/" + std::to_string(n)));
        });
    for (int n = 0; n < 20; ++n) {
        api::UpdateTableRequest request;
        request.deletion_protection_enabled = n % 2 == 0;
        EXPECT_TRUE(update(std::move(request)).ok());
    }
    for (std::thread& thread : threads) thread.join();
    for (const bool reopened : {false, true}) {
        if (reopened) open();
        EXPECT_EQ(tags(), 40U);
        EXPECT_EQ(described()->deletion_protection_enabled, false);
    }
}

TEST_F(TableChangeTest, AChangeNeverBringsADeletedTableBack) {
    for (int round = 0; round < 20; ++round) {
        const std::string table_arn = arn();
        std::atomic<bool> gone{false};
        std::thread tagger([&] {
            for (int n = 0; !gone; ++n) tag(table_arn, std::to_string(n % 40));
        });
        api::DeleteTableRequest request{.table_name = "Tab"};
        EXPECT_TRUE(sync_wait(engine_->delete_table(std::move(request))).ok());
        gone = true;
        tagger.join();
        EXPECT_FALSE(described().has_value());
        open();
        EXPECT_FALSE(described().has_value());
        create_table();
    }
}

Task<Status> commit(storage::CommitQueue& queue, storage::Change& change) {
    Status status = co_await queue.commit(change);
    co_return status;
}

TEST(TableChange, AWriteThatWasPlannedBeforeAnIndexMaintainsIt) {
    auto store = std::move(storage::Store::open({.in_memory = true})).value();
    storage::CommitQueue queue(*store, {});
    auto table = std::make_shared<Table>();
    table->id = TableId{1};
    table->key.partition = {"PK", api::ScalarAttributeType::kS};
    const Item item(AttributeMap{{"PK", "x"}, {"g", "y"}});
    ItemPlan plan{.table = table,
                  .row_key = row_key_of_item(*table, item).value(),
                  .action = PutAction{item}};
    AlterTableChange create_index(table, [](Table& next) -> api::Result<Nothing> {
        Index index;
        index.id = IndexId{1};
        index.name = "ByG";
        index.partition = {{"g", api::ScalarAttributeType::kS}};
        index.state = IndexState::kBuilding;
        next.indexes.push_back(index);
        return Nothing{};
    });
    ASSERT_TRUE(sync_wait(commit(queue, create_index)).ok());
    ItemChange write(std::move(plan));
    ASSERT_TRUE(sync_wait(commit(queue, write)).ok());
    const Table& latest = **create_index.outcome();
    const auto row = index_row_key(latest, latest.indexes.front(), item);
    ASSERT_TRUE(row.has_value());
    EXPECT_TRUE(
        store->get(storage::Keyspace::kIndexes, *row, storage::ReadTier::kAll)->value.has_value());
}

TEST(Catalog, KeepsTheLatestVersionAndTakesNoneOfADeletedTable) {
    Catalog catalog;
    auto first = std::make_shared<Table>();
    first->definition.table_name = "Tab";
    auto second = std::make_shared<Table>(*first);
    second->version = 2;
    catalog.publish(second);
    catalog.publish(first);
    EXPECT_EQ(catalog.find("Tab"), second);
    first->life->deleted.store(true);
    catalog.withdraw(*second);
    catalog.publish(second);
    EXPECT_EQ(catalog.find("Tab"), nullptr);
}

TEST_F(TableChangeTest, AProtectionThatComesFirstHolds) {
    api::UpdateTableRequest protect;
    protect.deletion_protection_enabled = true;
    ASSERT_TRUE(update(std::move(protect)).ok());
    api::DeleteTableRequest request{.table_name = "Tab"};
    EXPECT_EQ(sync_wait(engine_->delete_table(std::move(request))).error().code,
              api::ErrorCode::kValidation);
    EXPECT_TRUE(described().has_value());
}

TEST_F(TableChangeTest, TheRecordKeepsEveryMember) {
    Table table;
    table.id = TableId{7};
    table.version = 9;
    table.uuid = "uuid";
    table.created_ms = 1;
    table.next_index_id = 12;
    table.status = api::TableStatus::kUpdating;
    table.status_until_ms = 2;
    table.throughput_history = {.last_increase_ms = 3, .last_decrease_ms = 4, .decreases = 5};
    table.on_demand_since_ms = 6;
    table.table_class_since_ms = 7;
    table.ttl_attribute = "ttl";
    table.policy_revision = "8";
    table.definition.table_name = "Tab";
    table.definition.attribute_definitions = {{"PK", api::ScalarAttributeType::kS}};
    table.definition.key_schema = {{"PK", api::KeyType::kHash}};
    table.definition.resource_policy = "{}";
    table.definition.tags = {{{"a", "b"}}};
    Index index;
    index.id = IndexId{11};
    index.name = "ByG";
    index.key_schema = {{"PK", api::KeyType::kHash}};
    index.state = IndexState::kBuilding;
    index.state_until_ms = 10;
    index.throughput_history = {.last_increase_ms = 13, .last_decrease_ms = 14, .decreases = 15};
    table.indexes = {index};
    const std::string record = encode_table_record(table);
    const auto decoded = decode_table_record(record, DataSet());
    ASSERT_TRUE(decoded.ok());
    EXPECT_EQ(encode_table_record(**decoded), record);
    EXPECT_EQ((*decoded)->version, 9U);
    EXPECT_EQ((*decoded)->next_index_id, 12U);
    EXPECT_EQ((*decoded)->status, api::TableStatus::kUpdating);
    EXPECT_EQ((*decoded)->ttl_attribute, "ttl");
    EXPECT_EQ((*decoded)->policy_revision, "8");
    EXPECT_EQ((*decoded)->throughput_history.decreases, 5);
    EXPECT_EQ((*decoded)->indexes.front().state, IndexState::kBuilding);
    EXPECT_EQ((*decoded)->indexes.front().state_until_ms, 10);
    EXPECT_EQ((*decoded)->indexes.front().throughput_history.last_decrease_ms, 14);
}

}  // namespace
}  // namespace tabella::engine
