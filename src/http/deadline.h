#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "http/io.h"

namespace tabella::http {

using SteadyTime = std::chrono::steady_clock::time_point;

/// Ends what a coroutine waits for when its time is over. On one loop's thread; made by
/// make_shared, since its timer may still fire after the coroutine has lost interest.
class Deadline : public std::enable_shared_from_this<Deadline> {
 public:
    explicit Deadline(asio::io_context& context) : timer_(context) {}

    /// From now on calls `abort`, once, at that time; replaces what was armed before.
    void arm(SteadyTime at, std::function<void()> abort) {
        abort_ = std::move(abort);
        expired_ = false;
        timer_.expires_at(at);
        timer_.async_wait([self = shared_from_this(), at](ErrorCode error) {
            // A wait that was replaced may have been due already.
            if (error || at != self->timer_.expiry() || !self->abort_) return;
            self->expired_ = true;
            std::exchange(self->abort_, nullptr)();
        });
    }
    void disarm() {
        abort_ = nullptr;
        timer_.cancel();
    }
    /// Whether the last that was armed has come true.
    bool expired() const { return expired_; }

 private:
    asio::steady_timer timer_;
    std::function<void()> abort_;
    bool expired_ = false;
};

}  // namespace tabella::http
