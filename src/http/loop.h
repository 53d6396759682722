#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "base/task.h"
#include "http/runtime.h"

namespace tabella::http {

namespace asio = boost::asio;

/// One event loop and its thread. All that belongs to a loop (sockets, timers, sessions) is touched
/// on its thread only; `post` is for any thread.
class Loop final : public Scheduler {
 public:
    explicit Loop(std::size_t index) : index_(index), guard_(context_.get_executor()) {}

    asio::io_context& context() { return context_; }
    std::size_t index() const { return index_; }
    void post(std::coroutine_handle<> handle) override;

    /// Since when an answer waits for the end of the loop's turn; nothing: none does. On its
    /// thread.
    std::optional<std::chrono::steady_clock::time_point> holding_since;

    /// Calls `done` after the delay, or at once when the loop is told to stop. On its thread.
    void start_timer(std::chrono::milliseconds delay, std::function<void()> done);

    void start();
    /// Lets the loop end: timers fire, and what has begun may finish for a short while.
    void finish();
    void join() { thread_.join(); }

    /// The loop whose thread this is.
    static Loop* current() { return current_; }

 private:
    void run();

    std::size_t index_;
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard_;
    std::set<asio::steady_timer*> timers_;
    bool finishing_ = false;
    std::thread thread_;

    static inline thread_local Loop* current_ = nullptr;
};

/// What keeps sockets on the loops, and so must let go of them before they end.
class LoopUser {
 public:
    virtual ~LoopUser() = default;
    /// Called on the loop's thread: end all that waits there.
    virtual void leave(Loop& loop) = 0;
    /// All loops have ended: nothing that was posted to them will run.
    virtual void loops_gone() = 0;
};

struct Runtime::Impl {
    explicit Impl(std::size_t threads);

    /// This thread's loop, if it is one of ours.
    Loop* here() const;
    /// This thread's loop, or else the next in turn.
    Loop& here_or_next();
    void add_user(std::weak_ptr<LoopUser> user);
    std::vector<std::shared_ptr<LoopUser>> users();
    void stop();

    std::vector<std::unique_ptr<Loop>> loops;
    std::atomic<std::size_t> turn{0};
    std::atomic<bool> stopping{false};

 private:
    std::mutex mutex_;  ///< Guards users_.
    std::vector<std::weak_ptr<LoopUser>> users_;
    std::mutex stop_mutex_;  ///< Held while stopping, so that whoever comes second waits.
    bool stopped_ = false;
};

}  // namespace tabella::http
