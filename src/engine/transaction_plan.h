#pragma once

#include <optional>
#include <vector>

#include "api/error.h"
#include "api/multi_item_operations.h"
#include "engine/catalog.h"
#include "engine/item_write.h"

namespace tabella::engine {

/// The plans of a TransactWriteItems. An action whose key or data do not fit its table has an error
/// instead, the reason of the cancellation.
struct TransactionPlan {
    std::vector<ItemPlan> plans;
    std::vector<std::optional<api::Error>> invalid;
};

/// Errors refuse the request as a whole: what can be said of any action without its table (form,
/// expressions, item sizes), a table that does not exist, two actions on one item, more than 4 MB.
api::Result<TransactionPlan> plan_transaction(const api::TransactWriteItemsRequest& request,
                                              const Catalog& catalog);

}  // namespace tabella::engine
