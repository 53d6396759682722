#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tabella::http {

/// Header fields in their order of arrival; names compare without regard to case.
class Headers {
 public:
    using Field = std::pair<std::string, std::string>;

    Headers() = default;
    Headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
        for (const auto& [name, value] : fields) add(std::string(name), std::string(value));
    }

    /// The value of the first field of that name.
    std::optional<std::string_view> find(std::string_view name) const;
    void add(std::string name, std::string value);
    /// Replaces all fields of that name.
    void set(std::string name, std::string value);
    const std::vector<Field>& fields() const { return fields_; }

 private:
    std::vector<Field> fields_;
};

/// A request that was read whole: its framing was checked and its size bounded.
struct Request {
    std::string method;  ///< As sent: "GET".
    std::string target;  ///< As sent: "/notes/1?limit=5".
    std::string path;    ///< Before the `?`, percent-encoding left as sent.
    std::string query;   ///< After the `?`, empty without one.
    Headers headers;
    std::string body;
    std::string remote_address;
};

/// Content-Length, Date and Connection are written by the server.
struct Response {
    int status = 200;
    Headers headers;
    std::string body;
};

/// Decodes %XX; nullopt when malformed. '+' stays '+'.
std::optional<std::string> percent_decode(std::string_view text);
/// Encodes all but the unreserved characters of RFC 3986 (and '/' when `keep_slash`).
std::string percent_encode(std::string_view text, bool keep_slash = false);
/// The decoded parameters of a query string in their order; '+' is a space.
std::vector<std::pair<std::string, std::string>> parse_query(std::string_view query);

}  // namespace tabella::http
