#include "notes/problem.h"

#include <algorithm>

#include "http/ascii.h"
#include "json/writer.h"
#include "notes/etag.h"

namespace tabella::notes {

namespace {

std::string_view title_of(int status) {
    switch (status) {
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        default:
            return "Internal Server Error";
    }
}

int status_of(NotesError::Kind kind) {
    switch (kind) {
        case NotesError::Kind::kStoreUnavailable:
            return 503;
        case NotesError::Kind::kTooLarge:
            return 413;
        case NotesError::Kind::kInvalidCursor:
            return 400;
        case NotesError::Kind::kNotFound:
            return 404;
        case NotesError::Kind::kPreconditionFailed:
            return 412;
        case NotesError::Kind::kKeyReused:
            return 422;
        case NotesError::Kind::kNoIndex:
            return 501;
        case NotesError::Kind::kInternal:
            break;
    }
    return 500;
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
    out += out.empty() ? '{' : ',';
    json::append_json_string(out, name);
    out += ':';
    json::append_json_string(out, text);
}

/// Whether a list of media ranges names it, other than to refuse it.
bool names_problem_json(std::string_view accept) {
    while (!accept.empty()) {
        const std::string_view range = accept.substr(0, accept.find(','));
        accept.remove_prefix(std::min(accept.size(), range.size() + 1));
        const std::size_t semicolon = std::min(range.find(';'), range.size());
        const std::string_view type = http::trim(range.substr(0, semicolon));
        const std::string_view weight = http::trim(range.substr(semicolon));
        if (http::equal_ignoring_case(type, "application/problem+json"))
            return !weight.ends_with("q=0");
    }
    return false;
}

std::string problem_json(const Problem& problem) {
    std::string body;
    append_member(body, "type", "about:blank");
    append_member(body, "title", title_of(problem.status));
    body += ",\"status\":";
    json::append_integer(body, problem.status);
    append_member(body, "detail", problem.message);
    if (!problem.field.empty()) append_member(body, "field", problem.field);
    return body + '}';
}

}  // namespace

ProblemFormat problem_format_of(const http::Headers& headers) {
    for (const auto& [name, value] : headers.fields())
        if (http::equal_ignoring_case(name, "Accept") && names_problem_json(value))
            return ProblemFormat::kProblemJson;
    return ProblemFormat::kSeed;
}

Problem bad_request(std::string_view field, std::string message) {
    return {.status = 400, .message = std::move(message), .field = std::string(field)};
}

Problem to_problem(const NotesError& error) {
    Problem problem{.status = status_of(error.kind), .message = error.message};
    if (error.kind == NotesError::Kind::kInvalidCursor) problem.field = "cursor";
    if (error.version.has_value()) problem.headers.add("ETag", etag_of(*error.version));
    return problem;
}

http::Response to_response(const Problem& problem, ProblemFormat format) {
    std::string body;
    if (format == ProblemFormat::kProblemJson) {
        body = problem_json(problem);
    } else {
        append_member(body, "error", problem.message);
        body += '}';
    }
    http::Response response = json_response(problem.status, std::move(body));
    if (format == ProblemFormat::kProblemJson)
        response.headers.set("Content-Type", "application/problem+json");
    for (const auto& [name, value] : problem.headers.fields()) response.headers.add(name, value);
    if (problem.status == 503) response.headers.add("Retry-After", "1");
    return response;
}

http::Response json_response(int status, std::string body) {
    http::Response response{.status = status, .body = std::move(body)};
    response.headers.add("Content-Type", "application/json");
    return response;
}

}  // namespace tabella::notes
