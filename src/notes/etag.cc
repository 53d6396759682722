#include "notes/etag.h"

#include <fmt/format.h>

#include <charconv>

#include "http/ascii.h"

namespace tabella::notes {

namespace {

/// DynamoDB allows expressions of 4 KB; this many versions stay far below.
constexpr std::size_t kTagsMax = 32;

struct Tag {
    bool weak = false;
    std::string_view text;  ///< Between the quotes.
};

struct Tags {
    bool any = false;
    std::vector<Tag> list;
};

/// All fields of the name as one, as RFC 9110, 5.3 allows a client to split a list.
std::optional<std::string> joined(const http::Headers& headers, std::string_view name) {
    std::optional<std::string> all;
    for (const auto& [field, value] : headers.fields()) {
        if (!http::equal_ignoring_case(field, name)) continue;
        all = all.has_value() ? *all + "," + value : value;
    }
    return all;
}

void skip_space(std::string_view& text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
}

/// Nothing when it is no list of entity tags.
std::optional<Tags> parse_tags(std::string_view text) {
    Tags tags;
    skip_space(text);
    if (text.starts_with('*')) {
        text.remove_prefix(1);
        skip_space(text);
        tags.any = true;
        return text.empty() ? std::optional(tags) : std::nullopt;
    }
    while (!text.empty()) {
        Tag tag;
        tag.weak = text.starts_with("W/");
        if (tag.weak) text.remove_prefix(2);
        if (!text.starts_with('"')) return std::nullopt;
        const std::size_t end = text.find('"', 1);
        if (end == std::string_view::npos || tags.list.size() == kTagsMax) return std::nullopt;
        tag.text = text.substr(1, end - 1);
        tags.list.push_back(tag);
        text.remove_prefix(end + 1);
        skip_space(text);
        if (text.empty()) return tags;
        if (!text.starts_with(',')) return std::nullopt;
        text.remove_prefix(1);
        skip_space(text);
    }
    return std::nullopt;
}

/// Nothing for a tag that `etag_of` never makes.
std::optional<std::int64_t> version_in(std::string_view tag) {
    std::int64_t version = 0;
    const auto [end, failure] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
    if (failure != std::errc() || end != tag.data() + tag.size()) return std::nullopt;
    if (version < 0 || std::to_string(version) != tag) return std::nullopt;
    return version;
}

Problem not_tags(std::string_view name) {
    return bad_request(
        name, fmt::format("{} must be * or a list of at most {} entity tags", name, kTagsMax));
}

}  // namespace

std::string etag_of(std::int64_t version) {
    return fmt::format("\"{}\"", version);
}

Result<std::optional<VersionMatch>, Problem> if_match_of(const http::Headers& headers) {
    const std::optional<std::string> text = joined(headers, "If-Match");
    if (!text.has_value()) return std::optional<VersionMatch>();
    const std::optional<Tags> tags = parse_tags(*text);
    if (!tags.has_value()) return not_tags("If-Match");
    VersionMatch match{.any = tags->any};
    for (const Tag& tag : tags->list)
        if (const auto version = version_in(tag.text); version.has_value() && !tag.weak)
            match.versions.push_back(*version);
    return std::optional(std::move(match));
}

Result<bool, Problem> is_known(const http::Headers& headers, std::int64_t version) {
    const std::optional<std::string> text = joined(headers, "If-None-Match");
    if (!text.has_value()) return false;
    const std::optional<Tags> tags = parse_tags(*text);
    if (!tags.has_value()) return not_tags("If-None-Match");
    if (tags->any) return true;
    for (const Tag& tag : tags->list)
        if (version_in(tag.text) == version) return true;
    return false;
}

}  // namespace tabella::notes
