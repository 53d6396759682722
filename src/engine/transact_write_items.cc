#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/index.h"
#include "engine/row_key.h"
#include "engine/transaction_change.h"
#include "engine/write_checks.h"
#include "model/limits.h"
#include "storage/key_codec.h"

// API_TransactWriteItems.html

namespace tabella::engine {

namespace {

/// The plans of a transaction; an action whose key or item is invalid has a reason instead.
struct TransactionPlan {
    std::vector<ItemPlan> plans;
    std::vector<std::optional<api::Error>> invalid;
};

/// A ConditionCheck must have one; in the other actions it may be absent.
const std::string* condition_text(const api::ConditionCheck& check) {
    return &check.condition_expression;
}
template <class Action>
const std::string* condition_text(const Action& action) {
    return pointer(action.condition_expression);
}

template <class Action>
api::Result<std::optional<expr::Condition>> transaction_condition(const Action& action,
                                                                  expr::Parameters& parameters) {
    using Optional = std::optional<expr::Condition>;
    const std::string* text = condition_text(action);
    if (text == nullptr) return Optional();
    TABELLA_ASSIGN(auto condition,
                   expr::Condition::parse(*text, "ConditionExpression", parameters));
    return Optional(std::move(condition));
}

template <class Action>
expr::Parameters parameters_of(const Action& action) {
    return expr::Parameters(pointer(action.expression_attribute_names),
                            pointer(action.expression_attribute_values));
}

/// The plan but for its action and row key.
template <class Action>
api::Result<ItemPlan> begin_plan(const Action& action, const Catalog& catalog) {
    expr::Parameters parameters = parameters_of(action);
    TABELLA_CHECK(parameters.check(condition_text(action) != nullptr));
    TABELLA_ASSIGN(auto condition, transaction_condition(action, parameters));
    TABELLA_CHECK(parameters.check_all_used());
    TABELLA_ASSIGN(TablePtr table, find_table(catalog, action.table_name));
    return ItemPlan{.table = std::move(table),
                    .condition = std::move(condition),
                    .return_item_on_failure = returns_item_on_failure(action)};
}

api::Result<ItemPlan> begin_plan(const api::TransactUpdate& action, const Catalog& catalog) {
    expr::Parameters parameters = parameters_of(action);
    TABELLA_CHECK(parameters.check(true));
    TABELLA_ASSIGN(auto update, expr::Update::parse(action.update_expression, parameters));
    TABELLA_ASSIGN(auto condition, transaction_condition(action, parameters));
    TABELLA_CHECK(parameters.check_all_used());
    TABELLA_ASSIGN(TablePtr table, find_table(catalog, action.table_name));
    TABELLA_CHECK(check_not_key(*table, update));
    return ItemPlan{.table = std::move(table),
                    .condition = std::move(condition),
                    .return_item_on_failure = returns_item_on_failure(action),
                    .action = UpdateAction{std::move(update), action.key}};
}

/// Row key and data of a plan: what is wrong with them is a reason of the cancellation.
api::Result<Nothing> finish_plan(const api::TransactWriteItem& item, ItemPlan& plan) {
    if (item.put.has_value()) {
        TABELLA_ASSIGN(plan.row_key, row_key_of_item(*plan.table, item.put->item));
        TABELLA_CHECK(check_index_keys(*plan.table, item.put->item));
        TABELLA_CHECK(check_item(item.put->item, kItemTooLarge));
        plan.action = PutAction{item.put->item};
        return Nothing{};
    }
    const Item& key = item.update.has_value()        ? item.update->key
                      : item.delete_item.has_value() ? item.delete_item->key
                                                     : item.condition_check->key;
    TABELLA_ASSIGN(plan.row_key, row_key_of_key(*plan.table, key));
    if (item.delete_item.has_value()) plan.action = DeleteAction{};
    if (item.condition_check.has_value()) plan.action = CheckAction{};
    return Nothing{};
}

api::Result<ItemPlan> begin_plan(const api::TransactWriteItem& item, const Catalog& catalog) {
    const int actions = (item.condition_check.has_value() ? 1 : 0) +
                        (item.put.has_value() ? 1 : 0) + (item.delete_item.has_value() ? 1 : 0) +
                        (item.update.has_value() ? 1 : 0);
    if (actions != 1)
        return api::validation_error(
            "TransactItems can only contain one of Check, Put, Update or Delete");
    if (item.put.has_value()) return begin_plan(*item.put, catalog);
    if (item.update.has_value()) return begin_plan(*item.update, catalog);
    if (item.delete_item.has_value()) return begin_plan(*item.delete_item, catalog);
    return begin_plan(*item.condition_check, catalog);
}

std::size_t written_bytes(const api::TransactWriteItem& item) {
    if (item.put.has_value()) return item_size_bytes(item.put->item);
    if (item.update.has_value())
        return item_size_bytes(item.update->key) +
               (item.update->expression_attribute_values.has_value()
                    ? item_size_bytes(*item.update->expression_attribute_values)
                    : 0);
    return item.delete_item.has_value() ? item_size_bytes(item.delete_item->key)
                                        : item_size_bytes(item.condition_check->key);
}

api::Result<TransactionPlan> plan_transaction(const api::TransactWriteItemsRequest& request,
                                              const Catalog& catalog) {
    if (request.transact_items.empty() ||
        request.transact_items.size() > limits::kTransactionActionsMax)
        return api::validation_error("Member must have length between 1 and 100");
    TransactionPlan transaction;
    std::set<std::string> row_keys;
    std::size_t bytes = 0;
    for (const api::TransactWriteItem& item : request.transact_items) {
        TABELLA_ASSIGN(ItemPlan plan, begin_plan(item, catalog));
        auto finished = finish_plan(item, plan);
        if (finished.ok() && !row_keys.insert(plan.row_key).second)
            return api::validation_error(
                "Transaction request cannot include multiple operations on one item");
        bytes += written_bytes(item);
        transaction.plans.push_back(std::move(plan));
        transaction.invalid.push_back(finished.ok() ? std::nullopt
                                                    : std::optional(finished.error()));
    }
    if (bytes > limits::kTransactionBytesMax)
        return api::validation_error(
            "Collection size limit exceeded: the items of a transaction may have 4 MB in all");
    return transaction;
}

api::CancellationReason reason_of(const std::optional<api::Error>& error) {
    if (!error.has_value()) return {.code = "None", .message = ""};
    std::string code = "ValidationError";
    if (error->code == api::ErrorCode::kConditionalCheckFailed) code = "ConditionalCheckFailed";
    if (error->code == api::ErrorCode::kResourceNotFound) code = "ResourceNotFound";
    return {.code = std::move(code), .message = error->message, .item = error->item};
}

api::Error cancelled(const std::vector<std::optional<api::Error>>& errors) {
    api::Error cancellation{.code = api::ErrorCode::kTransactionCanceled};
    std::vector<std::string> codes;
    for (const std::optional<api::Error>& error : errors) {
        cancellation.cancellation_reasons.push_back(reason_of(error));
        codes.push_back(cancellation.cancellation_reasons.back().code);
    }
    cancellation.message = fmt::format(
        "Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[{}]",
        fmt::join(codes, ", "));
    return cancellation;
}

/// Writes are counted twice: once to prepare, once to commit (transaction-apis.html).
constexpr double kTransactionFactor = 2.0;

std::optional<std::vector<api::ConsumedCapacity>> capacity_of(
    const api::TransactWriteItemsRequest& request, const TransactionChange& change) {
    if (!request.return_consumed_capacity.has_value()) return std::nullopt;
    std::map<std::string, double> units;
    for (std::size_t i = 0; i < change.outcomes().size(); ++i) {
        const ItemOutcome& outcome = *change.outcomes()[i];
        units[change.plans()[i].table->name()] += kTransactionFactor * write_units_of(outcome);
    }
    return capacities(request.return_consumed_capacity, units);
}

/// Equal requests have equal hashes; what asks only for more detail in the answer does not count.
std::uint64_t hash_of(const api::TransactWriteItemsRequest& request) {
    std::string bytes;
    const auto add = [&](std::string_view part) { storage::append_bytes(bytes, part); };
    const auto add_all = [&](const auto& action, std::string_view kind, const Item& item) {
        add(kind);
        add(action.table_name);
        add(item.encoded());
        const std::string* condition = condition_text(action);
        add(condition == nullptr ? std::string_view() : *condition);
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
    auto planned = plan_transaction(request, *catalog_);
    if (!planned.ok()) co_return std::move(planned).error();
    const bool valid = std::none_of(planned->invalid.begin(), planned->invalid.end(),
                                    [](const auto& error) { return error.has_value(); });
    if (!valid) co_return cancelled(planned->invalid);
    std::optional<RequestToken> token;
    std::vector<std::string> expired;
    if (request.client_request_token.has_value()) {
        token = RequestToken{data_set_.prefix() + *request.client_request_token, hash_of(request),
                             clock_.now_ms()};
        auto found = expired_tokens(*store_, token->now_ms);
        if (found.ok()) expired = std::move(found).value();
    }
    TransactionChange change(std::move(planned->plans), std::move(token), std::move(expired));
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
        for (const api::Result<ItemOutcome>& outcome : change.outcomes())
            errors.push_back(outcome.ok() ? std::nullopt : std::optional(outcome.error()));
        co_return cancelled(errors);
    }
    api::TransactWriteItemsResponse response;
    response.consumed_capacity = capacity_of(request, change);
    co_return response;
}

}  // namespace tabella::engine
