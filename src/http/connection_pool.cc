#include "http/connection_pool.h"

#include <algorithm>
#include <boost/asio/post.hpp>

namespace tabella::http {

ConnectionPool::ConnectionPool(asio::io_context& context, asio::ssl::context& tls,
                               const ClientOptions& options, std::size_t per_endpoint_max)
    : context_(context), tls_(tls), options_(options), per_endpoint_max_(per_endpoint_max) {}

std::unique_ptr<Connection> ConnectionPool::make(const Endpoint& endpoint) {
    auto connection = std::make_unique<Connection>(context_, tls_, endpoint, options_);
    in_use_.insert(connection.get());
    return connection;
}

std::unique_ptr<Connection> ConnectionPool::take_idle(Host& host) {
    const SteadyTime oldest = std::chrono::steady_clock::now() - options_.idle_timeout;
    while (!host.idle.empty()) {
        Idle idle = std::move(host.idle.back());
        host.idle.pop_back();
        if (idle.since >= oldest && idle.connection->still_good()) {
            in_use_.insert(idle.connection.get());
            return std::move(idle.connection);
        }
        --host.open;
    }
    return nullptr;
}

Task<std::unique_ptr<Connection>> ConnectionPool::acquire(const Endpoint& endpoint,
                                                          Deadline& deadline, SteadyTime until) {
    if (closed_) co_return nullptr;
    Host& host = hosts_[endpoint];
    std::unique_ptr<Connection> connection = take_idle(host);
    if (connection == nullptr && host.open < per_endpoint_max_) {
        ++host.open;
        connection = make(endpoint);
    }
    if (connection != nullptr) co_return connection;

    Waiter waiter;
    host.waiting.push_back(&waiter);
    co_await io([&](auto done) {
        waiter.resume = [done] { done(ErrorCode{}); };
        deadline.arm(until, [&host, &waiter] {
            // Who is no longer in the queue was granted a connection and will resume with it.
            if (std::erase(host.waiting, &waiter) > 0) waiter.resume();
        });
    });
    co_return std::move(waiter.connection);
}

void ConnectionPool::grant(Host& host, std::unique_ptr<Connection> connection) {
    Waiter* waiter = host.waiting.front();
    host.waiting.pop_front();
    waiter->connection = std::move(connection);
    asio::post(context_, [waiter] { waiter->resume(); });
}

std::unique_ptr<Connection> ConnectionPool::replace(const Endpoint& endpoint,
                                                    std::unique_ptr<Connection> dead) {
    if (closed_) return nullptr;
    in_use_.erase(dead.get());
    return make(endpoint);
}

void ConnectionPool::release(const Endpoint& endpoint, std::unique_ptr<Connection> connection) {
    in_use_.erase(connection.get());
    if (closed_) return;
    Host& host = hosts_[endpoint];
    const bool keep = connection->connected();
    if (!host.waiting.empty()) {
        if (keep) in_use_.insert(connection.get());
        grant(host, keep ? std::move(connection) : make(endpoint));
    } else if (keep) {
        host.idle.push_back({std::move(connection), std::chrono::steady_clock::now()});
        if (!sweep_timer_) sweep_later();
    } else {
        --host.open;
    }
}

void ConnectionPool::sweep_later() {
    sweep_timer_.emplace(context_, options_.idle_timeout);
    sweep_timer_->async_wait([weak = weak_from_this()](ErrorCode error) {
        const std::shared_ptr<ConnectionPool> self = weak.lock();
        if (self != nullptr && !error) self->sweep();
    });
}

void ConnectionPool::sweep() {
    if (closed_) return;
    sweep_timer_.reset();
    bool any_left = false;
    const SteadyTime oldest = std::chrono::steady_clock::now() - options_.idle_timeout;
    for (auto& [endpoint, host] : hosts_) {
        host.open -=
            std::erase_if(host.idle, [&](const Idle& idle) { return idle.since < oldest; });
        any_left = any_left || !host.idle.empty();
    }
    if (any_left) sweep_later();
}

void ConnectionPool::close() {
    if (std::exchange(closed_, true)) return;
    sweep_timer_.reset();
    for (Connection* connection : in_use_) connection->close();
    for (auto& [endpoint, host] : hosts_) {
        host.idle.clear();
        while (!host.waiting.empty()) grant(host, nullptr);
    }
}

}  // namespace tabella::http
