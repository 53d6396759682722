#include "engine/control_test_support.h"
#include "engine/expiry.h"
#include "engine/row_key.h"
#include "model/limits.h"

namespace tabella::engine {
namespace {

using api::ErrorCode;
using api::TableStatus;

constexpr std::int64_t kNowS = 1'700'000'000;

AttributeMap expiring(std::int64_t epoch_s) {
    return {{"expires", AttributeValue(epoch_s)}, {"g", "x"}};
}

class ExpiryTest : public ControlTest {
 protected:
    void enable(bool enabled = true) {
        api::UpdateTimeToLiveRequest request;
        request.table_name = "Tab";
        request.time_to_live_specification = {.enabled = enabled, .attribute_name = "expires"};
        auto updated = sync_wait(engine_->update_time_to_live(std::move(request)));
        ASSERT_TRUE(updated.ok()) << updated.error().message;
    }
};

TEST(Expiry, IsPastByLessThanFiveYears) {
    const auto expired = [](AttributeMap attributes) {
        return is_expired(Item(attributes), "expires", kNowS * 1'000 + 999);
    };
    EXPECT_TRUE(expired(expiring(kNowS - 1)));
    EXPECT_FALSE(expired(expiring(kNowS)));
    EXPECT_FALSE(expired(expiring(kNowS + 1)));
    EXPECT_TRUE(expired(expiring(kNowS - limits::kTtlPastSecondsMax + 1)));
    EXPECT_FALSE(expired(expiring(kNowS - limits::kTtlPastSecondsMax)));
    EXPECT_FALSE(expired(expiring(0)));
    EXPECT_FALSE(expired({{"expires", std::to_string(kNowS - 1)}}));
    EXPECT_FALSE(expired({}));
}

TEST_F(ExpiryTest, DeletesChunkByChunkWithIndexRowsAndCounters) {
    for (int n = 0; n < 10; ++n) put("gone" + std::to_string(n), expiring(kNowS - 1));
    for (int n = 0; n < 10; ++n) put("kept" + std::to_string(n), expiring(kNowS + 60));
    ASSERT_TRUE(create_index().ok());
    steps_until_done();
    EXPECT_EQ(scan()->size(), 20U);
    enable();
    EXPECT_EQ(steps_until_done(), 7);  // Of three rows each.
    EXPECT_EQ(scan()->size(), 10U);
    EXPECT_EQ(described()->item_count, 10);
    expect_index_is_whole(*scan());
}

TEST_F(ExpiryTest, LooksAgainAfterAnInterval) {
    enable();
    steps_until_done();
    put("soon", expiring(kNowS + 5));
    clock_.advance_ms(options_.background.ttl_interval_ms - 1);
    steps_until_done();
    EXPECT_EQ(scan()->size(), 1U);
    clock_.advance_ms(1);
    steps_until_done();
    EXPECT_EQ(scan()->size(), 0U);
}

TEST_F(ExpiryTest, StopsWhenDisabledAndGoesOnAfterARestart) {
    put("old", expiring(kNowS - 1));
    enable();
    enable(false);
    EXPECT_FALSE(step());
    EXPECT_EQ(scan()->size(), 1U);
    enable();
    open();
    steps_until_done();
    EXPECT_EQ(scan()->size(), 0U);
}

/// Writes one row.
struct PutRow final : storage::Change {
    std::string key;
    Item item;
    Status apply(storage::CommitContext& context) override {
        context.put(storage::Keyspace::kItems, key, item.encoded());
        return ok_status();
    }
    std::size_t bytes() const override { return 1; }
};

Task<Status> commit(storage::CommitQueue& queue, storage::Change& change) {
    Status status = co_await queue.commit(change);
    co_return status;
}

TEST(Expiry, AChangeSparesWhatWasRenewedSinceTheWalk) {
    auto store = std::move(storage::Store::open({.in_memory = true})).value();
    storage::CommitQueue queue(*store, {});
    auto table = std::make_shared<Table>();
    table->id = TableId{1};
    table->key.partition = {"PK", api::ScalarAttributeType::kS};
    table->ttl_attribute = "expires";
    std::vector<std::string> keys;
    for (const auto& [pk, expires] : {std::pair{"renewed", kNowS + 60}, {"old", kNowS - 1}}) {
        AttributeMap attributes = expiring(expires);
        attributes.emplace("PK", pk);
        PutRow row;
        row.item = Item(attributes);
        row.key = row_key_of_item(*table, row.item).value();
        keys.push_back(row.key);
        ASSERT_TRUE(sync_wait(commit(queue, row)).ok());
    }
    ExpireChange change(table, keys, kNowS * 1'000);
    ASSERT_TRUE(sync_wait(commit(queue, change)).ok());
    const auto is_there = [&](const std::string& key) {
        return store->get(storage::Keyspace::kItems, key, storage::ReadTier::kAll)
            ->value.has_value();
    };
    EXPECT_TRUE(is_there(keys[0]));
    EXPECT_FALSE(is_there(keys[1]));
}

class StatusTest : public ControlTest {
 protected:
    void SetUp() override {
        options_.status_delay_ms = 500;
        ControlTest::SetUp();
    }
    std::optional<TableStatus> status() {
        const auto table = described();
        return table.has_value() ? table->table_status : std::nullopt;
    }
    void pass() {
        clock_.advance_ms(500);
        steps_until_done();
    }
};

TEST_F(StatusTest, ATableIsCreatingUntilTheDelayHasPassed) {
    EXPECT_EQ(status(), TableStatus::kCreating);
    api::PutItemRequest request{.table_name = "Tab",
                                .item = Item(AttributeMap{{"PK", AttributeValue("x")}})};
    EXPECT_EQ(sync_wait(engine_->put_item(request)).error().code, ErrorCode::kResourceNotFound);
    api::DeleteTableRequest deletion{.table_name = "Tab"};
    EXPECT_EQ(sync_wait(engine_->delete_table(deletion)).error().message,
              "Attempt to change a resource which is still in use: Table is being created: Tab");
    clock_.advance_ms(499);
    steps_until_done();
    EXPECT_EQ(status(), TableStatus::kCreating);
    clock_.advance_ms(1);
    open();  // The status and its end are on disk.
    steps_until_done();
    EXPECT_EQ(status(), TableStatus::kActive);
    put("x");
}

TEST_F(StatusTest, AnUpdateIsUpdatingForAWhile) {
    pass();
    api::UpdateTableRequest request;
    request.deletion_protection_enabled = true;
    ASSERT_TRUE(update(request).ok());
    EXPECT_EQ(status(), TableStatus::kUpdating);
    put("readable and writable");
    EXPECT_EQ(update(request).error().code, ErrorCode::kResourceInUse);
    pass();
    EXPECT_EQ(status(), TableStatus::kActive);
    EXPECT_EQ(described()->deletion_protection_enabled, true);
}

TEST_F(StatusTest, ADeletionTakesAWhileAlsoOverARestart) {
    pass();
    put("x");
    api::DeleteTableRequest deletion{.table_name = "Tab"};
    ASSERT_TRUE(sync_wait(engine_->delete_table(deletion)).ok());
    EXPECT_EQ(status(), TableStatus::kDeleting);
    EXPECT_EQ(sync_wait(engine_->delete_table(deletion)).error().code, ErrorCode::kResourceInUse);
    open();
    EXPECT_EQ(status(), TableStatus::kDeleting);
    pass();
    EXPECT_FALSE(described().has_value());
}

TEST_F(StatusTest, AnIndexIsCreatingAndDeletingForAWhile) {
    pass();
    put("x", {{"g", "y"}});
    ASSERT_TRUE(create_index().ok());
    steps_until_done();
    EXPECT_EQ(described_index()->index_status, api::IndexStatus::kCreating);
    pass();
    EXPECT_EQ(described_index()->index_status, api::IndexStatus::kActive);
    expect_index_is_whole({{"x", "y"}});
    ASSERT_TRUE(delete_index().ok());
    steps_until_done();
    EXPECT_EQ(described_index()->index_status, api::IndexStatus::kDeleting);
    pass();
    EXPECT_FALSE(described_index().has_value());
}

}  // namespace
}  // namespace tabella::engine
