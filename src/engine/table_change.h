#pragma once

#include <memory>
#include <string>

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

    bool existed() const { return existed_; }
    const std::shared_ptr<Table>& table() const { return table_; }

 private:
    std::shared_ptr<Table> table_;
    bool existed_ = false;
};

/// Erases a table's record, rows and counters, and marks it deleted for all changes that follow.
class DeleteTableChange final : public storage::Change {
 public:
    explicit DeleteTableChange(TablePtr table) : table_(std::move(table)) {}

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override { return sizeof(*this); }

    /// Another deletion of the same table came first.
    bool was_gone() const { return was_gone_; }

 private:
    TablePtr table_;
    bool was_gone_ = false;
};

}  // namespace tabella::engine
