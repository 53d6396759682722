#include <fmt/format.h>

#include <set>

#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/next_token.h"
#include "engine/request_checks.h"
#include "engine/statement_select.h"
#include "engine/statement_write.h"
#include "engine/transaction_errors.h"
#include "engine/transaction_plan.h"
#include "model/limits.h"
#include "storage/key_codec.h"

// API_ExecuteTransaction.html, ql-reference.multiplestatements.transactions.html

namespace tabella::engine {

namespace {

using expr::partiql::Statement;

api::Error failed_at(std::size_t place, std::string_view message) {
    return api::validation_error(
        fmt::format("Validation failed in TransactStatements[{}]: {}", place, message));
}

constexpr const char* kNotOneItem =
    "Select statements within ExecuteTransaction must specify the primary key in the where "
    "clause.";

/// What a transaction does not take, whatever its table is.
api::Result<Nothing> check_statement(const Statement& statement, std::size_t place) {
    if (statement.index.has_value())
        return failed_at(place, "Reads on indices are not supported within transactions.");
    if (statement.returning != Statement::Returning::kNone)
        return failed_at(place, "RETURNING clause is not supported in ExecuteTransaction.");
    if (!statement.order_by.empty())
        return failed_at(place,
                         statement.kind == Statement::Kind::kExists ? kNotOneCheck : kNotOneItem);
    return Nothing{};
}

api::Result<std::vector<Statement>> parse_all(const api::ExecuteTransactionRequest& request) {
    TABELLA_CHECK(check_action_count(request.transact_statements.size()));
    std::vector<Statement> statements;
    for (const api::ParameterizedStatement& asked : request.transact_statements) {
        const std::size_t place = statements.size();
        auto statement = expr::partiql::parse(asked.statement, pointer(asked.parameters));
        if (!statement.ok()) return failed_at(place, statement.error().message);
        TABELLA_CHECK(check_statement(*statement, place));
        statements.push_back(std::move(statement).value());
    }
    for (const Statement& statement : statements)
        if (statement.reads() != statements.front().reads())
            return api::validation_error(
                "ExecuteTransaction API does not support both read and write operations in the "
                "same request.");
    return statements;
}

/// The transaction's error where it is about the whole, else the statement's own, which cancels.
api::Result<std::optional<api::Error>> cancelling(api::Error error) {
    if (error.code == api::ErrorCode::kResourceNotFound) return error;
    return std::optional<api::Error>(std::move(error));
}

struct TransactSelectPlan {
    std::vector<SelectItemPlan> plans;
    std::vector<std::string> row_keys;
    std::vector<std::optional<api::Error>> invalid;
};

api::Result<TransactSelectPlan> plan_selects(std::vector<Statement> statements,
                                             const Catalog& catalog) {
    TransactSelectPlan transaction;
    std::set<std::string> row_keys;
    for (Statement& statement : statements) {
        const std::size_t place = transaction.invalid.size();
        auto plan = plan_select_item(std::move(statement), kNotOneItem, catalog);
        if (!plan.ok() && plan.error().message == kNotOneItem) return failed_at(place, kNotOneItem);
        std::optional<api::Error> invalid;
        if (!plan.ok()) {
            TABELLA_ASSIGN(invalid, cancelling(std::move(plan).error()));
        } else if (!row_keys.insert(plan->row_key).second) {
            return several_operations_on_one_item();
        } else {
            transaction.row_keys.push_back(plan->row_key);
            transaction.plans.push_back(std::move(plan).value());
        }
        transaction.invalid.push_back(std::move(invalid));
    }
    return transaction;
}

/// What counts against the limit of a transaction.
std::size_t payload_bytes(const api::ParameterizedStatement& asked, const ItemPlan& plan) {
    std::size_t bytes = item_size_bytes(key_source(plan));
    if (!std::holds_alternative<UpdateAction>(plan.action) || !asked.parameters.has_value())
        return bytes;
    for (const AttributeValue& parameter : *asked.parameters)
        bytes += value_size_bytes(ValueView(encode_value(parameter)));
    return bytes;
}

api::Result<TransactionPlan> plan_writes(std::vector<Statement> statements,
                                         const api::ExecuteTransactionRequest& request,
                                         const Catalog& catalog) {
    TransactionPlan transaction;
    std::set<std::string> row_keys;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const api::ParameterizedStatement& asked = request.transact_statements[i];
        auto plan = plan_statement_write(std::move(statements[i]),
                                         asked.return_values_on_condition_check_failure, catalog);
        if (!plan.ok() && plan.error().message == kNotOneCheck) return failed_at(i, kNotOneCheck);
        if (!plan.ok() && plan.error().refuses_transaction) return std::move(plan).error();
        std::optional<api::Error> invalid;
        if (!plan.ok()) {
            TABELLA_ASSIGN(invalid, cancelling(std::move(plan).error()));
            transaction.plans.emplace_back();
        } else if (!row_keys.insert(plan->row_key).second) {
            return several_operations_on_one_item();
        } else {
            bytes += payload_bytes(asked, *plan);
            transaction.plans.push_back(std::move(plan).value());
        }
        transaction.invalid.push_back(std::move(invalid));
    }
    if (bytes > limits::kTransactionBytesMax)
        return api::validation_error(
            fmt::format("Transaction payload size cannot exceed 4MB. Payload Size: {}", bytes));
    return transaction;
}

/// Equal requests have equal hashes. "partiql" keeps them apart from TransactWriteItems.
std::uint64_t hash_of(const api::ExecuteTransactionRequest& request) {
    std::string bytes = "partiql";
    for (const api::ParameterizedStatement& asked : request.transact_statements)
        storage::append_u64(bytes, statement_hash(asked.statement, asked.parameters));
    return storage::partition_hash(bytes);
}

/// Takes the rows of the plans.
api::Result<api::ExecuteTransactionResponse> read_answer(
    const api::ExecuteTransactionRequest& request, const std::vector<SelectItemPlan>& plans,
    std::vector<std::optional<Item>> rows) {
    api::ExecuteTransactionResponse response;
    response.responses.emplace();
    UnitsByTable units;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::optional<Item>& row = rows[i];
        const std::size_t size = row.has_value() ? item_size_bytes(*row) : 0;
        bytes += size;
        // A transactional read is counted twice (transaction-apis.html).
        units[plans[i].table->name()].table += 2.0 * read_units(size, true);
        if (row.has_value() && plans[i].projection.has_value())
            row = plans[i].projection->apply(*row);
        response.responses->push_back({std::move(row)});
    }
    if (bytes > limits::kTransactionBytesMax)
        return api::validation_error(fmt::format("Payload in response is too large.{}", bytes));
    response.consumed_capacity =
        capacities(request.return_consumed_capacity, units, UnitsShown::kAsRead);
    return response;
}

}  // namespace

