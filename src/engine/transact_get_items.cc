#include <fmt/format.h>

#include <set>

#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/key_scalars.h"
#include "engine/row_key.h"
#include "engine/transaction_errors.h"
#include "engine/write_checks.h"
#include "model/limits.h"

// API_TransactGetItems.html

namespace tabella::engine {

namespace {

/// A key that does not fit its table has an error instead of a row key: the reason of the
/// cancellation.
struct TransactGetPlan {
    std::vector<TablePtr> tables;
    std::vector<std::string> row_keys;
    std::vector<std::optional<expr::Projection>> projections;
    std::vector<std::optional<api::Error>> invalid;
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

api::Result<std::string> checked_key(const api::TransactGet& get, const Table& table,
                                     const std::optional<expr::Projection>& projection) {
    TABELLA_CHECK(check_key_scalars(table, projection));
    return row_key_of_key(table, get.key);
}

api::Result<TransactGetPlan> plan_gets(const api::TransactGetItemsRequest& request,
                                       const Catalog& catalog) {
    TABELLA_CHECK(check_action_count(request.transact_items.size()));
    TransactGetPlan plan;
    for (const api::TransactGetItem& item : request.transact_items) {
        TABELLA_ASSIGN(auto projection, projection_of(item.get));
        plan.projections.push_back(std::move(projection));
    }
    std::set<std::string> row_keys;
    for (const api::TransactGetItem& item : request.transact_items) {
        TABELLA_ASSIGN(TablePtr table, find_table(catalog, item.get.table_name));
        auto row_key = checked_key(item.get, *table, plan.projections[plan.tables.size()]);
        if (row_key.ok() && !row_keys.insert(*row_key).second)
            return several_operations_on_one_item();
        plan.tables.push_back(std::move(table));
        plan.invalid.push_back(row_key.ok() ? std::nullopt : std::optional(row_key.error()));
        plan.row_keys.push_back(row_key.ok() ? std::move(*row_key) : std::string());
    }
    return plan;
}

}  // namespace

Task<api::Result<api::TransactGetItemsResponse>> Engine::transact_get_items(
    api::TransactGetItemsRequest request) {
    auto plan = plan_gets(request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    if (any_error(plan->invalid)) co_return cancelled(plan->invalid);
    auto rows = co_await read_rows(plan->row_keys);
    if (!rows.ok()) co_return std::move(rows).error();
    api::TransactGetItemsResponse response;
    UnitsByTable units;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < rows->size(); ++i) {
        std::optional<Item>& row = (*rows)[i];
        const std::size_t size = row.has_value() ? item_size_bytes(*row) : 0;
        bytes += size;
        // A transactional read is counted twice (transaction-apis.html).
        units[plan->tables[i]->name()].table += 2.0 * read_units(size, true);
        if (row.has_value() && plan->projections[i].has_value())
            row = plan->projections[i]->apply(*row);
        response.responses.push_back({std::move(row)});
    }
    if (bytes > limits::kTransactionBytesMax)
        co_return api::validation_error(fmt::format("Payload in response is too large.{}", bytes));
    response.consumed_capacity =
        capacities(request.return_consumed_capacity, units, UnitsShown::kAsRead);
    co_return response;
}

}  // namespace tabella::engine
