#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/item_collection.h"
#include "engine/item_write.h"
#include "engine/key_scalars.h"
#include "engine/row_key.h"
#include "engine/write_checks.h"

// API_DeleteItem.html

namespace tabella::engine {

namespace {
api::Result<ItemPlan> plan_delete(const api::DeleteItemRequest& request, const Catalog& catalog) {
    TABELLA_ASSIGN(auto condition, write_condition(request, "Key"));
    TABELLA_ASSIGN(TablePtr table, find_table(catalog, request.table_name));
    TABELLA_ASSIGN(std::string row_key, row_key_of_key(*table, request.key));
    TABELLA_CHECK(check_key_scalars(*table, condition));
    return ItemPlan{.table = std::move(table),
                    .row_key = std::move(row_key),
                    .condition = std::move(condition),
                    .return_item_on_failure = returns_item_on_failure(request),
                    .action = DeleteAction{request.key},
                    .previous_untold = request.return_values != api::ReturnValue::kAllOld};
}
}  // namespace

Task<api::Result<api::DeleteItemResponse>> Engine::delete_item(api::DeleteItemRequest request) {
    auto plan = plan_delete(request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    const TablePtr table = plan->table;
    auto outcome = co_await write(std::move(plan).value());
    if (!outcome.ok()) co_return std::move(outcome).error();
    api::DeleteItemResponse response;
    response.consumed_capacity = write_capacity(request.return_consumed_capacity, *table, *outcome);
    response.item_collection_metrics =
        collection_metrics(*store_, *table, request.return_item_collection_metrics, request.key);
    if (request.return_values == api::ReturnValue::kAllOld)
        response.attributes = std::move(outcome->previous);
    co_return response;
}

}  // namespace tabella::engine
