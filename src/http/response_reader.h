#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"

namespace tabella::http {

/// Reads one response from the bytes of a connection; interim (1xx) responses are skipped. Beast's
/// parser does the work, behind this wall so that one file compiles it. Not thread-safe.
class ResponseReader {
 public:
    enum class Outcome { kMore, kDone, kFailed };

    ResponseReader(std::size_t header_bytes_max, std::size_t body_bytes_max);
    ~ResponseReader();

    /// Starts anew. The answer to HEAD has no body, whatever its header says.
    void begin(bool answers_head);
    /// Reads from the front of `unread` and drops what it has read. What is left after kMore must
    /// be fed again with more behind it.
    Outcome feed(std::string_view& unread);
    /// The server has closed: some responses end that way.
    Outcome feed_end();

    /// After kDone: what was read, and whether the connection may carry another exchange.
    Response take();
    bool keep_alive() const { return keep_alive_; }
    /// After kFailed.
    const std::string& failure() const { return failure_; }

 private:
    struct Parser;
    Outcome conclude();

    std::size_t header_bytes_max_;
    std::size_t body_bytes_max_;
    std::unique_ptr<Parser> parser_;
    bool answers_head_ = false;
    bool keep_alive_ = false;
    std::string failure_;
};

}  // namespace tabella::http
