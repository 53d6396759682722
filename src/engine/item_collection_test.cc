#include "engine/item_collection.h"

#include <gtest/gtest.h>

#include "engine/engine.h"
#include "model/limits.h"
#include "storage/key_codec.h"
#include "storage/test_directory.h"

namespace tabella::engine {
namespace {

using storage::Keyspace;

constexpr auto kS = api::ScalarAttributeType::kS;
constexpr auto kHash = api::KeyType::kHash;
constexpr auto kRange = api::KeyType::kRange;

class ItemCollectionTest : public testing::Test {
 protected:
    void SetUp() override {
        open();
        api::CreateTableRequest table;
        table.table_name = "Tab";
        table.attribute_definitions = {{"PK", kS}, {"SK", kS}, {"l", kS}};
        table.key_schema = {{"PK", kHash}, {"SK", kRange}};
        table.billing_mode = api::BillingMode::kPayPerRequest;
        api::LocalSecondaryIndex local;
        local.index_name = "ByL";
        local.key_schema = {{"PK", kHash}, {"l", kRange}};
        local.projection.projection_type = api::ProjectionType::kKeysOnly;
        table.local_secondary_indexes = {local};
        ASSERT_TRUE(sync_wait(engine_->create_table(table)).ok());
        table.table_name = "Plain";
        table.local_secondary_indexes.reset();
        table.attribute_definitions.pop_back();
        ASSERT_TRUE(sync_wait(engine_->create_table(table)).ok());
    }

    void open() {
        auto opened = Engine::open({.store = {.directory = directory_.path()}}, clock_, random_);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        engine_ = std::move(opened).value();
    }

    static AttributeMap item(const std::string& pk, const std::string& sk, std::size_t bytes) {
        return {{"PK", pk}, {"SK", sk}, {"x", std::string(bytes, 'x')}};
    }
    api::Result<api::PutItemResponse> put(const AttributeMap& attributes,
                                          const std::string& table = "Tab") {
        api::PutItemRequest request{
            .table_name = table,
            .item = Item(attributes),
            .return_item_collection_metrics = api::ReturnItemCollectionMetrics::kSize};
        return sync_wait(engine_->put_item(std::move(request)));
    }
    void erase(const std::string& pk, const std::string& sk) {
        api::DeleteItemRequest request{.table_name = "Tab",
                                       .key = Item(AttributeMap{{"PK", pk}, {"SK", sk}})};
        ASSERT_TRUE(sync_wait(engine_->delete_item(std::move(request))).ok());
    }
    static api::TransactWriteItem in_transaction(const AttributeMap& attributes) {
        api::TransactWriteItem action;
        action.put.emplace();
        action.put->table_name = "Tab";
        action.put->item = Item(attributes);
        return action;
    }

    /// What the collections of all tables count, in the order of their keys. The engine is closed
    /// meanwhile; with `all`, each counts that much from now on.
    std::vector<std::int64_t> counted(std::optional<std::int64_t> all = {}) {
        engine_.reset();
        std::vector<std::int64_t> counts;
        {
            auto store = storage::Store::open({.directory = directory_.path()}).value();
            storage::WriteBatch batch = store->make_batch();
            storage::Cursor cursor = store->cursor(Keyspace::kMeta, "collection_bytes/",
                                                   "collection_bytes0", storage::ReadTier::kAll);
            for (cursor.seek_first(); cursor.valid(); cursor.next()) {
                counts.push_back(storage::read_counter(*store, cursor.key()).value());
                std::string encoded;
                storage::append_u64(encoded, static_cast<std::uint64_t>(all.value_or(0)));
                if (all.has_value()) batch.put(Keyspace::kMeta, cursor.key(), encoded);
            }
            if (all.has_value()) {
                EXPECT_TRUE(store->write(batch).ok());
            }
        }
        open();
        return counts;
    }

