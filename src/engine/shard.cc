#include "engine/shard.h"

#include "engine/change_record.h"
#include "model/limits.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

Error damaged() {
    return {ErrorKind::kCorruption, "a key or the horizon of the change log is damaged"};
}

/// A walk over the changes of a stream as of one moment, which begins with their horizon: what is
/// trimmed meanwhile is never skipped unseen.
class Walk {
 public:
    Walk(const storage::Store& store, const Stream& stream, storage::ReadTier tier)
        : stream_(stream),
          cursor_(store.cursor(storage::Keyspace::kChanges, changes_prefix(stream.id),
                               storage::after_prefix(changes_prefix(stream.id)), tier)) {}

    /// Nothing: it takes the disk.
    Result<std::optional<std::int64_t>> horizon() {
        cursor_.seek_first();
        TABELLA_ASSIGN(const bool read, is_read());
        if (!read) return std::optional<std::int64_t>();
        if (!cursor_.valid() || cursor_.key() != horizon_key(stream_.id))
            return std::optional(stream_.first_number);
        std::string_view value = cursor_.value();
        const auto number = storage::take_u64(value);
        if (!number.has_value()) return damaged();
        return std::optional(static_cast<std::int64_t>(*number));
    }

    /// False: it takes the disk.
    Result<bool> is_read() const {
        using End = storage::Cursor::End;
        if (cursor_.valid() || cursor_.end() == End::kFinished) return true;
        if (cursor_.end() == End::kNeedsDisk) return false;
        return cursor_.error();
    }

    Result<std::int64_t> number() const {
        const auto number = number_of_change_key(cursor_.key());
        if (!number.has_value()) return damaged();
        return *number;
    }

    storage::Cursor& cursor() { return cursor_; }

 private:
    const Stream& stream_;
    storage::Cursor cursor_;
};

}  // namespace

Result<std::optional<ShardBounds>> read_bounds(const storage::Store& store, const Stream& stream,
                                               storage::ReadTier tier) {
    Walk walk(store, stream, tier);
    TABELLA_ASSIGN(const auto horizon, walk.horizon());
    if (!horizon.has_value()) return std::optional<ShardBounds>();
    walk.cursor().seek_last();
    TABELLA_ASSIGN(const bool read, walk.is_read());
    if (!read) return std::optional<ShardBounds>();
    ShardBounds bounds{.horizon = *horizon, .last_change = std::nullopt};
    if (!walk.cursor().valid()) return std::optional(bounds);
    TABELLA_ASSIGN(const std::int64_t last, walk.number());
    if (last != 0) bounds.last_change = last;
    return std::optional(bounds);
}

Result<std::optional<ShardPage>> read_records(const storage::Store& store, const ShardPlan& plan,
                                              storage::ReadTier tier) {
    Walk walk(store, *plan.stream, tier);
    TABELLA_ASSIGN(const auto horizon, walk.horizon());
    if (!horizon.has_value()) return std::optional<ShardPage>();
    ShardPage page;
    page.next = plan.position;
    page.trimmed = plan.position < *horizon;
    if (page.trimmed) return std::optional(std::move(page));
    storage::Cursor& cursor = walk.cursor();
    std::size_t bytes = 0;
    for (cursor.seek(change_key(plan.stream->id, plan.position)); cursor.valid(); cursor.next()) {
        if (page.records.size() == plan.records_max) return std::optional(std::move(page));
        TABELLA_ASSIGN(const std::int64_t number, walk.number());
        TABELLA_ASSIGN(api::Record record,
                       record_of_change(*plan.stream, plan.region, number, cursor.value()));
        bytes += static_cast<std::size_t>(*record.dynamodb->size_bytes);
        if (bytes > limits::kGetRecordsBytesMax && !page.records.empty())
            return std::optional(std::move(page));
        page.records.push_back(std::move(record));
        page.next = number + 1;
    }
    TABELLA_ASSIGN(const bool read, walk.is_read());
    if (!read) return std::optional<ShardPage>();
    page.at_end = true;
    return std::optional(std::move(page));
}

}  // namespace tabella::engine
