#include "notes/notes_service.h"

namespace tabella::notes {

namespace {

using client::Attr;
using client::Condition;

Condition is_at(const VersionMatch& match) {
    Condition condition = Attr("PK").exists();
    if (match.any) return condition;
    std::optional<Condition> one_of;
    for (const std::int64_t version : match.versions) {
        const Condition is = version == 0 ? Attr("note_version").not_exists()
                                          : Attr("note_version").eq(Number(version));
        one_of = one_of.has_value() ? *one_of | is : is;
    }
    // No version at all: no note is at it.
    if (!one_of.has_value()) return condition & Attr("PK").not_exists();
    return condition & *one_of;
}

client::Update to_update(const NoteChanges& changes, std::string_view id, NoteIndexes indexes) {
    client::Update update;
    if (changes.title.has_value()) {
        update.set("title", *changes.title);
        if (indexes.title_written) update.set("title_key", title_key(*changes.title));
    }
    if (changes.content.has_value()) update.set("content", *changes.content);
    if (changes.expires_at.has_value()) update.set("expires_at", Number(*changes.expires_at));
    if (changes.keeps_for_ever) update.remove("expires_at");
    // A note that was stored without the index's key, by the seed, joins it here.
    if (const auto day = created_day(id); indexes.day_written && day.has_value())
        update.set("created_day", *day);
    return update.add("note_version", 1);
}

/// Whether the note is as the change would have left it, one version on: then the refusal is the
/// echo of our own success, whose answer was lost.
bool is_applied(const AttributeMap& note, const NoteChanges& changes, const VersionMatch& match) {
    const auto is = [&](std::string_view name, const std::optional<std::string>& wanted) {
        const std::string* text = string_of(note, name);
        return !wanted.has_value() || (text != nullptr && *text == *wanted);
    };
    for (const std::int64_t version : match.versions)
        if (version_of(note) == version + 1)
            return is("title", changes.title) && is("content", changes.content);
    return false;
}

}  // namespace

Task<NotesResult<AttributeMap>> NotesService::change(UserKey user, NoteId id, NoteChanges changes,
                                                     std::optional<VersionMatch> match) {
    const NotesError::Kind missing =
        match.has_value() ? NotesError::Kind::kPreconditionFailed : NotesError::Kind::kNotFound;
    if (!fits_sort_key(id)) co_return make_error(missing);
    const NoteIndexes indexes = co_await shared_->indexes.now(api_);
    const AttributeMap key = key_of(user, id.value);
    const client::Update update = to_update(changes, id.value, indexes);
    // Without `exists` an update would create the note; without `not_expired` it would change one
    // that is not there any more for anyone else.
    const Condition exists = match.has_value() ? is_at(*match) : Attr("PK").exists();
    const client::UpdateOptions options{.condition = exists & not_expired(now()),
                                        .return_values = api::ReturnValue::kAllNew,
                                        .return_item_on_failed_condition = true,
                                        .count_capacity = true};
    auto updated = co_await table_.update_item(key, update, options);
    count(StoreMetrics::kUpdateItem, updated);
    if (updated.ok()) {
        shared_->store_metrics.count_written(updated->consumed_capacity);
        if (!updated->attributes.has_value()) co_return make_error(NotesError::Kind::kInternal);
        co_return *std::move(updated->attributes);
    }
    const api::Error& error = updated.error();
    if (error.code != api::ErrorCode::kConditionalCheckFailed)
        co_return to_notes_error("UpdateItem", error);
    if (!error.item.has_value()) co_return make_error(missing);
    const AttributeMap note = error.item->decode();
    if (is_expired(note, now())) co_return make_error(missing);
    if (error.maybe_applied && match.has_value() && is_applied(note, changes, *match))
        co_return note;
    NotesError refused = make_error(NotesError::Kind::kPreconditionFailed);
    refused.version = version_of(note);
    co_return refused;
}

Task<NotesResult<Nothing>> NotesService::remove(UserKey user, NoteId id,
                                                std::optional<VersionMatch> match) {
    if (!fits_sort_key(id)) {
        if (match.has_value()) co_return make_error(NotesError::Kind::kPreconditionFailed);
        co_return Nothing{};
    }
    const AttributeMap key = key_of(user, id.value);
    client::DeleteOptions options{.count_capacity = true};
    if (match.has_value()) {
        options.condition = is_at(*match) & not_expired(now());
        options.return_item_on_failed_condition = true;
    }
    auto removed = co_await table_.delete_item(key, options);
    count(StoreMetrics::kDeleteItem, removed);
    if (removed.ok()) {
        shared_->store_metrics.count_written(removed->consumed_capacity);
        co_return Nothing{};
    }
    const api::Error& error = removed.error();
    if (error.code != api::ErrorCode::kConditionalCheckFailed)
        co_return to_notes_error("DeleteItem", error);
    // Gone, and we may have been who took it: the refusal is the echo of our own success.
    if (error.maybe_applied && !error.item.has_value()) co_return Nothing{};
    NotesError refused = make_error(NotesError::Kind::kPreconditionFailed);
    if (error.item.has_value()) {
        const AttributeMap note = error.item->decode();
        if (!is_expired(note, now())) refused.version = version_of(note);
    }
    co_return refused;
}

}  // namespace tabella::notes
