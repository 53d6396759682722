#include "notes/note_query.h"

#include <fmt/format.h>

#include <algorithm>

namespace tabella::notes {

namespace {

using client::Attr;
using client::Key;

/// Ids of as many digits as today's, so that the order of keys is the order of times.
std::string time_key(EpochMs time) {
    constexpr EpochMs kThirteenDigitsMax = 9'999'999'999'999;
    return note_key(fmt::format("{:013}", std::clamp<EpochMs>(time, 0, kThirteenDigitsMax)));
}

client::KeyCondition time_range(const NoteQuery& query) {
    if (!query.created_after.has_value() && !query.created_before.has_value())
        return Key("SK").begins_with(kNotePrefix);
    // ':' stands behind the digits.
    const std::string low =
        query.created_after.has_value() ? time_key(*query.created_after) : note_key("");
    const std::string high =
        query.created_before.has_value() ? time_key(*query.created_before) : note_key(":");
    return Key("SK").between(low, high);
}

void append_part(std::string& out, const std::optional<std::string>& part) {
    out += part.has_value() ? fmt::format("{}:{}", part->size(), *part) : "-";
}

std::optional<std::string> digits_of(const std::optional<EpochMs>& time) {
    if (!time.has_value()) return std::nullopt;
    return std::to_string(*time);
}

}  // namespace

std::string listing_of(const UserKey& user, const NoteQuery& query) {
    std::string listing = fmt::format("{}{}", query.descending, query.by_title);
    append_part(listing, user.value);
    append_part(listing, query.title_prefix);
    append_part(listing, query.day);
    append_part(listing, digits_of(query.created_after));
    append_part(listing, digits_of(query.created_before));
    append_part(listing, query.text);
    return listing;
}

client::QueryOptions to_query_options(const UserKey& user, const NoteQuery& query,
                                      EpochSeconds now) {
    client::QueryOptions options{.forward = !query.descending, .count_capacity = true};
    if (query.day.has_value()) {
        options.index = kDayIndex;
        options.key_condition = Key("created_day").eq(*query.day) & time_range(query);
    } else if (query.by_title) {
        const std::string prefix = std::string(kTitleKeyPrefix) + query.title_prefix.value_or("");
        options.index = kTitleIndex;
        options.key_condition = Key("PK").eq(user.value) & Key("title_key").begins_with(prefix);
    } else {
        options.key_condition = Key("PK").eq(user.value) & time_range(query);
    }
    options.filter = not_expired(now);
    if (query.text.has_value())
        options.filter = *options.filter & (Attr("title").contains(*query.text) |
                                            Attr("content").contains(*query.text));
    return options;
}

AttributeMap start_key_of(const AttributeMap& note, const NoteQuery& query) {
    AttributeMap key;
    const auto take = [&](std::string_view name) {
        if (const auto found = note.find(name); found != note.end()) key.insert(*found);
    };
    take("PK");
    take("SK");
    if (query.day.has_value())
        take("created_day");
    else if (query.by_title)
        take("title_key");
    return key;
}

}  // namespace tabella::notes
