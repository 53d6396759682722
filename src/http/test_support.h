#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "http/server.h"

namespace tabella::http {

/// A blocking TCP connection that sends and sees raw bytes. Every wait is bounded by 10 s.
class RawClient {
 public:
    explicit RawClient(std::uint16_t port, int receive_buffer_bytes = 0)
        : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const timeval limit{10, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        if (receive_buffer_bytes > 0)
            ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                         sizeof receive_buffer_bytes);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ =
            ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() { ::close(fd_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return connected_; }
    int descriptor() const { return fd_; }

    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void end_sending() { ::shutdown(fd_, SHUT_WR); }

    /// One whole answer: its head and as many bytes as its Content-Length says (none for HEAD).
    /// Empty when the connection ends before.
    std::string read_answer(bool with_body = true) {
        while (true) {
            const std::size_t end = unread_.find("\r\n\r\n");
            if (end != std::string::npos) {
                std::size_t size = end + 4;
                const std::size_t field = unread_.find("Content-Length: ");
                if (with_body && field < end) size += std::stoul(unread_.substr(field + 16));
                while (unread_.size() < size)
                    if (!receive()) return {};
                std::string answer = unread_.substr(0, size);
                unread_.erase(0, size);
                return answer;
            }
            if (!receive()) return {};
        }
    }

    /// All that comes until the other side closes; `closed` says whether it did (and no reset).
    std::string read_to_end() {
        while (receive()) {
        }
        return std::move(unread_);
    }
    bool saw_end() const { return saw_end_; }

 private:
    bool receive() {
        char buffer[65536];
        const ssize_t count = ::recv(fd_, buffer, sizeof buffer, 0);
        saw_end_ = count == 0;
        if (count > 0) unread_.append(buffer, static_cast<std::size_t>(count));
        return count > 0;
    }

    int fd_;
    bool connected_ = false;
    bool saw_end_ = false;
    std::string unread_;
};

/// Answers with what the request was: "POST /path?query [body]", or as `respond` says.
class EchoHandler : public Handler {
 public:
    Task<Response> handle(Request request) override {
        {
            std::lock_guard lock(mutex_);
            seen_.push_back(request);
        }
        if (respond) {
            Task<Response> task = respond(std::move(request));
            Response response = co_await std::move(task);
            co_return response;
        }
        Response response;
        response.headers.add("Content-Type", "text/plain");
        response.body = request.method + " " + request.target + " [" + request.body + "]";
        co_return response;
    }
    Response refuse(int status, std::string_view reason) override {
        Response response;
        response.status = status;
        response.body = std::string(reason);
        return response;
    }

    std::vector<Request> seen() {
        std::lock_guard lock(mutex_);
        return seen_;
    }

    std::function<Task<Response>(Request)> respond;

 private:
    std::mutex mutex_;
    std::vector<Request> seen_;
};

/// Holds handlers back until the test lets them go.
class Gate {
 public:
    /// Ends when the gate opens; awaited once for each `open`.
    Task<Nothing> wait() {
        const Nothing opened = co_await await_callback<Nothing>([this](auto done) {
            {
                std::lock_guard lock(mutex_);
                waiting_.push_back([done] { done(Nothing{}); });
            }
            entered_.release();
        });
        co_return opened;
    }
    /// Until one more handler waits at the gate.
    void await_entry() { entered_.acquire(); }
    /// Lets all go that wait.
    void open() {
        std::vector<std::function<void()>> waiting;
        {
            std::lock_guard lock(mutex_);
            waiting.swap(waiting_);
        }
        for (const auto& go : waiting) go();
    }

 private:
    std::mutex mutex_;
    std::vector<std::function<void()>> waiting_;
    std::counting_semaphore<> entered_{0};
};

/// A server on a free port of the loopback, with its runtime and handler.
struct TestServer {
    explicit TestServer(ServerOptions options = {}, std::size_t threads = 1)
        : runtime(threads), server(std::move(Server::start(runtime, options, handler)).value()) {}

    std::uint16_t port() const { return server->port(); }

    EchoHandler handler;
    Runtime runtime;
    std::unique_ptr<Server> server;
};

inline std::string status_of(const std::string& answer) {
    return answer.size() < 12 ? answer : answer.substr(9, 3);
}

inline std::size_t count_of(std::string_view needle, std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = text.find(needle); at != std::string_view::npos;
         at = text.find(needle, at + needle.size()))
        ++count;
    return count;
}

}  // namespace tabella::http
