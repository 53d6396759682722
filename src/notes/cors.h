#pragma once

#include <string>
#include <vector>

#include "http/message.h"

namespace tabella::notes {

/// Which browsers' pages may use the API (CORS, Fetch standard): those of the listed origins, or
/// of all with "*"; of none by default.
class Cors {
 public:
    explicit Cors(std::vector<std::string> origins = {}) : origins_(std::move(origins)) {}

    /// Whether it is a preflight, which is answered without looking for a route.
    static bool is_preflight(const http::Request& request);
    bool is_on() const { return !origins_.empty(); }
    /// The value of Access-Control-Allow-Origin for the request; empty: not allowed.
    std::string allowed(const http::Headers& request) const;
    static http::Response preflight(const std::string& allowed);
    /// Adds what a page of the allowed origin may read of the answer.
    static void add(const std::string& allowed, http::Response& response);

 private:
    const std::vector<std::string> origins_;
};

}  // namespace tabella::notes
