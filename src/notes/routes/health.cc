#include "notes/responses.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

Task<http::Response> health(RouteCall) {
    co_return json_response(200, R"({"status":"ok"})");
}

}  // namespace tabella::notes
