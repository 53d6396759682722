#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "base/random.h"
#include "client/no_dynamo.h"
#include "engine/engine.h"
#include "notes/notes_table.h"

namespace tabella::notes {

/// The embedded engine in memory, with the notes' table in it, that counts what is asked of it. All
/// expressions are evaluated as in production. What it does not forward fails the test when
/// called: Scan above all.
class CountingDynamo : public client::NoDynamo {
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
        note_call();
        return engine_->describe_table(std::move(request));
    }
    Task<api::Result<api::PutItemResponse>> put_item(api::PutItemRequest request) override {
        note_call();
        ++writes;
        return engine_->put_item(std::move(request));
    }
    Task<api::Result<api::GetItemResponse>> get_item(api::GetItemRequest request) override {
        note_call();
        return engine_->get_item(std::move(request));
    }
    Task<api::Result<api::DeleteItemResponse>> delete_item(
        api::DeleteItemRequest request) override {
        note_call();
        ++writes;
        auto deleted = co_await engine_->delete_item(std::move(request));
        if (lose_answer && deleted.ok()) deleted = echo(std::nullopt);
        co_return deleted;
    }
    Task<api::Result<api::UpdateItemResponse>> update_item(
        api::UpdateItemRequest request) override {
        note_call();
        ++writes;
        auto updated = co_await engine_->update_item(std::move(request));
        if (lose_answer && updated.ok()) updated = echo(updated->attributes);
        co_return updated;
    }
    Task<api::Result<api::QueryResponse>> query(api::QueryRequest request) override {
        note_call();
        ++queries;
        last_query = request;
        return engine_->query(std::move(request));
    }
    Task<api::Result<api::TransactWriteItemsResponse>> transact_write_items(
        api::TransactWriteItemsRequest request) override {
        note_call();
        ++writes;
        return engine_->transact_write_items(std::move(request));
    }

    /// From now on as if across a network: what `traced` gives, and only that, knows the trace.
    void begin_traces() { traces_ = true; }
    std::unique_ptr<api::DynamoApi> traced(const api::Trace& trace) override {
        if (!traces_) return nullptr;
        last_trace = trace;
        return std::make_unique<TracedDynamo>(*this);
    }

    /// Puts a note there as another program would.
    void plant(AttributeMap item) {
        api::PutItemRequest request;
        request.table_name = "DemoTable";
        request.item = Item(item);
        EXPECT_TRUE(sync_wait(engine_->put_item(std::move(request))).ok());
    }

    /// Deletes an item, and makes a table, likewise.
    void erase(const AttributeMap& key) {
        api::DeleteItemRequest request;
        request.table_name = "DemoTable";
        request.key = Item(key);
        EXPECT_TRUE(sync_wait(engine_->delete_item(std::move(request))).ok());
    }
    void create(api::CreateTableRequest table) {
        EXPECT_TRUE(sync_wait(engine_->create_table(std::move(table))).ok());
    }

    int queries = 0;
    std::atomic<int> writes = 0;
    std::optional<api::QueryRequest> last_query;
    /// The answers of updates and deletions are lost, and the repeated request is refused.
    bool lose_answer = false;
    std::atomic<int> traced_calls = 0;
    std::atomic<int> untraced_calls = 0;
    api::Trace last_trace;

 protected:
    api::DynamoApi& engine() { return *engine_; }

 private:
    /// Tells its original that a call comes through it.
    class TracedDynamo final : public client::NoDynamo {
     public:
        explicit TracedDynamo(CountingDynamo& original) : original_(original) {}
#define TABELLA_TRACED(Name, method)                                                     \
    Task<api::Result<api::Name##Response>> method(api::Name##Request request) override { \
        original_.through_traced_ = true;                                                \
        return original_.method(std::move(request));                                     \
    }
        TABELLA_TRACED(DescribeTable, describe_table)
        TABELLA_TRACED(PutItem, put_item)
        TABELLA_TRACED(GetItem, get_item)
        TABELLA_TRACED(DeleteItem, delete_item)
        TABELLA_TRACED(UpdateItem, update_item)
        TABELLA_TRACED(Query, query)
        TABELLA_TRACED(TransactWriteItems, transact_write_items)
#undef TABELLA_TRACED

     private:
        CountingDynamo& original_;
    };

    void note_call() {
        ++(through_traced_.exchange(false) ? traced_calls : untraced_calls);
    }

    static api::Error echo(std::optional<Item> item) {
        return {.code = api::ErrorCode::kConditionalCheckFailed,
                .message = "The conditional request failed",
                .item = std::move(item),
                .maybe_applied = true};
    }

    bool traces_ = false;
    std::atomic<bool> through_traced_ = false;
    SeededRandom random_{1};
    std::unique_ptr<engine::Engine> engine_;
};

}  // namespace tabella::notes
