#include "notes/notes_handler.h"

#include <fmt/format.h>

#include "notes/routes/routes.h"

namespace tabella::notes {

NotesHandler::NotesHandler(NotesService& service, UserKey user)
    : service_(service),
      user_(std::move(user)),
      routes_{
          {"GET", "/health", health},
          {"GET", "/notes", list_notes},
          {"POST", "/notes", create_note},
          {"GET", "/notes/<id>", get_note},
          {"PUT", "/notes/<id>", replace_note},
          {"PATCH", "/notes/<id>", patch_note},
          {"DELETE", "/notes/<id>", delete_note},
      } {}

Task<http::Response> NotesHandler::handle(http::Request request) {
    const ProblemFormat format = problem_format_of(request.headers);
    Match match = find_route(routes_, request.method, request.path);
    if (match.route != nullptr) {
        RouteCall call{service_, user_, std::move(request), std::move(match.id)};
        RouteResult result = co_await match.route->handler(std::move(call));
        co_return result.ok() ? std::move(result).value() : to_response(result.error(), format);
    }
    if (match.methods.empty())
        co_return to_response(Problem{.status = 404, .message = "Not found"}, format);
    // As Flask does, OPTIONS tells the methods of a path.
    match.methods.push_back("OPTIONS");
    http::Response response =
        request.method == "OPTIONS"
            ? http::Response{.status = 200}
            : to_response(Problem{.status = 405, .message = "Method not allowed"}, format);
    response.headers.add("Allow", fmt::format("{}", fmt::join(match.methods, ", ")));
    co_return response;
}

http::Response NotesHandler::refuse(int status, std::string_view reason) {
    const Problem problem{.status = status, .message = std::string(reason)};
    return to_response(problem, ProblemFormat::kSeed);
}

}  // namespace tabella::notes
