#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/task.h"
#include "http/message.h"
#include "http/runtime.h"

namespace tabella::http {

/// What a server calls for each request. Runs on an I/O thread and must not block it; may be called
/// on several threads side by side. The server outlives no handler: the handler lives longer.
class Handler {
 public:
    virtual ~Handler() = default;
    virtual Task<Response> handle(Request request) = 0;
    /// The answer to what never becomes a Request (malformed, too large, overloaded, too slow):
    /// `status` is 400, 408, 413, 431 or 503, `reason` is for the user. Called on an I/O thread.
    virtual Response refuse(int status, std::string_view reason) = 0;
};

/// Where a server's certificate and its key stand, in PEM: the certificate first and then, where
/// there are some, those between it and a root; the key without a pass phrase.
struct TlsFiles {
    std::string certificate;
    std::string key;
};

struct ServerOptions {
    std::string host = "127.0.0.1";    ///< A numeric address or "localhost".
    std::uint16_t port = 0;            ///< 0: any free port; see Server::port.
    std::optional<TlsFiles> tls = {};  ///< Absent: plain HTTP.
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t body_bytes_max = 1024 * 1024;
    std::size_t connections_max = 4096;
    /// After every 32 connections that were refused: who is refused may try again at once, and
    /// refusing costs as much as serving.
    std::chrono::milliseconds refusal_pause{4};
    /// Requests read but not answered yet, over all connections; beyond it, 503.
    std::size_t requests_in_flight_max = 4096;
    /// Bodies in memory, over all connections; beyond it, 503.
    std::size_t body_bytes_in_flight_max = 256 * 1024 * 1024;
    /// Answers that wait for their clients to read, over all connections; beyond it, the connection
    /// is cut: nothing else can be told to who does not read.
    std::size_t unread_bytes_max = 256 * 1024 * 1024;
    std::chrono::milliseconds handshake_timeout{10'000};  ///< TLS: connected to secured.
    std::chrono::milliseconds idle_timeout{75'000};       ///< Between requests of a connection.
    std::chrono::milliseconds request_timeout{30'000};    ///< First byte of a request to its last.
    std::chrono::milliseconds write_timeout{30'000};      ///< To write one response.
};

/// An HTTP/1.1 server with keep-alive and pipelining (answers in order). It refuses with 400 and
/// closes on ambiguous framing: any Transfer-Encoding but exactly "chunked", Content-Length that is
/// repeated, listed or not plain digits, both together, folded headers, bare LF. With TLS: 1.2 or
/// 1.3, HTTP/1.1 only; a plain request is answered with a plain 400.
class Server {
 public:
    /// Listens and starts to serve. kUnavailable when the address cannot be had; kInvalidArgument
    /// when the files of TLS cannot be used, with the file and the reason.
    static Result<std::unique_ptr<Server>> start(Runtime& runtime, ServerOptions options,
                                                 Handler& handler);
    /// Closes every connection at once (`drain` first to be polite) and waits for the handler's
    /// tasks that still run, so that the handler may be destroyed next. Not for an I/O thread.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;

    /// Stops listening, lets requests that were begun finish and be answered with
    /// `Connection: close`, closes idle connections, and waits for all that; after `deadline` it
    /// cuts off the rest. Blocks; not for an I/O thread. True when nothing had to be cut off.
    bool drain(std::chrono::milliseconds deadline);

    struct Impl;
    explicit Server(std::shared_ptr<Impl> impl);  ///< For `start`.

 private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace tabella::http
