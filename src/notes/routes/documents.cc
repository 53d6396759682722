#include <fmt/format.h>

#include <algorithm>

#include "json/writer.h"
#include "notes/documents.h"
#include "notes/routes/routes.h"
#include "sigv4/hash.h"

namespace tabella::notes {

namespace {

/// The source expression that allows exactly what stands between the tags (CSP Level 3, 2.3.1).
std::string hash_of(std::string_view page, std::string_view open, std::string_view close) {
    const std::size_t begin = page.find(open) + open.size();
    const std::string_view text = page.substr(begin, page.find(close) - begin);
    std::string hash = json::to_base64url(sigv4::sha256(text)) + "=";
    std::replace(hash.begin(), hash.end(), '-', '+');
    std::replace(hash.begin(), hash.end(), '_', '/');
    return "'sha256-" + hash + "'";
}

/// Nothing from elsewhere, no other script than the page's own, which may only read from us.
std::string policy_of(std::string_view page) {
    return fmt::format(
        "default-src 'none'; script-src {}; style-src {}; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        hash_of(page, "<script>", "</script>"), hash_of(page, "<style>", "</style>"));
}

}  // namespace

Task<RouteResult> openapi_document(RouteCall) {
    co_return json_response(200, std::string(openapi_json()));
}

Task<RouteResult> docs_page(RouteCall) {
    static const std::string policy = policy_of(docs_html());
    http::Response response{.status = 200, .body = std::string(docs_html())};
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    response.headers.add("Content-Security-Policy", policy);
    co_return response;
}

}  // namespace tabella::notes
