#pragma once

#include <string>
#include <vector>

#include "engine/background.h"
#include "engine/table.h"
#include "storage/commit_queue.h"

// An index that UpdateTable creates gets the items that were there before: GSI.OnlineOps.html.
//
// From the change on that adds the index as kBuilding, every write keeps its rows. The backfill
// walks the table behind it, in chunks; a row that is there already was written since, and stays.
// A walk that ends finds the index complete: rows before its position are in, rows after it were
// written since.

namespace tabella::engine {

/// The row keys of the next chunk of the table; none when the walk is at its end.
Result<std::vector<std::string>> next_backfill_rows(const storage::Store& store, const Table& table,
                                                    const Index& index,
                                                    const BackgroundOptions& options);

/// Adds the index rows of a chunk, as the items are now, and remembers how far the walk came. Does
/// nothing when the index is no longer being built.
class BackfillChange final : public storage::Change {
 public:
    BackfillChange(TablePtr table, IndexId index, std::vector<std::string> row_keys)
        : table_(std::move(table)), index_(index), row_keys_(std::move(row_keys)) {}

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override;

 private:
    TablePtr table_;
    IndexId index_;
    std::vector<std::string> row_keys_;
};

/// Makes an index that was being built active, or forgets one that was being deleted: its rows go
/// with one range deletion, which costs the same for any number of them.
class EndIndexChange final : public storage::Change {
 public:
    EndIndexChange(TablePtr table, IndexId index) : table_(std::move(table)), index_(index) {}

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override { return sizeof(*this); }

    /// The version that follows; null when there was nothing to end.
    const TablePtr& next() const { return next_; }

 private:
    TablePtr table_;
    IndexId index_;
    TablePtr next_;
};

}  // namespace tabella::engine
