#pragma once

#include <openssl/ssl.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <memory>
#include <optional>

#include "base/result.h"
#include "http/io.h"
#include "http/server.h"

namespace tabella::http {

struct FreeSslContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeSslContext>;

/// TLS 1.2 and 1.3 with that certificate. kInvalidArgument with the file and what is wrong with it.
Result<TlsContext> load_server_tls(const TlsFiles& files);

/// What one attempt came to: either it is to be repeated, as it was, when the socket is ready, or
/// this is its result.
struct TlsStep {
    std::optional<Socket::wait_type> wait_for;
    IoResult result;
};

/// The server's side of TLS on one non-blocking socket, which outlives it. It never waits, and
/// holds nothing back: what is neither read nor in `has_pending` is in the kernel.
class ServerTls {
 public:
    ServerTls(SSL_CTX& context, int socket);

    TlsStep shake_hands();
    /// `eof` where the client has closed, in TLS's way or in TCP's.
    TlsStep read(asio::mutable_buffer into);
    /// Takes on at most a record's bytes of both.
    TlsStep write(const std::array<asio::const_buffer, 2>& from);
    /// Tells the client that nothing follows; best effort.
    void close_notify();

    /// `close_notify`, and never touches the socket again: its number may be another's soon.
    void leave_socket();

    bool has_pending() const { return SSL_has_pending(ssl_.get()) == 1; }
    /// The handshake failed for what the client sent, and not for what it did not.
    bool refused() const { return refused_; }
    /// ... which was a request in plain HTTP.
    bool met_plain_http() const { return met_plain_http_; }

 private:
    struct FreeSsl {
        void operator()(SSL* ssl) const { SSL_free(ssl); }
    };

    TlsStep step_of(int returned);

    std::unique_ptr<SSL, FreeSsl> ssl_;
    bool secured_ = false;
    bool refused_ = false;
    bool met_plain_http_ = false;
};

}  // namespace tabella::http
