#include <fmt/format.h>

#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/row_key.h"
#include "engine/write_checks.h"
#include "model/limits.h"

// API_TransactGetItems.html

namespace tabella::engine {

namespace {

struct TransactGetPlan {
    std::vector<TablePtr> tables;
    std::vector<std::string> row_keys;
    std::vector<std::optional<expr::Projection>> projections;
};

api::Result<std::optional<expr::Projection>> projection_of(const api::TransactGet& get) {
    using Optional = std::optional<expr::Projection>;
    expr::Parameters parameters(pointer(get.expression_attribute_names), nullptr);
    TABELLA_CHECK(parameters.check(get.projection_expression.has_value()));
    Optional projection;
    if (get.projection_expression.has_value()) {
        TABELLA_ASSIGN(auto parsed,
                       expr::Projection::parse(*get.projection_expression, parameters));
        projection = std::move(parsed);
    }
    TABELLA_CHECK(parameters.check_all_used());
    return projection;
}

api::Result<TransactGetPlan> plan_gets(const api::TransactGetItemsRequest& request,
                                       const Catalog& catalog) {
    if (request.transact_items.empty() ||
        request.transact_items.size() > limits::kTransactionActionsMax)
        return api::validation_error("Member must have length between 1 and 100");
    TransactGetPlan plan;
    for (const api::TransactGetItem& item : request.transact_items) {
        TABELLA_ASSIGN(auto projection, projection_of(item.get));
        TABELLA_ASSIGN(TablePtr table, find_table(catalog, item.get.table_name));
        TABELLA_ASSIGN(std::string row_key, row_key_of_key(*table, item.get.key));
        for (const std::string& other : plan.row_keys)
            if (other == row_key)
                return api::validation_error(
                    "Transaction request cannot include multiple operations on one item");
        plan.tables.push_back(std::move(table));
        plan.row_keys.push_back(std::move(row_key));
        plan.projections.push_back(std::move(projection));
    }
    return plan;
}

}  // namespace

Task<api::Result<api::TransactGetItemsResponse>> Engine::transact_get_items(
    api::TransactGetItemsRequest request) {
    auto plan = plan_gets(request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    auto rows = co_await read_rows(plan->row_keys);
    if (!rows.ok()) co_return std::move(rows).error();
    api::TransactGetItemsResponse response;
    std::map<std::string, double> units;
    for (std::size_t i = 0; i < rows->size(); ++i) {
        std::optional<Item>& row = (*rows)[i];
        // A transactional read is counted twice (transaction-apis.html).
        units[plan->tables[i]->name()] +=
            2.0 * read_units(row.has_value() ? item_size_bytes(*row) : 0, true);
        if (row.has_value() && plan->projections[i].has_value())
            row = plan->projections[i]->apply(*row);
        response.responses.push_back({std::move(row)});
    }
    response.consumed_capacity = capacities(request.return_consumed_capacity, units);
    co_return response;
}

}  // namespace tabella::engine
