#include "notes/notes_handler.h"

#include <fmt/format.h>

#include <chrono>

#include "notes/notes_service.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

namespace {

void add_security_headers(http::Response& response, bool https) {
    // A year. Browsers heed it over HTTPS only (RFC 6797, 8.1).
    if (https) response.headers.add("Strict-Transport-Security", "max-age=31536000");
    response.headers.add("X-Content-Type-Options", "nosniff");
    // A page brings a policy of its own.
    if (!response.headers.find("Content-Security-Policy"))
        response.headers.add("Content-Security-Policy",
                             "default-src 'none'; frame-ancestors 'none'");
    response.headers.add("Referrer-Policy", "no-referrer");
    // Notes are somebody's own: no cache between may keep them, and the own one asks first.
    response.headers.add("Cache-Control", "private, no-cache");
}

Problem too_many_requests(std::int64_t wait_s) {
    Problem problem{.status = 429, .message = "Too many requests"};
    problem.headers.add("Retry-After", std::to_string(wait_s));
    return problem;
}

}  // namespace

NotesHandler::NotesHandler(NotesService& service, Gate& gate, HandlerSettings settings)
    : service_(service),
      gate_(gate),
      routes_{
          {"GET", "/health", "", health},
          {"GET", "/ready", "", ready},
          {"GET", "/metrics", kAdminScope, metrics},
          {"GET", "/openapi.json", "", openapi_document},
          {"GET", "/docs", "", docs_page},
          {"GET", "/notes", kReadScope, list_notes},
          {"POST", "/notes", kWriteScope, create_note},
          {"GET", "/notes/<id>", kReadScope, get_note},
          {"PUT", "/notes/<id>", kWriteScope, replace_note},
          {"PATCH", "/notes/<id>", kWriteScope, patch_note},
          {"DELETE", "/notes/<id>", kWriteScope, delete_note},
      },
      rate_limit_(service.clock(), settings.requests_per_second),
      cors_(std::move(settings.cors_origins)),
      access_log_(std::move(settings.access_log)),
      https_(settings.https) {
    for (const Route& route : routes_) metrics_.routes.push_back({route.method, route.path});
    metrics_.routes.push_back({"other", "other"});
    metrics_.commit_queue_depth = std::move(settings.commit_queue_depth);
    metrics_.more = std::move(settings.more_metrics);
}

Task<http::Response> NotesHandler::handle(http::Request request) {
    using std::chrono::steady_clock;
    const steady_clock::time_point begin = steady_clock::now();
    metrics_.requests_in_flight.fetch_add(1, std::memory_order_relaxed);
    const RequestTrace trace = trace_of(request.headers, random_);
    const std::string origin = cors_.is_on() ? cors_.allowed(request.headers) : "";
    AccessEntry entry;
    if (access_log_.is_on())
        entry = {.method = request.method,
                 .path = request.path,
                 .remote_address = request.remote_address};
    Observed observed{.route = routes_.size()};
    http::Response response;
    if (cors_.is_on() && Cors::is_preflight(request))
        response = Cors::preflight(origin);
    else
        response = co_await answer(std::move(request), trace.trace, observed);
    add_trace(trace, response);
    add_security_headers(response, https_);
    if (cors_.is_on()) Cors::add(origin, response);
    entry.took = steady_clock::now() - begin;
    metrics_.routes[observed.route].metrics->count(response.status, entry.took);
    metrics_.requests_in_flight.fetch_sub(1, std::memory_order_relaxed);
    if (access_log_.is_on()) {
        entry.user = std::move(observed.user);
        entry.status = response.status;
        entry.body_bytes = response.body.size();
        access_log_.write(entry, trace);
    }
    co_return response;
}

Task<http::Response> NotesHandler::answer(http::Request request, const api::Trace& trace,
                                          Observed& observed) {
    const ProblemFormat format = problem_format_of(request.headers);
    Match match = find_route(routes_, request.method, request.path);
    if (match.route != nullptr) {
        observed.route = static_cast<std::size_t>(match.route - routes_.data());
        RouteResult result =
            co_await call(*match.route, std::move(match.id), std::move(request), trace, observed);
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

Task<RouteResult> NotesHandler::call(const Route& route, std::string id, http::Request request,
                                     const api::Trace& trace, Observed& observed) {
    std::optional<Caller> caller;
    if (route.scope.empty()) {
        caller.emplace(UserKey(""));
    } else {
        auto admitted = co_await gate_.admit(request);
        if (!admitted.ok()) co_return std::move(admitted).error();
        observed.user = admitted->user.value;
        if (const auto wait_s = rate_limit_.take(observed.user); wait_s.has_value())
            co_return too_many_requests(*wait_s);
        if (!admitted->may(route.scope)) co_return insufficient_scope(route.scope);
        caller = std::move(admitted).value();
    }
    const std::unique_ptr<NotesService> traced = service_.traced(trace);
    NotesService& service = traced != nullptr ? *traced : service_;
    RouteCall route_call{service, metrics_, *std::move(caller), std::move(request), std::move(id)};
    RouteResult result = co_await route.handler(std::move(route_call));
    co_return result;
}

http::Response NotesHandler::refuse(int status, std::string_view reason) {
    const Problem problem{.status = status, .message = std::string(reason)};
    return to_response(problem, ProblemFormat::kSeed);
}

}  // namespace tabella::notes
