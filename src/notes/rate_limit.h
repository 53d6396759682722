#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace tabella::notes {

/// So many requests a second for each user, and as many at once after a rest: a token bucket each.
/// Remembers the users of the last second or so, since a bucket that has filled up is one that was
/// never used. Thread-safe; the clock outlives it.
class RateLimit {
 public:
    /// 0 requests a second: no limit.
    RateLimit(const Clock& clock, double requests_per_second)
        : clock_(clock), per_second_(requests_per_second) {}

    /// Takes one request of the user's; where there is none left, the whole seconds to wait.
    std::optional<std::int64_t> take(const std::string& user);

 private:
    struct Bucket {
        double tokens;
        EpochMs at;
    };
    void drop_full(EpochMs now);

    const Clock& clock_;
    const double per_second_;
    std::mutex mutex_;
    std::unordered_map<std::string, Bucket> buckets_;
    std::size_t sweep_at_ = 1'024;
};

}  // namespace tabella::notes
