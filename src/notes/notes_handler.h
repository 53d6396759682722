#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "http/server.h"
#include "notes/access_log.h"
#include "notes/cors.h"
#include "notes/gate.h"
#include "notes/rate_limit.h"
#include "notes/router.h"

namespace tabella::notes {

struct HandlerSettings {
    double requests_per_second = 0;              ///< Of each user; 0: no limit.
    std::vector<std::string> cors_origins = {};  ///< Browsers' pages that may use the API.
    AccessLog access_log = {};
    /// Of the embedded store, for /metrics; see NotesMetrics.
    std::function<std::size_t()> commit_queue_depth = {};
    std::function<std::string()> more_metrics = {};  ///< Of others in this process; see there.
    bool https = false;                              ///< Browsers are told to come by HTTPS only.
};

/// The Notes API as an HTTP handler. A request passes, in this order: CORS, the route, the gate,
/// the user's rate limit (users only: who is nobody has none to use up), the scope, the route's own
/// function; every answer gets trace, security and CORS headers, and is counted and logged.
/// Thread-safe; service and gate outlive it.
class NotesHandler final : public http::Handler {
 public:
    NotesHandler(NotesService& service, Gate& gate, HandlerSettings settings = {});

    Task<http::Response> handle(http::Request request) override;
    http::Response refuse(int status, std::string_view reason) override;

    /// All that is served: openapi.json is checked against it.
    const std::vector<Route>& routes() const { return routes_; }

 private:
    /// What is found out on the way to the answer.
    struct Observed {
        std::size_t route = 0;  ///< Into the metrics; the last: no route.
        std::string user = {};
    };

    Task<http::Response> answer(http::Request request, const api::Trace& trace, Observed& observed);
    Task<RouteResult> call(const Route& route, std::string id, http::Request request,
                           const api::Trace& trace, Observed& observed);

    NotesService& service_;
    Gate& gate_;
    const std::vector<Route> routes_;
    SeededRandom random_;
    RateLimit rate_limit_;
    const Cors cors_;
    const AccessLog access_log_;
    const bool https_;
    NotesMetrics metrics_;
};

}  // namespace tabella::notes
