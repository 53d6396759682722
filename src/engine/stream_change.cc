#include "engine/stream_change.h"

#include "engine/change_record.h"
#include "engine/table_change.h"
#include "model/limits.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

using storage::Keyspace;

/// The number of a stream's beginning or end is its own place in the sequence of all changes.
Result<StreamPtr> open_stream(Table& table, storage::CommitContext& context) {
    auto stream = std::make_shared<Stream>();
    TABELLA_ASSIGN(const std::int64_t id, context.take_number(kLastStreamId));
    TABELLA_ASSIGN(stream->first_number, context.take_number(kLastChange));
    stream->id = static_cast<StreamId>(id);
    stream->data_set = table.data_set;
    stream->table_name = table.name();
    stream->view_type = table.stream->view_type;
    stream->key_schema = table.definition.key_schema;
    stream->created_ms = context.now_ms();
    // A stream that is enabled anew has a new label, however soon.
    for (;; ++stream->created_ms) {
        TABELLA_ASSIGN(const auto taken, context.get(Keyspace::kChanges, stream_key(*stream)));
        if (!taken.has_value()) break;
    }
    table.stream->id = stream->id;
    table.stream->created_ms = stream->created_ms;
    context.put(Keyspace::kChanges, stream_key(*stream), encode_stream(*stream));
    return StreamPtr(std::move(stream));
}

}  // namespace

Result<StreamPtr> settle_stream(const Table* previous, Table& next,
                                storage::CommitContext& context) {
    const bool enabled = next.stream.has_value() && next.stream->enabled;
    if (enabled && next.stream->id == StreamId{}) return open_stream(next, context);
    if (previous != nullptr && !enabled) return close_stream(*previous, context);
    return StreamPtr();
}

Result<StreamPtr> close_stream(const Table& table, storage::CommitContext& context) {
    if (!table.stream.has_value() || !table.stream->enabled) return StreamPtr();
    Stream place;
    place.data_set = table.data_set;
    place.table_name = table.name();
    place.created_ms = table.stream->created_ms;
    const std::string key = stream_key(place);
    TABELLA_ASSIGN(const auto record, context.get(Keyspace::kChanges, key));
    if (!record.has_value()) return Error{ErrorKind::kCorruption, "a table's stream is missing"};
    TABELLA_ASSIGN(const StreamPtr open, decode_stream(key, *record));
    auto closed = std::make_shared<Stream>(*open);
    TABELLA_ASSIGN(closed->last_number, context.take_number(kLastChange));
    closed->disabled_ms = context.now_ms();
    context.put(Keyspace::kChanges, key, encode_stream(*closed));
    return StreamPtr(std::move(closed));
}

Result<TrimmableChanges> next_trimmable_changes(const storage::Store& store, const Stream& stream,
                                                EpochMs now_ms, const BackgroundOptions& options) {
    TABELLA_ASSIGN(const auto horizon,
                   store.get(Keyspace::kChanges, horizon_key(stream.id), storage::ReadTier::kAll));
    std::string begin = change_key(stream.id, stream.first_number);
    if (horizon.value.has_value()) begin = changes_prefix(stream.id) + *horizon.value;
    storage::Cursor cursor =
        store.cursor(Keyspace::kChanges, begin, storage::after_prefix(changes_prefix(stream.id)),
                     storage::ReadTier::kAllOnce);
    TrimmableChanges trimmable;
    // What is written from now on is kept that long.
    trimmable.due_ms = now_ms + limits::kStreamRetentionMs;
    std::size_t rows = 0;
    std::size_t bytes = 0;
    for (cursor.seek_first(); cursor.valid(); cursor.next()) {
        if (rows == options.chunk_rows || bytes >= options.chunk_bytes) {
            trimmable.more = true;
            return trimmable;
        }
        const auto number = number_of_change_key(cursor.key());
        const auto created_ms = created_of_change(cursor.value());
        if (!number.has_value() || !created_ms.has_value())
            return Error{ErrorKind::kCorruption, "a change in the change log is damaged"};
        if (*created_ms > now_ms - limits::kStreamRetentionMs) {
            trimmable.due_ms = *created_ms + limits::kStreamRetentionMs;
            return trimmable;
        }
        ++rows;
        bytes += cursor.value().size();
        trimmable.found = true;
        trimmable.horizon = *number + 1;
    }
    if (cursor.end() == storage::Cursor::End::kFailed) return cursor.error();
    return trimmable;
}

Status TrimChange::apply(storage::CommitContext& context) {
    context.erase_range(Keyspace::kChanges, change_key(id_, 1), change_key(id_, horizon_));
    std::string horizon;
    storage::append_u64(horizon, static_cast<std::uint64_t>(horizon_));
    context.put(Keyspace::kChanges, horizon_key(id_), horizon);
    return ok_status();
}

Status RemoveStreamChange::apply(storage::CommitContext& context) {
    const std::string prefix = changes_prefix(stream_->id);
    context.erase(Keyspace::kChanges, stream_key(*stream_));
    context.erase_range(Keyspace::kChanges, prefix, storage::after_prefix(prefix));
    if (table_ == nullptr || table_->life->deleted.load()) return ok_status();
    const TablePtr latest = latest_version(table_);
    if (!latest->stream.has_value() || latest->stream->id != stream_->id) return ok_status();
    auto next = std::make_shared<Table>(*latest);
    next->stream.reset();
    next_ = store_version(std::move(next), context);
    return ok_status();
}

}  // namespace tabella::engine
