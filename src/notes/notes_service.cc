#include "notes/notes_service.h"

#include <algorithm>
#include <charconv>

#include "model/limits.h"

namespace tabella::notes {

namespace {

using client::Attr;
using client::Key;

constexpr std::string_view kNotePrefix = "NOTE#";

// Conflicts that are met one by one before the newest stored id is looked up. Notes made faster
// than one a millisecond run ahead of the clock, and a process that starts then would meet them
// all.
constexpr int kConflictsBeforeSkip = 3;
constexpr int kAttemptsMax = 1'000;

NotesError to_notes_error(const api::Error& error) {
    using Kind = NotesError::Kind;
    switch (error.code) {
        case api::ErrorCode::kUnreachable:
        case api::ErrorCode::kThrottling:
        case api::ErrorCode::kProvisionedThroughputExceeded:
        case api::ErrorCode::kRequestLimitExceeded:
        case api::ErrorCode::kServiceUnavailable:
            return {Kind::kStoreUnavailable, "The store cannot be reached at the moment"};
        case api::ErrorCode::kValidation:
            if (error.message.find("Item size") != std::string::npos)
                return {Kind::kTooLarge, "The note is larger than 400 KB"};
            break;
        default:
            break;
    }
    return {Kind::kInternal, "Internal server error"};
}

/// A key that DynamoDB would refuse for its length belongs to no note.
bool fits_sort_key(const NoteId& id) {
    return kNotePrefix.size() + id.value.size() <= limits::kSortKeyBytesMax;
}

}  // namespace

NotesService::NotesService(api::DynamoApi& api, const Clock& clock, NotesSettings settings)
    : table_(api, client::TableName{settings.table_name}),
      clock_(clock),
      settings_(std::move(settings)) {}

Task<NotesResult<NoteId>> NotesService::create(std::string title, std::string content) {
    const client::PutOptions if_new{.condition = Attr("PK").not_exists()};
    for (int attempt = 1; attempt <= kAttemptsMax; ++attempt) {
        const std::string id = std::to_string(next_id());
        AttributeMap item = key_of(id);
        item.emplace("title", title);
        item.emplace("content", content);
        auto put = co_await table_.put_item(item, if_new);
        if (put.ok()) co_return NoteId{id};
        if (put.error().code != api::ErrorCode::kConditionalCheckFailed)
            co_return to_notes_error(put.error());
        if (attempt % kConflictsBeforeSkip != 0) continue;
        auto skipped = co_await skip_stored_ids();
        if (!skipped.ok()) co_return std::move(skipped).error();
    }
    co_return NotesError{NotesError::Kind::kStoreUnavailable,
                         "No free id for the note was found; please try again"};
}

Task<NotesResult<NotePage>> NotesService::list(std::optional<ListPosition> position) {
    client::QueryOptions options{.key_condition = Key("PK").eq(settings_.user_id) &
                                                  Key("SK").begins_with(kNotePrefix)};
    if (position.has_value())
        options.start_key = AttributeMap{{"PK", AttributeValue(settings_.user_id)},
                                         {"SK", AttributeValue(std::move(position->sort_key))}};
    auto page = co_await table_.query(options);
    if (!page.ok()) co_return to_notes_error(page.error());
    NotePage notes{.notes = std::move(page->items)};
    if (page->next_key.has_value()) {
        const auto* sort_key = page->next_key->at("SK").as<std::string>();
        if (sort_key == nullptr)
            co_return NotesError{NotesError::Kind::kInternal, "Internal server error"};
        notes.next = ListPosition{*sort_key};
    }
    co_return notes;
}

Task<NotesResult<std::optional<AttributeMap>>> NotesService::get(NoteId id) {
    if (!fits_sort_key(id)) co_return std::optional<AttributeMap>();
    const AttributeMap key = key_of(id.value);
    auto item = co_await table_.get_item(key);
    if (!item.ok()) co_return to_notes_error(item.error());
    co_return std::move(item).value();
}

Task<NotesResult<Nothing>> NotesService::remove(NoteId id) {
    if (!fits_sort_key(id)) co_return Nothing{};
    const AttributeMap key = key_of(id.value);
    auto removed = co_await table_.delete_item(key);
    if (!removed.ok()) co_return to_notes_error(removed.error());
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

Task<NotesResult<Nothing>> NotesService::skip_stored_ids() {
    const client::QueryOptions newest{
        .key_condition = Key("PK").eq(settings_.user_id) & Key("SK").begins_with(kNotePrefix),
        .limit = 1,
        .forward = false,
        .consistent = true,
        .attributes = {"SK"}};
    auto page = co_await table_.query(newest);
    if (!page.ok()) co_return to_notes_error(page.error());
    if (page->items.empty()) co_return Nothing{};
    const auto* sort_key = page->items.front().at("SK").as<std::string>();
    EpochMs stored = 0;
    if (sort_key != nullptr) {
        const char* begin = sort_key->data() + kNotePrefix.size();
        (void)std::from_chars(begin, sort_key->data() + sort_key->size(), stored);
    }
    EpochMs last = last_id_.load();
    while (last < stored && !last_id_.compare_exchange_weak(last, stored)) {
    }
    co_return Nothing{};
}

AttributeMap NotesService::key_of(const std::string& id) const {
    return {{"PK", AttributeValue(settings_.user_id)},
            {"SK", AttributeValue(std::string(kNotePrefix) + id)}};
}

}  // namespace tabella::notes
