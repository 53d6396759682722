#include "notes/notes_service.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "json/document.h"
#include "model/limits.h"

namespace tabella::notes {

namespace {

using client::Attr;
using client::Key;

constexpr std::string_view kNotePrefix = "NOTE#";

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

NotesError::Kind kind_of(const api::Error& error) {
    switch (error.code) {
        case api::ErrorCode::kUnreachable:
        case api::ErrorCode::kThrottling:
        case api::ErrorCode::kProvisionedThroughputExceeded:
        case api::ErrorCode::kRequestLimitExceeded:
        case api::ErrorCode::kServiceUnavailable:
        case api::ErrorCode::kTransactionConflict:
            return NotesError::Kind::kStoreUnavailable;
        case api::ErrorCode::kRequestEntityTooLarge:
            return NotesError::Kind::kTooLarge;
        case api::ErrorCode::kValidation:
            // Item collections with local indexes may be fuller than the item says.
            return error.message.find("Item size") != std::string::npos
                       ? NotesError::Kind::kTooLarge
                       : NotesError::Kind::kInternal;
        default:
            return NotesError::Kind::kInternal;
    }
}

NotesError make_error(NotesError::Kind kind) {
    switch (kind) {
        case NotesError::Kind::kStoreUnavailable:
            return {kind, "The store cannot be reached at the moment"};
        case NotesError::Kind::kTooLarge:
            return {kind, "The note is larger than 400 KB"};
        case NotesError::Kind::kInvalidCursor:
            return {kind, "cursor is not valid"};
        case NotesError::Kind::kInternal:
            break;
    }
    return {kind, "Internal server error"};
}

/// What the user may know of the store's error; the rest goes to the log.
NotesError to_notes_error(std::string_view operation, const api::Error& error) {
    const NotesError::Kind kind = kind_of(error);
    if (kind != NotesError::Kind::kTooLarge)
        spdlog::log(kind == NotesError::Kind::kInternal ? spdlog::level::err : spdlog::level::warn,
                    "notes: {}: {}: {}", operation, api::type_name(error.code), error.message);
    return make_error(kind);
}

/// A key that DynamoDB would refuse for its length belongs to no note.
bool fits_sort_key(const NoteId& id) {
    return kNotePrefix.size() + id.value.size() <= limits::kSortKeyBytesMax;
}

bool is_note_key(std::string_view sort_key) {
    return sort_key.starts_with(kNotePrefix) && sort_key.size() <= limits::kSortKeyBytesMax &&
           json::is_utf8(sort_key);
}

std::string note_key(std::string_view id) {
    return std::string(kNotePrefix).append(id);
}

/// Null when the item, which may come from across the network, has no such string.
const std::string* sort_key_of(const AttributeMap& item) {
    const auto found = item.find("SK");
    return found == item.end() ? nullptr : found->second.as<std::string>();
}

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
    : table_(api, client::TableName{settings.table_name}),
      clock_(clock),
      user_id_(settings.user_id),
      cursors_(settings.user_id) {}

Task<NotesResult<NoteId>> NotesService::create(std::string title, std::string content) {
    const client::PutOptions if_new{.condition = Attr("PK").not_exists()};
    std::chrono::milliseconds window = kFirstWindow;
    for (int attempt = 1; attempt <= kAttemptsMax; ++attempt) {
        const EpochMs id = next_id();
        AttributeMap item = key_of(std::to_string(id));
        item.emplace("title", title);
        item.emplace("content", content);
        if (item_size_bytes(Item(item)) > limits::kItemBytesMax)
            co_return make_error(NotesError::Kind::kTooLarge);
        auto put = co_await table_.put_item(item, if_new);
        if (put.ok()) co_return NoteId(std::to_string(id));
        if (put.error().code != api::ErrorCode::kConditionalCheckFailed)
            co_return to_notes_error("PutItem", put.error());
        if (attempt < kConflictsBeforeSkip) continue;
        auto skipped = co_await skip_stored_ids(id, window);
        if (!skipped.ok()) co_return std::move(skipped).error();
        window = std::min(2 * window, kWindowMax);
    }
    co_return NotesError{NotesError::Kind::kStoreUnavailable,
                         "No free id for the note was found; please try again"};
}

Task<NotesResult<NotePage>> NotesService::list(std::optional<Cursor> cursor) {
    client::QueryOptions options{.key_condition =
                                     Key("PK").eq(user_id_) & Key("SK").begins_with(kNotePrefix)};
    if (cursor.has_value()) {
        std::optional<std::string> last = cursors_.decode(*cursor);
        // DynamoDB refuses a start outside the range, so it must not get that far.
        if (!last.has_value() || !is_note_key(*last))
            co_return make_error(NotesError::Kind::kInvalidCursor);
        options.start_key = AttributeMap{{"PK", AttributeValue(user_id_)},
                                         {"SK", AttributeValue(*std::move(last))}};
    }
    auto page = co_await table_.query(options);
    if (!page.ok()) co_return to_notes_error("Query", page.error());
    NotePage notes{.notes = std::move(page->items)};
    if (page->next_key.has_value()) {
        const std::string* last = sort_key_of(*page->next_key);
        // A page that cannot be continued would be silently short.
        if (last == nullptr) co_return make_error(NotesError::Kind::kInternal);
        notes.next = cursors_.encode(*last);
    }
    co_return notes;
}

Task<NotesResult<std::optional<AttributeMap>>> NotesService::get(NoteId id) {
    if (!fits_sort_key(id)) co_return std::optional<AttributeMap>();
    const AttributeMap key = key_of(id.value);
    auto item = co_await table_.get_item(key);
    if (!item.ok()) co_return to_notes_error("GetItem", item.error());
    co_return std::move(item).value();
}

Task<NotesResult<Nothing>> NotesService::remove(NoteId id) {
    if (!fits_sort_key(id)) co_return Nothing{};
    const AttributeMap key = key_of(id.value);
    auto removed = co_await table_.delete_item(key);
    if (!removed.ok()) co_return to_notes_error("DeleteItem", removed.error());
    co_return Nothing{};
}

EpochMs NotesService::next_id() {
    const EpochMs now_ms = clock_.now_ms();
    EpochMs last = last_id_.load();
    EpochMs next = 0;
    do {
        next = std::max(now_ms, last + 1);
    } while (!last_id_.compare_exchange_weak(last, next));
    return next;
}

Task<NotesResult<Nothing>> NotesService::skip_stored_ids(EpochMs taken,
                                                         std::chrono::milliseconds window) {
    const std::string low = note_key(std::to_string(taken));
    const std::string high = note_key(std::to_string(taken + window.count()));
    // Where a digit is added, order of keys is not order of numbers.
    if (low.size() != high.size()) co_return Nothing{};
    const client::QueryOptions newest{
        .key_condition = Key("PK").eq(user_id_) & Key("SK").between(low, high),
        .limit = kSkipItemsMax,
        .forward = false,
        .consistent = true,
        .attributes = {"SK"}};
    auto page = co_await table_.query(newest);
    if (!page.ok()) co_return to_notes_error("Query", page.error());
    for (const AttributeMap& item : page->items) {
        const std::string* sort_key = sort_key_of(item);
        const auto stored = sort_key == nullptr ? std::nullopt : number_of(*sort_key, low);
        if (!stored.has_value()) continue;
        EpochMs last = last_id_.load();
        while (last < *stored && !last_id_.compare_exchange_weak(last, *stored)) {
        }
        break;
    }
    co_return Nothing{};
}

AttributeMap NotesService::key_of(std::string_view id) const {
    return {{"PK", AttributeValue(user_id_)}, {"SK", AttributeValue(note_key(id))}};
}

}  // namespace tabella::notes
