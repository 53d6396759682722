#include "notes/routes/routes.h"

namespace tabella::notes {

Task<RouteResult> health(RouteCall) {
    co_return json_response(200, R"({"status":"ok"})");
}

}  // namespace tabella::notes
