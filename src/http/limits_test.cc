// The server's limits, deadlines and its drain, over real sockets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>
#include <thread>
#include <vector>

#include "http/test_support.h"

namespace tabella::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr milliseconds kShort{60};
constexpr milliseconds kLong{10'000};
const std::string kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

std::string post_of(std::size_t bytes) {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n" +
           std::string(bytes, 'x');
}

std::string status_after(TestServer& test, const std::string& request) {
    RawClient client(test.port());
    EXPECT_TRUE(client.send(request));
    return status_of(client.read_answer());
}

TEST(Limits, HeaderBytes) {
    ServerOptions options;
    options.header_bytes_max = 200;
    TestServer test(options);
    const auto get_of = [](std::size_t bytes) {
        const std::string begin = "GET / HTTP/1.1\r\nHost: x\r\nA: ";
        return begin + std::string(bytes - begin.size() - 4, 'a') + "\r\n\r\n";
    };
    EXPECT_EQ(status_after(test, get_of(199)), "200");
    EXPECT_EQ(status_after(test, get_of(200)), "200");
    EXPECT_EQ(status_after(test, get_of(201)), "431");
    EXPECT_EQ(status_after(test, get_of(100'000)), "431");
}

TEST(Limits, BodyBytes) {
    ServerOptions options;
    options.body_bytes_max = 100'000;
    TestServer test(options);
    EXPECT_EQ(status_after(test, post_of(99'999)), "200");
    EXPECT_EQ(status_after(test, post_of(100'000)), "200");
    EXPECT_EQ(status_after(test, post_of(100'001)), "413");
    const std::string chunked =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n186A0\r\n" +
        std::string(100'000, 'x') + "\r\n";
    EXPECT_EQ(status_after(test, chunked + "0\r\n\r\n"), "200");
    EXPECT_EQ(status_after(test, chunked + "1\r\n"), "413");
}

TEST(Limits, RefusesADeclaredBodyWithoutReadingIt) {
    ServerOptions options;
    options.body_bytes_max = 10;
    TestServer test(options);
    RawClient client(test.port());
    ASSERT_TRUE(
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999"
                    "\r\nExpect: 100-continue\r\n\r\n"));
    const std::string answer = client.read_answer();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_TRUE(test.handler.seen().empty());
}

TEST(Limits, LetsAClientThatStillSendsSeeTheRefusal) {
    ServerOptions options;
    options.body_bytes_max = 10;
    TestServer test(options);
    RawClient client(test.port());
    ASSERT_TRUE(client.send(post_of(3'000'000)));
    EXPECT_EQ(status_of(client.read_answer()), "413");
    EXPECT_EQ(client.read_to_end(), "");
}

TEST(Limits, Connections) {
    ServerOptions options;
    options.connections_max = 2;
    TestServer test(options, 2);
    RawClient first(test.port());
    RawClient second(test.port());
    for (RawClient* client : {&first, &second}) {
        ASSERT_TRUE(client->send(kGet));
        EXPECT_EQ(status_of(client->read_answer()), "200");
    }
    RawClient third(test.port());
    const std::string answer = third.read_to_end();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(answer, HasSubstr("Retry-After: 1\r\n"));
    EXPECT_TRUE(third.saw_end());
}

TEST(Limits, RefusesConnectionsOnlySoOften) {
    ServerOptions options;
    options.connections_max = 1;
    options.refusal_pause = std::chrono::milliseconds{400};
    TestServer test(options);
    RawClient only(test.port());
    ASSERT_TRUE(only.send(kGet));
    EXPECT_EQ(status_of(only.read_answer()), "200");
    const auto begin = std::chrono::steady_clock::now();
    const auto refuse = [&test] {
        EXPECT_THAT(RawClient(test.port()).read_to_end(), StartsWith("HTTP/1.1 503 "));
    };
    for (int i = 0; i < 33; ++i) refuse();
    EXPECT_GE(std::chrono::steady_clock::now() - begin, options.refusal_pause);
    ASSERT_TRUE(only.send(kGet));
    EXPECT_EQ(status_of(only.read_answer()), "200");
}

TEST(Limits, RequestsInFlight) {
    ServerOptions options;
    options.requests_in_flight_max = 1;
    TestServer test(options);
    Gate gate;
    test.handler.respond = [&gate](Request) -> Task<Response> {
        co_await gate.wait();
        co_return Response{};
    };
    RawClient first(test.port());
    ASSERT_TRUE(first.send(kGet));
    gate.await_entry();

    RawClient second(test.port());
    ASSERT_TRUE(second.send(kGet));
    const std::string refused = second.read_answer();
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(refused, HasSubstr("Retry-After: 1\r\n"));
    EXPECT_THAT(refused, Not(HasSubstr("Connection: close"))) << "it was read whole";
    EXPECT_EQ(status_after(test, post_of(3)), "503");

    gate.open();
    EXPECT_EQ(status_of(first.read_answer()), "200");
    ASSERT_TRUE(second.send(kGet));
    gate.await_entry();
    gate.open();
    EXPECT_EQ(status_of(second.read_answer()), "200");
}

TEST(Limits, BodyBytesInFlight) {
    ServerOptions options;
    options.body_bytes_in_flight_max = 10;
    TestServer test(options);
    Gate gate;
    test.handler.respond = [&gate](Request request) -> Task<Response> {
        if (request.body.size() == 6) co_await gate.wait();
        co_return Response{};
    };
    RawClient first(test.port());
    ASSERT_TRUE(first.send(post_of(6)));
    gate.await_entry();
    EXPECT_EQ(status_after(test, post_of(4)), "200");
    EXPECT_EQ(status_after(test, post_of(5)), "503");
    EXPECT_EQ(status_after(test,
                           "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "5\r\nabcde\r\n0\r\n\r\n"),
              "503");
    gate.open();
    EXPECT_EQ(status_of(first.read_answer()), "200");
    EXPECT_EQ(status_after(test, post_of(10)), "200");
    EXPECT_EQ(status_after(test, post_of(11)), "503");
}

TEST(Limits, AnswersThatNobodyReads) {
    constexpr std::size_t kBytes = 50'000'000;
    ServerOptions options;
    options.unread_bytes_max = kBytes * 3 / 2;
    TestServer test(options);
    std::counting_semaphore handled(0);
    test.handler.respond = [&handled](Request) -> Task<Response> {
        handled.release();
        Response response;
        response.body = std::string(kBytes, 'x');
        co_return response;
    };
    RawClient first(test.port(), 4096);
    ASSERT_TRUE(first.send(kGet));
    handled.acquire();
    {
        RawClient second(test.port(), 4096);
        ASSERT_TRUE(second.send(kGet));
        EXPECT_LT(second.read_to_end().size(), kBytes) << "there is no room for it to wait";
    }
    EXPECT_GT(first.read_answer().size(), kBytes);
    RawClient third(test.port(), 4096);
    ASSERT_TRUE(third.send(kGet));
    EXPECT_GT(third.read_answer().size(), kBytes) << "the first has made room";
}

TEST(Deadlines, ClosesIdleConnectionsSilently) {
    ServerOptions options;
    options.idle_timeout = kShort;
    TestServer test(options);
    RawClient fresh(test.port());
    EXPECT_EQ(fresh.read_to_end(), "");
    EXPECT_TRUE(fresh.saw_end());
    RawClient used(test.port());
    ASSERT_TRUE(used.send(kGet));
    used.read_answer();
    EXPECT_EQ(used.read_to_end(), "");
    EXPECT_TRUE(used.saw_end());
}

TEST(Deadlines, RefusesARequestThatStops) {
    ServerOptions options;
    options.request_timeout = kShort;
    TestServer test(options);
    for (const std::string begun :
         {"G", "GET / HTTP/1.1\r\nHost: x\r\n",
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab",
          "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab"}) {
        RawClient client(test.port());
        ASSERT_TRUE(client.send(begun));
        EXPECT_EQ(status_of(client.read_answer()), "408") << begun;
        EXPECT_EQ(client.read_to_end(), "");
        EXPECT_TRUE(client.saw_end());
    }
}

TEST(Deadlines, LeavesAHandlerItsTime) {
    ServerOptions options;
    options.idle_timeout = options.request_timeout = options.write_timeout = milliseconds{20};
    TestServer test(options);
    test.handler.respond = [&test](Request) -> Task<Response> {
        co_await test.runtime.sleep_for(milliseconds{100});
        co_return Response{};
    };
    EXPECT_EQ(status_after(test, kGet), "200");
}

TEST(Deadlines, CutsOffAReaderThatStalls) {
    ServerOptions options;
    options.write_timeout = kShort;
    TestServer test(options);
    constexpr std::size_t kBytes = 50'000'000;
    std::binary_semaphore handled(0);
    test.handler.respond = [&handled](Request) -> Task<Response> {
        handled.release();
        Response response;
        response.body = std::string(kBytes, 'x');
        co_return response;
    };
    RawClient client(test.port(), 4096);
    ASSERT_TRUE(client.send(kGet));
    handled.acquire();
    // Nothing is read until the server has let go, which its drain tells.
    EXPECT_TRUE(test.server->drain(kLong));
    EXPECT_LT(client.read_to_end().size(), kBytes);
    EXPECT_FALSE(client.saw_end()) << "a reset, so that the kernel keeps nothing either";
}

TEST(Drain, AnswersWhatWasBegunAndClosesWhatIsIdle) {
    TestServer test({}, 2);
    Gate gate;
    test.handler.respond = [&gate](Request request) -> Task<Response> {
        if (request.path == "/") co_await gate.wait();
        co_return Response{};
    };
    RawClient busy(test.port());
    ASSERT_TRUE(busy.send(kGet));
    gate.await_entry();
    RawClient half(test.port());
    ASSERT_TRUE(half.send("GET / HTTP/1.1\r\n"));
    RawClient idle(test.port());
    ASSERT_TRUE(idle.send("GET /at-once HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_EQ(status_of(idle.read_answer()), "200");

    bool drained = false;
    std::thread draining([&] { drained = test.server->drain(kLong); });
    EXPECT_EQ(idle.read_to_end(), "");
    gate.open();
    const std::string answer = busy.read_answer();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_EQ(busy.read_to_end(), "");
    busy.end_sending();
    ASSERT_TRUE(half.send("Host: x\r\n\r\n"));
    gate.await_entry();
    gate.open();
    EXPECT_THAT(half.read_answer(), HasSubstr("Connection: close\r\n"));
    half.end_sending();
    draining.join();
    EXPECT_TRUE(drained);
    EXPECT_FALSE(RawClient(test.port()).connected());
}

TEST(Drain, UnderLoadAnswersAllThatWasHandled) {
    for (int round = 0; round < 20; ++round) {
        TestServer test({}, 2);
        std::atomic<int> handled{0};
        std::binary_semaphore busy(0);
        test.handler.respond = [&](Request) -> Task<Response> {
            if (++handled == 200) busy.release();
            co_return Response{};
        };
        std::atomic<int> answered{0};
        std::vector<std::thread> clients;
        for (int i = 0; i < 4; ++i)
            clients.emplace_back([&] {
                RawClient client(test.port());
                client.send(kGet);
                // The next request is under way while the answer is: what drain meets on a socket
                // is often just being read.
                for (bool open = true; open; answered += open ? 1 : 0) {
                    client.send(kGet);
                    open = !client.read_answer().empty();
                }
            });
        busy.acquire();
        EXPECT_TRUE(test.server->drain(kLong));
        for (std::thread& client : clients) client.join();
        EXPECT_EQ(answered, handled) << "in round " << round;
    }
}

TEST(Drain, CutsOffAtItsDeadline) {
    TestServer test;
    Gate gate;
    test.handler.respond = [&gate](Request) -> Task<Response> {
        co_await gate.wait();
        co_return Response{};
    };
    RawClient client(test.port());
    ASSERT_TRUE(client.send(kGet));
    gate.await_entry();
    EXPECT_FALSE(test.server->drain(milliseconds{20}));
    EXPECT_EQ(client.read_to_end(), "");
    gate.open();
}

TEST(Drain, OfAnIdleServerIsImmediateAndRepeatable) {
    TestServer test;
    EXPECT_TRUE(test.server->drain(kLong));
    EXPECT_TRUE(test.server->drain(kLong));
}

TEST(Destruction, WaitsForHandlersThatStillRun) {
    Gate gate;
    bool ended = false;
    TestServer test;
    test.handler.respond = [&](Request) -> Task<Response> {
        co_await gate.wait();
        ended = true;
        co_return Response{};
    };
    RawClient client(test.port());
    ASSERT_TRUE(client.send(kGet));
    gate.await_entry();
    std::thread opener([&] {
        client.read_to_end();  // Ends when the destructor cuts the connection.
        gate.open();
    });
    test.server.reset();
    EXPECT_TRUE(ended);
    opener.join();
}

TEST(Destruction, IsSafeInEveryStateOfAConnection) {
    for (const std::string& bytes : {std::string(), std::string("G"), kGet,
                                     post_of(10).substr(0, 60), std::string("BAD\r\n\r\n")}) {
        TestServer test({}, 2);
        RawClient client(test.port());
        ASSERT_TRUE(client.send(bytes));
    }
}

TEST(Destruction, IsSafeAfterTheRuntimeStopped) {
    TestServer test;
    RawClient idle(test.port());
    RawClient busy(test.port());
    ASSERT_TRUE(busy.send(kGet));
    busy.read_answer();
    test.runtime.stop();
    EXPECT_EQ(idle.read_to_end(), "");
    EXPECT_TRUE(test.server->drain(kLong));
    EXPECT_FALSE(Server::start(test.runtime, {}, test.handler).ok());
}

}  // namespace
}  // namespace tabella::http
