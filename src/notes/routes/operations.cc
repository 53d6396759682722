#include "notes/notes_service.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

Task<RouteResult> ready(RouteCall call) {
    auto ready = co_await call.service.ready();
    if (!ready.ok()) co_return to_problem(ready.error());
    co_return json_response(200, R"({"status":"ready"})");
}

Task<RouteResult> metrics(RouteCall call) {
    http::Response response{.status = 200,
                            .body = metrics_text(call.metrics, call.service.store_metrics())};
    response.headers.add("Content-Type", "text/plain; version=0.0.4");
    co_return response;
}

}  // namespace tabella::notes
