#include "http/session.h"

#include <algorithm>
#include <boost/asio/error.hpp>

namespace tabella::http {
namespace {

/// How long a connection that was refused is still read from: closing it with unread bytes would
/// reset it, and the client could lose the answer.
constexpr std::chrono::milliseconds kLingerTime{1'000};
/// Pipelined requests answered before other connections of the loop get their turn.
constexpr unsigned kRequestsInARowMax = 32;
/// A body's memory grows as it arrives, from this on: a promise of much does not cost us much.
constexpr std::size_t kBodyFirstBytes = 64 * 1024;

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr Refusal kTooSlow{408, "the request took too long to arrive"};
constexpr Refusal kBodyTooLarge{413, "request body too large"};
constexpr Refusal kOverloaded{503, "overloaded, try again later"};

auto receive(Socket& socket, asio::mutable_buffer buffer) {
    return io([&socket, buffer](auto done) { socket.async_read_some(buffer, done); });
}

auto wait_until_writable(Socket& socket) {
    return io([&socket](auto done) { socket.async_wait(Socket::wait_write, done); });
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
}

void Session::enter(Stage stage) {
    using std::chrono::steady_clock;
    stage_ = stage;
    timed_out_ = false;
    switch (stage) {
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
    if (now < deadline_) return;
    timed_out_ = stage_ == Stage::kReading;
    end_waiting();
}

void Session::drain() {
    draining_ = true;
    if (may_close()) end_waiting();
}

bool Session::may_close() const {
    // What has arrived, if only in the kernel, is a request that was begun.
    ErrorCode error;
    return draining_ && stage_ == Stage::kIdle && input_.empty() && socket_.available(error) == 0;
}

void Session::end_waiting() {
    // Not close: a receive that has just succeeded, but whose coroutine is still to be resumed, may
    // have brought a request, which then is answered as ever.
    ErrorCode ignored;
    socket_.cancel(ignored);
}

void Session::cut() {
    ErrorCode ignored;
    socket_.close(ignored);
}

Task<Nothing> Session::run() {
    enter(Stage::kIdle);
    bool going_on = true;
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
        const IoResult got = co_await receive(socket_, asio::buffer(space, input_.space_bytes()));
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

    enter(Stage::kHandling);
    Lease request_lease(host_.requests_in_flight);
    const bool with_body = head.request.method != "HEAD";
    Response response;
    if (request_lease.grow_to(1)) {
        head.request.remote_address = remote_address_;
        Task<Response> handling = host_.handler.handle(std::move(head.request));
        response = co_await std::move(handling);
    } else {
        response = refusal_response(kOverloaded);
    }

    const bool keep_alive = head.keep_alive && !draining_;
    const Persistence kept = head.http_1_0 ? Persistence::kKeepAlive10 : Persistence::kKeepAlive;
    begin_sending(response, keep_alive ? kept : Persistence::kClose, with_body);
    Sent sent = send_now();
    if (sent == Sent::kBlocked) sent = co_await send_rest();
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
        if (sent == Sent::kBlocked) sent = co_await send_rest();
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
        const IoResult got =
            co_await receive(socket_, asio::buffer(body.data() + filled, body.size() - filled));
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
        const IoResult got = co_await receive(socket_, asio::buffer(space, input_.space_bytes()));
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
    if (sent == Sent::kBlocked) sent = co_await send_rest();
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
        const std::size_t count = socket_.write_some(out_, error);
        if (error == asio::error::would_block || error == asio::error::try_again)
            return Sent::kBlocked;
        if (error) return Sent::kFailed;
        const std::size_t of_first = std::min(count, out_[0].size());
        out_[0] += of_first;
        out_[1] += count - of_first;
    }
    return Sent::kAll;
}

Task<Session::Sent> Session::send_rest() {
    enter(Stage::kWriting);
    Sent sent = Sent::kBlocked;
    while (sent == Sent::kBlocked) {
        const IoResult writable = co_await wait_until_writable(socket_);
        sent = writable.error ? Sent::kFailed : send_now();
    }
    co_return sent;
}

Task<Nothing> Session::close_gently() {
    ErrorCode error;
    unread_ = unread_ || !input_.empty() || socket_.available(error) > 0;
    if (!unread_) co_return Nothing{};
    enter(Stage::kLingering);
    socket_.shutdown(Socket::shutdown_send, error);
    while (!error) {
        input_.consume(input_.view().size());
        char* space = input_.space();
        const IoResult got = co_await receive(socket_, asio::buffer(space, input_.space_bytes()));
        error = got.error;
    }
    co_return Nothing{};
}

}  // namespace tabella::http
