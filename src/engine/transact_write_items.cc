#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/item_collection.h"
#include "engine/transaction_change.h"
#include "engine/transaction_errors.h"
#include "engine/transaction_plan.h"
#include "engine/write_checks.h"
#include "storage/key_codec.h"

// API_TransactWriteItems.html

namespace tabella::engine {

namespace {

template <class Action>
std::string_view condition_of(const Action& action) {
    return action.condition_expression.has_value() ? std::string_view(*action.condition_expression)
                                                   : std::string_view();
}
std::string_view condition_of(const api::ConditionCheck& check) {
    return check.condition_expression;
}

/// Writes are counted twice: once to prepare, once to commit (transaction-apis.html).
constexpr double kTransactionFactor = 2.0;

UnitsByTable written_units(const TransactionChange& change) {
    UnitsByTable by_table;
    for (std::size_t i = 0; i < change.outcomes().size(); ++i) {
        const Table& table = *change.plans()[i].table;
        UsedUnits units = write_units_of(table, *change.outcomes()[i]);
        by_table[table.name()] += units *= kTransactionFactor;
    }
    return by_table;
}

/// A repeated request reads what the first one wrote (API_TransactWriteItems.html,
/// ClientRequestToken).
UnitsByTable reread_units(const std::vector<ItemPlan>& plans,
                          const std::vector<std::optional<Item>>& rows) {
    UnitsByTable by_table;
    for (std::size_t i = 0; i < rows.size(); ++i)
        by_table[plans[i].table->name()].table +=
            kTransactionFactor *
            read_units(rows[i].has_value() ? item_size_bytes(*rows[i]) : 0, true);
    return by_table;
}

std::vector<std::string> row_keys_of(const std::vector<ItemPlan>& plans) {
    std::vector<std::string> keys;
    for (const ItemPlan& plan : plans) keys.push_back(plan.row_key);
    return keys;
}

/// Equal requests have equal hashes; what asks only for more detail in the answer does not count.
std::uint64_t hash_of(const api::TransactWriteItemsRequest& request) {
    std::string bytes;
    const auto add = [&](std::string_view part) { storage::append_bytes(bytes, part); };
    const auto add_all = [&](const auto& action, std::string_view kind, const Item& item) {
        add(kind);
        add(action.table_name);
        add(item.encoded());
        add(condition_of(action));
        if (action.expression_attribute_values.has_value())
            add(action.expression_attribute_values->encoded());
        if (action.expression_attribute_names.has_value())
            for (const auto& [placeholder, name] : *action.expression_attribute_names) {
                add(placeholder);
                add(name);
            }
    };
    for (const api::TransactWriteItem& item : request.transact_items) {
        if (item.put.has_value()) add_all(*item.put, "put", item.put->item);
        if (item.delete_item.has_value())
            add_all(*item.delete_item, "delete", item.delete_item->key);
        if (item.condition_check.has_value())
            add_all(*item.condition_check, "check", item.condition_check->key);
        if (item.update.has_value()) {
            add_all(*item.update, "update", item.update->key);
            add(item.update->update_expression);
        }
    }
    return storage::partition_hash(bytes);
}

}  // namespace

Task<api::Result<api::TransactWriteItemsResponse>> Engine::transact_write_items(
    api::TransactWriteItemsRequest request) {
    // Before the plan takes the items out of the request.
    const std::uint64_t hash = request.client_request_token.has_value() ? hash_of(request) : 0;
    auto planned = plan_transaction(request, *catalog_);
    if (!planned.ok()) co_return std::move(planned).error();
    TransactionOptions options{
        .client_request_token = request.client_request_token,
        .request_hash = hash,
        .return_consumed_capacity = request.return_consumed_capacity,
        .return_item_collection_metrics = request.return_item_collection_metrics};
    co_return co_await write_transaction(std::move(planned).value(), std::move(options));
}

Task<api::Result<api::TransactWriteItemsResponse>> Engine::write_transaction(
    TransactionPlan plan, TransactionOptions options) {
    if (any_error(plan.invalid)) co_return cancelled(plan.invalid);
    std::optional<RequestToken> token;
    std::vector<std::string> expired;
    if (options.client_request_token.has_value()) {
        token = RequestToken{data_set_.prefix() + *options.client_request_token,
                             options.request_hash, clock_.now_ms()};
        auto found = expired_tokens(*store_, token->now_ms);
        if (found.ok()) expired = std::move(found).value();
    }
    TransactionChange change(std::move(plan.plans), std::move(token), std::move(expired));
    Status committed = co_await queue_.commit(change);
    if (!committed.ok()) co_return internal_error(committed.error());
    if (change.mismatched())
        co_return api::Error{
            .code = api::ErrorCode::kIdempotentParameterMismatch,
            .message =
                "The request uses the same client token as a previous, but non-identical "
                "request"};
    if (change.cancelled()) {
        std::vector<std::optional<api::Error>> errors;
        for (const api::Result<ItemOutcome>& outcome : change.outcomes()) {
            if (!outcome.ok() && outcome.error().refuses_transaction) co_return outcome.error();
            errors.push_back(outcome.ok() ? std::nullopt : std::optional(outcome.error()));
        }
        co_return cancelled(errors);
    }
    const bool counts = asks_capacity(options.return_consumed_capacity);
    api::TransactWriteItemsResponse response;
    if (change.repeated()) {
        if (!counts) co_return response;
        std::vector<std::string> row_keys = row_keys_of(change.plans());
        auto rows = co_await read_rows(std::move(row_keys));
        if (!rows.ok()) co_return std::move(rows).error();
        response.consumed_capacity =
            capacities(options.return_consumed_capacity, reread_units(change.plans(), *rows),
                       UnitsShown::kAsRead);
        co_return response;
    }
    if (counts)
        response.consumed_capacity = capacities(options.return_consumed_capacity,
                                                written_units(change), UnitsShown::kAsWrite);
    CollectionMetrics metrics(*store_, options.return_item_collection_metrics);
    for (const ItemPlan& each : change.plans())
        if (!std::holds_alternative<CheckAction>(each.action))
            metrics.add(*each.table, key_source(each));
    response.item_collection_metrics = metrics.take();
    co_return response;
}

}  // namespace tabella::engine
