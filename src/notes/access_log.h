#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "http/message.h"
#include "notes/request_trace.h"

namespace spdlog {
class logger;
}

namespace tabella::notes {

enum class LogFormat { kText, kJson };

struct AccessEntry {
    std::string method;
    std::string path;  ///< Without the query, which may hold what users search for.
    std::string remote_address;
    std::string user;  ///< The partition key, empty where nobody was admitted. Logged as a hash.
    int status = 0;
    std::size_t body_bytes = 0;
    std::chrono::nanoseconds took{0};
};

/// A line a request. Never in it: tokens, titles, contents, users' names. Thread-safe.
class AccessLog {
 public:
    /// Null logger: off.
    AccessLog() = default;
    AccessLog(std::shared_ptr<spdlog::logger> logger, LogFormat format)
        : logger_(std::move(logger)), format_(format) {}

    bool is_on() const { return logger_ != nullptr; }
    void write(const AccessEntry& entry, const RequestTrace& trace) const;

 private:
    std::shared_ptr<spdlog::logger> logger_;
    LogFormat format_ = LogFormat::kText;
};

/// The line itself: text, or a JSON object.
std::string access_line(const AccessEntry& entry, const RequestTrace& trace, LogFormat format);

}  // namespace tabella::notes
