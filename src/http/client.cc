#include "http/client.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <mutex>

#include "http/ascii.h"
#include "http/connection_pool.h"
#include "http/loop.h"
#include "http/response_head.h"

namespace tabella::http {
namespace {

using Answer = Result<Response, ExchangeError>;

/// Up to here a body is sent in one write with its head: one packet, one TLS record.
constexpr std::size_t kJoinedBodyBytesMax = 16 * 1024;

bool is_written_by_client(std::string_view name) {
    return equal_ignoring_case(name, "Content-Length") ||
           equal_ignoring_case(name, "Transfer-Encoding") ||
           equal_ignoring_case(name, "Connection");
}

/// nullopt when the method or the target could break out of the request line.
std::optional<std::string> write_request_head(const Endpoint& endpoint, const Request& request) {
    const auto is_target_char = [](char c) { return is_field_char(c) && c != ' ' && c != '\t'; };
    if (request.method.empty() || request.target.empty() || !all_token_chars(request.method) ||
        !std::all_of(request.target.begin(), request.target.end(), is_target_char))
        return std::nullopt;
    std::string head;
    head.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\n");
    if (!request.headers.find("Host")) append_field("Host", endpoint.host_header(), head);
    for (const auto& [name, value] : request.headers.fields())
        if (!is_written_by_client(name)) append_field(name, value, head);
    const bool bodiless = request.method == "GET" || request.method == "HEAD" ||
                          request.method == "DELETE" || request.method == "OPTIONS";
    if (!request.body.empty() || !bodiless)
        append_field("Content-Length", std::to_string(request.body.size()), head);
    return head.append("\r\n");
}

/// Goes on where a foreign scheduler says.
struct GoHome {
    Scheduler* home;
    bool await_ready() const noexcept { return home == nullptr; }
    void await_suspend(std::coroutine_handle<> handle) const { home->post(handle); }
    void await_resume() const noexcept {}
};

}  // namespace

/// A pool of connections for each loop: an exchange runs whole on one loop, so nothing is locked.
struct Client::Impl final : LoopUser, std::enable_shared_from_this<Client::Impl> {
    Impl(Runtime::Impl& runtime_of, ClientOptions options_of)
        : runtime(runtime_of), options(std::move(options_of)), tls(asio::ssl::context::tls_client) {
        const std::size_t share = options.connections_per_endpoint_max / runtime.loops.size();
        for (auto& loop : runtime.loops)
            pools.push_back(std::make_shared<ConnectionPool>(loop->context(), tls, options,
                                                             std::max<std::size_t>(share, 1)));
    }

    /// Empty when all is well. On first use, since the system's roots take a while to load and most
    /// clients talk to this machine.
    const std::string& tls_failure() {
        std::call_once(tls_prepared, [this] { prepare_tls(); });
        return tls_problem;
    }

    void prepare_tls() {
        ErrorCode error;
        tls.set_verify_mode(asio::ssl::verify_peer);
        SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
        tls.set_default_verify_paths(error);
        if (!options.ca_file.empty()) tls.load_verify_file(options.ca_file, error);
        if (error)
            tls_problem = fmt::format("cannot load trusted certificates from \"{}\": {}",
                                      options.ca_file, error.message());
    }

    void leave(Loop& loop) override { pools[loop.index()]->close(); }
    void loops_gone() override {
        for (auto& pool : pools) pool->close();
    }

    static Task<Answer> send(std::shared_ptr<Impl> self, Endpoint endpoint, Request request,
                             std::chrono::milliseconds deadline);
    Task<Answer> exchange(ConnectionPool& pool, const Endpoint& endpoint, const Request& request,
                          SteadyTime until);
    /// What is to be sent, and by when.
    struct Errand {
        const Endpoint& endpoint;
        std::string_view head;
        std::string_view body;
        bool is_head;
        SteadyTime until;
    };
    /// The connection that was used last is left in `connection`, closed unless it may be reused.
    static Task<Answer> run_errand(Errand errand, ConnectionPool& pool, Deadline& deadline,
                                   std::unique_ptr<Connection>& connection);

