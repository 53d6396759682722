#include "notes/routes/note_body.h"

#include <fmt/format.h>

#include "client/times.h"
#include "json/document.h"

namespace tabella::notes {

namespace {

/// Ten years: DynamoDB's TTL takes any time, but one this far away is a mistake in the unit.
constexpr std::int64_t kExpiresInMax = 10LL * 366 * 24 * 3600;

Result<std::optional<std::string>, Problem> text_member(const json::Value& body,
                                                        std::string_view name) {
    const json::Value* member = body.find(name);
    if (member == nullptr) return std::optional<std::string>();
    if (member->string() == nullptr)
        return bad_request(name, fmt::format("{} must be a string", name));
    return std::optional(*member->string());
}

/// Nothing when it is no time, or one that has passed.
std::optional<EpochSeconds> time_of(const json::Value& member, EpochSeconds now) {
    std::optional<EpochSeconds> time;
    if (member.integer() != nullptr) time = *member.integer();
    if (member.string() != nullptr)
        if (const auto ms = client::parse_iso8601(*member.string()); ms.has_value())
            time = *ms / 1000;
    if (!time.has_value() || *time <= now || *time > now + kExpiresInMax) return std::nullopt;
    return time;
}

Result<Nothing, Problem> read_expiry(const json::Value& body, EpochSeconds now, NoteBody& note) {
    const json::Value* in = body.find("expires_in");
    const json::Value* at = body.find("expires_at");
    if (in != nullptr && at != nullptr)
        return bad_request("expires_in", "expires_in and expires_at exclude each other");
    if (in != nullptr) {
        const std::int64_t* seconds = in->integer();
        if (seconds == nullptr || *seconds < 1 || *seconds > kExpiresInMax)
            return bad_request("expires_in",
                               fmt::format("expires_in must be a whole number of seconds from 1 to "
                                           "{}",
                                           kExpiresInMax));
        note.expires_at = now + *seconds;
    }
    if (at != nullptr && at->is_null()) note.keeps_for_ever = true;
    if (at != nullptr && !at->is_null()) {
        note.expires_at = time_of(*at, now);
        if (!note.expires_at.has_value())
            return bad_request("expires_at",
                               "expires_at must be a time of the next ten years, in epoch seconds "
                               "or as 2026-11-22T10:00:00Z, or null");
    }
    return Nothing{};
}

}  // namespace

Result<NoteBody, Problem> parse_note_body(std::string_view text, EpochMs now) {
    const auto body = json::parse(text);
    if (!body.ok()) return bad_request("", "The body is not valid JSON: " + body.error().message);
    if (!body->is_object()) return bad_request("", "The body must be a JSON object");
    NoteBody note;
    TABELLA_ASSIGN(note.title, text_member(*body, "title"));
    TABELLA_ASSIGN(note.content, text_member(*body, "content"));
    TABELLA_CHECK(read_expiry(*body, now / 1000, note));
    return note;
}

}  // namespace tabella::notes
