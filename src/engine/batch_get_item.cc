#include <set>

#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/key_scalars.h"
#include "engine/row_key.h"
#include "engine/write_checks.h"
#include "model/limits.h"

// API_BatchGetItem.html

namespace tabella::engine {

namespace {

/// The keys of one table.
struct TableGets {
    std::string asked_as;  ///< Name or ARN, as the request has it.
    TablePtr table;
    bool consistent = false;
    std::optional<expr::Projection> projection;
    std::size_t first = 0;  ///< Of the keys in BatchGetPlan.
    std::size_t count = 0;
};

struct BatchGetPlan {
    std::vector<TableGets> tables;
    std::vector<std::string> row_keys;
};

api::Error duplicates() {
    return api::validation_error("Provided list of item keys contains duplicates");
}

api::Result<std::optional<expr::Projection>> batch_projection(
    const api::KeysAndAttributes& request) {
    TABELLA_CHECK(
        check_not_mixed({{"AttributesToGet", request.attributes_to_get.has_value()}},
                        {{"ProjectionExpression", request.projection_expression.has_value()}}));
    expr::Parameters parameters(pointer(request.expression_attribute_names), nullptr);
    TABELLA_CHECK(parameters.check(request.projection_expression.has_value()));
    TABELLA_ASSIGN(auto projection, projection_of(request, parameters));
    TABELLA_CHECK(parameters.check_all_used());
    return projection;
}

/// What can be said without the tables; the projections in their order.
api::Result<std::vector<std::optional<expr::Projection>>> check_requests(
    const api::BatchGetItemRequest& request) {
    std::vector<std::optional<expr::Projection>> projections;
    std::size_t count = 0;
    for (const auto& [name, gets] : request.request_items) {
        std::set<std::string_view> keys;
        for (const Item& key : gets.keys) {
            if (!keys.insert(key.encoded()).second) return duplicates();
            if (++count > limits::kBatchGetKeysMax)
                return api::validation_error("Too many items requested for the BatchGetItem call");
        }
        TABELLA_ASSIGN(auto projection, batch_projection(gets));
        projections.push_back(std::move(projection));
    }
    return projections;
}

api::Result<BatchGetPlan> plan_batch(const api::BatchGetItemRequest& request,
                                     const Catalog& catalog) {
    TABELLA_ASSIGN(auto projections, check_requests(request));
    BatchGetPlan plan;
    for (const auto& [name, gets] : request.request_items) {
        TableGets table{.asked_as = name,
                        .consistent = gets.consistent_read.value_or(false),
                        .projection = std::move(projections[plan.tables.size()])};
        TABELLA_ASSIGN(table.table, find_table(catalog, name));
        plan.tables.push_back(std::move(table));
    }
    std::set<std::string> row_keys;
    for (TableGets& table : plan.tables) {
        TABELLA_CHECK(check_key_scalars(*table.table, table.projection));
        table.first = plan.row_keys.size();
        for (const Item& key : request.request_items.at(table.asked_as).keys) {
            TABELLA_ASSIGN(std::string row_key, row_key_of_key(*table.table, key));
            // A table may stand there twice, by its name and by its ARN.
            if (!row_keys.insert(row_key).second) return duplicates();
            plan.row_keys.push_back(std::move(row_key));
        }
        table.count = plan.row_keys.size() - table.first;
    }
    return plan;
}

/// Moves rows into the answer until it has 16 MB; the keys of the rest are unprocessed.
api::BatchGetItemResponse answer(const api::BatchGetItemRequest& request, BatchGetPlan& plan,
                                 std::vector<std::optional<Item>> rows) {
    api::BatchGetItemResponse response;
    UnitsByTable units;
    std::size_t bytes = 0;
    bool full = false;
    for (const TableGets& table : plan.tables) {
        const api::KeysAndAttributes& asked = request.request_items.at(table.asked_as);
        std::vector<Item>& items = response.responses[table.asked_as];
        for (std::size_t i = 0; i < table.count; ++i) {
            std::optional<Item>& row = rows[table.first + i];
            const std::size_t size = row.has_value() ? item_size_bytes(*row) : 0;
            full = full || bytes + size > limits::kBatchBytesMax;
            if (full) {
                auto [rest, is_new] = response.unprocessed_keys.try_emplace(table.asked_as, asked);
                if (is_new) rest->second.keys.clear();
                rest->second.keys.push_back(asked.keys[i]);
                continue;
            }
            bytes += size;
            units[table.table->name()].table += read_units(size, table.consistent);
            if (!row.has_value()) continue;
            items.push_back(table.projection.has_value() ? table.projection->apply(*row)
                                                         : std::move(*row));
        }
    }
    response.consumed_capacity = capacities(request.return_consumed_capacity, units);
    return response;
}

}  // namespace

Task<api::Result<api::BatchGetItemResponse>> Engine::batch_get_item(
    api::BatchGetItemRequest request) {
    auto plan = plan_batch(request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    auto rows = co_await read_rows(plan->row_keys);
    if (!rows.ok()) co_return std::move(rows).error();
    co_return answer(request, *plan, std::move(rows).value());
}

}  // namespace tabella::engine
