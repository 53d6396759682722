#include "http/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <set>

#include "http/raw_server.h"
#include "http/test_support.h"

namespace tabella::http {
namespace {

using std::chrono::milliseconds;
using testing::EndsWith;
using testing::HasSubstr;

constexpr milliseconds kLong{10'000};

Endpoint local(std::uint16_t port) {
    return {.tls = false, .host = "127.0.0.1", .port = port};
}

Request get(std::string target) {
    Request request;
    request.method = "GET";
    request.target = std::move(target);
    return request;
}

Request post(std::string target, std::string body) {
    Request request;
    request.method = "POST";
    request.target = std::move(target);
    request.body = std::move(body);
    return request;
}

using Answer = Result<Response, ExchangeError>;

TEST(Client, SendsARequestAndReadsItsAnswer) {
    TestServer test;
    Client client(test.runtime, {});
    Request request = post("/a?b=c", "body");
    request.headers.add("X-One", "1");
    const Answer answer = sync_wait(client.send(local(test.port()), request, kLong));
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "POST /a?b=c [body]");
    EXPECT_EQ(answer->headers.find("content-type"), "text/plain");
    const std::vector<Request> seen = test.handler.seen();
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].headers.find("Host"), "127.0.0.1:" + std::to_string(test.port()));
    EXPECT_EQ(seen[0].headers.find("X-One"), "1");
    EXPECT_EQ(seen[0].headers.find("Content-Length"), "4");
}

TEST(Client, CarriesLargeBodiesBothWays) {
    ServerOptions options;
    options.body_bytes_max = 8 * 1024 * 1024;
    TestServer test(options);
    Client client(test.runtime, {});
    const std::string body(5'000'000, 'x');
    const Answer answer = sync_wait(client.send(local(test.port()), post("/", body), kLong));
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer->body, "POST / [" + body + "]");
}

TEST(Client, ReadsTheAnswerToHeadWithoutABody) {
    TestServer test;
    Client client(test.runtime, {});
    Request head = get("/");
    head.method = "HEAD";
    for (int i = 0; i < 2; ++i) {
        const Answer answer = sync_wait(client.send(local(test.port()), head, kLong));
        ASSERT_TRUE(answer.ok()) << answer.error().message;
        EXPECT_EQ(answer->body, "");
        EXPECT_EQ(answer->headers.find("Content-Length"), "9");
    }
}

