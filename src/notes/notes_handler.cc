#include "notes/notes_handler.h"

#include <fmt/format.h>

#include "notes/responses.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

NotesHandler::NotesHandler(NotesService& service)
    : service_(service),
      routes_{
          {"GET", "/health", health},
          {"GET", "/notes", list_notes},
          {"POST", "/notes", create_note},
          {"GET", "/notes/<id>", get_note},
          {"DELETE", "/notes/<id>", delete_note},
      } {}

Task<http::Response> NotesHandler::handle(http::Request request) {
    Match match = find_route(routes_, request.method, request.path);
    if (match.route != nullptr) {
        RouteCall call{service_, std::move(request), std::move(match.id)};
        http::Response response = co_await match.route->handler(std::move(call));
        co_return response;
    }
    if (match.methods.empty()) co_return error_response(404, "Not found");
    // As Flask does, OPTIONS tells the methods of a path.
    match.methods.push_back("OPTIONS");
    http::Response response = request.method == "OPTIONS"
                                  ? http::Response{.status = 200}
                                  : error_response(405, "Method not allowed");
    response.headers.add("Allow", fmt::format("{}", fmt::join(match.methods, ", ")));
    co_return response;
}

http::Response NotesHandler::refuse(int status, std::string_view reason) {
    return error_response(status, reason);
}

}  // namespace tabella::notes
