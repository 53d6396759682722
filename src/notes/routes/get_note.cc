#include "json/document.h"
#include "notes/etag.h"
#include "notes/notes_service.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

Task<RouteResult> get_note(RouteCall call) {
    NoteId id{std::move(call.id)};
    auto note = co_await call.service.get(call.caller.user, std::move(id));
    if (!note.ok()) co_return to_problem(note.error());
    if (!note->has_value()) co_return to_problem(make_error(NotesError::Kind::kNotFound));
    const std::int64_t version = version_of(**note);
    const auto known = is_known(call.request.headers, version);
    if (!known.ok()) co_return known.error();
    http::Response response{.status = 304};
    if (!*known) {
        std::string body;
        json::append_plain_json(body, Item(shown(**std::move(note))));
        response = json_response(200, std::move(body));
    }
    response.headers.add("ETag", etag_of(version));
    co_return response;
}

}  // namespace tabella::notes
