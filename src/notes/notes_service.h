#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "client/table.h"

namespace tabella::notes {

// The strong types have constructors on purpose: GCC 12 destroys a temporary aggregate twice when
// it stands in a `co_await` expression, as in `co_await service.get(NoteId{…})`.

/// What follows "NOTE#" in a note's sort key: epoch milliseconds, for notes made here.
struct NoteId {
    explicit NoteId(std::string id) : value(std::move(id)) {}
    std::string value;
};

/// Where a page of notes goes on: the sort key of the last note before it.
struct ListPosition {
    explicit ListPosition(std::string last) : sort_key(std::move(last)) {}
    std::string sort_key;
};
static_assert(!std::is_aggregate_v<NoteId> && !std::is_aggregate_v<ListPosition>);

struct NotesSettings {
    std::string table_name = "DemoTable";
    std::string user_id = "USER#demo";  ///< The partition key of all notes.
};

/// What the user of the API has to know of a failure. The message names nothing internal.
struct NotesError {
    enum class Kind {
        kStoreUnavailable,  ///< Throttled or unreachable: may be tried again.
        kTooLarge,          ///< More than DynamoDB's 400 KB an item.
        kInternal,
    };
    Kind kind = Kind::kInternal;
    std::string message;
};

template <class T>
using NotesResult = Result<T, NotesError>;

struct NotePage {
    std::vector<AttributeMap> notes;   ///< In key order: oldest first.
    std::optional<ListPosition> next;  ///< Absent after the last page.
};

/// The notes of one user, over any DynamoApi. Keys: PK = user id, SK = "NOTE#" id, so that a
/// listing is a Query of one partition, in order of creation.
///
/// Thread-safe. The DynamoApi and the clock outlive it.
class NotesService {
 public:
    NotesService(api::DynamoApi& api, const Clock& clock, NotesSettings settings);

    /// Stores a note under the next free millisecond: `attribute_not_exists(PK)` refuses an id that
    /// another process has taken, and the next one is tried.
    ///
    /// No note is ever lost or overwritten. Where the answer of the store is lost and the client
    /// repeats the write, the refusal may be the echo of its own success; since another process may
    /// have written an equal note, the note is then stored again: after a fault of the network it
    /// may exist twice.
    Task<NotesResult<NoteId>> create(std::string title, std::string content);

    /// One DynamoDB page of notes after `position`.
    Task<NotesResult<NotePage>> list(std::optional<ListPosition> position);

    /// Nothing when there is no such note.
    Task<NotesResult<std::optional<AttributeMap>>> get(NoteId id);

    /// A success also when there was no such note.
    Task<NotesResult<Nothing>> remove(NoteId id);

 private:
    /// An id that this process has not handed out before, not before now.
    EpochMs next_id();
    /// Lets `next_id` go on behind the newest note that is stored.
    Task<NotesResult<Nothing>> skip_stored_ids();
    AttributeMap key_of(const std::string& id) const;

    client::Table table_;
    const Clock& clock_;
    NotesSettings settings_;
    std::atomic<EpochMs> last_id_{0};
};

}  // namespace tabella::notes
