#pragma once

#include <string>

namespace tabella::api {

/// The trace that a request came with, for whoever is asked on its behalf. Empty: none.
struct Trace {
    /// `traceparent` of W3C Trace Context, version 00, valid.
    std::string parent = {};
    /// `tracestate`, which goes with `parent` only.
    std::string state = {};
    std::string amzn_id = {};  ///< `X-Amzn-Trace-Id`.

    bool empty() const { return parent.empty() && amzn_id.empty(); }
};

}  // namespace tabella::api
