#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "http/message.h"

namespace tabella::http {

/// Why a request is not served; `reason` is for the user.
struct Refusal {
    int status = 400;
    std::string_view reason;  ///< A literal.
};

/// The request line and the fields of one request, and how its body is framed.
struct RequestHead {
    Request request;  ///< Without body and remote_address.
    bool http_1_0 = false;
    bool keep_alive = true;
    bool chunked = false;
    bool expects_continue = false;
    std::uint64_t content_length = 0;  ///< 0 when absent; saturates.

    bool has_body() const { return chunked || content_length > 0; }
};

/// Reads request heads (RFC 9112) and refuses all that two parsers could frame differently: any
/// Transfer-Encoding but exactly "chunked" in HTTP/1.1, a Content-Length that is repeated, listed
/// or not plain digits, both together, folded fields, bare LF or CR, space before the colon,
/// control characters, and a Host that is missing (HTTP/1.1), repeated or not a host.
///
/// Written by hand since Beast 1.81 ignores or accepts several of these (see Server): checking the
/// bytes before Beast would be a second parser, and the difference of two is what smuggles.
///
/// Feed it the unread bytes of the connection; it remembers how far it has looked, so a head that
/// drips in costs no more than one that comes whole. Not thread-safe.
class RequestHeadParser {
 public:
    enum class Outcome { kMore, kDone, kRefused };

    explicit RequestHeadParser(std::size_t header_bytes_max) : bytes_max_(header_bytes_max) {}

    /// `unread` begins where the request begins and only grows until kDone or kRefused. After
    /// kDone, `head` and `head_bytes` say what was read, and the parser starts anew.
    Outcome parse(std::string_view unread);

    RequestHead& head() { return head_; }
    std::size_t head_bytes() const { return head_bytes_; }
    const Refusal& refusal() const { return refusal_; }

 private:
    /// How many bytes the head has with its blank line; nullopt: not all here, or refusal_ is set.
    std::optional<std::size_t> find_end(std::string_view unread);

    std::size_t bytes_max_;
    std::size_t line_begin_ = 0;  ///< Where the line begins whose end is not found yet.
    std::size_t head_bytes_ = 0;
    RequestHead head_;
    Refusal refusal_;
};

}  // namespace tabella::http
