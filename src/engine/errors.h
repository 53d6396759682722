#pragma once

#include <string>

#include "api/error.h"

namespace tabella::engine {

/// What a user is told when the store fails: a retryable throttling error when the commit queue is
/// full, else InternalServerError, after which the outcome of a write is unknown. The log gets the
/// error itself.
api::Error internal_error(const Error& error);

/// "Requested resource not found", as data operations say it.
api::Error table_not_found();
/// "Requested resource not found: Table: X not found", as table operations say it.
api::Error table_not_found(const std::string& name);

}  // namespace tabella::engine
