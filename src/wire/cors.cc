#include "wire/cors.h"

#include <algorithm>

#include "http/ascii.h"

namespace tabella::wire {

namespace {

std::string_view without_scheme(std::string_view origin) {
    for (const std::string_view scheme : {"http://", "https://"})
        if (origin.starts_with(scheme)) return origin.substr(scheme.size());
    return {};
}

bool is_local(std::string_view origin) {
    const std::string_view authority = without_scheme(origin);
    for (const std::string_view host : {"localhost", "127.0.0.1", "[::1]"}) {
        if (!authority.starts_with(host)) continue;
        const std::string_view rest = authority.substr(host.size());
        if (rest.empty() || rest.front() == ':') return true;
    }
    return false;
}

}  // namespace

Cors::Cors(std::string_view allowed) : local_(false) {
    while (!allowed.empty()) {
        const std::string_view item = allowed.substr(0, allowed.find(','));
        allowed.remove_prefix(std::min(allowed.size(), item.size() + 1));
        const std::string_view origin = http::trim(item);
        if (origin == "*") all_ = true;
        if (!origin.empty()) origins_.emplace_back(origin);
    }
}

bool Cors::allows(std::string_view origin) const {
    if (all_) return true;
    if (local_) return is_local(origin);
    return std::any_of(origins_.begin(), origins_.end(), [&](const std::string& allowed) {
        return origin == allowed || without_scheme(origin) == allowed;
    });
}

void Cors::allow(std::string_view origin, http::Response& response) const {
    if (origin.empty()) return;
    if (!all_) response.headers.add("Vary", "Origin");
    if (!allows(origin)) return;
    response.headers.set("Access-Control-Allow-Origin", all_ ? "*" : std::string(origin));
    response.headers.set("Access-Control-Expose-Headers", "x-amzn-RequestId, x-amz-crc32");
}

http::Response Cors::preflight(const http::Request& request) const {
    http::Response response{.status = 200, .headers = {}, .body = {}};
    const auto origin = request.headers.find("Origin");
    if (!origin.has_value() || !allows(*origin)) return response;
    response.headers.add("Access-Control-Allow-Methods", "POST, GET, OPTIONS");
    if (const auto asked = request.headers.find("Access-Control-Request-Headers"))
        response.headers.add("Access-Control-Allow-Headers", std::string(*asked));
    response.headers.add("Access-Control-Max-Age", "172800");
    return response;
}

}  // namespace tabella::wire
