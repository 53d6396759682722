#include "http/connection.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>

namespace tabella::http {
namespace {

using Addresses = std::vector<asio::ip::tcp::endpoint>;
using Resolver = asio::ip::basic_resolver<asio::ip::tcp, asio::io_context::executor_type>;

Error unavailable(std::string message) {
    return Error{ErrorKind::kUnavailable, std::move(message)};
}
Error timeout(std::string message) {
    return Error{ErrorKind::kTimeout, std::move(message)};
}

/// Addresses that need no resolver, and so no thread of its own.
Addresses known_addresses(const Endpoint& endpoint) {
    if (endpoint.host == "localhost")
        return {{asio::ip::address_v4::loopback(), endpoint.port},
                {asio::ip::address_v6::loopback(), endpoint.port}};
    ErrorCode error;
    const auto address = asio::ip::make_address(endpoint.host, error);
    if (error) return {};
    return {{address, endpoint.port}};
}

/// SNI, and the name or address that the certificate must bear.
bool expect_host(SSL* ssl, const std::string& host) {
    ErrorCode not_address;
    asio::ip::make_address(host, not_address);
    if (!not_address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    // The macro SSL_set_tlsext_host_name casts in C's way.
    return SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                    const_cast<char*>(host.c_str())) == 1 &&
           SSL_set1_host(ssl, host.c_str()) == 1;
}

}  // namespace

Connection::Connection(asio::io_context& context, asio::ssl::context& tls, const Endpoint& endpoint,
                       const ClientOptions& options)
    : context_(context),
      tls_context_(tls),
      endpoint_(endpoint),
      options_(options),
      socket_(context),
      input_(options.header_bytes_max),
      reader_(options.header_bytes_max, options.body_bytes_max) {}

void Connection::close() {
    closed_ = true;
    connected_ = false;
    ErrorCode ignored;
    socket_.close(ignored);
}

bool Connection::still_good() {
    if (!connected_ || !input_.empty()) return false;
    char byte = 0;
    const ssize_t got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

SteadyTime Connection::phase_end(SteadyTime until) const {
    return std::min(until, std::chrono::steady_clock::now() + options_.connect_timeout);
}

Task<Result<Addresses>> Connection::resolve(Deadline& deadline, SteadyTime until) {
    // The system's resolver cannot be interrupted: what it finds after the deadline is dropped, so
    // everything it touches is shared with it.
    struct Lookup {
        explicit Lookup(asio::io_context& context) : resolver(context) {}
        Resolver resolver;
        Addresses addresses;
        std::function<void(ErrorCode)> done;

        void end(ErrorCode error) {
            if (auto ended = std::exchange(done, nullptr)) ended(error);
        }
    };
    auto lookup = std::make_shared<Lookup>(context_);
    const IoResult resolved = co_await io([&](auto done) {
        lookup->done = done;
        deadline.arm(phase_end(until), [lookup] { lookup->end(asio::error::timed_out); });
        lookup->resolver.async_resolve(endpoint_.host, std::to_string(endpoint_.port),
                                       [lookup](ErrorCode error, const auto& results) {
                                           for (const auto& result : results)
                                               lookup->addresses.push_back(result.endpoint());
                                           lookup->end(error);
                                       });
    });
    if (resolved.error == asio::error::timed_out)
        co_return timeout(fmt::format("resolving {} took too long", endpoint_.host));
    if (resolved.error)
        co_return unavailable(
            fmt::format("cannot resolve {}: {}", endpoint_.host, resolved.error.message()));
    co_return std::move(lookup->addresses);
}

Task<Status> Connection::connect(Deadline& deadline, SteadyTime until) {
    Addresses addresses = known_addresses(endpoint_);
    if (addresses.empty()) {
        Result<Addresses> resolved = co_await resolve(deadline, until);
        if (!resolved) co_return std::move(resolved).error();
        addresses = *std::move(resolved);
    }
    const std::string where = endpoint_.host_header();
    ErrorCode error = asio::error::host_not_found;
    for (const auto& address : addresses) {
        if (closed_) break;
        socket_ = Socket(context_);
        deadline.arm(phase_end(until), [this] {
            ErrorCode ignored;
            socket_.close(ignored);
        });
        const IoResult tried =
            co_await io([&](auto done) { socket_.async_connect(address, done); });
        error = tried.error;
        if (!error) break;
        if (deadline.expired() && std::chrono::steady_clock::now() >= until) break;
    }
    if (closed_) co_return unavailable("the client is closing");
    if (deadline.expired()) co_return timeout(fmt::format("connecting to {} took too long", where));
    if (error)
        co_return unavailable(fmt::format("cannot connect to {}: {}", where, error.message()));

    socket_.set_option(asio::ip::tcp::no_delay(true), error);
    socket_.non_blocking(true, error);
    if (endpoint_.tls) {
        Status secured = co_await shake_hands(deadline, until);
        if (!secured) co_return secured;
    }
    connected_ = true;
    co_return ok_status();
}

Task<Status> Connection::shake_hands(Deadline& deadline, SteadyTime until) {
    tls_.emplace(socket_, tls_context_);
    if (!expect_host(tls_->native_handle(), endpoint_.host))
        co_return unavailable(fmt::format("cannot verify the host name {}", endpoint_.host));
    deadline.arm(phase_end(until), [this] { close(); });
    const IoResult shaken = co_await io(
        [&](auto done) { tls_->async_handshake(asio::ssl::stream_base::client, done); });
    if (!shaken.error) co_return ok_status();
    const std::string where = endpoint_.host_header();
    if (deadline.expired())
        co_return timeout(fmt::format("the TLS handshake with {} took too long", where));
    const long verified = SSL_get_verify_result(tls_->native_handle());
    const std::string why =
        verified == X509_V_OK ? shaken.error.message() : X509_verify_cert_error_string(verified);
    co_return unavailable(fmt::format("no TLS with {}: {}", where, why));
}

Task<bool> Connection::write(std::string_view bytes, Exchange& exchange) {
    while (!bytes.empty()) {
        const asio::const_buffer buffer(bytes.data(), bytes.size());
        IoResult written;
        if (!tls_) written.bytes = socket_.write_some(buffer, written.error);
        // Of what TLS has taken on, nobody knows what has left.
        if (tls_) exchange.sent = true;
        if (tls_ || written.error == asio::error::would_block)
            written = co_await io([&](auto done) {
                if (tls_)
                    tls_->async_write_some(buffer, done);
                else
                    socket_.async_write_some(buffer, done);
            });
        if (written.bytes > 0) exchange.sent = true;
        if (written.error) {
            exchange.failure = fmt::format("cannot send: {}", written.error.message());
            co_return false;
        }
        bytes.remove_prefix(written.bytes);
    }
    co_return true;
}

Task<Nothing> Connection::read_answer(Exchange& exchange) {
    auto outcome = ResponseReader::Outcome::kMore;
    while (outcome == ResponseReader::Outcome::kMore) {
        const asio::mutable_buffer buffer(input_.space(), input_.space_bytes());
        const IoResult got = co_await io([&](auto done) {
            if (tls_)
                tls_->async_read_some(buffer, done);
            else
                socket_.async_read_some(buffer, done);
        });
        input_.commit(got.bytes);
        if (got.bytes > 0) exchange.answer_began = true;
        std::string_view unread = input_.view();
        const std::size_t before = unread.size();
        outcome = reader_.feed(unread);
        input_.consume(before - unread.size());
        if (outcome == ResponseReader::Outcome::kMore && got.error == asio::error::eof)
            outcome = reader_.feed_end();
        if (outcome == ResponseReader::Outcome::kMore && got.error) {
            exchange.failure = fmt::format("cannot receive: {}", got.error.message());
            co_return Nothing{};
        }
    }
    if (outcome == ResponseReader::Outcome::kFailed) {
        exchange.failure = reader_.failure();
        co_return Nothing{};
    }
    exchange.reusable = reader_.keep_alive() && input_.empty();
    exchange.response = reader_.take();
    co_return Nothing{};
}

Task<Connection::Exchange> Connection::exchange(std::string_view head, std::string_view body,
                                                bool answers_head) {
    Exchange exchange;
    reader_.begin(answers_head);
    bool written = co_await write(head, exchange);
    if (written) written = co_await write(body, exchange);
    // A server may answer (413, say) and close before it has read all: look for that, too.
    if (!written && !exchange.sent) co_return exchange;
    const std::string write_failure = exchange.failure;
    co_await read_answer(exchange);
    if (!written) {
        exchange.reusable = false;
        if (!exchange.response) exchange.failure = write_failure;
    }
    co_return exchange;
}

}  // namespace tabella::http
