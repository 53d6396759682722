#pragma once

#include <chrono>

#include "base/result.h"
#include "base/task.h"
#include "http/runtime.h"

namespace tabella::client {

/// Waiting, and how long things take, injected: the program waits on its event loop, a test records
/// and goes on at once. Thread-safe; outlives the tasks it has handed out.
class Sleeper {
 public:
    using TimePoint = std::chrono::steady_clock::time_point;

    virtual ~Sleeper() = default;
    virtual Task<Nothing> sleep_for(std::chrono::milliseconds delay) = 0;
    virtual TimePoint now() const = 0;
};

/// On the timers of a Runtime, which outlives it.
class RuntimeSleeper final : public Sleeper {
 public:
    explicit RuntimeSleeper(http::Runtime& runtime) : runtime_(runtime) {}
    Task<Nothing> sleep_for(std::chrono::milliseconds delay) override {
        return runtime_.sleep_for(delay);
    }
    TimePoint now() const override { return std::chrono::steady_clock::now(); }

 private:
    http::Runtime& runtime_;
};

}  // namespace tabella::client
