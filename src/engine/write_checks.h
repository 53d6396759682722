#pragma once

#include <optional>

#include "api/error.h"
#include "api/operations.h"
#include "engine/capacity.h"
#include "engine/catalog.h"
#include "engine/errors.h"
#include "engine/item_write.h"
#include "engine/request_checks.h"

// What PutItem, DeleteItem and UpdateItem check and answer alike.

namespace tabella::engine {

/// The table of a data operation, by name or ARN.
api::Result<TablePtr> find_table(const Catalog& catalog, std::string_view name_or_arn);

/// PutItem and DeleteItem know NONE and ALL_OLD only.
api::Result<Nothing> check_return_values_old_only(std::optional<api::ReturnValue> return_values);

/// "Cannot update attribute PK. This attribute is part of the key".
api::Result<Nothing> check_not_key(const Table& table, const expr::Update& update);

/// The write units of an outcome: of the table, and of the indexes that it changes.
UsedUnits write_units_of(const Table& table, const ItemOutcome& outcome);

/// The capacity that a write used, where it was asked for.
std::optional<api::ConsumedCapacity> write_capacity(
    std::optional<api::ReturnConsumedCapacity> asked, const Table& table,
    const ItemOutcome& outcome);

template <class Request>
bool returns_item_on_failure(const Request& request) {
    return request.return_values_on_condition_check_failure ==
           api::ReturnValuesOnConditionCheckFailure::kAllOld;
}

/// The condition of PutItem and DeleteItem, after all else that can be checked without the table:
/// the combination of parameters, the attribute values (`subject` is the member "Item" or "Key"),
/// ReturnValues.
template <class Request>
api::Result<std::optional<expr::Condition>> write_condition(const Request& request,
                                                            std::string_view subject) {
    TABELLA_CHECK(
        check_not_mixed({{"Expected", request.expected.has_value()},
                         {"ConditionalOperator", request.conditional_operator.has_value()}},
                        {{"ConditionExpression", request.condition_expression.has_value()}}));
    expr::Parameters parameters(pointer(request.expression_attribute_names),
                                pointer(request.expression_attribute_values),
                                request.value_problems);
    TABELLA_CHECK(
        parameters.check(request.condition_expression.has_value(), "ConditionExpression is null"));
    TABELLA_CHECK(request.value_problems.check({"Expected", subject}));
    TABELLA_CHECK(check_return_values_old_only(request.return_values));
    TABELLA_ASSIGN(auto condition, condition_of(request, parameters));
    TABELLA_CHECK(parameters.check_all_used());
    return condition;
}

}  // namespace tabella::engine