    storage::TestDirectory directory_;
    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{1};
    std::unique_ptr<Engine> engine_;
};

TEST_F(ItemCollectionTest, CountsItemsAndTheirRowsInLocalIndexes) {
    // PK + 1, SK + 1, x + 10.
    ASSERT_TRUE(put(item("a", "1", 10)).ok());
    ASSERT_TRUE(put(item("b", "1", 10)).ok());
    ASSERT_TRUE(put(item("c", "1", 10), "Plain").ok());
    EXPECT_EQ(counted(), (std::vector<std::int64_t>{17, 17}));
    AttributeMap in_index = item("a", "2", 0);
    in_index.insert_or_assign("l", "12");
    // PK + 1, SK + 1, x, l + 2; in the index PK + 1, SK + 1, l + 2.
    ASSERT_TRUE(put(in_index).ok());
    EXPECT_EQ(counted(), (std::vector<std::int64_t>{17 + 10 + 9, 17}));
    ASSERT_TRUE(put(item("a", "2", 5)).ok());
    EXPECT_EQ(counted(), (std::vector<std::int64_t>{17 + 12, 17}));
    erase("b", "1");
    erase("a", "1");
    EXPECT_EQ(counted(), (std::vector<std::int64_t>{12}));
}

TEST_F(ItemCollectionTest, ADeletedTableCountsNothing) {
    ASSERT_TRUE(put(item("a", "1", 10)).ok());
    ASSERT_TRUE(put(item("b", "1", 10)).ok());
    api::DeleteTableRequest request{.table_name = "Tab"};
    ASSERT_TRUE(sync_wait(engine_->delete_table(std::move(request))).ok());
    EXPECT_EQ(counted(), std::vector<std::int64_t>{});
}

TEST_F(ItemCollectionTest, TakesTenGigabytesAndNotAByteMore) {
    ASSERT_TRUE(put(item("a", "1", 10)).ok());
    // 20 bytes are left; an item without x's value takes 7.
    counted(limits::kItemCollectionBytesMax - 20);
    const auto refused = put(item("a", "2", 14));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, api::ErrorCode::kItemCollectionSizeLimitExceeded);
    EXPECT_TRUE(put(item("a", "2", 12)).ok());
    EXPECT_TRUE(put(item("a", "2", 13)).ok());
    EXPECT_FALSE(put(item("a", "2", 14)).ok());
    EXPECT_FALSE(put(item("a", "3", 0)).ok());
    EXPECT_EQ(counted(), std::vector<std::int64_t>{limits::kItemCollectionBytesMax});
    // What does not grow may be written, other collections may grow.
    EXPECT_TRUE(put(item("a", "2", 13)).ok());
    const auto metrics = put(item("a", "2", 12));
    ASSERT_TRUE(metrics.ok());
    EXPECT_EQ(metrics->item_collection_metrics->size_estimate_range_gb,
              (std::vector<double>{9, 10}));
    EXPECT_TRUE(put(item("b", "1", 100)).ok());
    erase("a", "2");
    EXPECT_TRUE(put(item("a", "3", 0)).ok());
}

TEST_F(ItemCollectionTest, ATransactionIsCountedAsAWhole) {
    ASSERT_TRUE(put(item("a", "1", 10)).ok());
    counted(limits::kItemCollectionBytesMax - 20);
    const auto transact = [&](std::size_t last_bytes) {
        api::TransactWriteItemsRequest request;
        request.transact_items = {in_transaction(item("a", "2", 3)),
                                  in_transaction(item("b", "1", 50)),
                                  in_transaction(item("a", "3", last_bytes))};
        return sync_wait(engine_->transact_write_items(std::move(request)));
    };
    const auto cancelled = transact(4);
    ASSERT_FALSE(cancelled.ok());
    ASSERT_EQ(cancelled.error().cancellation_reasons.size(), 3u);
    EXPECT_EQ(cancelled.error().cancellation_reasons[0].code, "None");
    EXPECT_EQ(cancelled.error().cancellation_reasons[2].code, "ItemCollectionSizeLimitExceeded");
    EXPECT_EQ(counted(), std::vector<std::int64_t>{limits::kItemCollectionBytesMax - 20});
    EXPECT_TRUE(transact(3).ok());
    EXPECT_EQ(counted(), (std::vector<std::int64_t>{limits::kItemCollectionBytesMax, 57}));
}

TEST_F(ItemCollectionTest, ABatchIsRefused) {
    ASSERT_TRUE(put(item("a", "1", 10)).ok());
    counted(limits::kItemCollectionBytesMax);
    api::BatchWriteItemRequest request;
    api::WriteRequest write;
    write.put_request.emplace();
    write.put_request->item = Item(item("a", "2", 0));
    request.request_items["Tab"] = {write};
    const auto refused = sync_wait(engine_->batch_write_item(std::move(request)));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, api::ErrorCode::kItemCollectionSizeLimitExceeded);
}

}  // namespace
}  // namespace tabella::engine
