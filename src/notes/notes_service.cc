#include "notes/notes_service.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "model/limits.h"

namespace tabella::notes {

namespace {

using client::Attr;
using client::Key;

// Conflicts that are met one by one before the stored ids are looked up. Notes made faster than one
// a millisecond run ahead of the clock, and a process that starts then would meet them all.
constexpr int kConflictsBeforeSkip = 3;
constexpr int kAttemptsMax = 1'000;

// How far ahead the first look goes; each after it twice as far. Bounded by how many conflicts
// there were, so that a stray item of the future, which anyone may put into the table, does not
// carry all later ids with it.
constexpr std::chrono::milliseconds kFirstWindow = std::chrono::seconds(10);
constexpr std::chrono::milliseconds kWindowMax = std::chrono::hours(24 * 365);
// Items that a look reads, of which some may be no notes of ours ("NOTE#17x").
constexpr std::int64_t kSkipItemsMax = 8;

/// The number that an id is, of as many digits as `like`: with those, order of keys is order of
/// numbers.
std::optional<EpochMs> number_of(std::string_view sort_key, std::string_view like) {
    if (sort_key.size() != like.size() || !sort_key.starts_with(kNotePrefix)) return std::nullopt;
    sort_key.remove_prefix(kNotePrefix.size());
    EpochMs number = 0;
    const auto [end, failure] =
        std::from_chars(sort_key.data(), sort_key.data() + sort_key.size(), number);
    if (failure != std::errc() || end != sort_key.data() + sort_key.size()) return std::nullopt;
    return number;
}

}  // namespace

NotesService::NotesService(api::DynamoApi& api, const Clock& clock, NotesSettings settings)
    : api_(api),
      table_(api, client::TableName{settings.table_name}),
      clock_(clock),
      shared_(std::make_shared<Shared>(clock, std::move(settings))) {}

NotesService::NotesService(std::unique_ptr<api::DynamoApi> api, const NotesService& original)
    : own_api_(std::move(api)),
      api_(*own_api_),
      table_(api_, client::TableName{original.table_.name()}),
      clock_(original.clock_),
      shared_(original.shared_) {}

NotesService::Shared::Shared(const Clock& clock, NotesSettings settings)
    : cursors(std::move(settings.cursor_secret)), indexes(clock, std::move(settings.table_name)) {}

std::unique_ptr<NotesService> NotesService::traced(const api::Trace& trace) {
    if (trace.empty()) return nullptr;
    auto api = api_.traced(trace);
    if (api == nullptr) return nullptr;
    return std::unique_ptr<NotesService>(new NotesService(std::move(api), *this));
}

Task<NotesResult<NoteId>> NotesService::create(UserKey user, NewNote note) {
    const client::PutOptions if_new{.condition = Attr("PK").not_exists(), .count_capacity = true};
    const NoteIndexes indexes = co_await shared_->indexes.now(api_);
    std::chrono::milliseconds window = kFirstWindow;
    for (int attempt = 1; attempt <= kAttemptsMax; ++attempt) {
        const EpochMs id = next_id();
        const AttributeMap item = item_of(user, std::to_string(id), note, indexes);
        if (item_size_bytes(Item(item)) > limits::kItemBytesMax)
            co_return make_error(NotesError::Kind::kTooLarge);
        auto put = co_await table_.put_item(item, if_new);
        count(StoreMetrics::kPutItem, put);
        if (put.ok()) {
            shared_->store_metrics.count_written(put->consumed_capacity);
            co_return NoteId(std::to_string(id));
        }
        if (put.error().code != api::ErrorCode::kConditionalCheckFailed)
            co_return to_notes_error("PutItem", put.error());
        if (attempt < kConflictsBeforeSkip) continue;
        auto skipped = co_await skip_stored_ids(user, id, window);
        if (!skipped.ok()) co_return std::move(skipped).error();
        window = std::min(2 * window, kWindowMax);
    }
    co_return NotesError{NotesError::Kind::kStoreUnavailable,
                         "No free id for the note was found; please try again"};
}

Task<NotesResult<std::optional<AttributeMap>>> NotesService::get(UserKey user, NoteId id) {
    if (!fits_sort_key(id)) co_return std::optional<AttributeMap>();
    api::GetItemRequest request;
    request.table_name = table_.name();
    request.key = Item(key_of(user, id.value));
    request.return_consumed_capacity = api::ReturnConsumedCapacity::kTotal;
    auto got = co_await api_.get_item(std::move(request));
    count(StoreMetrics::kGetItem, got);
    if (!got.ok()) co_return to_notes_error("GetItem", got.error());
    shared_->store_metrics.count_read(got->consumed_capacity);
    if (!got->item.has_value()) co_return std::optional<AttributeMap>();
    AttributeMap note = got->item->decode();
    if (is_expired(note, now())) co_return std::optional<AttributeMap>();
    co_return std::optional(std::move(note));
}

Task<NotesResult<Nothing>> NotesService::ready() {
    // Probes come from everywhere, and DescribeTable is rationed: once a second is enough.
    constexpr EpochMs kBelievedMs = 1'000;
    const EpochMs now = clock_.now_ms();
    if (now < shared_->ready_until.load()) co_return Nothing{};
    api::DescribeTableRequest request{.table_name = table_.name()};
    auto described = co_await api_.describe_table(std::move(request));
    NotesError reason = make_error(NotesError::Kind::kStoreUnavailable);
    if (described.ok() && described->table.table_status == api::TableStatus::kActive) {
        shared_->ready_until = now + kBelievedMs;
        co_return Nothing{};
    }
    if (described.ok())
        reason.message = "The table of the notes is not ACTIVE";
    else if (described.error().code == api::ErrorCode::kResourceNotFound)
        reason.message = "The table of the notes is missing";
    co_return reason;
}

AttributeMap NotesService::item_of(const UserKey& user, std::string_view id, const NewNote& note,
                                   NoteIndexes indexes) const {
    AttributeMap item = key_of(user, id);
    item.emplace("title", note.title);
    item.emplace("content", note.content);
    if (note.expires_at.has_value()) item.emplace("expires_at", Number(*note.expires_at));
    if (indexes.title_written) item.emplace("title_key", title_key(note.title));
    if (const auto day = created_day(id); indexes.day_written && day.has_value())
        item.emplace("created_day", *day);
    return item;
}

EpochMs NotesService::next_id() {
    const EpochMs now_ms = clock_.now_ms();
    EpochMs last = shared_->last_id.load();
    EpochMs next = 0;
    do {
        next = std::max(now_ms, last + 1);
    } while (!shared_->last_id.compare_exchange_weak(last, next));
    return next;
}

Task<NotesResult<Nothing>> NotesService::skip_stored_ids(UserKey user, EpochMs taken,
                                                         std::chrono::milliseconds window) {
    const std::string low = note_key(std::to_string(taken));
    const std::string high = note_key(std::to_string(taken + window.count()));
    // Where a digit is added, order of keys is not order of numbers.
    if (low.size() != high.size()) co_return Nothing{};
    const client::QueryOptions newest{
        .key_condition = Key("PK").eq(user.value) & Key("SK").between(low, high),
        .limit = kSkipItemsMax,
        .forward = false,
        .consistent = true,
        .attributes = {"SK"},
        .count_capacity = true};
    auto page = co_await table_.query(newest);
    count(StoreMetrics::kQuery, page);
    if (!page.ok()) co_return to_notes_error("Query", page.error());
    shared_->store_metrics.count_read(page->consumed_capacity);
    for (const AttributeMap& item : page->items) {
        const std::string* sort_key = string_of(item, "SK");
        const auto stored = sort_key == nullptr ? std::nullopt : number_of(*sort_key, low);
        if (!stored.has_value()) continue;
        EpochMs last = shared_->last_id.load();
        while (last < *stored && !shared_->last_id.compare_exchange_weak(last, *stored)) {
        }
        break;
    }
    co_return Nothing{};
}

}  // namespace tabella::notes
