#include "json/document.h"
#include "notes/etag.h"
#include "notes/notes_service.h"
#include "notes/routes/note_body.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

namespace {

Task<RouteResult> change(RouteCall call, NoteChanges changes) {
    auto match = if_match_of(call.request.headers);
    if (!match.ok()) co_return std::move(match).error();
    NoteId id{std::move(call.id)};
    auto note = co_await call.service.change(call.caller.user, std::move(id), std::move(changes),
                                             *std::move(match));
    if (!note.ok()) co_return to_problem(note.error());
    const std::string etag = etag_of(version_of(*note));
    std::string body;
    json::append_plain_json(body, Item(shown(*std::move(note))));
    http::Response response = json_response(200, std::move(body));
    response.headers.add("ETag", etag);
    co_return response;
}

/// The body, where the request is one for a change: If-None-Match has no meaning for a note that
/// must exist, and what has none is not passed over in silence.
Result<NoteBody, Problem> parse_change(const RouteCall& call) {
    if (call.request.headers.find("If-None-Match").has_value())
        return bad_request("If-None-Match", "If-None-Match is for GET; use If-Match");
    return parse_note_body(call.request.body, call.service.now_ms());
}

}  // namespace

Task<RouteResult> replace_note(RouteCall call) {
    auto body = parse_change(call);
    if (!body.ok()) co_return std::move(body).error();
    NoteChanges changes{.title = std::move(body->title).value_or(""),
                        .content = std::move(body->content).value_or(""),
                        .expires_at = body->expires_at,
                        .keeps_for_ever = !body->expires_at.has_value()};
    RouteResult result = co_await change(std::move(call), std::move(changes));
    co_return result;
}

Task<RouteResult> patch_note(RouteCall call) {
    auto body = parse_change(call);
    if (!body.ok()) co_return std::move(body).error();
    NoteChanges changes{.title = std::move(body->title),
                        .content = std::move(body->content),
                        .expires_at = body->expires_at,
                        .keeps_for_ever = body->keeps_for_ever};
    RouteResult result = co_await change(std::move(call), std::move(changes));
    co_return result;
}

}  // namespace tabella::notes