    Runtime::Impl& runtime;
    const ClientOptions options;
    asio::ssl::context tls;
    std::once_flag tls_prepared;
    std::string tls_problem;
    std::vector<std::shared_ptr<ConnectionPool>> pools;
};

Task<Answer> Client::Impl::send(std::shared_ptr<Impl> self, Endpoint endpoint, Request request,
                                std::chrono::milliseconds deadline) {
    if (self->runtime.stopping)
        co_return ExchangeError{ErrorKind::kUnavailable, "the runtime has stopped"};
    const SteadyTime until = std::chrono::steady_clock::now() + deadline;
    const bool on_loop = self->runtime.here() != nullptr;
    Scheduler* home = on_loop ? nullptr : Scheduler::current();
    Loop& loop = self->runtime.here_or_next();
    if (!on_loop) co_await hop_to(loop.context().get_executor());
    Answer answer = co_await self->exchange(*self->pools[loop.index()], endpoint, request, until);
    co_await GoHome{home};
    co_return answer;
}

Task<Answer> Client::Impl::exchange(ConnectionPool& pool, const Endpoint& endpoint,
                                    const Request& request, SteadyTime until) {
    if (endpoint.tls && !tls_failure().empty())
        co_return ExchangeError{ErrorKind::kUnavailable, tls_failure()};
    std::optional<std::string> head = write_request_head(endpoint, request);
    if (!head) co_return ExchangeError{ErrorKind::kInvalidArgument, "malformed method or target"};
    std::string_view body = request.body;
    if (body.size() <= kJoinedBodyBytesMax) {
        head->append(body);
        body = {};
    }
    auto deadline = std::make_shared<Deadline>(pool.context());
    std::unique_ptr<Connection> connection = co_await pool.acquire(endpoint, *deadline, until);
    if (connection == nullptr) {
        const bool late = deadline->expired();
        deadline->disarm();
        if (late) co_return ExchangeError{ErrorKind::kTimeout, "no connection became free in time"};
        co_return ExchangeError{ErrorKind::kUnavailable, "the client is closing"};
    }
    const Errand errand{endpoint, *head, body, request.method == "HEAD", until};
    Answer answer = co_await run_errand(errand, pool, *deadline, connection);
    deadline->disarm();
    if (connection != nullptr) pool.release(endpoint, std::move(connection));
    co_return answer;
}

Task<Answer> Client::Impl::run_errand(Errand errand, ConnectionPool& pool, Deadline& deadline,
                                      std::unique_ptr<Connection>& connection) {
    bool sent = false;
    while (true) {
        const bool reused = connection->connected();
        if (!reused) {
            Status connected = co_await connection->connect(deadline, errand.until);
            if (!connected) {
                connection->close();
                co_return ExchangeError{connected.error().kind, connected.error().message, sent};
            }
        }
        deadline.arm(errand.until, [used = connection.get()] { used->close(); });
        Connection::Exchange exchange =
            co_await connection->exchange(errand.head, errand.body, errand.is_head);
        sent = sent || exchange.sent;
        if (exchange.response) {
            if (!exchange.reusable) connection->close();
            co_return *std::move(exchange.response);
        }
        connection->close();
        if (deadline.expired())
            co_return ExchangeError{ErrorKind::kTimeout, "no answer within the deadline", sent};
        if (!reused || exchange.answer_began)
            co_return ExchangeError{ErrorKind::kUnavailable, exchange.failure, sent};
        connection = pool.replace(errand.endpoint, std::move(connection));
        if (connection == nullptr)
            co_return ExchangeError{ErrorKind::kUnavailable, "the client is closing", sent};
    }
}

Client::Client(Runtime& runtime, ClientOptions options)
    : impl_(std::make_shared<Impl>(runtime.impl(), std::move(options))) {
    runtime.impl().add_user(impl_);
}

Client::~Client() {
    for (auto& loop : impl_->runtime.loops)
        asio::post(loop->context(), [impl = impl_, loop = loop.get()] { impl->leave(*loop); });
}

Task<Result<Response, ExchangeError>> Client::send(Endpoint endpoint, Request request,
                                                   std::chrono::milliseconds deadline) {
    return Impl::send(impl_, std::move(endpoint), std::move(request), deadline);
}

}  // namespace tabella::http
