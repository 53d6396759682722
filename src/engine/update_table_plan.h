#pragma once

#include "api/error.h"
#include "api/table_operations.h"
#include "engine/table.h"

// What UpdateTable does to a table: API_UpdateTable.html, GSI.OnlineOps.html.

namespace tabella::engine {

/// What can be known without the table: something to do, nothing that is not there (global tables),
/// one action an entry and one entry an index.
api::Result<Nothing> check_update(const api::UpdateTableRequest& request);

struct UpdateTimes {
    EpochMs now_ms = 0;
    EpochMs delay_ms = 0;  ///< For which statuses stay on UPDATING, CREATING, DELETING at least.
};

/// Makes the next version of the table, or refuses; then `next` is to be thrown away.
api::Result<Nothing> apply_update(const api::UpdateTableRequest& request, const UpdateTimes& times,
                                  Table& next);

}  // namespace tabella::engine
