#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/task.h"
#include "http/message.h"
#include "http/runtime.h"

namespace tabella::http {

/// Where a request goes: scheme, host and port, all decided.
struct Endpoint {
    bool tls = false;
    std::string host;
    std::uint16_t port = 80;

    /// From "http://host[:port][/]"; a path other than "/" is refused here. kInvalidArgument names
    /// what is wrong.
    static Result<Endpoint> parse(std::string_view url);
    std::string host_header() const;  ///< The port is left out when it is the scheme's own.
    friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

struct ClientOptions {
    /// Shared out evenly to the I/O threads, at least one each; beyond it, requests wait.
    std::size_t connections_per_endpoint_max = 64;
    /// For each of resolving, connecting (per address) and the TLS handshake.
    std::chrono::milliseconds connect_timeout{3'000};
    std::chrono::milliseconds idle_timeout{20'000};  ///< A pooled connection is dropped after it.
    std::size_t body_bytes_max = 64 * 1024 * 1024;
    std::size_t header_bytes_max = 64 * 1024;
    /// A PEM file of further trusted roots; empty: the system's.
    std::string ca_file;
};

/// What a failed exchange left behind: when nothing was sent, even a request that must not be
/// repeated may be.
struct ExchangeError {
    /// kUnavailable, kTimeout, or kInvalidArgument: a method or target that is none.
    ErrorKind kind = ErrorKind::kUnavailable;
    std::string message;
    bool sent = false;  ///< Some bytes of the request may have reached the server.
};

/// An HTTP/1.1 client with a pool of connections. Certificates are verified, with the host name,
/// always. Thread-safe; lives no longer than its Runtime.
class Client {
 public:
    Client(Runtime& runtime, ClientOptions options);
    /// Requests under way end with kUnavailable.
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Sends one request and reads its whole answer, within `deadline` from now (connecting
    /// included). `request.method`, `target`, `headers` and `body` count; Host and Content-Length
    /// are added. A pooled connection that turns out closed before any byte of the answer came is
    /// replaced once by a fresh one. Redirects are not followed.
    Task<Result<Response, ExchangeError>> send(Endpoint endpoint, Request request,
                                               std::chrono::milliseconds deadline);

 private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace tabella::http
