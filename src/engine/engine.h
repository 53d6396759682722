#pragma once

#include <functional>
#include <memory>
#include <string>

#include "api/dynamo_api.h"
#include "base/clock.h"
#include "base/random.h"
#include "engine/data_set.h"
#include "storage/commit_queue.h"
#include "storage/read_pool.h"
#include "storage/store.h"

namespace tabella::expr::partiql {
struct Statement;
}

namespace tabella::engine {

class Background;
class Catalog;
class ItemChange;
struct ItemOutcome;
struct ItemPlan;
struct PagePlan;
struct Page;
struct Surroundings;
struct Table;
struct TransactionOptions;
struct TransactionPlan;

/// Of what happens without being asked for; see background.h.
struct BackgroundOptions {
    bool thread = true;  ///< Else nothing happens but by `Engine::background_step`: for tests.
    std::size_t chunk_rows = 256;          ///< Of a table, at once.
    std::size_t chunk_bytes = 256 * 1024;  ///< The same, at least a row.
    EpochMs ttl_interval_ms = 30'000;  ///< Between the beginnings of two walks for expired items.
    std::int64_t index_pause_ms = 2;   ///< Between two chunks of an index or a stream.
    std::int64_t sweep_pause_ms = 20;  ///< Between two chunks of a walk for expired items.
    std::int64_t retry_ms = 5'000;     ///< After an error of the store.
    std::int64_t idle_ms = 200;        ///< Between two looks for something to do.
};

struct EngineOptions {
    storage::StoreOptions store = {};
    storage::CommitQueueOptions queue = {};
    std::size_t read_threads = 2;  ///< For reads that have to wait for the disk.
    std::string region = "us-east-1";
    std::string account_id = "000000000000";
    /// host:port, for DescribeEndpoints.
    std::string endpoint_address = "localhost:8000";
    BackgroundOptions background = {};
    /// How long tables and global secondary indexes are CREATING, UPDATING and DELETING, at least;
    /// 0: not longer than it takes.
    EpochMs status_delay_ms = 0;
};

/// DynamoDB, embedded: tables and items in a RocksDB store of this process.
///
/// Thread-safe. Every write is serializable and durable before it is acknowledged; every read sees
/// all writes acknowledged before it. One engine a data directory; clock and random outlive it, and
/// all tasks must have ended before it does.
///
/// Each operation stands in a file of its name: it checks the request completely (plan), then looks
/// at data. What happens without being asked for stands in background.h.
class Engine final : public api::DynamoApi {
 public:
    /// With the tables of everyone: the shared data set. DataSets opens several in one store.
    static Result<std::unique_ptr<Engine>> open(EngineOptions options, const Clock& clock,
                                                Random& random);
    ~Engine() override;

    /// Writes that wait or are being committed.
    std::size_t commit_queue_depth() const { return queue_.depth(); }

