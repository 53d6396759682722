#include "notes/responses.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

Task<http::Response> delete_note(RouteCall call) {
    NoteId id{std::move(call.id)};
    auto removed = co_await call.service.remove(std::move(id));
    if (!removed.ok()) co_return error_response(removed.error());
    co_return http::Response{.status = 204};
}

}  // namespace tabella::notes
