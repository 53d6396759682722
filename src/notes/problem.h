#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "notes/notes_error.h"

namespace tabella::notes {

/// Why a request gets no answer, for its user. Rendered in one place, by `to_response`.
struct Problem {
    int status = 500;
    std::string message;
    std::string field = {};  ///< The member or parameter that is wrong, where it is one.
    http::Headers headers = {};
};

/// What a route answers.
using RouteResult = Result<http::Response, Problem>;

/// The body that a request wants errors in.
enum class ProblemFormat {
    kSeed,         ///< `{"error":"…"}`
    kProblemJson,  ///< RFC 9457: type, title, status, detail, and field where there is one.
};

/// kProblemJson when Accept names application/problem+json.
ProblemFormat problem_format_of(const http::Headers& headers);

Problem bad_request(std::string_view field, std::string message);
/// 503, 413, 400, 404, 412 with ETag, 422, 501 or 500, as the error is.
Problem to_problem(const NotesError& error);

/// With Retry-After where it is a 503.
http::Response to_response(const Problem& problem, ProblemFormat format);

http::Response json_response(int status, std::string body);

}  // namespace tabella::notes