    Task<api::Result<api::CreateTableResponse>> create_table(
        api::CreateTableRequest request) override;
    Task<api::Result<api::DescribeTableResponse>> describe_table(
        api::DescribeTableRequest request) override;
    Task<api::Result<api::ListTablesResponse>> list_tables(api::ListTablesRequest request) override;
    Task<api::Result<api::DeleteTableResponse>> delete_table(
        api::DeleteTableRequest request) override;
    Task<api::Result<api::PutItemResponse>> put_item(api::PutItemRequest request) override;
    Task<api::Result<api::GetItemResponse>> get_item(api::GetItemRequest request) override;
    Task<api::Result<api::DeleteItemResponse>> delete_item(api::DeleteItemRequest request) override;
    Task<api::Result<api::UpdateItemResponse>> update_item(api::UpdateItemRequest request) override;
    Task<api::Result<api::QueryResponse>> query(api::QueryRequest request) override;
    Task<api::Result<api::ScanResponse>> scan(api::ScanRequest request) override;
    Task<api::Result<api::BatchGetItemResponse>> batch_get_item(
        api::BatchGetItemRequest request) override;
    Task<api::Result<api::BatchWriteItemResponse>> batch_write_item(
        api::BatchWriteItemRequest request) override;
    Task<api::Result<api::TransactGetItemsResponse>> transact_get_items(
        api::TransactGetItemsRequest request) override;
    Task<api::Result<api::TransactWriteItemsResponse>> transact_write_items(
        api::TransactWriteItemsRequest request) override;
    Task<api::Result<api::ExecuteStatementResponse>> execute_statement(
        api::ExecuteStatementRequest request) override;
    Task<api::Result<api::BatchExecuteStatementResponse>> batch_execute_statement(
        api::BatchExecuteStatementRequest request) override;
    Task<api::Result<api::ExecuteTransactionResponse>> execute_transaction(
        api::ExecuteTransactionRequest request) override;
    Task<api::Result<api::UpdateTableResponse>> update_table(
        api::UpdateTableRequest request) override;
    Task<api::Result<api::TagResourceResponse>> tag_resource(
        api::TagResourceRequest request) override;
    Task<api::Result<api::UntagResourceResponse>> untag_resource(
        api::UntagResourceRequest request) override;
    Task<api::Result<api::ListTagsOfResourceResponse>> list_tags_of_resource(
        api::ListTagsOfResourceRequest request) override;
    Task<api::Result<api::UpdateTimeToLiveResponse>> update_time_to_live(
        api::UpdateTimeToLiveRequest request) override;
    Task<api::Result<api::DescribeTimeToLiveResponse>> describe_time_to_live(
        api::DescribeTimeToLiveRequest request) override;
    Task<api::Result<api::PutResourcePolicyResponse>> put_resource_policy(
        api::PutResourcePolicyRequest request) override;
    Task<api::Result<api::GetResourcePolicyResponse>> get_resource_policy(
        api::GetResourcePolicyRequest request) override;
    Task<api::Result<api::DeleteResourcePolicyResponse>> delete_resource_policy(
        api::DeleteResourcePolicyRequest request) override;
    Task<api::Result<api::DescribeLimitsResponse>> describe_limits(
        api::DescribeLimitsRequest request) override;
    Task<api::Result<api::DescribeEndpointsResponse>> describe_endpoints(
        api::DescribeEndpointsRequest request) override;
    Task<api::Result<api::ListStreamsResponse>> list_streams(
        api::ListStreamsRequest request) override;
    Task<api::Result<api::DescribeStreamResponse>> describe_stream(
        api::DescribeStreamRequest request) override;
    Task<api::Result<api::GetShardIteratorResponse>> get_shard_iterator(
        api::GetShardIteratorRequest request) override;
    Task<api::Result<api::GetRecordsResponse>> get_records(api::GetRecordsRequest request) override;

    const std::string& region() const { return options_.region; }

    /// One step of what happens without being asked for; true when there is more to do now. Only
    /// without the thread of BackgroundOptions.
    Result<bool> background_step();

 private:
    friend class DataSets;

    struct Shared;

    Engine(EngineOptions options, const Clock& clock, Random& random,
           std::shared_ptr<Shared> shared, DataSet data_set, std::shared_ptr<Catalog> catalog);

    /// Makes the table's next version, and publishes it; see AlterTableChange, which says what may
    /// be done in `alter`.
    Task<api::Result<std::shared_ptr<const Table>>> alter(
        std::shared_ptr<const Table> table,
        const std::function<api::Result<Nothing>(Table&)>& alter);
    Surroundings surroundings() const;
    std::string new_policy_revision();

    /// ExecuteStatement of a SELECT.
    Task<api::Result<api::ExecuteStatementResponse>> select(expr::partiql::Statement statement,
                                                            api::ExecuteStatementRequest request);
    /// What TransactWriteItems and ExecuteTransaction do alike.
    Task<api::Result<api::TransactWriteItemsResponse>> write_transaction(
        TransactionPlan plan, TransactionOptions options);

    /// Submits the plan and waits until it is durable.
    Task<api::Result<ItemOutcome>> write(ItemPlan plan);
    /// Reads one row, from memory where it can.
    Task<api::Result<std::optional<Item>>> read_row(std::string row_key);
    /// Reads rows as of one moment, in their order.
    Task<api::Result<std::vector<std::optional<Item>>>> read_rows(
        std::vector<std::string> row_keys);
    /// Reads one page, from memory where it can.
    Task<api::Result<Page>> read_page(std::shared_ptr<const PagePlan> plan);

    EngineOptions options_;
    const Clock& clock_;
    Random& random_;
    const DataSet data_set_;
    std::shared_ptr<Catalog> catalog_;
    std::shared_ptr<Shared> shared_;
    storage::Store* store_;
    storage::ReadPool& read_pool_;
    storage::CommitQueue& queue_;
};

}  // namespace tabella::engine
