#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "http/connection.h"

namespace tabella::http {

/// The connections that one loop has to all endpoints. Touched on the loop's thread only. Owns what
/// is idle; what is in use belongs to the exchange that acquired it and comes back by `release`.
class ConnectionPool : public std::enable_shared_from_this<ConnectionPool> {
 public:
    /// `tls` and `options` outlive the pool.
    ConnectionPool(asio::io_context& context, asio::ssl::context& tls, const ClientOptions& options,
                   std::size_t per_endpoint_max);

    asio::io_context& context() { return context_; }

    /// An idle connection that still looks good, or a fresh one to be connected by the caller;
    /// waits while the endpoint has its full number. Null when the deadline came first, or on
    /// `close`.
    Task<std::unique_ptr<Connection>> acquire(const Endpoint& endpoint, Deadline& deadline,
                                              SteadyTime until);
    /// A fresh connection in the place of one that turned out dead. Null when closed.
    std::unique_ptr<Connection> replace(const Endpoint& endpoint, std::unique_ptr<Connection> dead);
    /// Gives the connection back; it is kept if it is still connected.
    void release(const Endpoint& endpoint, std::unique_ptr<Connection> connection);

    /// Ends every exchange and drops what is idle, for good.
    void close();

 private:
    struct Idle {
        std::unique_ptr<Connection> connection;
        SteadyTime since;
    };
    struct Waiter {
        std::function<void()> resume;
        std::unique_ptr<Connection> connection;
    };
    struct Host {
        std::vector<Idle> idle;  ///< The most recently used is last.
        std::size_t open = 0;    ///< Idle and in use.
        std::deque<Waiter*> waiting;
    };

    std::unique_ptr<Connection> make(const Endpoint& endpoint);
    std::unique_ptr<Connection> take_idle(Host& host);
    void grant(Host& host, std::unique_ptr<Connection> connection);
    void sweep_later();
    void sweep();

    asio::io_context& context_;
    asio::ssl::context& tls_;
    const ClientOptions& options_;
    std::size_t per_endpoint_max_;
    std::map<Endpoint, Host> hosts_;  ///< Waiting coroutines hold on to their entry.
    std::set<Connection*> in_use_;
    std::optional<asio::steady_timer> sweep_timer_;
    bool closed_ = false;
};

}  // namespace tabella::http
