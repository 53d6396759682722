#pragma once

#include <vector>

#include "api/error.h"
#include "engine/page.h"
#include "engine/table.h"
#include "expr/key_condition.h"

namespace tabella::engine {

/// The rows of the table, or of the index when it is not null, that a key condition selects: one
/// partition, and of it a range of sort keys.
/// Errors: a partition key that is missing or not tested for equality, a term on another attribute,
/// a value of the wrong type ("Condition parameter type does not match schema type").
api::Result<RowRange> rows_of(const Table& table, const Index* index,
                              const std::vector<expr::KeyTerm>& terms);

}  // namespace tabella::engine
