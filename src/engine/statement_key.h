#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/error.h"
#include "engine/table.h"
#include "expr/ast.h"
#include "model/item.h"

namespace tabella::engine {

/// A WHERE that names one item: its key, and the terms that are not about the key's equality.
struct StatementKey {
    Item key;
    std::vector<expr::ExprPtr> rest;
};

/// Nothing where a key attribute is not compared for equality. Errors: a value of the wrong type,
/// two values for one key attribute.
api::Result<std::optional<StatementKey>> take_key(const Table& table, expr::ExprPtr where);

/// "Key attribute's data type should match its data type in table's schema: Key PK".
api::Result<Nothing> check_key_type(const KeyAttribute& attribute, const std::string& encoded);

}  // namespace tabella::engine
