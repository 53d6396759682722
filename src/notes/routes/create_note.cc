#include "json/document.h"
#include "notes/etag.h"
#include "notes/notes_service.h"
#include "notes/routes/note_body.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

Task<RouteResult> create_note(RouteCall call) {
    auto body = parse_note_body(call.request.body, call.service.now_ms());
    if (!body.ok()) co_return std::move(body).error();
    NewNote note{.title = std::move(body->title).value_or(""),
                 .content = std::move(body->content).value_or(""),
                 .expires_at = body->expires_at};
    auto id = co_await call.service.create(call.caller.user, std::move(note));
    if (!id.ok()) co_return to_problem(id.error());
    std::string created = R"({"id":)";
    json::append_json_string(created, id->value);
    created += '}';
    http::Response response = json_response(201, std::move(created));
    response.headers.add("Location", "/notes/" + id->value);
    response.headers.add("ETag", etag_of(0));
    co_return response;
}

}  // namespace tabella::notes
