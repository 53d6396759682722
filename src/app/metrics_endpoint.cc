#include "app/metrics_endpoint.h"

namespace tabella::app {

namespace {

http::Response plain(int status, std::string body) {
    return {.status = status,
            .headers = {{"Content-Type", "text/plain; version=0.0.4"}},
            .body = std::move(body)};
}

}  // namespace

Task<http::Response> MetricsEndpoint::handle(http::Request request) {
    const bool is_metrics = request.path == "/metrics";
    if (!is_metrics && request.path != "/health") co_return refuse(404, "Not found");
    if (request.method != "GET" && request.method != "HEAD") {
        http::Response refused = refuse(405, "Method not allowed");
        refused.headers.add("Allow", "GET, HEAD");
        co_return refused;
    }
    co_return plain(200, is_metrics ? metrics_.text() : "ok\n");
}

http::Response MetricsEndpoint::refuse(int status, std::string_view reason) {
    return plain(status, std::string(reason) + "\n");
}

}  // namespace tabella::app
