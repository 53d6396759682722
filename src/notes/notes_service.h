#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "client/table.h"
#include "notes/cursor.h"

namespace tabella::notes {

// The strong types have constructors on purpose: GCC 12 destroys a temporary aggregate twice when
// it stands in a `co_await` expression, as in `co_await service.get(NoteId{…})`.

/// What follows "NOTE#" in a note's sort key: epoch milliseconds, for notes made here.
struct NoteId {
    explicit NoteId(std::string id) : value(std::move(id)) {}
    std::string value;
};

static_assert(!std::is_aggregate_v<NoteId> && !std::is_aggregate_v<Cursor>);

struct NotesSettings {
    std::string table_name = "DemoTable";
    std::string user_id = "USER#demo";  ///< The partition key of all notes.
};

/// What the user of the API has to know of a failure. The message names nothing internal.
struct NotesError {
    enum class Kind {
        kStoreUnavailable,  ///< Throttled or unreachable: may be tried again.
        kTooLarge,          ///< More than DynamoDB's 400 KB an item.
        kInvalidCursor,     ///< A cursor that no listing of this user's notes has given.
        kInternal,
    };
    Kind kind = Kind::kInternal;
    std::string message;
};

template <class T>
using NotesResult = Result<T, NotesError>;

struct NotePage {
    std::vector<AttributeMap> notes;  ///< In key order: oldest first.
    std::optional<Cursor> next;       ///< Absent after the last page.
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
    /// repeats the write (`api::Error::maybe_applied`), the refusal may be the echo of its own
    /// success. Nothing in the seed's item tells that from an equal note which another process
    /// wrote in the same millisecond, and to take that one for ours would lose a note. So the note
    /// is stored again, under the next id: after a fault of the network it may exist twice.
    Task<NotesResult<NoteId>> create(std::string title, std::string content);

    /// One DynamoDB page of notes, from the first or from where the page before ended.
    Task<NotesResult<NotePage>> list(std::optional<Cursor> cursor);

    /// Nothing when there is no such note.
    Task<NotesResult<std::optional<AttributeMap>>> get(NoteId id);

    /// A success also when there was no such note.
    Task<NotesResult<Nothing>> remove(NoteId id);

 private:
    /// An id that this process has not handed out before, not before now.
    EpochMs next_id();
    /// Lets `next_id` go on behind the newest of the notes that are stored from `taken` to the end
    /// of the window.
    Task<NotesResult<Nothing>> skip_stored_ids(EpochMs taken, std::chrono::milliseconds window);
    AttributeMap key_of(std::string_view id) const;

    client::Table table_;
    const Clock& clock_;
    const std::string user_id_;
    const CursorCodec cursors_;
    std::atomic<EpochMs> last_id_{0};
};

}  // namespace tabella::notes