Task<api::Result<api::ExecuteTransactionResponse>> Engine::execute_transaction(
    api::ExecuteTransactionRequest request) {
    auto statements = parse_all(request);
    if (!statements.ok()) co_return std::move(statements).error();
    if (statements->front().reads()) {
        auto plan = plan_selects(std::move(statements).value(), *catalog_);
        if (!plan.ok()) co_return std::move(plan).error();
        if (any_error(plan->invalid)) co_return cancelled(plan->invalid);
        auto rows = co_await read_rows(std::move(plan->row_keys));
        if (!rows.ok()) co_return std::move(rows).error();
        co_return read_answer(request, plan->plans, std::move(rows).value());
    }
    auto plan = plan_writes(std::move(statements).value(), request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    TransactionOptions options{
        .client_request_token = request.client_request_token,
        .request_hash = request.client_request_token.has_value() ? hash_of(request) : 0,
        .return_consumed_capacity = request.return_consumed_capacity,
        .return_item_collection_metrics = std::nullopt};
    auto written = co_await write_transaction(std::move(plan).value(), std::move(options));
    if (!written.ok()) co_return std::move(written).error();
    api::ExecuteTransactionResponse response;
    response.responses.emplace();
    response.consumed_capacity = std::move(written->consumed_capacity);
    co_return response;
}

}  // namespace tabella::engine