TEST(Client, KeepsConnectionsForTheNextRequest) {
    RawServer server([](int fd, int) {
        while (!RawServer::read_head(fd).empty())
            RawServer::write(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    });
    Runtime runtime(1);
    Client client(runtime, {});
    for (int i = 0; i < 3; ++i) {
        const Answer answer = sync_wait(client.send(local(server.port()), get("/"), kLong));
        ASSERT_TRUE(answer.ok()) << answer.error().message;
    }
    EXPECT_EQ(server.connections(), 1);
}

TEST(Client, ReplacesAStaleConnectionOnce) {
    // The first connection answers once and reads the second request before it closes, so that no
    // look at the idle socket can tell.
    RawServer server([](int fd, int connection) {
        RawServer::read_head(fd);
        RawServer::write(
            fd, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + std::to_string(connection));
        RawServer::read_head(fd);
    });
    Runtime runtime(1);
    Client client(runtime, {});
    const Answer first = sync_wait(client.send(local(server.port()), get("/"), kLong));
    ASSERT_TRUE(first.ok()) << first.error().message;
    EXPECT_EQ(first->body, "0");
    const Answer second = sync_wait(client.send(local(server.port()), get("/"), kLong));
    ASSERT_TRUE(second.ok()) << second.error().message;
    EXPECT_EQ(second->body, "1");
}

TEST(Client, DoesNotRepeatOnAFreshConnection) {
    RawServer server([](int fd, int) { RawServer::read_head(fd); });
    Runtime runtime(1);
    Client client(runtime, {});
    const Answer answer = sync_wait(client.send(local(server.port()), get("/"), kLong));
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
    EXPECT_TRUE(answer.error().sent);
    EXPECT_EQ(server.connections(), 1);
}

TEST(Client, DoesNotRepeatOnceTheAnswerBegan) {
    RawServer server([](int fd, int connection) {
        RawServer::read_head(fd);
        RawServer::write(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
        if (connection > 0) return;
        RawServer::read_head(fd);
        RawServer::write(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nx");
    });
    Runtime runtime(1);
    Client client(runtime, {});
    ASSERT_TRUE(sync_wait(client.send(local(server.port()), get("/"), kLong)).ok());
    const Answer answer = sync_wait(client.send(local(server.port()), get("/"), kLong));
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
    EXPECT_TRUE(answer.error().sent);
}

TEST(Client, DropsAConnectionThatTheServerWantsClosed) {
    RawServer server([](int fd, int) {
        RawServer::read_head(fd);
        RawServer::write(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
        char byte = 0;
        EXPECT_EQ(::recv(fd, &byte, 1, 0), 0);
    });
    Runtime runtime(1);
    Client client(runtime, {});
    for (int i = 0; i < 2; ++i)
        ASSERT_TRUE(sync_wait(client.send(local(server.port()), get("/"), kLong)).ok());
}

TEST(Client, ReadsChunkedInterimAndUnboundedAnswers) {
    RawServer server([](int fd, int connection) {
        RawServer::read_head(fd);
        if (connection == 0)
            RawServer::write(fd,
                             "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n"
                             "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                             "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        else
            RawServer::write(fd, "HTTP/1.0 200 OK\r\n\r\nto the end");
    });
    Runtime runtime(1);
    Client client(runtime, {});
    const Answer chunked = sync_wait(client.send(local(server.port()), get("/"), kLong));
    ASSERT_TRUE(chunked.ok()) << chunked.error().message;
    EXPECT_EQ(chunked->status, 201);
    EXPECT_EQ(chunked->body, "abcde");
    const Answer unbounded = sync_wait(client.send(local(server.port()), get("/"), kLong));
    ASSERT_TRUE(unbounded.ok()) << unbounded.error().message;
    EXPECT_EQ(unbounded->body, "to the end");
}

TEST(Client, BoundsTheAnswersBody) {
    TestServer test;
    ClientOptions options;
    options.body_bytes_max = 100;
    Client client(test.runtime, options);
    const std::size_t frame = std::string("POST / []").size();
    const Answer fits =
        sync_wait(client.send(local(test.port()), post("/", std::string(100 - frame, 'x')), kLong));
    EXPECT_TRUE(fits.ok());
    const Answer too_long =
        sync_wait(client.send(local(test.port()), post("/", std::string(101 - frame, 'x')), kLong));
    ASSERT_FALSE(too_long.ok());
    EXPECT_EQ(too_long.error().kind, ErrorKind::kUnavailable);
    EXPECT_THAT(too_long.error().message, HasSubstr("body limit"));
}

TEST(Client, ReportsARefusedConnectionAsNotSent) {
    std::uint16_t closed_port = 0;
    {
        Listener listener;
        closed_port = listener.port();
    }
    Runtime runtime(1);
    Client client(runtime, {});
    const Answer answer = sync_wait(client.send(local(closed_port), get("/"), kLong));
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, ErrorKind::kUnavailable);
    EXPECT_FALSE(answer.error().sent);
}

TEST(Client, EndsAtTheDeadlineWithTheRequestSent) {
    Listener silent;  // The kernel accepts; nobody answers.
    Runtime runtime(1);
    Client client(runtime, {});
    const Answer answer = sync_wait(client.send(local(silent.port()), get("/"), milliseconds{50}));
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout);
    EXPECT_TRUE(answer.error().sent);
}

TEST(Client, WaitsForAFreeConnectionUntilTheDeadline) {
    Listener silent;
    Runtime runtime(1);
    ClientOptions options;
    options.connections_per_endpoint_max = 1;
    Client client(runtime, options);
    std::latch first_done(1);
    spawn(client.send(local(silent.port()), get("/"), milliseconds{150}),
          [&](Answer) { first_done.count_down(); });
    const Answer answer = sync_wait(client.send(local(silent.port()), get("/"), milliseconds{50}));
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, ErrorKind::kTimeout);
    EXPECT_FALSE(answer.error().sent);
    first_done.wait();
}

TEST(Client, QueuesBeyondTheConnectionLimit) {
    TestServer test;
    ClientOptions options;
    options.connections_per_endpoint_max = 2;
    Client client(test.runtime, options);
    constexpr int kRequests = 50;
    std::latch done(kRequests);
    std::atomic<int> answered{0};
    for (int i = 0; i < kRequests; ++i)
        spawn(client.send(local(test.port()), get("/"), kLong), [&](Answer answer) {
            if (answer.ok()) ++answered;
            done.count_down();
        });
    done.wait();
    EXPECT_EQ(answered, kRequests);
}

TEST(Client, RefusesATargetThatWouldSplitTheRequest) {
    Runtime runtime(1);
    Client client(runtime, {});
    const Answer answer =
        sync_wait(client.send(local(1), get("/ HTTP/1.1\r\nHost: y\r\n\r\nGET /"), kLong));
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, ErrorKind::kInvalidArgument);
}

TEST(Client, WritesNoFieldThatWouldSplitTheRequest) {
    TestServer test;
    Client client(test.runtime, {});
    Request request = get("/");
    request.headers.add("X-One", "1\r\nX-Two: 2");
    ASSERT_TRUE(sync_wait(client.send(local(test.port()), request, kLong)).ok());
    EXPECT_EQ(test.handler.seen()[0].headers.find("X-One"), "1  X-Two: 2");
    EXPECT_FALSE(test.handler.seen()[0].headers.find("X-Two").has_value());
}

TEST(Client, AnswersFromHandlersOfTheSameLoop) {
    TestServer back;
    TestServer front;
    Client client(front.runtime, {});
    const std::uint16_t back_port = back.port();
    front.handler.respond = [&client, back_port](Request request) -> Task<Response> {
        Answer answer = co_await client.send(local(back_port), std::move(request), kLong);
        co_return std::move(answer).value();
    };
    RawClient raw(front.port());
    ASSERT_TRUE(raw.send("GET /through HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_THAT(raw.read_answer(), EndsWith("GET /through []"));
    // The handler's clients go before the handler.
    front.server.reset();
}

TEST(Client, EndsRequestsUnderWayWhenItGoes) {
    Listener silent;
    Runtime runtime(1);
    std::latch done(1);
    std::optional<Answer> answer;
    {
        Client client(runtime, {});
        spawn(client.send(local(silent.port()), get("/"), kLong), [&](Answer ended) {
            answer.emplace(std::move(ended));
            done.count_down();
        });
    }
    done.wait();
    ASSERT_FALSE(answer->ok());
    EXPECT_EQ(answer->error().kind, ErrorKind::kUnavailable);
}

TEST(Client, GoesOnWhereItsCallersSchedulerSays) {
    struct Recording : Scheduler {
        std::binary_semaphore posted{0};
        std::coroutine_handle<> handle;
        void post(std::coroutine_handle<> to_resume) override {
            handle = to_resume;
            posted.release();
        }
    } scheduler;
    TestServer test;
    Client client(test.runtime, {});
    std::thread::id ended_in;
    {
        Scheduler::Scope scope(&scheduler);
        spawn(client.send(local(test.port()), get("/"), kLong),
              [&](Answer) { ended_in = std::this_thread::get_id(); });
        scheduler.posted.acquire();
        scheduler.handle.resume();
    }
    EXPECT_EQ(ended_in, std::this_thread::get_id());
}

TEST(Endpoint, ParsesSchemeHostAndPort) {
    const auto expect = [](std::string_view url, const Endpoint& expected) {
        const Result<Endpoint> endpoint = Endpoint::parse(url);
        ASSERT_TRUE(endpoint.ok()) << url << ": " << endpoint.error().message;
        EXPECT_EQ(*endpoint, expected) << url;
    };
    expect("http://localhost:8000", {false, "localhost", 8000});
    expect("http://Example.COM/", {false, "example.com", 80});
    expect("https://dynamodb.us-east-1.amazonaws.com",
           {true, "dynamodb.us-east-1.amazonaws.com", 443});
    expect("https://[::1]:65535", {true, "::1", 65535});
    expect("http://127.0.0.1:1", {false, "127.0.0.1", 1});
}

TEST(Endpoint, RefusesWhatIsMoreOrLessThanAnEndpoint) {
    for (const std::string_view url :
         {"", "localhost:8000", "ftp://a", "http://", "http://a/b", "http://a?b", "http://a#b",
          "http://u:p@a", "http://a:0", "http://a:65536", "http://a:x", "http://a b",
          "http://a%0d%0ab", "http://a\r\nb"}) {
        const Result<Endpoint> endpoint = Endpoint::parse(url);
        ASSERT_FALSE(endpoint.ok()) << url;
        EXPECT_EQ(endpoint.error().kind, ErrorKind::kInvalidArgument);
    }
}

TEST(Endpoint, WritesItsHostHeader) {
    EXPECT_EQ((Endpoint{false, "a", 80}.host_header()), "a");
    EXPECT_EQ((Endpoint{false, "a", 443}.host_header()), "a:443");
    EXPECT_EQ((Endpoint{true, "a", 443}.host_header()), "a");
    EXPECT_EQ((Endpoint{true, "::1", 8000}.host_header()), "[::1]:8000");
}

}  // namespace
}  // namespace tabella::http
