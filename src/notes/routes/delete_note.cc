#include "notes/etag.h"
#include "notes/notes_service.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

Task<RouteResult> delete_note(RouteCall call) {
    auto match = if_match_of(call.request.headers);
    if (!match.ok()) co_return std::move(match).error();
    NoteId id{std::move(call.id)};
    auto removed = co_await call.service.remove(call.caller.user, std::move(id), *std::move(match));
    if (!removed.ok()) co_return to_problem(removed.error());
    co_return http::Response{.status = 204};
}

}  // namespace tabella::notes
