#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "client/fake_dynamo.h"
#include "engine/engine.h"
#include "notes/notes_table.h"

namespace tabella::notes {

/// The embedded engine in memory, with the notes' table in it, that counts what is asked of it. All
/// expressions are evaluated as in production. What it does not forward are strict mocks, and fail
/// the test when called: Scan above all.
class CountingDynamo : public testing::StrictMock<client::MockDynamo> {
 public:
    /// With the seed's table where `indexed` is false.
    explicit CountingDynamo(const Clock& clock, bool indexed = true) {
        engine::EngineOptions options;
        options.store.in_memory = true;
        auto opened = engine::Engine::open(std::move(options), clock, random_);
        engine_ = std::move(opened).value();
        api::CreateTableRequest table = notes_table("DemoTable");
        if (!indexed) {
            table.global_secondary_indexes = std::nullopt;
            table.attribute_definitions.resize(2);
        }
        EXPECT_TRUE(sync_wait(engine_->create_table(std::move(table))).ok());
    }

    Task<api::Result<api::DescribeTableResponse>> describe_table(
        api::DescribeTableRequest request) override {
        return engine_->describe_table(std::move(request));
    }
    Task<api::Result<api::PutItemResponse>> put_item(api::PutItemRequest request) override {
        ++writes;
        return engine_->put_item(std::move(request));
    }
    Task<api::Result<api::GetItemResponse>> get_item(api::GetItemRequest request) override {
        return engine_->get_item(std::move(request));
    }
    Task<api::Result<api::DeleteItemResponse>> delete_item(
        api::DeleteItemRequest request) override {
        ++writes;
        auto deleted = co_await engine_->delete_item(std::move(request));
        if (lose_answer && deleted.ok()) deleted = echo(std::nullopt);
        co_return deleted;
    }
    Task<api::Result<api::UpdateItemResponse>> update_item(
        api::UpdateItemRequest request) override {
        ++writes;
        auto updated = co_await engine_->update_item(std::move(request));
        if (lose_answer && updated.ok()) updated = echo(updated->attributes);
        co_return updated;
    }
    Task<api::Result<api::QueryResponse>> query(api::QueryRequest request) override {
        ++queries;
        last_query = request;
        return engine_->query(std::move(request));
    }
    Task<api::Result<api::TransactWriteItemsResponse>> transact_write_items(
        api::TransactWriteItemsRequest request) override {
        ++writes;
        return engine_->transact_write_items(std::move(request));
    }

    /// Puts a note there as another program would.
    void plant(AttributeMap item) {
        api::PutItemRequest request;
        request.table_name = "DemoTable";
        request.item = Item(item);
        EXPECT_TRUE(sync_wait(engine_->put_item(std::move(request))).ok());
    }

    int queries = 0;
    int writes = 0;
    std::optional<api::QueryRequest> last_query;
    /// The answers of updates and deletions are lost, and the repeated request is refused.
    bool lose_answer = false;

 private:
    static api::Error echo(std::optional<Item> item) {
        return {.code = api::ErrorCode::kConditionalCheckFailed,
                .message = "The conditional request failed",
                .item = std::move(item),
                .maybe_applied = true};
    }

    SeededRandom random_{1};
    std::unique_ptr<engine::Engine> engine_;
};

}  // namespace tabella::notes
