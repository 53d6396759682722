#pragma once

#include <atomic>
#include <string>

#include "api/dynamo_api.h"
#include "base/clock.h"

namespace tabella::notes {

/// The seed's table, with the indexes by-title and by-day.
/// Source: the seed's `aws dynamodb create-table` line; docs/data-model.md for the indexes.
api::CreateTableRequest notes_table(std::string table_name);

/// What a table has of the indexes of `notes_table`. One that the seed or an older Tabella made has
/// none.
struct NoteIndexes {
    bool title_written = false;  ///< There, if only being built: notes must carry its key.
    bool title_readable = false;
    bool day_written = false;
    bool day_readable = false;
};

/// Asks the table now and then which indexes it has, so that one which is added later is found.
/// A table that cannot be described (not there, not allowed) counts as one without indexes.
/// Thread-safe; the clock outlives it.
class NoteIndexWatch {
 public:
    NoteIndexWatch(const Clock& clock, std::string table_name)
        : clock_(clock), table_name_(std::move(table_name)) {}

    /// What is known, or what `api`, which outlives the task, says now.
    Task<NoteIndexes> now(api::DynamoApi& api);

 private:
    const Clock& clock_;
    const std::string table_name_;
    std::atomic<EpochMs> ask_again_{0};
    std::atomic<unsigned> known_{0};  ///< NoteIndexes as bits.
};

}  // namespace tabella::notes
