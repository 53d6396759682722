#include "http/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include "http/server_impl.h"

namespace tabella::http {
namespace {

/// When the process is out of descriptors, accepting again at once would only spin.
constexpr std::chrono::milliseconds kAcceptPause{50};
/// Connections refused between two pauses.
constexpr std::size_t kRefusalsInARowMax = 32;

/// Deadlines are met to a quarter of the shortest, or to a second.
std::chrono::milliseconds sweep_interval(const ServerOptions& options) {
    using std::chrono::milliseconds;
    const auto shortest = std::min({options.handshake_timeout, options.idle_timeout,
                                    options.request_timeout, options.write_timeout});
    return std::clamp(shortest / 4, milliseconds{5}, milliseconds{1'000});
}

}  // namespace

Server::Impl::Impl(Runtime::Impl& runtime, ServerOptions options, Handler& handler)
    : runtime_(runtime),
      host_{std::move(options), handler},
      sweep_interval_(sweep_interval(host_.options)) {
    for (auto& loop : runtime_.loops) {
        shards_.push_back(std::make_unique<Shard>(Shard{*loop, {}, {}}));
        shards_.back()->sweep_timer.emplace(loop->context());
    }
}

Status Server::Impl::listen() {
    const ServerOptions& options = host_.options;
    if (options.tls) {
        TABELLA_ASSIGN(host_.tls, load_server_tls(*options.tls));
    }
    ErrorCode error;
    const auto address =
        asio::ip::make_address(options.host == "localhost" ? "127.0.0.1" : options.host, error);
    if (error)
        return Error{ErrorKind::kUnavailable,
                     fmt::format("not a numeric address: {}", options.host)};
    const asio::ip::tcp::endpoint endpoint(address, options.port);
    acceptor_.emplace(shards_.front()->loop.context());
    acceptor_->open(endpoint.protocol(), error);
    if (!error) acceptor_->set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
    if (!error) bound_port = acceptor_->local_endpoint(error).port();
    if (error)
        return Error{ErrorKind::kUnavailable,
                     fmt::format("cannot listen on {} port {}: {}", options.host, options.port,
                                 error.message())};
    return ok_status();
}

void Server::Impl::begin() {
    census_.accepting = true;
    census_.sweepers = shards_.size();
    for (auto& shard : shards_)
        asio::post(shard->loop.context(),
                   [self = shared_from_this(), shard = shard.get()] { self->sweep_later(*shard); });
    asio::post(shards_.front()->loop.context(),
               [self = shared_from_this()] { spawn(accept_all(self), [](Nothing) {}); });
}

Task<Nothing> Server::Impl::accept_all(std::shared_ptr<Impl> self) {
    const auto pause = [&loop = self->shards_.front()->loop](std::chrono::milliseconds time) {
        return io(
            [&loop, time](auto done) { loop.start_timer(time, [done] { done(ErrorCode{}); }); });
    };
    std::size_t refused = 0;
    for (std::size_t turn = 0; self->acceptor_->is_open(); ++turn) {
        Shard& shard = *self->shards_[turn % self->shards_.size()];
        Socket socket(shard.loop.context());
        const IoResult accepted =
            co_await io([&](auto done) { self->acceptor_->async_accept(socket, done); });
        if (!accepted.error) {
            if (!self->distribute(shard, std::move(socket)) && ++refused % kRefusalsInARowMax == 0)
                co_await pause(self->host_.options.refusal_pause);
        } else if (self->acceptor_->is_open() &&
                   accepted.error != asio::error::connection_aborted) {
            co_await pause(kAcceptPause);
        }
    }
    self->recount([](Census& census) { census.accepting = false; });
    co_return Nothing{};
}

bool Server::Impl::distribute(Shard& shard, Socket socket) {
    bool full = false;
    recount([&](Census& census) {
        full = census.sessions >= host_.options.connections_max;
        if (!full) ++census.sessions;
    });
    if (full) {
        turn_away(std::move(socket));
        return false;
    }
    // A post also on this loop: sessions begin one way, whatever their loop.
    asio::post(shard.loop.context(),
               [self = shared_from_this(), &shard, socket = std::move(socket)]() mutable {
                   spawn(run_session(self, shard, std::move(socket)), [](Nothing) {});
               });
    return true;
}

void Server::Impl::turn_away(Socket socket) {
    // Whom nothing can be told without a handshake first, which is what there is too much of.
    if (host_.tls) return;
    Response response = host_.handler.refuse(503, "too many connections, try again later");
    if (!response.headers.find("Retry-After")) response.headers.add("Retry-After", "1");
    std::string bytes;
    write_response_head(response, Persistence::kClose, bytes);
    bytes += response.body;
    ErrorCode error;
    socket.non_blocking(true, error);
    socket.write_some(asio::buffer(bytes), error);
    // What was sent already is taken off the socket, since closing over it would be a reset.
    std::vector<char> dropped(socket.available(error));
    if (!dropped.empty()) socket.read_some(asio::buffer(dropped), error);
}

Task<Nothing> Server::Impl::run_session(std::shared_ptr<Impl> self, Shard& shard, Socket socket) {
    {
        Session session(std::move(socket), self->host_);
        session.place = shard.sessions.size();
        shard.sessions.push_back(&session);
        if (shard.draining) session.drain();
        if (shard.closed) session.cut();
        co_await session.run();
        shard.sessions.back()->place = session.place;
        std::swap(shard.sessions[session.place], shard.sessions.back());
        shard.sessions.pop_back();
    }
    self->recount([](Census& census) { --census.sessions; });
    co_return Nothing{};
}

void Server::Impl::sweep_later(Shard& shard) {
    if (shard.closed) {
        recount([](Census& census) { --census.sweepers; });
        return;
    }
    shard.sweep_timer->expires_after(sweep_interval_);
    shard.sweep_timer->async_wait([self = shared_from_this(), &shard](ErrorCode) {
        const SteadyTime now = std::chrono::steady_clock::now();
        for (Session* session : shard.sessions) session->sweep(now);
        self->sweep_later(shard);
    });
}

void Server::Impl::close_acceptor() {
    ErrorCode ignored;
    if (acceptor_) acceptor_->close(ignored);
}

void Server::Impl::drain_shard(Shard& shard) {
    shard.draining = true;
    for (Session* session : shard.sessions) session->drain();
}

bool Server::Impl::drain(std::chrono::milliseconds deadline) {
    if (runtime_.here() != nullptr) std::abort();  // It would wait for itself.
    const auto until = std::chrono::steady_clock::now() + deadline;
    for (auto& shard : shards_)
        asio::post(shard->loop.context(), [self = shared_from_this(), shard = shard.get()] {
            if (shard == self->shards_.front().get()) self->close_acceptor();
            self->drain_shard(*shard);
        });
    std::unique_lock lock(mutex_);
    const bool ended = changed_.wait_until(lock, until, [this] {
        return (!census_.accepting && census_.sessions == 0) || census_.loops_gone;
    });
    lock.unlock();
    if (ended) return true;
    for (auto& shard : shards_)
        asio::post(shard->loop.context(), [self = shared_from_this(), shard = shard.get()] {
            for (Session* session : shard->sessions) session->cut();
        });
    return false;
}

void Server::Impl::leave(Loop& loop) {
    Shard& shard = *shards_[loop.index()];
    if (std::exchange(shard.closed, true)) return;
    if (loop.index() == 0) close_acceptor();
    for (Session* session : shard.sessions) session->cut();
    shard.sweep_timer->cancel();
}

void Server::Impl::loops_gone() {
    recount([](Census& census) { census.loops_gone = true; });
}

void Server::Impl::stop() {
    if (runtime_.here() != nullptr) std::abort();  // It would wait for itself.
    for (auto& shard : shards_)
        asio::post(shard->loop.context(),
                   [self = shared_from_this(), shard = shard.get()] { self->leave(shard->loop); });
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] {
            return (!census_.accepting && census_.sessions == 0 && census_.sweepers == 0) ||
                   census_.loops_gone;
        });
    }
    // Whatever still holds this Impl may outlive the loops; what hangs on them may not.
    acceptor_.reset();
    for (auto& shard : shards_) shard->sweep_timer.reset();
}

Server::Server(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

Server::~Server() {
    impl_->stop();
}

std::uint16_t Server::port() const {
    return impl_->bound_port;
}

bool Server::drain(std::chrono::milliseconds deadline) {
    return impl_->drain(deadline);
}

Result<std::unique_ptr<Server>> Server::start(Runtime& runtime, ServerOptions options,
                                              Handler& handler) {
    Runtime::Impl& loops = runtime.impl();
    if (loops.stopping) return Error{ErrorKind::kUnavailable, "the runtime has stopped"};
    auto impl = std::make_shared<Impl>(loops, std::move(options), handler);
    TABELLA_CHECK(impl->listen());
    loops.add_user(impl);
    impl->begin();
    return std::make_unique<Server>(std::move(impl));
}

}  // namespace tabella::http
