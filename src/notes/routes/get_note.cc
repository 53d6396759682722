#include "json/document.h"
#include "notes/responses.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

Task<http::Response> get_note(RouteCall call) {
    NoteId id{std::move(call.id)};
    auto note = co_await call.service.get(std::move(id));
    if (!note.ok()) co_return error_response(note.error());
    if (!note->has_value()) co_return error_response(404, "Not found");
    std::string body;
    json::append_plain_json(body, Item(**note));
    co_return json_response(200, std::move(body));
}

}  // namespace tabella::notes
