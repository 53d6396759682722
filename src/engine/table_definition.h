#pragma once

#include "api/error.h"
#include "api/operations.h"

namespace tabella::engine {

/// What CreateTable requires of keys, attributes, indexes and billing, in DynamoDB's words.
/// Source: API_CreateTable.html; limits of indexes: ServiceQuotas.html.
api::Result<Nothing> check_table_definition(const api::CreateTableRequest& request);

}  // namespace tabella::engine
