#pragma once

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "base/task.h"

namespace tabella::storage {

/// A few threads that may wait for the disk, so that I/O threads need not. Thread-safe.
class ReadPool {
 public:
    explicit ReadPool(std::size_t threads);
    /// Carries out what was handed over, then ends.
    ~ReadPool();

    /// `co_await pool.enter()`: the coroutine goes on in a thread of the pool.
    auto enter() {
        struct Awaiter {
            ReadPool& pool;
            bool await_ready() const noexcept { return false; }
            void await_suspend(std::coroutine_handle<> handle) { pool.push(handle); }
            void await_resume() const noexcept {}
        };
        return Awaiter{*this};
    }

    /// `co_await ReadPool::leave(scheduler)`: back to the thread that the scheduler stands for,
    /// which was `Scheduler::current()` before `enter`; stays where it is when that was null.
    static auto leave(Scheduler* scheduler) {
        struct Awaiter {
            Scheduler* scheduler;
            bool await_ready() const noexcept { return scheduler == nullptr; }
            void await_suspend(std::coroutine_handle<> handle) { scheduler->post(handle); }
            void await_resume() const noexcept {}
        };
        return Awaiter{scheduler};
    }

 private:
    void push(std::coroutine_handle<> handle);
    void run();

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::coroutine_handle<>> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace tabella::storage
