#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace tabella::http {

/// A listening socket on a free port of the loopback, closed at the end.
class Listener {
 public:
    Listener() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* any = reinterpret_cast<sockaddr*>(&address);
        if (::bind(fd_, any, size) != 0 || ::listen(fd_, 16) != 0 ||
            ::getsockname(fd_, any, &size) != 0)
            std::abort();
        port_ = ntohs(address.sin_port);
    }
    ~Listener() { ::close(fd_); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    int fd() const { return fd_; }
    std::uint16_t port() const { return port_; }

 private:
    int fd_;
    std::uint16_t port_ = 0;
};

/// Serves one connection after the other by a script in plain system calls: for answers that no
/// proper server gives. The script gets the socket and the number of the connection, from 0.
class RawServer {
 public:
    using Script = std::function<void(int fd, int connection)>;

    explicit RawServer(Script script)
        : thread_([this, script = std::move(script)] {
              while (true) {
                  const int fd = ::accept(listener_.fd(), nullptr, nullptr);
                  if (fd < 0) return;
                  script(fd, connections_++);
                  ::close(fd);
              }
          }) {}
    ~RawServer() {
        ::shutdown(listener_.fd(), SHUT_RDWR);
        thread_.join();
    }

    std::uint16_t port() const { return listener_.port(); }
    /// How many were begun.
    int connections() const { return connections_; }

    /// The head of one request, or what came before the end.
    static std::string read_head(int fd) {
        std::string head;
        char byte = 0;
        while (!head.ends_with("\r\n\r\n") && ::recv(fd, &byte, 1, 0) == 1) head.push_back(byte);
        return head;
    }
    static void write(int fd, std::string_view bytes) {
        ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }

 private:
    Listener listener_;
    std::atomic<int> connections_{0};
    std::thread thread_;
};

}  // namespace tabella::http
