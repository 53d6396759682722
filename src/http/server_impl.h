#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "http/loop.h"
#include "http/session.h"

namespace tabella::http {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, asio::io_context::executor_type>;

/// The acceptor, on the first loop, and the sessions, spread over all loops in turn.
struct Server::Impl final : LoopUser, std::enable_shared_from_this<Server::Impl> {
    Impl(Runtime::Impl& runtime, ServerOptions options, Handler& handler);

    Status listen();
    void begin();
    bool drain(std::chrono::milliseconds deadline);
    /// Closes everything and waits until no session runs any more, so that the handler may go.
    void stop();

    void leave(Loop& loop) override;
    void loops_gone() override;

    std::uint16_t bound_port = 0;

 private:
    /// The sessions of one loop; touched on its thread.
    struct Shard {
        Loop& loop;
        std::optional<asio::steady_timer> sweep_timer;
        std::vector<Session*> sessions;
        bool draining = false;
        bool closed = false;
    };

    /// What is alive on the loops; under mutex_.
    struct Census {
        bool accepting = false;
        std::size_t sessions = 0;
        std::size_t sweepers = 0;
        bool loops_gone = false;
    };

    static Task<Nothing> accept_all(std::shared_ptr<Impl> self);
    static Task<Nothing> run_session(std::shared_ptr<Impl> self, Shard& shard, Socket socket);
    /// False: there was no room, and the client was told so.
    bool distribute(Shard& shard, Socket socket);
    void turn_away(Socket socket);
    void sweep_later(Shard& shard);
    void drain_shard(Shard& shard);
    void close_acceptor();

    template <class Change>
    void recount(Change change) {
        {
            std::lock_guard lock(mutex_);
            change(census_);
        }
        changed_.notify_all();
    }

    Runtime::Impl& runtime_;
    SessionHost host_;
    std::chrono::milliseconds sweep_interval_;
    std::optional<Acceptor> acceptor_;
    std::vector<std::unique_ptr<Shard>> shards_;

    std::mutex mutex_;  ///< Guards census_.
    std::condition_variable changed_;
    Census census_;
};

}  // namespace tabella::http
