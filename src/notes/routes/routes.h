#pragma once

#include "notes/router.h"

// One file a route. Each parses, calls the service, renders.

namespace tabella::notes {

/// GET /health: 200 `{"status":"ok"}`.
Task<http::Response> health(RouteCall call);
/// POST /notes `{"title":…,"content":…}`: 201 `{"id":"…"}` with Location. The Content-Type does not
/// matter, as in the seed's `get_json(force=True)`.
Task<http::Response> create_note(RouteCall call);
/// GET /notes?cursor=: 200, an array of one DynamoDB page; Link to the next where there is one.
Task<http::Response> list_notes(RouteCall call);
/// GET /notes/<id>: 200 the note, or 404.
Task<http::Response> get_note(RouteCall call);
/// DELETE /notes/<id>: 204, also when there was none.
Task<http::Response> delete_note(RouteCall call);

}  // namespace tabella::notes
