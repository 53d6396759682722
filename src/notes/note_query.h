#pragma once

#include <optional>
#include <string>

#include "client/table.h"
#include "notes/cursor.h"
#include "notes/note_attributes.h"

namespace tabella::notes {

/// What GET /notes asks for: a Query of the table (the user's notes by time), of the index by-title
/// (the user's notes by title; without times) or of by-day (everyone's notes of one day; not by
/// title).
struct NoteQuery {
    bool descending = false;
    bool by_title = false;  ///< Also with a title_prefix.
    std::optional<std::string> title_prefix = {};
    std::optional<std::string> day = {};  ///< "2026-11-22"
    /// Both ends included; not after created_before.
    std::optional<EpochMs> created_after = {};
    std::optional<EpochMs> created_before = {};
    /// Only notes that contain this in title or content. Read all the same.
    std::optional<std::string> text = {};
    std::optional<std::int64_t> limit = {};  ///< Notes a page; absent: a page of DynamoDB, 1 MB.
    std::optional<Cursor> cursor = {};
};

/// The text that a cursor of this listing is bound to: user and query, but for limit and cursor.
std::string listing_of(const UserKey& user, const NoteQuery& query);

/// The Query without its limit and start.
client::QueryOptions to_query_options(const UserKey& user, const NoteQuery& query,
                                      EpochSeconds now);

/// The key of the note in what the query reads: as LastEvaluatedKey has it.
AttributeMap start_key_of(const AttributeMap& note, const NoteQuery& query);

}  // namespace tabella::notes
