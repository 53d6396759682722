#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/dynamo_api.h"
#include "client/conditions.h"
#include "client/pages.h"
#include "client/sleeper.h"
#include "client/update.h"

namespace tabella::client {

struct TableName {
    std::string value;
};

struct PutOptions {
    std::optional<Condition> condition = {};  ///< Fails with kConditionalCheckFailed unless true.
    std::optional<api::ReturnValue> return_values = {};  ///< kNone or kAllOld.
    bool return_item_on_failed_condition = false;        ///< As Error::item.
    bool count_capacity = false;                         ///< Fill WriteResult::consumed_capacity.
};

struct GetOptions {
    bool consistent = false;
    std::vector<std::string> attributes = {};  ///< Document paths to return; empty: all.
};

struct DeleteOptions {
    std::optional<Condition> condition = {};
    std::optional<api::ReturnValue> return_values = {};  ///< kNone or kAllOld.
    bool return_item_on_failed_condition = false;
    bool count_capacity = false;
};

struct UpdateOptions {
    std::optional<Condition> condition = {};
    std::optional<api::ReturnValue> return_values = {};
    bool return_item_on_failed_condition = false;
    bool count_capacity = false;
};

struct QueryOptions {
    std::optional<KeyCondition> key_condition = {};
    std::optional<Condition> filter = {};
    std::optional<std::string> index = {};
    std::optional<std::int64_t> limit = {};  ///< Items read a page, before the filter.
    bool forward = true;                     ///< Ascending by sort key.
    bool consistent = false;
    std::optional<AttributeMap> start_key = {};  ///< Page::next_key of the page before.
    std::vector<std::string> attributes = {};    ///< Document paths to return; empty: all.
    std::optional<api::Select> select = {};
    bool count_capacity = false;  ///< Fill Page::consumed_capacity.
};

/// `segment` of `total`, for scans side by side: 0 ≤ segment < total.
struct ScanSegment {
    std::int64_t segment = 0;
    std::int64_t total = 1;
};

struct ScanOptions {
    std::optional<Condition> filter = {};
    std::optional<std::string> index = {};
    std::optional<std::int64_t> limit = {};
    bool consistent = false;
    std::optional<AttributeMap> start_key = {};
    std::vector<std::string> attributes = {};
    std::optional<api::Select> select = {};
    std::optional<ScanSegment> segment = {};
};

struct WaitOptions {
    std::chrono::milliseconds timeout{300'000};
    std::chrono::milliseconds first_delay{50};  ///< Doubles up to `delay_max`.
    std::chrono::milliseconds delay_max{5'000};
};

/// What a write answers besides success.
struct WriteResult {
    /// What `return_values` asked for, where there was such an item.
    std::optional<AttributeMap> attributes = {};
    std::optional<api::ConsumedCapacity> consumed_capacity = {};
};

/// One table of a DynamoApi, with the ease of boto3's Table. Items are AttributeMap.
///
///     Table table(api, TableName{"DemoTable"});
///     AttributeMap note{{"PK", "USER#demo"}, {"SK", "NOTE#1"}, {"title", "Hello"}};
///     PutOptions if_new{.condition = Attr("PK").not_exists()};
///     auto put = co_await table.put_item(note, if_new);
///     if (!put.ok() && put.error().code == api::ErrorCode::kConditionalCheckFailed) …
///
/// Options must be named objects, as `if_new` above, not temporaries: GCC 12 destroys a temporary
/// aggregate twice when it stands in a `co_await` expression, so `co_await table.put_item(note,
/// {.condition = …})` would corrupt memory; here it does not compile.
///
/// Errors are those of the operation in the DynamoDB API reference, and kUnreachable. After
/// kUnreachable, kInternalServerError or kServiceUnavailable the outcome of a write is unknown.
///
/// Thread-safe, cheap to copy. The DynamoApi outlives it and every task it has handed out; the
/// Table itself, and the options, may be gone before.
class Table {
 public:
    Table(api::DynamoApi& api, TableName name) : api_(&api), name_(std::move(name.value)) {}

    const std::string& name() const { return name_; }

    /// Writes the item, in place of the one with the same key.
    ///
    ///     auto put = co_await table.put_item(note);
    Task<api::Result<WriteResult>> put_item(const AttributeMap& item) const;
    Task<api::Result<WriteResult>> put_item(const AttributeMap& item,
                                            const PutOptions& options) const;
    void put_item(const AttributeMap& item, PutOptions&& options) const = delete;

    /// The item with that key, or nothing.
    ///
    ///     AttributeMap key{{"PK", "USER#demo"}, {"SK", "NOTE#1"}};
    ///     GetOptions options{.consistent = true, .attributes = {"title", "tags[0]"}};
    ///     auto got = co_await table.get_item(key, options);
    ///     if (got.ok() && got->has_value()) … (*got)->at("title") …
    Task<api::Result<std::optional<AttributeMap>>> get_item(const AttributeMap& key) const;
    Task<api::Result<std::optional<AttributeMap>>> get_item(const AttributeMap& key,
                                                            const GetOptions& options) const;
    void get_item(const AttributeMap& key, GetOptions&& options) const = delete;

    /// Deletes the item with that key; a success also when there was none.
    ///
    ///     DeleteOptions if_closed{.condition = Attr("state").eq("closed")};
    ///     auto gone = co_await table.delete_item(key, if_closed);
    Task<api::Result<WriteResult>> delete_item(const AttributeMap& key) const;
    Task<api::Result<WriteResult>> delete_item(const AttributeMap& key,
                                               const DeleteOptions& options) const;
    void delete_item(const AttributeMap& key, DeleteOptions&& options) const = delete;

    /// Changes the item with that key, and creates it where it is missing.
    ///
    ///     Update update = Update().set("title", "New").remove("draft").add("revision", 1);
    ///     UpdateOptions options{.condition = Attr("PK").exists(),
    ///                           .return_values = api::ReturnValue::kAllNew};
    ///     auto updated = co_await table.update_item(key, update, options);
    Task<api::Result<WriteResult>> update_item(const AttributeMap& key, const Update& update) const;
    Task<api::Result<WriteResult>> update_item(const AttributeMap& key, const Update& update,
                                               const UpdateOptions& options) const;
    void update_item(const AttributeMap& key, const Update& update,
                     UpdateOptions&& options) const = delete;

    /// One page of the items under a partition key, in the order of their sort keys.
    ///
    ///     QueryOptions notes{
    ///         .key_condition = Key("PK").eq("USER#demo") & Key("SK").begins_with("NOTE#"),
    ///         .filter = Attr("title").contains("urgent"),
    ///         .limit = 20};
    ///     auto page = co_await table.query(notes);
    ///     if (page.ok()) notes.start_key = page->next_key;  // for the page after it
    Task<api::Result<Page>> query(const QueryOptions& options) const;
    void query(QueryOptions&& options) const = delete;
    /// All pages from `start_key` on; see Pages.
    QueryPages query_pages(const QueryOptions& options) const;

    /// One page of all items, in no useful order. Reads the whole table, page by page: where keys
    /// allow it, use `query`.
    ///
    ///     ScanOptions half{.segment = ScanSegment{.segment = 0, .total = 2}};
    ///     auto page = co_await table.scan(half);
    Task<api::Result<Page>> scan() const;
    Task<api::Result<Page>> scan(const ScanOptions& options) const;
    void scan(ScanOptions&& options) const = delete;
    ScanPages scan_pages(const ScanOptions& options) const;

    /// Waits until the table is ACTIVE: true; false when it is not after `options.timeout` of
    /// waiting. The sleeper outlives the task.
    ///
    ///     WaitOptions patient{.timeout = std::chrono::minutes(10)};
    ///     auto exists = co_await table.wait_until_exists(sleeper, patient);
    ///     if (exists.ok() && *exists) …
    Task<api::Result<bool>> wait_until_exists(Sleeper& sleeper, WaitOptions options) const;
    /// Waits until DescribeTable finds no such table: true; false after the timeout.
    Task<api::Result<bool>> wait_until_not_exists(Sleeper& sleeper, WaitOptions options) const;

 private:
    api::DynamoApi* api_;
    std::string name_;
};

}  // namespace tabella::client
