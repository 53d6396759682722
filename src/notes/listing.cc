#include "notes/notes_service.h"

namespace tabella::notes {

namespace {

// A page with a limit is filled by further Queries when a filter has left room in it, but by no
// more than these: then it is handed out short, with its cursor.
constexpr int kQueriesMax = 8;
// With a text to find, most of what is read is left out, so more is read at a time.
constexpr std::int64_t kItemsReadForText = 250;

bool is_full(const NotePage& page, const NoteQuery& query) {
    return query.limit.has_value() && static_cast<std::int64_t>(page.notes.size()) >= *query.limit;
}

std::int64_t items_to_read(const NotePage& page, const NoteQuery& query) {
    const std::int64_t room = *query.limit - static_cast<std::int64_t>(page.notes.size());
    return query.text.has_value() ? std::max(room, kItemsReadForText) : room;
}

}  // namespace

Task<NotesResult<NotePage>> NotesService::list(UserKey user, NoteQuery query) {
    const NoteIndexes indexes = co_await shared_->indexes.now(api_);
    if ((query.by_title && !indexes.title_readable) ||
        (query.day.has_value() && !indexes.day_readable))
        co_return make_error(NotesError::Kind::kNoIndex);

    const std::string listing = listing_of(user, query);
    client::QueryOptions options = to_query_options(user, query, now());
    if (query.cursor.has_value()) {
        options.start_key = shared_->cursors.decode(listing, *query.cursor);
        if (!options.start_key.has_value()) co_return make_error(NotesError::Kind::kInvalidCursor);
    }

    NotePage page;
    std::optional<AttributeMap> next;
    for (int queries = 0; queries < kQueriesMax; ++queries) {
        if (query.limit.has_value()) options.limit = items_to_read(page, query);
        auto read = co_await table_.query(options);
        count(StoreMetrics::kQuery, read);
        if (!read.ok()) co_return to_notes_error("Query", read.error());
        shared_->store_metrics.count_read(read->consumed_capacity);
        if (read->consumed_capacity.has_value())
            page.read_capacity_units += read->consumed_capacity->capacity_units.value_or(0);
        next = std::move(read->next_key);
        for (AttributeMap& note : read->items) {
            if (is_full(page, query)) {
                // More was read than there is room for: the page ends at its last note.
                next = start_key_of(page.notes.back(), query);
                break;
            }
            page.notes.push_back(std::move(note));
        }
        if (!next.has_value() || !query.limit.has_value() || is_full(page, query)) break;
        options.start_key = next;
    }
    if (next.has_value()) page.next = shared_->cursors.encode(listing, *next);
    co_return page;
}

}  // namespace tabella::notes
