#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/task.h"
#include "http/client.h"
#include "http/deadline.h"
#include "http/input_buffer.h"
#include "http/io.h"
#include "http/response_reader.h"

namespace tabella::http {

/// A client's connection to one endpoint, plain or TLS. Belongs to one loop and is touched on its
/// thread only. An operation under way keeps it alive only through its owner: `close` ends the
/// operation, and only then may the connection go.
class Connection {
 public:
    /// `tls` outlives the connection; only used when the endpoint asks for TLS.
    Connection(asio::io_context& context, asio::ssl::context& tls, const Endpoint& endpoint,
               const ClientOptions& options);

    /// Resolves, connects and, for TLS, shakes hands and verifies. kTimeout or kUnavailable.
    Task<Status> connect(Deadline& deadline, SteadyTime until);
    bool connected() const { return connected_; }

    /// How one exchange on this connection went.
    struct Exchange {
        std::optional<Response> response;
        std::string failure;  ///< When there is no response.
        bool sent = false;    ///< Some bytes of the request may have left.
        bool answer_began = false;
        bool reusable = false;  ///< The connection may carry another exchange.
    };

    /// Writes the head and the body, and reads the answer. `close` ends it early.
    Task<Exchange> exchange(std::string_view head, std::string_view body, bool answers_head);

    /// False when an idle connection was closed, or spoken on, by the server meanwhile.
    bool still_good();
    void close();

 private:
    Task<Result<std::vector<asio::ip::tcp::endpoint>>> resolve(Deadline& deadline,
                                                               SteadyTime until);
    Task<Status> shake_hands(Deadline& deadline, SteadyTime until);
    /// True when all was written; sets exchange.sent.
    Task<bool> write(std::string_view bytes, Exchange& exchange);
    Task<Nothing> read_answer(Exchange& exchange);
    SteadyTime phase_end(SteadyTime until) const;

    asio::io_context& context_;
    asio::ssl::context& tls_context_;
    Endpoint endpoint_;
    const ClientOptions& options_;
    Socket socket_;
    std::optional<asio::ssl::stream<Socket&>> tls_;
    InputBuffer input_;
    ResponseReader reader_;
    bool connected_ = false;
    bool closed_ = false;
};

}  // namespace tabella::http
