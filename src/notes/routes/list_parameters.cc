#include "notes/routes/list_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "client/times.h"
#include "http/message.h"
#include "json/document.h"

namespace tabella::notes {

namespace {

constexpr std::int64_t kLimitMax = 1'000;
constexpr std::size_t kTextBytesMax = 256;

constexpr std::array<std::string_view, 8> kParameters{
    "limit", "order", "sort", "title_prefix", "day", "created_after", "created_before", "q"};

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// Epoch milliseconds, as ids are; a time in ISO 8601; or a day, from its beginning.
std::optional<EpochMs> time_of(const std::string& text) {
    if (const auto number = whole_number(text); number.has_value() && *number >= 0) return number;
    if (const auto time = client::parse_iso8601(text); time.has_value()) return time;
    return client::parse_iso8601(text + "T00:00:00Z");
}

bool is_day(const std::string& text) {
    return text.size() == 10 && client::parse_iso8601(text + "T00:00:00Z").has_value();
}

bool is_text(const std::string& text) {
    return !text.empty() && text.size() <= kTextBytesMax && json::is_utf8(text);
}

/// What is wrong with the value; empty: nothing.
std::string read(std::string_view name, std::string value, NoteQuery& query) {
    if (name == "cursor") {
        query.cursor.emplace(std::move(value));
    } else if (name == "limit") {
        query.limit = whole_number(value);
        if (!query.limit.has_value() || *query.limit < 1 || *query.limit > kLimitMax)
            return fmt::format("must be a whole number from 1 to {}", kLimitMax);
    } else if (name == "order") {
        if (value != "asc" && value != "desc") return "must be asc or desc";
        query.descending = value == "desc";
    } else if (name == "sort") {
        if (value != "created" && value != "title") return "must be created or title";
        query.by_title = value == "title";
    } else if (name == "title_prefix" || name == "q") {
        if (!is_text(value)) return fmt::format("must be a text of 1 to {} bytes", kTextBytesMax);
        (name == "q" ? query.text : query.title_prefix) = std::move(value);
    } else if (name == "day") {
        if (!is_day(value)) return "must be a day, as 2026-11-22";
        query.day = std::move(value);
    } else if (name == "created_after" || name == "created_before") {
        const auto time = time_of(value);
        if (!time.has_value())
            return "must be a time: epoch milliseconds, 2026-11-22T10:00:00Z or 2026-11-22";
        (name == "created_after" ? query.created_after : query.created_before) = time;
    }
    return "";
}

Result<Nothing, Problem> check_together(const NoteQuery& query) {
    const bool timed = query.created_after.has_value() || query.created_before.has_value();
    const auto excludes = [](std::string_view one, std::string_view other) {
        return bad_request(
            one, fmt::format("{} and {} exclude each other: no key has both", one, other));
    };
    if (query.day.has_value() && query.by_title) return excludes("day", "sort=title");
    if (timed && query.by_title)
        return excludes(query.created_after.has_value() ? "created_after" : "created_before",
                        "sort=title");
    if (timed && query.created_after.value_or(0) > query.created_before.value_or(INT64_MAX))
        return bad_request("created_after", "created_after must not be after created_before");
    return Nothing{};
}

}  // namespace

Result<NoteQuery, Problem> parse_list_parameters(std::string_view query_string) {
    NoteQuery query;
    bool sort_given = false;
    for (auto& [name, value] : http::parse_query(query_string)) {
        sort_given = sort_given || name == "sort";
        const std::string wrong = read(name, std::move(value), query);
        if (!wrong.empty()) return bad_request(name, fmt::format("{} {}", name, wrong));
    }
    if (query.title_prefix.has_value()) {
        if (sort_given && !query.by_title)
            return bad_request("title_prefix", "title_prefix goes with sort=title only");
        query.by_title = true;
    }
    TABELLA_CHECK(check_together(query));
    return query;
}

std::string next_target(std::string_view query_string, const Cursor& cursor) {
    std::string target = "/notes?";
    for (const auto& [name, value] : http::parse_query(query_string))
        if (std::find(kParameters.begin(), kParameters.end(), name) != kParameters.end())
            target += fmt::format("{}={}&", name, http::percent_encode(value));
    return target + "cursor=" + cursor.text;
}

}  // namespace tabella::notes
