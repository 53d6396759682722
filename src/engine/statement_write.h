#pragma once

#include <optional>

#include "api/error.h"
#include "api/types.h"
#include "engine/catalog.h"
#include "engine/item_write.h"
#include "expr/partiql/statement.h"

namespace tabella::engine {

/// The plan of INSERT, UPDATE, DELETE or, as a condition check, EXISTS: what PutItem with
/// attribute_not_exists, UpdateItem with attribute_exists and DeleteItem would plan.
/// Errors: an unknown table, a WHERE that does not name one item, keys and data that do not fit.
/// Source: ql-reference.insert.html, ql-reference.update.html, ql-reference.delete.html.
api::Result<ItemPlan> plan_statement_write(
    expr::partiql::Statement statement,
    std::optional<api::ReturnValuesOnConditionCheckFailure> on_failure, const Catalog& catalog);

/// The error of an EXISTS that names more than one item, or only its key.
inline constexpr const char* kNotOneCheck =
    "EXISTS() must contain a single item read with additional condition";

/// What RETURNING asks for; absent where there is nothing to show.
std::optional<Item> returned_item(const ItemPlan& plan,
                                  expr::partiql::Statement::Returning returning,
                                  const ItemOutcome& outcome);

}  // namespace tabella::engine
