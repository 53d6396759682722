#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/clock.h"
#include "client/conditions.h"
#include "model/item.h"

// How a note is stored. docs/data-model.md explains why.
//
//   PK            S  the user: "USER#" sub
//   SK            S  "NOTE#" id
//   title, content  S
//   expires_at    N  epoch seconds, the table's TTL attribute; absent: never
//   note_version  N  how often the note was changed; absent: never, as in all notes of the seed
//   title_key     S  "TITLE#" title, cut to what a key can hold; only where the table has the index
//   created_day   S  "2026-11-22", of the id's time in UTC; only where the table has the index
//
// The last three are ours alone: they are not shown.

namespace tabella::notes {

// The strong types have constructors on purpose: GCC 12 destroys a temporary aggregate twice when
// it stands in a `co_await` expression, as in `co_await service.get(user, NoteId{…})`.

/// The partition key of a user's notes.
struct UserKey {
    explicit UserKey(std::string key) : value(std::move(key)) {}
    std::string value;
};

/// What follows "NOTE#" in a note's sort key: epoch milliseconds, for notes made here.
struct NoteId {
    explicit NoteId(std::string id) : value(std::move(id)) {}
    std::string value;
};

static_assert(!std::is_aggregate_v<NoteId> && !std::is_aggregate_v<UserKey>);

inline constexpr std::string_view kNotePrefix = "NOTE#";
inline constexpr std::string_view kTitleKeyPrefix = "TITLE#";
inline constexpr std::string_view kTitleIndex = "by-title";
inline constexpr std::string_view kDayIndex = "by-day";

/// Epoch seconds, as DynamoDB's time to live has them.
using EpochSeconds = std::int64_t;

std::string note_key(std::string_view id);
AttributeMap key_of(const UserKey& user, std::string_view id);
/// A key that DynamoDB would refuse for its length belongs to no note.
bool fits_sort_key(const NoteId& id);
/// Null when the item, which may come from across the network, has no such string.
const std::string* string_of(const AttributeMap& item, std::string_view name);

std::string title_key(std::string_view title);
/// Nothing when the id is no time of the years 1970 to 9999.
std::optional<std::string> created_day(std::string_view id);

/// 0 for a note that was never changed here.
std::int64_t version_of(const AttributeMap& note);
bool is_expired(const AttributeMap& note, EpochSeconds now);
/// True for what `is_expired` says is not: an item without the attribute, or with one of another
/// type, compares false with everything, so it is kept.
client::Condition not_expired(EpochSeconds now);

/// The note without the attributes that are ours alone.
AttributeMap shown(AttributeMap note);

}  // namespace tabella::notes
