#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/key_scalars.h"
#include "engine/request_checks.h"
#include "engine/row_key.h"
#include "engine/write_checks.h"

// API_GetItem.html

namespace tabella::engine {

namespace {

struct GetPlan {
    TablePtr table;
    std::string row_key;
    std::optional<expr::Projection> projection;
};

api::Result<GetPlan> plan_get(const api::GetItemRequest& request, const Catalog& catalog) {
    TABELLA_CHECK(
        check_not_mixed({{"AttributesToGet", request.attributes_to_get.has_value()}},
                        {{"ProjectionExpression", request.projection_expression.has_value()}}));
    expr::Parameters parameters(pointer(request.expression_attribute_names), nullptr);
    TABELLA_CHECK(parameters.check(request.projection_expression.has_value()));
    TABELLA_CHECK(request.value_problems.check({"Key"}));
    TABELLA_ASSIGN(auto projection, projection_of(request, parameters));
    TABELLA_CHECK(parameters.check_all_used());
    TABELLA_ASSIGN(TablePtr table, find_table(catalog, request.table_name));
    TABELLA_CHECK(check_key_scalars(*table, projection));
    TABELLA_ASSIGN(std::string row_key, row_key_of_key(*table, request.key));
    return GetPlan{std::move(table), std::move(row_key), std::move(projection)};
}

}  // namespace

Task<api::Result<api::GetItemResponse>> Engine::get_item(api::GetItemRequest request) {
    auto plan = plan_get(request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    auto row = co_await read_row(std::move(plan->row_key));
    if (!row.ok()) co_return std::move(row).error();
    std::optional<Item>& item = *row;
    api::GetItemResponse response;
    if (request.return_consumed_capacity.has_value()) {
        const std::size_t bytes = item.has_value() ? item_size_bytes(*item) : 0;
        response.consumed_capacity = consumed_capacity(
            request.return_consumed_capacity, plan->table->name(),
            {.table = read_units(bytes, request.consistent_read.value_or(false))});
    }
    if (item.has_value() && plan->projection.has_value()) item = plan->projection->apply(*item);
    response.item = std::move(item);
    co_return response;
}

}  // namespace tabella::engine
