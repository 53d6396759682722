#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "api/error.h"
#include "engine/stream.h"
#include "engine/table.h"
#include "storage/commit_queue.h"

namespace tabella::engine {

/// Gives a table its id and writes its record, unless one of that name exists.
class CreateTableChange final : public storage::Change {
 public:
    CreateTableChange(DataSet data_set, api::CreateTableRequest definition, EpochMs now_ms,
                      std::string uuid);

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override;

    /// Its status is CREATING until then.
    void begin_as_creating(EpochMs until_ms);
    /// Of the definition's resource policy, if it has one.
    void set_policy_revision(std::string revision);

    bool existed() const { return existed_; }
    const std::shared_ptr<Table>& table() const { return table_; }
    /// Null when it has none.
    const StreamPtr& stream() const { return stream_; }

 private:
    std::shared_ptr<Table> table_;
    StreamPtr stream_;
    bool existed_ = false;
};

/// "Attempt to change a resource which is still in use": of a table that is not ACTIVE.
api::Error table_in_use(const Table& table);
/// Whether it is CREATING or DELETING.
bool comes_or_goes(const Table& table);

/// Refuses a table that is protected against deletion, or is going through something else.
api::Result<Nothing> check_deletable(const Table& table);

/// Erases a table's record, rows and counters, closes its stream, and marks it deleted for all
/// changes that follow, unless its latest version must not be deleted.
class DeleteTableChange final : public storage::Change {
 public:
    explicit DeleteTableChange(TablePtr table) : table_(std::move(table)) {}

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override { return sizeof(*this); }

    /// Another deletion of the same table came first.
    bool was_gone() const { return was_gone_; }
    /// Why the table is still there, if it is.
    const std::optional<api::Error>& refusal() const { return refusal_; }
    /// The stream that was closed; null when there was none.
    const StreamPtr& stream() const { return stream_; }

 private:
    TablePtr table_;
    StreamPtr stream_;
    bool was_gone_ = false;
    std::optional<api::Error> refusal_;
};

/// Writes the record of the table's next version, and makes it the latest.
TablePtr store_version(std::shared_ptr<Table> next, storage::CommitContext& context);

/// Makes the next version of a table, and writes its record.
class AlterTableChange final : public storage::Change {
 public:
    /// Changes a copy of the latest version, or refuses, and then nothing is written. It runs on
    /// the writer's thread.
    using Alter = std::function<api::Result<Nothing>(Table& next)>;

    AlterTableChange(TablePtr table, Alter alter)
        : table_(std::move(table)), alter_(std::move(alter)) {}

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override;

    /// After a commit without error: the new version, or why there is none. A table that was
    /// deleted meanwhile is ResourceNotFoundException.
    const api::Result<TablePtr>& outcome() const { return outcome_; }
    /// The stream that was enabled or disabled; null when there is none.
    const StreamPtr& stream() const { return stream_; }

 private:
    TablePtr table_;
    StreamPtr stream_;
    const Alter alter_;
    api::Result<TablePtr> outcome_ = TablePtr();
};

}  // namespace tabella::engine
