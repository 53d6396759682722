#pragma once

#include <memory>
#include <string>

#include "api/dynamo_api.h"
#include "base/clock.h"
#include "base/random.h"
#include "engine/data_set.h"
#include "storage/commit_queue.h"
#include "storage/read_pool.h"
#include "storage/store.h"

namespace tabella::engine {

class Catalog;
class ItemChange;
struct ItemOutcome;
struct ItemPlan;
struct PagePlan;
struct Page;

struct EngineOptions {
    storage::StoreOptions store = {};
    storage::CommitQueueOptions queue = {};
    std::size_t read_threads = 2;  ///< For reads that have to wait for the disk.
    std::string region = "us-east-1";
    std::string account_id = "000000000000";
};

/// DynamoDB, embedded: tables and items in a RocksDB store of this process.
///
/// Thread-safe. Every write is serializable and durable before it is acknowledged; every read sees
/// all writes acknowledged before it. One engine a data directory; clock and random outlive it, and
/// all tasks must have ended before it does.
///
/// Each operation stands in a file of its name: it checks the request completely (plan), then looks
/// at data. Not built yet, and refused with a ValidationException: streams.
class Engine final : public api::DynamoApi {
 public:
    /// With the tables of everyone: the shared data set. DataSets opens several in one store.
    static Result<std::unique_ptr<Engine>> open(EngineOptions options, const Clock& clock,
                                                Random& random);
    ~Engine() override;

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

    const std::string& region() const { return options_.region; }

 private:
    friend class DataSets;

    /// What the engines of all data sets of a store have in common.
    struct Shared {
        Shared(std::unique_ptr<storage::Store> opened, const EngineOptions& options)
            : store(std::move(opened)),
              read_pool(options.read_threads),
              queue(*store, options.queue) {}

        std::unique_ptr<storage::Store> store;
        storage::ReadPool read_pool;
        storage::CommitQueue queue;
    };

    Engine(EngineOptions options, const Clock& clock, Random& random,
           std::shared_ptr<Shared> shared, DataSet data_set, std::unique_ptr<Catalog> catalog);

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
    std::unique_ptr<Catalog> catalog_;
    std::shared_ptr<Shared> shared_;
    storage::Store* store_;
    storage::ReadPool& read_pool_;
    storage::CommitQueue& queue_;
};

}  // namespace tabella::engine
