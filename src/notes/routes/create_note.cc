#include <algorithm>

#include "http/ascii.h"
#include "json/document.h"
#include "notes/etag.h"
#include "notes/notes_service.h"
#include "notes/routes/note_body.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

namespace {

/// Nothing without the header. 400 where it is no text of 1 to 255 visible characters, or there are
/// several.
Result<std::optional<IdempotencyKey>, Problem> key_of(const http::Request& request) {
    constexpr std::size_t kKeyBytesMax = 255;
    constexpr std::string_view kName = "Idempotency-Key";
    std::optional<IdempotencyKey> key;
    for (const auto& [name, value] : request.headers.fields()) {
        if (!http::equal_ignoring_case(name, kName)) continue;
        const bool visible =
            std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
        if (key.has_value() || value.empty() || value.size() > kKeyBytesMax || !visible)
            return bad_request(kName, "Idempotency-Key must be one text of 1 to 255 characters");
        key = IdempotencyKey{.value = value, .body = request.body};
    }
    return key;
}

}  // namespace

Task<RouteResult> create_note(RouteCall call) {
    auto body = parse_note_body(call.request.body, call.service.now_ms());
    if (!body.ok()) co_return std::move(body).error();
    NewNote note{.title = std::move(body->title).value_or(""),
                 .content = std::move(body->content).value_or(""),
                 .expires_at = body->expires_at};
    auto key = key_of(call.request);
    if (!key.ok()) co_return std::move(key).error();
    std::optional<NotesResult<NoteId>> id;
    if (key->has_value())
        id = co_await call.service.create_once(call.caller.user, std::move(note), **std::move(key));
    else
        id = co_await call.service.create(call.caller.user, std::move(note));
    if (!id->ok()) co_return to_problem(id->error());
    const std::string& note_id = id->value().value;
    std::string created = R"({"id":)";
    json::append_json_string(created, note_id);
    created += '}';
    http::Response response = json_response(201, std::move(created));
    response.headers.add("Location", "/notes/" + note_id);
    response.headers.add("ETag", etag_of(0));
    co_return response;
}

}  // namespace tabella::notes
