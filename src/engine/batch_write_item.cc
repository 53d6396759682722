#include <set>
#include <utility>

#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/index.h"
#include "engine/item_collection.h"
#include "engine/row_key.h"
#include "engine/transaction_change.h"
#include "engine/write_checks.h"
#include "model/limits.h"

// API_BatchWriteItem.html

namespace tabella::engine {

namespace {

/// What can be said without the tables.
api::Result<Nothing> check_requests(const api::BatchWriteItemRequest& request) {
    std::size_t count = 0;
    for (const auto& [name, writes] : request.request_items) {
        count += writes.size();
        if (count > limits::kBatchWriteRequestsMax)
            return api::validation_error("Too many items requested for the BatchWriteItem call");
        for (const api::WriteRequest& write : writes) {
            if (write.put_request.has_value() == write.delete_request.has_value())
                return api::validation_error(
                    "Supplied AttributeValue has more than one datatypes set, must contain exactly "
                    "one of the supported datatypes");
            if (write.put_request.has_value())
                TABELLA_CHECK(check_item(write.put_request->item, kPutMessages));
        }
    }
    if (count == 0)
        return api::validation_error("Batch write request must contain at least one request");
    return Nothing{};
}

api::Result<ItemPlan> plan_write(api::WriteRequest& write, const TablePtr& table) {
    ItemPlan plan{.table = table, .previous_untold = true};
    if (write.put_request.has_value()) {
        Item& item = write.put_request->item;
        TABELLA_ASSIGN(plan.row_key, row_key_of_item(*table, item));
        TABELLA_CHECK(check_index_keys(*table, item));
        plan.action = PutAction{std::move(item)};
        return plan;
    }
    TABELLA_ASSIGN(plan.row_key, row_key_of_key(*table, write.delete_request->key));
    plan.action = DeleteAction{write.delete_request->key};
    return plan;
}

/// Takes the items out of the request.
api::Result<std::vector<ItemPlan>> plan_batch(api::BatchWriteItemRequest& request,
                                              const Catalog& catalog) {
    TABELLA_CHECK(check_requests(request));
    std::vector<std::pair<TablePtr, std::vector<api::WriteRequest>*>> by_table;
    for (auto& [name, writes] : request.request_items) {
        TABELLA_ASSIGN(TablePtr table, find_table(catalog, name));
        by_table.emplace_back(std::move(table), &writes);
    }
    std::vector<ItemPlan> plans;
    std::set<std::string> row_keys;
    for (const auto& [table, writes] : by_table)
        for (api::WriteRequest& write : *writes) {
            TABELLA_ASSIGN(ItemPlan plan, plan_write(write, table));
            if (!row_keys.insert(plan.row_key).second)
                return api::validation_error("Provided list of item keys contains duplicates");
            plans.push_back(std::move(plan));
        }
    return plans;
}

}  // namespace

Task<api::Result<api::BatchWriteItemResponse>> Engine::batch_write_item(
    api::BatchWriteItemRequest request) {
    auto plans = plan_batch(request, *catalog_);
    if (!plans.ok()) co_return std::move(plans).error();
    BatchChange change(std::move(plans).value());
    Status committed = co_await queue_.commit(change);
    // A full queue takes nothing of the batch: DynamoDB then throttles the whole call.
    if (!committed.ok()) co_return internal_error(committed.error());
    api::BatchWriteItemResponse response;
    UnitsByTable units;
    CollectionMetrics metrics(*store_, request.return_item_collection_metrics);
    for (std::size_t i = 0; i < change.outcomes().size(); ++i) {
        const api::Result<ItemOutcome>& outcome = change.outcomes()[i];
        // Its table was deleted meanwhile, which ends the whole call.
        if (!outcome.ok()) co_return outcome.error();
        const ItemPlan& plan = change.plans()[i];
        if (asks_capacity(request.return_consumed_capacity))
            units[plan.table->name()] += write_units_of(*plan.table, *outcome);
        metrics.add(*plan.table, key_source(plan));
    }
    response.consumed_capacity = capacities(request.return_consumed_capacity, units);
    response.item_collection_metrics = metrics.take();
    co_return response;
}

}  // namespace tabella::engine
