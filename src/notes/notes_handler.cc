#include "notes/notes_handler.h"

#include <fmt/format.h>

#include "notes/routes/routes.h"

namespace tabella::notes {

NotesHandler::NotesHandler(NotesService& service, Gate& gate)
    : service_(service),
      gate_(gate),
      routes_{
          {"GET", "/health", "", health},
          {"GET", "/notes", kReadScope, list_notes},
          {"POST", "/notes", kWriteScope, create_note},
          {"GET", "/notes/<id>", kReadScope, get_note},
          {"PUT", "/notes/<id>", kWriteScope, replace_note},
          {"PATCH", "/notes/<id>", kWriteScope, patch_note},
          {"DELETE", "/notes/<id>", kWriteScope, delete_note},
      } {}

Task<http::Response> NotesHandler::handle(http::Request request) {
    const ProblemFormat format = problem_format_of(request.headers);
    Match match = find_route(routes_, request.method, request.path);
    if (match.route != nullptr) {
        RouteResult result = co_await call(*match.route, std::move(match.id), std::move(request));
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

Task<RouteResult> NotesHandler::call(const Route& route, std::string id, http::Request request) {
    std::optional<Caller> caller;
    if (route.scope.empty()) {
        caller.emplace(UserKey(""));
    } else {
        auto admitted = co_await gate_.admit(request);
        if (!admitted.ok()) co_return std::move(admitted).error();
        if (!admitted->may(route.scope)) co_return insufficient_scope(route.scope);
        caller = std::move(admitted).value();
    }
    RouteCall route_call{service_, *std::move(caller), std::move(request), std::move(id)};
    RouteResult result = co_await route.handler(std::move(route_call));
    co_return result;
}

http::Response NotesHandler::refuse(int status, std::string_view reason) {
    const Problem problem{.status = status, .message = std::string(reason)};
    return to_response(problem, ProblemFormat::kSeed);
}

}  // namespace tabella::notes
