#pragma once

#include <chrono>
#include <memory>

#include "base/result.h"
#include "base/task.h"

namespace tabella::http {

/// The I/O threads: one event loop each, shared by servers and clients. Owns its threads; outlives
/// every server, client and task that runs on it. Thread-safe.
class Runtime {
 public:
    explicit Runtime(std::size_t threads);
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    /// Ends after the delay, on the thread of the awaiting coroutine's Scheduler (or on an I/O
    /// thread where there is none). Timers that still run at destruction end early.
    Task<Nothing> sleep_for(std::chrono::milliseconds delay);

    /// Stops the event loops and joins the threads; what still runs on them is dropped.
    void stop();

    struct Impl;
    Impl& impl() { return *impl_; }

 private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace tabella::http
