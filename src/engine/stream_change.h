#pragma once

#include "engine/background.h"
#include "engine/stream.h"
#include "engine/table.h"
#include "storage/commit_queue.h"

// What happens to streams: enabling, disabling, trimming, the end. All of it in the commit queue.

namespace tabella::engine {

/// Carries over to the change log what the next version of a table says of its stream: one that was
/// enabled is opened (and gets its id, its label and its first number, which `next` then has), one
/// that was disabled is closed. Returns the stream's new version, to be published; null when there
/// is none. `previous` is null for a new table.
Result<StreamPtr> settle_stream(const Table* previous, Table& next,
                                storage::CommitContext& context);

/// Closes the table's stream, where one is enabled, since the table is being deleted: it can be
/// read for 24 hours more (API_DeleteTable.html). Returns its new version, or null.
Result<StreamPtr> close_stream(const Table& table, storage::CommitContext& context);

/// Changes at the beginning of a stream that are older than 24 hours.
struct TrimmableChanges {
    std::int64_t horizon = 0;  ///< The first change that stays.
    bool found = false;
    bool more = false;   ///< There may be more of them.
    EpochMs due_ms = 0;  ///< When the next one is old enough, at the earliest.
};

/// Of the next chunk.
Result<TrimmableChanges> next_trimmable_changes(const storage::Store& store, const Stream& stream,
                                                EpochMs now_ms, const BackgroundOptions& options);

/// Forgets the changes before `horizon`: with one range deletion, which costs the same for any
/// number of them.
class TrimChange final : public storage::Change {
 public:
    TrimChange(StreamId id, std::int64_t horizon) : id_(id), horizon_(horizon) {}

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override { return sizeof(*this); }

 private:
    StreamId id_;
    std::int64_t horizon_;
};

/// Forgets a stream that was disabled 24 hours ago, and the mention of it in its table.
class RemoveStreamChange final : public storage::Change {
 public:
    /// `table`: of the stream's name, or null.
    RemoveStreamChange(StreamPtr stream, TablePtr table)
        : stream_(std::move(stream)), table_(std::move(table)) {}

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override { return sizeof(*this); }

    /// The table's version that follows; null when there is none.
    const TablePtr& next() const { return next_; }

 private:
    StreamPtr stream_;
    TablePtr table_;
    TablePtr next_;
};

}  // namespace tabella::engine
