#include "notes/cors.h"

#include <algorithm>

namespace tabella::notes {

bool Cors::is_preflight(const http::Request& request) {
    return request.method == "OPTIONS" && request.headers.find("Origin").has_value() &&
           request.headers.find("Access-Control-Request-Method").has_value();
}

http::Response Cors::preflight(const std::string& allowed) {
    http::Response response{.status = 204};
    if (allowed.empty()) return response;
    response.headers.add("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE");
    response.headers.add("Access-Control-Allow-Headers",
                         "Authorization, Content-Type, Accept, If-Match, If-None-Match, "
                         "Idempotency-Key, X-Request-Id, traceparent, tracestate, "
                         "X-Amzn-Trace-Id");
    response.headers.add("Access-Control-Max-Age", "600");
    return response;
}

void Cors::add(const std::string& allowed, http::Response& response) {
    response.headers.add("Vary", "Origin");
    if (allowed.empty()) return;
    response.headers.add("Access-Control-Allow-Origin", allowed);
    response.headers.add("Access-Control-Expose-Headers",
                         "ETag, Link, Location, Retry-After, X-Read-Capacity, X-Request-Id");
}

std::string Cors::allowed(const http::Headers& request) const {
    const auto origin = request.find("Origin");
    if (!origin.has_value()) return "";
    for (const std::string& each : origins_) {
        if (each == "*") return "*";
        if (each == *origin) return each;
    }
    return "";
}

}  // namespace tabella::notes
