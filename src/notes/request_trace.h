#pragma once

#include <string>

#include "api/trace.h"
#include "base/random.h"
#include "http/message.h"

namespace tabella::notes {

/// The names under which a request is found again, in our log and in others'.
struct RequestTrace {
    std::string request_id;  ///< X-Request-Id of the client, or one of ours.
    api::Trace trace = {};   ///< What of it is valid; the calls to the store carry it on.
};

RequestTrace trace_of(const http::Headers& headers, Random& random);
/// Gives them back with the answer.
void add_trace(const RequestTrace& trace, http::Response& response);

}  // namespace tabella::notes
