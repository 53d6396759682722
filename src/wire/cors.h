#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace tabella::wire {

/// Which pages a browser may let talk to the endpoint (the Fetch standard's CORS protocol).
class Cors {
 public:
    /// Pages of this machine: http(s)://localhost, 127.0.0.1 or [::1], on any port. A developer's
    /// own pages, and no one else's, although the endpoint asks for no secret by default.
    Cors() = default;
    /// `allowed` is "*" for all, or origins ("https://example.com") with commas between them. An
    /// origin without scheme allows both http and https.
    explicit Cors(std::string_view allowed);

    /// The answer to a browser that asks whether it may send.
    http::Response preflight(const http::Request& request) const;
    /// Adds what lets a page of that origin read the response; empty: no page asks.
    void allow(std::string_view origin, http::Response& response) const;

 private:
    bool allows(std::string_view origin) const;

    bool local_ = true;
    bool all_ = false;
    std::vector<std::string> origins_;
};

}  // namespace tabella::wire
