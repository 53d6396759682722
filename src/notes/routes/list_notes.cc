#include <fmt/format.h>

#include "json/document.h"
#include "notes/responses.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

Task<http::Response> list_notes(RouteCall call) {
    std::optional<Cursor> cursor;
    for (auto& [name, value] : http::parse_query(call.request.query))
        if (name == "cursor") cursor.emplace(std::move(value));
    auto page = co_await call.service.list(std::move(cursor));
    if (!page.ok()) co_return error_response(page.error());
    std::string body = "[";
    for (const AttributeMap& note : page->notes) {
        if (body.size() > 1) body += ',';
        json::append_plain_json(body, Item(note));
    }
    body += ']';
    http::Response response = json_response(200, std::move(body));
    if (page->next.has_value())
        response.headers.add("Link",
                             fmt::format(R"(</notes?cursor={}>; rel="next")", page->next->text));
    co_return response;
}

}  // namespace tabella::notes
