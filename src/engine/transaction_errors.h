#pragma once

#include <optional>
#include <vector>

#include "api/error.h"

namespace tabella::engine {

/// TransactionCanceledException with one reason an action, in their order: "None" for an innocent
/// one. API_CancellationReason.html
api::Error cancelled(const std::vector<std::optional<api::Error>>& errors);

/// Whether one of the actions has an error.
bool any_error(const std::vector<std::optional<api::Error>>& errors);

/// A transaction has 1 to 100 actions. The endpoint says so before, in the service model's words.
api::Result<Nothing> check_action_count(std::size_t count);

/// "Transaction request cannot include multiple operations on one item".
api::Error several_operations_on_one_item();

}  // namespace tabella::engine
