#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/request_head.h"

namespace tabella::http {

/// Decodes a body in chunks (RFC 9112, 7.1) as strictly as RequestHeadParser reads heads: plain
/// hexadecimal sizes, CRLF only; chunk extensions and trailer fields are bounded and dropped.
class ChunkedDecoder {
 public:
    enum class Outcome { kMore, kDone, kRefused };

    ChunkedDecoder(std::size_t body_bytes_max, std::size_t trailer_bytes_max)
        : body_bytes_max_(body_bytes_max), trailer_bytes_max_(trailer_bytes_max) {}

    /// Appends what `unread` holds of the body and drops it from `unread`; what is left is the
    /// unfinished line to be fed again with more behind it, or, after kDone, the next request.
    Outcome decode(std::string_view& unread, std::string& body);

    const Refusal& refusal() const { return refusal_; }

 private:
    enum class State { kSize, kData, kDataEnd, kTrailer };

    Outcome refuse(int status, std::string_view reason);
    std::optional<Refusal> read_size(std::string_view line, std::size_t body_bytes);

    std::size_t body_bytes_max_;
    std::size_t trailer_bytes_max_;
    std::size_t trailer_bytes_ = 0;
    State state_ = State::kSize;
    std::uint64_t chunk_left_ = 0;
    Refusal refusal_;
};

}  // namespace tabella::http
