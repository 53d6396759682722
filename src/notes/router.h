#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"
#include "http/message.h"
#include "notes/caller.h"
#include "notes/metrics.h"
#include "notes/problem.h"

namespace tabella::notes {

class NotesService;

/// A request whose route was found.
struct RouteCall {
    NotesService& service;
    const NotesMetrics& metrics;
    Caller caller;
    http::Request request;
    std::string id;  ///< Of "/notes/<id>", decoded; empty for other routes.
};

struct Route {
    std::string_view method;
    std::string_view path;  ///< "/notes", or "/notes/<id>" with a last segment that is a parameter.
    /// What the caller needs; empty: nothing, not even a token.
    std::string_view scope;
    Task<RouteResult> (*handler)(RouteCall call);
};

/// What a request leads to: a route, or the methods that its path knows instead (none: no such
/// path).
struct Match {
    const Route* route = nullptr;
    std::string id;
    std::vector<std::string_view> methods;
};

/// Finds the route of a method and path. HEAD is served by GET's route. A path parameter is one
/// segment, not empty, percent-decoded to UTF-8; a trailing slash is another path.
Match find_route(const std::vector<Route>& routes, std::string_view method, std::string_view path);

}  // namespace tabella::notes
