#pragma once

#include "api/error.h"
#include "api/statement_operations.h"

namespace tabella::engine {

/// "EXISTS can only be used in ExecuteTransaction write requests."
api::Error exists_outside_transaction();

/// How BatchExecuteStatement tells the error of one of its statements.
/// Source: API_BatchStatementError.html.
api::BatchStatementError batch_statement_error(api::Error error);

}  // namespace tabella::engine
