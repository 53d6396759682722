#pragma once

#include <string>

#include "base/random.h"
#include "http/message.h"

namespace tabella::notes {

/// The names under which a request is found again, in our log and in others'.
struct RequestTrace {
    std::string request_id;     ///< X-Request-Id of the client, or one of ours.
    std::string trace_parent;   ///< `traceparent` (W3C Trace Context), where there is a valid one.
    std::string amzn_trace_id;  ///< `X-Amzn-Trace-Id`, where there is one.
};

RequestTrace trace_of(const http::Headers& headers, Random& random);
/// Gives them back with the answer.
void add_trace(const RequestTrace& trace, http::Response& response);

}  // namespace tabella::notes
