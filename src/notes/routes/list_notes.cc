#include <fmt/format.h>

#include "json/document.h"
#include "notes/gate.h"
#include "notes/notes_service.h"
#include "notes/routes/list_parameters.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

Task<RouteResult> list_notes(RouteCall call) {
    auto query = parse_list_parameters(call.request.query);
    if (!query.ok()) co_return std::move(query).error();
    if (query->day.has_value() && !call.caller.may(kAdminScope))
        co_return insufficient_scope(kAdminScope);
    auto page = co_await call.service.list(call.caller.user, *std::move(query));
    if (!page.ok()) co_return to_problem(page.error());
    std::string body = "[";
    for (AttributeMap& note : page->notes) {
        if (body.size() > 1) body += ',';
        json::append_plain_json(body, Item(shown(std::move(note))));
    }
    body += ']';
    http::Response response = json_response(200, std::move(body));
    if (page->next.has_value())
        response.headers.add("Link", fmt::format(R"(<{}>; rel="next")",
                                                 next_target(call.request.query, *page->next)));
    response.headers.add("X-Read-Capacity", fmt::format("{:g}", page->read_capacity_units));
    co_return response;
}

}  // namespace tabella::notes
