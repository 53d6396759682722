#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace tabella {

/// Milliseconds since 1970-01-01T00:00:00Z.
using EpochMs = std::int64_t;

/// The time of day, injected. `SystemClock` is the only place that asks the system for it.
/// Thread-safe.
class Clock {
 public:
    virtual ~Clock() = default;
    virtual EpochMs now_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
    EpochMs now_ms() const override;
};

/// A clock that stands still until a test moves it.
class ManualClock final : public Clock {
 public:
    explicit ManualClock(EpochMs now_ms) : now_ms_(now_ms) {}
    EpochMs now_ms() const override { return now_ms_.load(); }
    void set_ms(EpochMs now_ms) { now_ms_.store(now_ms); }
    void advance_ms(EpochMs by_ms) { now_ms_.fetch_add(by_ms); }

 private:
    std::atomic<EpochMs> now_ms_;
};

}  // namespace tabella
