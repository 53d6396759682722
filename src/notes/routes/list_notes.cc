#include <fmt/format.h>

#include "json/document.h"
#include "notes/cursor.h"
#include "notes/responses.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

Task<http::Response> list_notes(RouteCall call) {
    std::optional<ListPosition> position;
    for (const auto& [name, value] : http::parse_query(call.request.query)) {
        if (name != "cursor") continue;
        position = decode_cursor(value);
        if (!position.has_value()) co_return error_response(400, "cursor is not valid");
    }
    auto page = co_await call.service.list(std::move(position));
    if (!page.ok()) co_return error_response(page.error());
    std::string body = "[";
    for (const AttributeMap& note : page->notes) {
        if (body.size() > 1) body += ',';
        json::append_plain_json(body, Item(note));
    }
    body += ']';
    http::Response response = json_response(200, std::move(body));
    if (page->next.has_value())
        response.headers.add("Link", fmt::format(R"(</notes?cursor={}>; rel="next")",
                                                 http::percent_encode(encode_cursor(*page->next))));
    co_return response;
}

}  // namespace tabella::notes
