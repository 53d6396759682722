#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "client/table.h"
#include "notes/cursor.h"
#include "notes/metrics.h"
#include "notes/note_attributes.h"
#include "notes/note_query.h"
#include "notes/notes_error.h"
#include "notes/notes_table.h"

namespace tabella::notes {

struct NotesSettings {
    std::string table_name = "DemoTable";
    /// Signs cursors; one of another secret is refused.
    std::string cursor_secret = {};
};

struct NewNote {
    std::string title = {};
    std::string content = {};
    std::optional<EpochSeconds> expires_at = {};
};

/// What a client repeats a creation with, so that it happens once.
struct IdempotencyKey {
    std::string value;
    std::string body;  ///< The request's, as sent: another body is another request.
};

/// What a change leaves out stays as it is.
struct NoteChanges {
    std::optional<std::string> title = {};
    std::optional<std::string> content = {};
    std::optional<EpochSeconds> expires_at = {};
    bool keeps_for_ever = false;  ///< Takes the time of expiry away.
};

/// What If-Match asks for: the note exists, at one of these versions where any are named.
struct VersionMatch {
    std::vector<std::int64_t> versions = {};
    bool any = false;  ///< `*`
};

struct NotePage {
    std::vector<AttributeMap> notes;  ///< As stored; `shown` takes away what is ours alone.
    std::optional<Cursor> next;       ///< Absent after the last page.
    double read_capacity_units = 0;   ///< What reading the page consumed.
};

/// The notes of many users, over any DynamoApi. Keys: PK = user, SK = "NOTE#" id, so that a listing
/// is a Query of one partition, in order of creation. Whoever calls has made sure who the user is:
/// no operation but a listing by day reaches beyond the partition of that user.
///
/// A note that has expired is not there, also while the store has not deleted it yet.
///
/// Thread-safe. The DynamoApi and the clock outlive it.
class NotesService {
 public:
    NotesService(api::DynamoApi& api, const Clock& clock, NotesSettings settings);

    /// The same service for one traced request: its calls to the store carry the trace on. Null
    /// where the store has nobody to tell: then this one serves. This one outlives it.
    std::unique_ptr<NotesService> traced(const api::Trace& trace);

    /// Stores a note under the next free millisecond: `attribute_not_exists(PK)` refuses an id that
    /// another process has taken, and the next one is tried.
    ///
    /// No note is ever lost or overwritten. Where the answer of the store is lost and the client
    /// repeats the write (`api::Error::maybe_applied`), the refusal may be the echo of its own
    /// success. Nothing in the seed's item tells that from an equal note which another process
    /// wrote in the same millisecond, and to take that one for ours would lose a note. So the note
    /// is stored again, under the next id: after a fault of the network it may exist twice.
    Task<NotesResult<NoteId>> create(UserKey user, NewNote note);

    /// As `create`, but the same key within a day answers the same id and stores nothing more;
    /// with another body kKeyReused.
    Task<NotesResult<NoteId>> create_once(UserKey user, NewNote note, IdempotencyKey key);

    /// One page, from the first or from where the page before ended. A page may be empty although
    /// more follow, where a filter has left nothing of what was read. kInvalidCursor, kNoIndex.
    Task<NotesResult<NotePage>> list(UserKey user, NoteQuery query);

    /// Nothing when there is no such note.
    Task<NotesResult<std::optional<AttributeMap>>> get(UserKey user, NoteId id);

    /// Changes the note and counts its version up; answers it as it is then. kNotFound,
    /// kPreconditionFailed.
    Task<NotesResult<AttributeMap>> change(UserKey user, NoteId id, NoteChanges changes,
                                           std::optional<VersionMatch> match);

    /// A success also when there was no such note, unless a version was asked for:
    /// kPreconditionFailed.
    Task<NotesResult<Nothing>> remove(UserKey user, NoteId id, std::optional<VersionMatch> match);

    /// Whether the table is there and ACTIVE; kStoreUnavailable says why not.
    Task<NotesResult<Nothing>> ready();

    EpochMs now_ms() const { return clock_.now_ms(); }
    const Clock& clock() const { return clock_; }
    const StoreMetrics& store_metrics() const { return shared_->store_metrics; }

 private:
    /// What the service has in common with the `traced` ones.
    struct Shared {
        Shared(const Clock& clock, NotesSettings settings);

        const CursorCodec cursors;
        NoteIndexWatch indexes;
        StoreMetrics store_metrics;
        std::atomic<EpochMs> ready_until{0};
        std::atomic<EpochMs> last_id{0};
    };

    NotesService(std::unique_ptr<api::DynamoApi> api, const NotesService& original);

    EpochSeconds now() const { return clock_.now_ms() / 1000; }
    /// The item of a new note under that id, with the keys of the indexes that there are.
    AttributeMap item_of(const UserKey& user, std::string_view id, const NewNote& note,
                         NoteIndexes indexes) const;
    template <class Answer>
    void count(StoreMetrics::Operation operation, const api::Result<Answer>& answer) {
        shared_->store_metrics.count(
            operation, answer.ok() ||
                           answer.error().code == api::ErrorCode::kConditionalCheckFailed ||
                           answer.error().code == api::ErrorCode::kTransactionCanceled);
    }
    /// An id that this process has not handed out before, not before now.
    EpochMs next_id();
    /// Lets `next_id` go on behind the newest of the notes that are stored from `taken` to the end
    /// of the window.
    Task<NotesResult<Nothing>> skip_stored_ids(UserKey user, EpochMs taken,
                                               std::chrono::milliseconds window);

    const std::unique_ptr<api::DynamoApi> own_api_;  ///< Null but for a traced one.
    api::DynamoApi& api_;
    client::Table table_;
    const Clock& clock_;
    const std::shared_ptr<Shared> shared_;
};

}  // namespace tabella::notes
