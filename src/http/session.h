#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/task.h"
#include "http/admission.h"
#include "http/chunked.h"
#include "http/input_buffer.h"
#include "http/io.h"
#include "http/request_head.h"
#include "http/response_head.h"
#include "http/server.h"
#include "http/server_tls.h"

namespace tabella::http {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What the sessions of a server share, on all loops.
struct SessionHost {
    ServerOptions options;
    Handler& handler;
    TlsContext tls = {};  ///< Null: plain HTTP.
    Budget requests_in_flight{options.requests_in_flight_max};
    Budget body_bytes_in_flight{options.body_bytes_in_flight_max};
    Budget unread_bytes{options.unread_bytes_max};
};

/// One connection: reads a request, has it answered, writes the answer, until one side has enough.
/// Belongs to one loop and is touched on its thread only.
///
/// Deadlines cost the hot path a store: whoever owns the sessions calls `sweep` now and then, which
/// ends what is past its deadline.
class Session {
 public:
    Session(Socket socket, SessionHost& host);

    /// Ends when the connection is closed. Run it once; the session lives until then.
    Task<Nothing> run();

    void sweep(SteadyTime now);
    /// Closes the connection if it is idle; else the answer under way becomes its last.
    void drain();
    /// Closes the connection; an answer under way is not sent.
    void cut();

    std::size_t place = 0;  ///< For the owner's list.

 private:
    enum class Stage { kShakingHands, kIdle, kReading, kHandling, kWriting, kLingering };
    enum class Sent { kAll, kBlocked, kFailed };

    /// How the reading of a body ended: whole, with a refusal, or with the connection.
    struct BodyOutcome {
        std::optional<Refusal> refusal;
        bool broken = false;
    };

    void enter(Stage stage);
    /// Draining, and nothing of a request is here.
    bool may_close() const;
    /// Has the operation under way fail, unless it has succeeded already.
    void end_waiting();

    /// False: the connection is not to be used, or only plain.
    Task<bool> shake_hands();
    /// Reads the body of the request whose head was parsed, and answers it. False: that was the
    /// last.
    Task<bool> serve();
    Task<BodyOutcome> read_body(RequestHead& head, Lease& lease);
    Task<BodyOutcome> read_sized_body(std::size_t bytes, std::string& body, Lease& lease);
    Task<BodyOutcome> read_chunked_body(std::string& body, Lease& lease);
    BodyOutcome broken_off() const;

    /// Answers what is not handled, and closes.
    Task<Nothing> refuse(Refusal refusal);
    Response refusal_response(Refusal refusal);
    /// What is sent stays where it is until all is.
    void begin_sending(const Response& response, Persistence persistence, bool with_body);
    Sent send_now();
    /// Waits for the client to read; holds `kept_bytes` of memory meanwhile.
    Task<Sent> send_rest(std::size_t kept_bytes);
    Task<Nothing> close_gently();

    Socket socket_;
    SessionHost& host_;
    std::optional<ServerTls> tls_;
    std::string remote_address_;
    InputBuffer input_;
    RequestHeadParser parser_;
    std::string head_out_;
    std::array<asio::const_buffer, 2> out_;
    Socket::wait_type sends_after_ = Socket::wait_write;
    Stage stage_ = Stage::kIdle;
    SteadyTime deadline_;
    bool timed_out_ = false;
    bool draining_ = false;
    bool unread_ = false;  ///< The client may still be sending what will not be read.
};

}  // namespace tabella::http
