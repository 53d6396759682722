#include "http/session.h"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include "http/loop.h"

namespace tabella::http {
namespace {

/// How long a connection that was refused is still read from: closing it with unread bytes would
/// reset it, and the client could lose the answer.
constexpr std::chrono::milliseconds kLingerTime{1'000};
/// Pipelined requests answered before other connections of the loop get their turn.
constexpr unsigned kRequestsInARowMax = 32;
/// How long an answer may wait for the others of its turn before requests have to wait for it.
constexpr std::chrono::milliseconds kHoldingMax{1};
/// A body's memory grows as it arrives, from this on: a promise of much does not cost us much.
constexpr std::size_t kBodyFirstBytes = 64 * 1024;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr Refusal kNotTls{400, "this port speaks TLS: use https"};
constexpr Refusal kTooSlow{408, "the request took too long to arrive"};
constexpr Refusal kBodyTooLarge{413, "request body too large"};
constexpr Refusal kOverloaded{503, "overloaded, try again later"};

/// Repeats a step of TLS, waiting for the socket in between, until it is through. `nested`: this is
/// a completion handler already, in which `done` may be called.
template <class Step, class Done>
void perform(Socket& socket, Step step, Done done, bool nested = false) {
    const TlsStep outcome = step();
    if (outcome.wait_for.has_value()) {
        socket.async_wait(*outcome.wait_for, [&socket, step, done](ErrorCode error) {
            if (error)
                done(error);
            else
                perform(socket, step, done, true);
        });
        return;
    }
    const IoResult result = outcome.result;
    if (nested)
        done(result.error, result.bytes);
    else
        asio::post(socket.get_executor(), [done, result] { done(result.error, result.bytes); });
}

auto receive_plain(Socket& socket, asio::mutable_buffer buffer) {
    return io([&socket, buffer](auto done) { socket.async_read_some(buffer, done); });
}

auto receive(Socket& socket, std::optional<ServerTls>& tls, asio::mutable_buffer buffer) {
    return io([&socket, &tls, buffer](auto done) {
        if (tls)
            perform(
                socket, [&tls, buffer] { return tls->read(buffer); }, done);
        else
            socket.async_read_some(buffer, done);
    });
}

auto wait_for(Socket& socket, Socket::wait_type what) {
    return io([&socket, what](auto done) { socket.async_wait(what, done); });
}

}  // namespace

Session::Session(Socket socket, SessionHost& host)
    : socket_(std::move(socket)),
      host_(host),
      input_(host.options.header_bytes_max),
      parser_(host.options.header_bytes_max) {
    ErrorCode ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    remote_address_ = socket_.remote_endpoint(ignored).address().to_string();
    if (host.tls) tls_.emplace(*host.tls, socket_.native_handle());
}

void Session::enter(Stage stage) {
    using std::chrono::steady_clock;
    stage_ = stage;
    timed_out_ = false;
    switch (stage) {
        case Stage::kShakingHands:
            deadline_ = steady_clock::now() + host_.options.handshake_timeout;
            break;
        case Stage::kIdle:
            deadline_ = steady_clock::now() + host_.options.idle_timeout;
            break;
        case Stage::kReading:
            deadline_ = steady_clock::now() + host_.options.request_timeout;
            break;
        case Stage::kHandling:
            deadline_ = SteadyTime::max();
            break;
        case Stage::kWriting:
            deadline_ = steady_clock::now() + host_.options.write_timeout;
            break;
        case Stage::kLingering:
            deadline_ = steady_clock::now() + kLingerTime;
            break;
    }
}

void Session::sweep(SteadyTime now) {
    // TLS may have gone on waiting after `drain`: what was received was no request's.
    if (now < deadline_ && !may_close()) return;
    timed_out_ = stage_ == Stage::kReading;
    end_waiting();
}

void Session::drain() {
    draining_ = true;
    if (may_close()) end_waiting();
}

bool Session::may_close() const {
    // What has arrived, if only in the kernel, is a request that was begun.
    if (!draining_ || (stage_ != Stage::kIdle && stage_ != Stage::kShakingHands)) return false;
    ErrorCode error;
    return input_.empty() && socket_.available(error) == 0 && !(tls_ && tls_->has_pending());
}

void Session::end_waiting() {
    // Not close: a receive that has just succeeded, but whose coroutine is still to be resumed, may
    // have brought a request, which then is answered as ever.
    ErrorCode ignored;
    socket_.cancel(ignored);
}

void Session::cut() {
    ErrorCode ignored;
    if (tls_) tls_->leave_socket();
    socket_.close(ignored);
}

Task<bool> Session::shake_hands() {
    enter(Stage::kShakingHands);
    const IoResult shaken = co_await io([this](auto done) {
        perform(
            socket_, [this] { return tls_->shake_hands(); }, done);
    });
    if (!shaken.error) co_return true;
    const bool plain_http = tls_->met_plain_http();
    const bool refused = tls_->refused();
    tls_.reset();
    if (plain_http) {
        co_await refuse(kNotTls);
    } else if (refused) {
        // The alert that says why is on its way.
        unread_ = true;
        co_await close_gently();
    }
    co_return false;
}

Task<Nothing> Session::run() {
    bool going_on = true;
    if (tls_) going_on = co_await shake_hands();
    enter(Stage::kIdle);
    unsigned in_a_row = 0;
    while (going_on) {
        if (stage_ == Stage::kIdle && !input_.empty()) enter(Stage::kReading);
        const RequestHeadParser::Outcome outcome = parser_.parse(input_.view());
        if (outcome == RequestHeadParser::Outcome::kDone) {
            going_on = co_await serve();
            if (++in_a_row == kRequestsInARowMax) {
                in_a_row = 0;
                co_await hop_to(socket_.get_executor());
            }
            continue;
        }
        if (outcome == RequestHeadParser::Outcome::kRefused) {
            co_await refuse(parser_.refusal());
            break;
        }
        if (may_close()) break;
        in_a_row = 0;
        char* space = input_.space();
        const IoResult got =
            co_await receive(socket_, tls_, asio::buffer(space, input_.space_bytes()));
        input_.commit(got.bytes);
        going_on = !got.error;
        if (got.error && timed_out_) co_await refuse(kTooSlow);
    }
    cut();
    co_return Nothing{};
}

Task<bool> Session::serve() {
    input_.consume(parser_.head_bytes());
    RequestHead& head = parser_.head();
    Lease body_lease(host_.body_bytes_in_flight);
    if (head.has_body()) {
        const BodyOutcome outcome = co_await read_body(head, body_lease);
        if (outcome.broken) co_return false;
        if (outcome.refusal) {
            co_await refuse(*outcome.refusal);
            co_return false;
        }
    }

    Loop& loop = *Loop::current();
    if (loop.holding_since && std::chrono::steady_clock::now() - *loop.holding_since > kHoldingMax)
        co_await hop_to(socket_.get_executor());
    enter(Stage::kHandling);
    Lease request_lease(host_.requests_in_flight);
    const bool with_body = head.request.method != "HEAD";
    Response response;
    if (request_lease.grow_to(1)) {
        head.request.remote_address = remote_address_;
        Task<Response> handling = host_.handler.handle(std::move(head.request));
        response = co_await std::move(handling);
        // One of as many answers as requests were ready in this turn of the loop, or as writes were
        // committed together. Sent together at its end, they wake a client that waits for several
        // once: waking is what costs most of sending.
        if (input_.empty()) {
            if (!loop.holding_since) loop.holding_since = std::chrono::steady_clock::now();
            co_await hop_to(socket_.get_executor());
            loop.holding_since.reset();
        }
    } else {
        response = refusal_response(kOverloaded);
    }

    const bool keep_alive = head.keep_alive && !draining_;
    const Persistence kept = head.http_1_0 ? Persistence::kKeepAlive10 : Persistence::kKeepAlive;
    begin_sending(response, keep_alive ? kept : Persistence::kClose, with_body);
    Sent sent = send_now();
    if (sent == Sent::kBlocked) sent = co_await send_rest(response.body.size());
    if (sent == Sent::kFailed) co_return false;
    // A client that did not ask for the end may be sending its next request right now.
    unread_ = head.keep_alive;
    if (!keep_alive) co_await close_gently();
    enter(Stage::kIdle);
    co_return keep_alive;
}

Task<Session::BodyOutcome> Session::read_body(RequestHead& head, Lease& lease) {
    const ServerOptions& options = host_.options;
    if (head.content_length > options.body_bytes_max) co_return BodyOutcome{kBodyTooLarge};
    if (!host_.requests_in_flight.has_room(1) ||
        !host_.body_bytes_in_flight.has_room(head.content_length))
        co_return BodyOutcome{kOverloaded};

    if (head.expects_continue && !head.http_1_0 && input_.empty()) {
        out_ = {asio::buffer(kContinue), {}};
        Sent sent = send_now();
        const SteadyTime deadline = deadline_;
        if (sent == Sent::kBlocked) sent = co_await send_rest(0);
        if (sent == Sent::kFailed) co_return BodyOutcome{std::nullopt, true};
        stage_ = Stage::kReading;
        deadline_ = deadline;
    }
    BodyOutcome outcome;
    if (head.chunked)
        outcome = co_await read_chunked_body(head.request.body, lease);
    else
        outcome = co_await read_sized_body(head.content_length, head.request.body, lease);
    co_return outcome;
}

Task<Session::BodyOutcome> Session::read_sized_body(std::size_t bytes, std::string& body,
                                                    Lease& lease) {
    std::size_t filled = 0;
    while (filled < bytes) {
        if (filled == body.size()) {
            const std::size_t size = std::min(bytes, std::max(kBodyFirstBytes, filled * 2));
            if (!lease.grow_to(size)) co_return BodyOutcome{kOverloaded};
            body.resize(size);
        }
        const std::string_view buffered = input_.view().substr(0, body.size() - filled);
        if (!buffered.empty()) {
            std::copy(buffered.begin(), buffered.end(), body.data() + filled);
            input_.consume(buffered.size());
            filled += buffered.size();
            continue;
        }
        const IoResult got = co_await receive(
            socket_, tls_, asio::buffer(body.data() + filled, body.size() - filled));
        if (got.error) co_return broken_off();
        filled += got.bytes;
    }
    co_return BodyOutcome{};
}

Task<Session::BodyOutcome> Session::read_chunked_body(std::string& body, Lease& lease) {
    ChunkedDecoder decoder(host_.options.body_bytes_max, host_.options.header_bytes_max);
    while (true) {
        std::string_view unread = input_.view();
        const std::size_t before = unread.size();
        const ChunkedDecoder::Outcome outcome = decoder.decode(unread, body);
        input_.consume(before - unread.size());
        if (outcome == ChunkedDecoder::Outcome::kRefused) co_return BodyOutcome{decoder.refusal()};
        if (!lease.grow_to(body.size())) co_return BodyOutcome{kOverloaded};
        if (outcome == ChunkedDecoder::Outcome::kDone) co_return BodyOutcome{};
        char* space = input_.space();
        const IoResult got =
            co_await receive(socket_, tls_, asio::buffer(space, input_.space_bytes()));
        if (got.error) co_return broken_off();
        input_.commit(got.bytes);
    }
}

Session::BodyOutcome Session::broken_off() const {
    if (timed_out_) return BodyOutcome{kTooSlow};
    return BodyOutcome{std::nullopt, true};
}

Response Session::refusal_response(Refusal refusal) {
    Response response = host_.handler.refuse(refusal.status, refusal.reason);
    if (refusal.status == 503 && !response.headers.find("Retry-After"))
        response.headers.add("Retry-After", "1");
    return response;
}

Task<Nothing> Session::refuse(Refusal refusal) {
    unread_ = true;
    const Response response = refusal_response(refusal);
    begin_sending(response, Persistence::kClose, true);
    Sent sent = send_now();
    if (sent == Sent::kBlocked) sent = co_await send_rest(response.body.size());
    if (sent == Sent::kAll) co_await close_gently();
    co_return Nothing{};
}

void Session::begin_sending(const Response& response, Persistence persistence, bool with_body) {
    write_response_head(response, persistence, head_out_);
    out_ = {asio::buffer(head_out_), {}};
    if (with_body && status_has_body(response.status)) out_[1] = asio::buffer(response.body);
}

Session::Sent Session::send_now() {
    while (out_[0].size() + out_[1].size() > 0) {
        ErrorCode error;
        std::size_t count = 0;
        if (tls_) {
            const TlsStep step = tls_->write(out_);
            sends_after_ = step.wait_for.value_or(Socket::wait_write);
            if (step.wait_for) return Sent::kBlocked;
            error = step.result.error;
            count = step.result.bytes;
        } else {
            count = socket_.write_some(out_, error);
        }
        if (error == asio::error::would_block || error == asio::error::try_again)
            return Sent::kBlocked;
        if (error) return Sent::kFailed;
        const std::size_t of_first = std::min(count, out_[0].size());
        out_[0] += of_first;
        out_[1] += count - of_first;
    }
    return Sent::kAll;
}

Task<Session::Sent> Session::send_rest(std::size_t kept_bytes) {
    Lease lease(host_.unread_bytes);
    if (!lease.grow_to(kept_bytes)) co_return Sent::kFailed;
    enter(Stage::kWriting);
    Sent sent = Sent::kBlocked;
    while (sent == Sent::kBlocked) {
        const IoResult writable = co_await wait_for(socket_, sends_after_);
        sent = writable.error ? Sent::kFailed : send_now();
    }
    // Else the kernel would keep, for minutes, what the client does not read.
    ErrorCode ignored;
    if (sent == Sent::kFailed) socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    co_return sent;
}

Task<Nothing> Session::close_gently() {
    ErrorCode error;
    unread_ = unread_ || !input_.empty() || socket_.available(error) > 0;
    if (!unread_) co_return Nothing{};
    enter(Stage::kLingering);
    if (tls_) tls_->close_notify();
    socket_.shutdown(Socket::shutdown_send, error);
    while (!error) {
        input_.consume(input_.view().size());
        char* space = input_.space();
        const IoResult got =
            co_await receive_plain(socket_, asio::buffer(space, input_.space_bytes()));
        error = got.error;
    }
    co_return Nothing{};
}

}  // namespace tabella::http
