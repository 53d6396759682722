#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>
#include <coroutine>
#include <cstddef>
#include <utility>

namespace tabella::http {

namespace asio = boost::asio;

/// With the executor's own type: a type-erased one costs an allocation per operation.
using Socket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
using ErrorCode = boost::system::error_code;

struct IoResult {
    ErrorCode error;
    std::size_t bytes = 0;
};

/// `IoResult r = co_await io([&](auto done) { socket.async_read_some(buffer, done); });` awaits one
/// Asio operation of the loop whose thread this is, and goes on inside its completion handler.
/// Cheaper than await_callback (nothing shared, nothing atomic), since the operation never
/// completes before it was started and always on this thread.
template <class Start>
class IoAwaiter {
 public:
    explicit IoAwaiter(Start start) : start_(std::move(start)) {}

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) { start_(Done{this, handle}); }
    IoResult await_resume() const noexcept { return result_; }

 private:
    struct Done {
        IoAwaiter* awaiter;
        std::coroutine_handle<> handle;

        void operator()(ErrorCode error, std::size_t bytes = 0) const {
            awaiter->result_ = {error, bytes};
            handle.resume();
        }
    };

    Start start_;
    IoResult result_;
};

template <class Start>
IoAwaiter<Start> io(Start start) {
    return IoAwaiter<Start>(std::move(start));
}

/// Lets other work of the loop go first; from another thread: goes on in the loop's thread.
template <class Executor>
struct Hop {
    Executor executor;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) { asio::post(executor, handle); }
    void await_resume() const noexcept {}
};

template <class Executor>
Hop<Executor> hop_to(Executor executor) {
    return Hop<Executor>{executor};
}

}  // namespace tabella::http
