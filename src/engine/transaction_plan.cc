#include "engine/transaction_plan.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "engine/index.h"
#include "engine/key_scalars.h"
#include "engine/row_key.h"
#include "engine/transaction_errors.h"
#include "engine/write_checks.h"
#include "model/limits.h"

namespace tabella::engine {

namespace {

/// A ConditionCheck must have one; in the other actions it may be absent.
const std::string* condition_text(const api::ConditionCheck& check) {
    return &check.condition_expression;
}
template <class Action>
const std::string* condition_text(const Action& action) {
    return pointer(action.condition_expression);
}

template <class Action>
api::Result<std::optional<expr::Condition>> condition_of_action(const Action& action,
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

/// The plan but for its table, row key and action.
template <class Action>
api::Result<ItemPlan> begin_plan(const Action& action) {
    expr::Parameters parameters = parameters_of(action);
    TABELLA_CHECK(
        parameters.check(condition_text(action) != nullptr, "ConditionExpression is null"));
    TABELLA_ASSIGN(auto condition, condition_of_action(action, parameters));
    TABELLA_CHECK(parameters.check_all_used());
    return ItemPlan{.condition = std::move(condition),
                    .return_item_on_failure = returns_item_on_failure(action)};
}

api::Result<ItemPlan> begin_plan(const api::TransactUpdate& action) {
    expr::Parameters parameters = parameters_of(action);
    TABELLA_CHECK(parameters.check(true));
    TABELLA_ASSIGN(auto update, expr::Update::parse(action.update_expression, parameters));
    TABELLA_ASSIGN(auto condition, condition_of_action(action, parameters));
    TABELLA_CHECK(parameters.check_all_used());
    return ItemPlan{.condition = std::move(condition),
                    .return_item_on_failure = returns_item_on_failure(action),
                    .action = UpdateAction{std::move(update), action.key}};
}

api::Result<ItemPlan> begin_plan(api::TransactPut& action) {
    TABELLA_CHECK(check_item(action.item, kPutMessages));
    TABELLA_ASSIGN(ItemPlan plan, begin_plan<api::TransactPut>(action));
    plan.action = PutAction{std::move(action.item)};
    plan.previous_untold = true;
    return plan;
}

/// Without the table.
api::Result<ItemPlan> begin_plan(api::TransactWriteItem& item) {
    const int actions = (item.condition_check.has_value() ? 1 : 0) +
                        (item.put.has_value() ? 1 : 0) + (item.delete_item.has_value() ? 1 : 0) +
                        (item.update.has_value() ? 1 : 0);
    if (actions == 0)
        return api::validation_error(
            "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
    if (actions > 1)
        return api::validation_error(
            "TransactItems can only contain one of Check, Put, Update or Delete");
    if (item.put.has_value()) return begin_plan(*item.put);
    if (item.update.has_value()) return begin_plan(*item.update);
    if (item.delete_item.has_value()) {
        TABELLA_ASSIGN(ItemPlan plan, begin_plan(*item.delete_item));
        plan.action = DeleteAction{item.delete_item->key};
        plan.previous_untold = true;
        return plan;
    }
    TABELLA_ASSIGN(ItemPlan plan, begin_plan(*item.condition_check));
    plan.action = CheckAction{item.condition_check->key};
    return plan;
}

const std::string& table_name_of(const api::TransactWriteItem& item) {
    if (item.put.has_value()) return item.put->table_name;
    if (item.update.has_value()) return item.update->table_name;
    if (item.delete_item.has_value()) return item.delete_item->table_name;
    return item.condition_check->table_name;
}

/// What the table says of keys and data.
api::Result<Nothing> check_against_table(ItemPlan& plan) {
    const Table& table = *plan.table;
    TABELLA_CHECK(check_key_scalars(table, plan.condition));
    if (const auto* put = std::get_if<PutAction>(&plan.action)) {
        TABELLA_ASSIGN(plan.row_key, row_key_of_item(table, put->item));
        return check_index_keys(table, put->item);
    }
    if (const auto* update = std::get_if<UpdateAction>(&plan.action)) {
        TABELLA_CHECK(check_not_key(table, update->update));
        TABELLA_CHECK(check_key_scalars(table, update->update.document_names()));
    }
    TABELLA_ASSIGN(plan.row_key, row_key_of_key(table, key_source(plan)));
    return Nothing{};
}

std::size_t payload_bytes(const api::TransactWriteItem& item, const ItemPlan& plan) {
    const std::size_t bytes = item_size_bytes(key_source(plan));
    if (!item.update.has_value() || !item.update->expression_attribute_values.has_value())
        return bytes;
    return bytes + item_size_bytes(*item.update->expression_attribute_values);
}

}  // namespace

api::Result<TransactionPlan> plan_transaction(api::TransactWriteItemsRequest& request,
                                              const Catalog& catalog) {
    TABELLA_CHECK(check_action_count(request.transact_items.size()));
    TransactionPlan transaction;
    std::size_t bytes = 0;
    for (api::TransactWriteItem& item : request.transact_items) {
        TABELLA_ASSIGN(ItemPlan plan, begin_plan(item));
        bytes += payload_bytes(item, plan);
        transaction.plans.push_back(std::move(plan));
    }
    if (bytes > limits::kTransactionBytesMax)
        return api::validation_error(
            fmt::format("Transaction payload size cannot exceed 4MB. Payload Size: {}", bytes));
    std::set<std::string> row_keys;
    for (std::size_t i = 0; i < transaction.plans.size(); ++i) {
        ItemPlan& plan = transaction.plans[i];
        TABELLA_ASSIGN(plan.table, find_table(catalog, table_name_of(request.transact_items[i])));
        auto checked = check_against_table(plan);
        if (!checked.ok() && checked.error().refuses_transaction) return checked.error();
        if (checked.ok() && !row_keys.insert(plan.row_key).second)
            return several_operations_on_one_item();
        transaction.invalid.push_back(checked.ok() ? std::nullopt : std::optional(checked.error()));
    }
    return transaction;
}

}  // namespace tabella::engine
