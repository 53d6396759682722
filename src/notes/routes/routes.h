#pragma once

#include "notes/router.h"

// One file a route. Each parses, calls the service, renders.

namespace tabella::notes {

/// GET /health: 200 `{"status":"ok"}`.
Task<RouteResult> health(RouteCall call);
/// GET /ready: 200 `{"status":"ready"}` when notes can be read and written, else 503 with the
/// reason.
Task<RouteResult> ready(RouteCall call);
/// GET /metrics: 200, Prometheus's text format.
Task<RouteResult> metrics(RouteCall call);
/// GET /openapi.json: 200, the description of all these routes, OpenAPI 3.1.
Task<RouteResult> openapi_document(RouteCall call);
/// GET /docs: 200, a page that shows it, with a Content-Security-Policy of its own.
Task<RouteResult> docs_page(RouteCall call);
/// POST /notes, see note_body.h: 201 `{"id":"…"}` with Location and ETag. The Content-Type does not
/// matter, as in the seed's `get_json(force=True)`.
Task<RouteResult> create_note(RouteCall call);
/// GET /notes, see list_parameters.h: 200, an array of notes; Link to the next page where there is
/// one; X-Read-Capacity: the read capacity units that the page took.
Task<RouteResult> list_notes(RouteCall call);
/// GET /notes/<id>: 200 the note with its ETag, 304 for who has it already (If-None-Match), or 404.
Task<RouteResult> get_note(RouteCall call);
/// PUT /notes/<id>: title and content become those of the body, empty where it has none, and so the
/// time of expiry. 200 the note, 404, or 412 where it is not at the version of If-Match.
Task<RouteResult> replace_note(RouteCall call);
/// PATCH /notes/<id>: as PUT, but what the body leaves out stays.
Task<RouteResult> patch_note(RouteCall call);
/// DELETE /notes/<id>: 204, also when there was none; with If-Match 412 unless it is there, at that
/// version.
Task<RouteResult> delete_note(RouteCall call);

}  // namespace tabella::notes
