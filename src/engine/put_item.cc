#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/index.h"
#include "engine/item_collection.h"
#include "engine/item_write.h"
#include "engine/key_scalars.h"
#include "engine/request_checks.h"
#include "engine/row_key.h"
#include "engine/write_checks.h"

// API_PutItem.html

namespace tabella::engine {

namespace {
api::Result<ItemPlan> plan_put(api::PutItemRequest& request, const Catalog& catalog) {
    TABELLA_ASSIGN(auto condition, write_condition(request, "Item"));
    TABELLA_ASSIGN(TablePtr table, find_table(catalog, request.table_name));
    TABELLA_CHECK(check_item(request.item, kPutMessages));
    TABELLA_ASSIGN(std::string row_key, row_key_of_item(*table, request.item));
    TABELLA_CHECK(check_index_keys(*table, request.item));
    TABELLA_CHECK(check_key_scalars(*table, condition));
    return ItemPlan{.table = std::move(table),
                    .row_key = std::move(row_key),
                    .condition = std::move(condition),
                    .return_item_on_failure = returns_item_on_failure(request),
                    .action = PutAction{std::move(request.item)},
                    .previous_untold = request.return_values != api::ReturnValue::kAllOld};
}
}  // namespace

Task<api::Result<api::PutItemResponse>> Engine::put_item(api::PutItemRequest request) {
    auto plan = plan_put(request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    const TablePtr table = plan->table;
    auto outcome = co_await write(std::move(plan).value());
    if (!outcome.ok()) co_return std::move(outcome).error();
    api::PutItemResponse response;
    response.consumed_capacity = write_capacity(request.return_consumed_capacity, *table, *outcome);
    response.item_collection_metrics =
        collection_metrics(*store_, *table, request.return_item_collection_metrics, *outcome->next);
    if (request.return_values == api::ReturnValue::kAllOld)
        response.attributes = std::move(outcome->previous);
    co_return response;
}

}  // namespace tabella::engine
