#pragma once

#include <cstdint>
#include <optional>
#include <string>
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

/// What a transaction has beside its plans.
struct TransactionOptions {
    std::optional<std::string> client_request_token;
    std::uint64_t request_hash = 0;  ///< Of the request that the token stands for.
    std::optional<api::ReturnConsumedCapacity> return_consumed_capacity;
    std::optional<api::ReturnItemCollectionMetrics> return_item_collection_metrics;
};

/// Errors refuse the request as a whole: what can be said of any action without its table (form,
/// expressions, item sizes), a table that does not exist, an empty key, two actions on one item,
/// more than 4 MB. Takes the items to put out of the request.
api::Result<TransactionPlan> plan_transaction(api::TransactWriteItemsRequest& request,
                                              const Catalog& catalog);

}  // namespace tabella::engine
