#pragma once

#include <string>
#include <vector>

#include "engine/background.h"
#include "engine/table.h"
#include "model/item.h"
#include "storage/commit_queue.h"

// Time to live: howitworks-ttl.html, time-to-live-ttl-before-you-start.html. Expired items stay
// readable until a walk over the table finds and deletes them.

namespace tabella::engine {

/// Whether the item's attribute is a number of epoch seconds that is past, by less than five years.
bool is_expired(ItemView item, const std::string& ttl_attribute, EpochMs now_ms);

struct ExpiredRows {
    std::vector<std::string> row_keys;
    std::string position;  ///< Where the walk goes on; empty at the table's end.
};

/// The expired rows of the next chunk of the walk, after `position` (empty: from the beginning).
Result<ExpiredRows> next_expired_rows(const storage::Store& store, const Table& table,
                                      const std::string& position, EpochMs now_ms,
                                      const BackgroundOptions& options);

/// Deletes those of the rows that are still expired, with their index rows.
class ExpireChange final : public storage::Change {
 public:
    ExpireChange(TablePtr table, std::vector<std::string> row_keys, EpochMs now_ms)
        : table_(std::move(table)), row_keys_(std::move(row_keys)), now_ms_(now_ms) {}

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override;

 private:
    TablePtr table_;
    std::vector<std::string> row_keys_;
    EpochMs now_ms_;
};

}  // namespace tabella::engine
