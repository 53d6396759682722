#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/item_collection.h"
#include "engine/item_write.h"
#include "engine/key_scalars.h"
#include "engine/row_key.h"
#include "engine/write_checks.h"

// API_UpdateItem.html

namespace tabella::engine {

namespace {

struct UpdateExpressions {
    expr::Update update;
    std::optional<expr::Condition> condition;
};

api::Result<expr::Update> update_of(const api::UpdateItemRequest& request,
                                    expr::Parameters& parameters) {
    if (request.update_expression.has_value())
        return expr::Update::parse(*request.update_expression, parameters);
    if (request.attribute_updates.has_value())
        return expr::Update::from_attribute_updates(*request.attribute_updates);
    return expr::Update::none();
}

api::Result<UpdateExpressions> expressions_of(const api::UpdateItemRequest& request) {
    TABELLA_CHECK(
        check_not_mixed({{"AttributeUpdates", request.attribute_updates.has_value()},
                         {"Expected", request.expected.has_value()},
                         {"ConditionalOperator", request.conditional_operator.has_value()}},
                        {{"UpdateExpression", request.update_expression.has_value()},
                         {"ConditionExpression", request.condition_expression.has_value()}}));
    expr::Parameters parameters(pointer(request.expression_attribute_names),
                                pointer(request.expression_attribute_values),
                                request.value_problems);
    TABELLA_CHECK(parameters.check(
        request.update_expression.has_value() || request.condition_expression.has_value(),
        "UpdateExpression and ConditionExpression are null"));
    TABELLA_CHECK(request.value_problems.check({"Expected", "Key", "AttributeUpdates"}));
    // UpdateExpression comes before ConditionExpression, but Expected before AttributeUpdates.
    std::optional<expr::Condition> condition;
    if (request.expected.has_value()) {
        TABELLA_ASSIGN(condition, condition_of(request, parameters));
    }
    TABELLA_ASSIGN(expr::Update update, update_of(request, parameters));
    if (!request.expected.has_value()) {
        TABELLA_ASSIGN(condition, condition_of(request, parameters));
    }
    TABELLA_CHECK(parameters.check_all_used());
    return UpdateExpressions{std::move(update), std::move(condition)};
}

api::Result<ItemPlan> plan_update(const api::UpdateItemRequest& request, const Catalog& catalog) {
    TABELLA_ASSIGN(UpdateExpressions expressions, expressions_of(request));
    TABELLA_ASSIGN(TablePtr table, find_table(catalog, request.table_name));
    TABELLA_ASSIGN(std::string row_key, row_key_of_key(*table, request.key));
    TABELLA_CHECK(check_not_key(*table, expressions.update));
    TABELLA_CHECK(check_key_scalars(*table, expressions.update.document_names()));
    TABELLA_CHECK(check_key_scalars(*table, expressions.condition));
    return ItemPlan{.table = std::move(table),
                    .row_key = std::move(row_key),
                    .condition = std::move(expressions.condition),
                    .return_item_on_failure = returns_item_on_failure(request),
                    .action = UpdateAction{std::move(expressions.update), request.key}};
}

/// What ReturnValues asks for; absent where there is nothing to show.
std::optional<Item> returned_attributes(api::ReturnValue asked, const expr::Update& update,
                                        ItemOutcome& outcome) {
    const auto touched = [&](const std::optional<Item>& item) -> std::optional<Item> {
        if (!item.has_value()) return std::nullopt;
        Item part = update.touched(*item);
        if (part.empty()) return std::nullopt;
        return part;
    };
    switch (asked) {
        case api::ReturnValue::kNone:
            break;
        case api::ReturnValue::kAllOld:
            return std::move(outcome.previous);
        case api::ReturnValue::kAllNew:
            return std::move(outcome.next);
        case api::ReturnValue::kUpdatedOld:
            return touched(outcome.previous);
        case api::ReturnValue::kUpdatedNew:
            return touched(outcome.next);
    }
    return std::nullopt;
}

}  // namespace

Task<api::Result<api::UpdateItemResponse>> Engine::update_item(api::UpdateItemRequest request) {
    auto plan = plan_update(request, *catalog_);
    if (!plan.ok()) co_return std::move(plan).error();
    ItemChange change(std::move(plan).value());
    Status committed = co_await queue_.commit(change);
    if (!committed.ok()) co_return internal_error(committed.error());
    api::Result<ItemOutcome>& outcome = change.outcome();
    if (!outcome.ok()) co_return std::move(outcome).error();
    api::UpdateItemResponse response;
    response.consumed_capacity =
        write_capacity(request.return_consumed_capacity, *change.plan().table, *outcome);
    response.item_collection_metrics = collection_metrics(
        *store_, *change.plan().table, request.return_item_collection_metrics, request.key);
    response.attributes =
        returned_attributes(request.return_values.value_or(api::ReturnValue::kNone),
                            std::get<UpdateAction>(change.plan().action).update, *outcome);
    co_return response;
}

}  // namespace tabella::engine
