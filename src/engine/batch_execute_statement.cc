#include <fmt/format.h>

#include <set>

#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/request_checks.h"
#include "engine/statement_errors.h"
#include "engine/statement_select.h"
#include "engine/statement_write.h"
#include "engine/transaction_change.h"
#include "engine/write_checks.h"
#include "model/limits.h"

// API_BatchExecuteStatement.html, ql-reference.multiplestatements.batching.html

namespace tabella::engine {

namespace {

using expr::partiql::Statement;

/// A statement that has something to do, and its place in the batch.
struct Parsed {
    std::size_t place = 0;
    Statement statement;
};

/// What fails is answered in its place; what is left is all of one kind.
api::Result<std::vector<Parsed>> parse_batch(const api::BatchExecuteStatementRequest& request,
                                             std::vector<api::BatchStatementResponse>& responses) {
    // The endpoint says so before, in the service model's words.
    if (request.statements.empty() || request.statements.size() > limits::kBatchStatementsMax)
        return api::validation_error(
            fmt::format("Member must have length between 1 and {}", limits::kBatchStatementsMax));
    std::vector<Parsed> batch;
    for (std::size_t i = 0; i < request.statements.size(); ++i) {
        const api::BatchStatementRequest& asked = request.statements[i];
        auto statement = expr::partiql::parse(asked.statement, pointer(asked.parameters));
        if (statement.ok() && statement->kind == Statement::Kind::kExists)
            statement = exists_outside_transaction();
        if (statement.ok())
            batch.push_back({i, std::move(statement).value()});
        else
            responses[i].error = batch_statement_error(std::move(statement).error());
    }
    for (const Parsed& parsed : batch)
        if (parsed.statement.reads() != batch.front().statement.reads())
            return api::validation_error(
                "Read and write requests together in the same batch is not supported.");
    return batch;
}

api::Error duplicates() {
    return api::validation_error("Provided list of item keys contains duplicates");
}

/// The plans of those that can be carried out, and their places in the batch.
template <class Plan>
struct BatchPlan {
    std::vector<Plan> plans;
    std::vector<std::size_t> places;
};

template <class Plan, class MakePlan>
api::Result<BatchPlan<Plan>> plan_batch(std::vector<Parsed> batch, MakePlan make_plan,
                                        std::vector<api::BatchStatementResponse>& responses) {
    BatchPlan<Plan> planned;
    std::set<std::string> row_keys;
    for (Parsed& parsed : batch) {
        const std::size_t place = parsed.place;
        api::Result<Plan> plan = make_plan(std::move(parsed));
        if (!plan.ok()) {
            responses[place].error = batch_statement_error(std::move(plan).error());
            continue;
        }
        if (!row_keys.insert(plan->row_key).second) return duplicates();
        responses[place].table_name = plan->table->name();
        planned.plans.push_back(std::move(plan).value());
        planned.places.push_back(place);
    }
    return planned;
}

using Responses = std::vector<api::BatchStatementResponse>;

UnitsByTable answer_reads(const api::BatchExecuteStatementRequest& request,
                          const BatchPlan<SelectItemPlan>& planned,
                          std::vector<std::optional<Item>> rows, Responses& responses) {
    UnitsByTable units;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const SelectItemPlan& plan = planned.plans[i];
        const std::size_t place = planned.places[i];
        std::optional<Item>& row = rows[i];
        const std::size_t bytes = row.has_value() ? item_size_bytes(*row) : 0;
        const bool consistent = request.statements[place].consistent_read.value_or(false);
        units[plan.table->name()].table += read_units(bytes, consistent);
        if (row.has_value() && plan.projection.has_value()) row = plan.projection->apply(*row);
        responses[place].item = std::move(row);
    }
    return units;
}

UnitsByTable answer_writes(const BatchChange& change, const std::vector<std::size_t>& places,
                           const std::vector<Statement::Returning>& returning,
                           Responses& responses) {
    UnitsByTable units;
    for (std::size_t i = 0; i < change.outcomes().size(); ++i) {
        const ItemPlan& plan = change.plans()[i];
        const std::size_t place = places[i];
        const api::Result<ItemOutcome>& outcome = change.outcomes()[i];
        if (!outcome.ok()) {
            responses[place].error = batch_statement_error(outcome.error());
            continue;
        }
        units[plan.table->name()] += write_units_of(*plan.table, *outcome);
        responses[place].item = returned_item(plan, returning[place], *outcome);
    }
    return units;
}

api::Result<BatchPlan<SelectItemPlan>> plan_reads(std::vector<Parsed> batch, const Catalog& catalog,
                                                  Responses& responses) {
    return plan_batch<SelectItemPlan>(
        std::move(batch),
        [&](Parsed parsed) {
            return plan_select_item(std::move(parsed.statement),
                                    "Only single item select is supported", catalog);
        },
        responses);
}

api::Result<BatchPlan<ItemPlan>> plan_writes(const api::BatchExecuteStatementRequest& request,
                                             std::vector<Parsed> batch, const Catalog& catalog,
                                             Responses& responses) {
    return plan_batch<ItemPlan>(
        std::move(batch),
        [&](Parsed parsed) {
            return plan_statement_write(
                std::move(parsed.statement),
                request.statements[parsed.place].return_values_on_condition_check_failure, catalog);
        },
        responses);
}

}  // namespace

Task<api::Result<api::BatchExecuteStatementResponse>> Engine::batch_execute_statement(
    api::BatchExecuteStatementRequest request) {
    Responses responses(request.statements.size());
    auto batch = parse_batch(request, responses);
    if (!batch.ok()) co_return std::move(batch).error();
    UnitsByTable units;
    const bool reads = !batch->empty() && batch->front().statement.reads();
    if (reads) {
        auto planned = plan_reads(std::move(batch).value(), *catalog_, responses);
        if (!planned.ok()) co_return std::move(planned).error();
        std::vector<std::string> row_keys;
        for (const SelectItemPlan& plan : planned->plans) row_keys.push_back(plan.row_key);
        auto rows = co_await read_rows(std::move(row_keys));
        if (!rows.ok()) co_return std::move(rows).error();
        units = answer_reads(request, *planned, std::move(rows).value(), responses);
    } else {
        std::vector<Statement::Returning> returning(request.statements.size());
        for (const Parsed& parsed : *batch) returning[parsed.place] = parsed.statement.returning;
        auto planned = plan_writes(request, std::move(batch).value(), *catalog_, responses);
        if (!planned.ok()) co_return std::move(planned).error();
        BatchChange change(std::move(planned->plans));
        Status committed = co_await queue_.commit(change);
        if (!committed.ok()) co_return internal_error(committed.error());
        units = answer_writes(change, planned->places, returning, responses);
    }
    api::BatchExecuteStatementResponse response;
    response.consumed_capacity = capacities(request.return_consumed_capacity, units);
    response.responses = std::move(responses);
    co_return response;
}

}  // namespace tabella::engine
