#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <semaphore>
#include <set>
#include <thread>

#include "http/test_support.h"

namespace tabella::http {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Server, AnswersAndKeepsTheConnection) {
    TestServer test;
    RawClient client(test.port());
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(client.send("GET /a?b=1 HTTP/1.1\r\nHost: x\r\n\r\n"));
        const std::string answer = client.read_answer();
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
        EXPECT_THAT(answer, EndsWith("\r\n\r\nGET /a?b=1 []"));
        EXPECT_THAT(answer, HasSubstr("Content-Length: 13\r\n"));
        EXPECT_THAT(answer, HasSubstr("Date: "));
        EXPECT_THAT(answer, Not(HasSubstr("Connection:")));
    }
}

TEST(Server, SplitsTheRequestIntoItsParts) {
    TestServer test;
    RawClient client(test.port());
    ASSERT_TRUE(
        client.send("PUT /n%2F1?a=b?c HTTP/1.1\r\nHost: x\r\nX-One:  1 \r\n"
                    "Content-Length: 4\r\n\r\nbody"));
    client.read_answer();
    const std::vector<Request> seen = test.handler.seen();
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen[0].method, "PUT");
    EXPECT_EQ(seen[0].target, "/n%2F1?a=b?c");
    EXPECT_EQ(seen[0].path, "/n%2F1");
    EXPECT_EQ(seen[0].query, "a=b?c");
    EXPECT_EQ(seen[0].headers.find("x-one"), "1");
    EXPECT_EQ(seen[0].body, "body");
    EXPECT_EQ(seen[0].remote_address, "127.0.0.1");
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    TestServer test;
    RawClient client(test.port());
    ASSERT_TRUE(
        client.send("POST /1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\none"
                    "GET /2 HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_THAT(client.read_answer(), EndsWith("POST /1 [one]"));
    EXPECT_THAT(client.read_answer(), EndsWith("GET /2 []"));
}

TEST(Server, AnswersAThousandPipelinedRequests) {
    TestServer test;
    RawClient client(test.port());
    std::string requests;
    for (int i = 0; i < 1000; ++i)
        requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    ASSERT_TRUE(client.send(requests));
    for (int i = 0; i < 1000; ++i)
        ASSERT_THAT(client.read_answer(), EndsWith("GET /" + std::to_string(i) + " []"));
}

/// What each of several clients had received when a request was handled.
class TurnTest : public testing::Test {
 protected:
    /// Every client asks once, all in one turn of the loop. For each request in the order of its
    /// handling, which clients had something to read by then.
    std::vector<std::set<std::size_t>> received_in_one_turn(std::size_t slow_request,
                                                            std::chrono::milliseconds slow_for) {
        std::binary_semaphore stopped(0);
        std::binary_semaphore ready(0);
        std::counting_semaphore<> handled(0);
        std::vector<std::set<std::size_t>> received;
        std::chrono::steady_clock::time_point begun;
        test_.handler.respond = [&](Request request) -> Task<Response> {
            if (request.path == "/stop") {
                stopped.release();
                ready.acquire();
                co_return Response{};
            }
            if (received.empty()) begun = std::chrono::steady_clock::now();
            took_ = std::chrono::steady_clock::now() - begun;
            std::set<std::size_t> now;
            char byte = 0;
            for (std::size_t i = 0; i < clients_.size(); ++i)
                if (::recv(clients_[i].descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1)
                    now.insert(i);
            received.push_back(now);
            if (received.size() == slow_request + 1) std::this_thread::sleep_for(slow_for);
            handled.release();
            co_return Response{};
        };
        const auto all_ask = [&] {
            for (RawClient& client : clients_) EXPECT_TRUE(client.send(kGet));
        };
        const auto all_are_answered = [&] {
            for (std::size_t i = 0; i < clients_.size(); ++i) handled.acquire();
            for (RawClient& client : clients_) EXPECT_EQ(status_of(client.read_answer()), "200");
        };
        all_ask();  // So that they are connected, and wait for what they are sent.
        all_are_answered();
        received.clear();
        RawClient other(test_.port());
        EXPECT_TRUE(other.send("GET /stop HTTP/1.1\r\nHost: x\r\n\r\n"));
        stopped.acquire();
        all_ask();
        ready.release();
        all_are_answered();
        return received;
    }

    static constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    /// From the first request's handling to the last one's.
    std::chrono::steady_clock::duration took_{};
    TestServer test_;
    std::array<RawClient, 3> clients_{RawClient(test_.port()), RawClient(test_.port()),
                                      RawClient(test_.port())};
};

TEST_F(TurnTest, AnswersAreSentTogether) {
    std::vector<std::set<std::size_t>> received;
    // On a busy machine a turn may take the millisecond after which answers go.
    for (int tries = 0; tries == 0 || (tries < 100 && took_ > std::chrono::milliseconds{1});
         ++tries)
        received = received_in_one_turn(0, {});
    EXPECT_EQ(received, (std::vector<std::set<std::size_t>>{{}, {}, {}}));
}

TEST_F(TurnTest, AnAnswerDoesNotWaitForMuch) {
    const auto received = received_in_one_turn(1, std::chrono::milliseconds{20});
    ASSERT_EQ(received.size(), 3U);
    EXPECT_TRUE(received[0].empty());
    EXPECT_TRUE(received[1].empty());
    EXPECT_EQ(received[2].size(), 2U) << "the third was handled before those two were answered";
}

TEST(Server, AnswersHeadWithoutABody) {
    TestServer test;
    RawClient client(test.port());
    ASSERT_TRUE(client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string answer = client.read_answer(false);
    EXPECT_THAT(answer, HasSubstr("Content-Length: 10\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
    ASSERT_TRUE(client.send("GET /b HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200 OK\r\n")) << "nothing in between";
}

TEST(Server, InvitesABodyThatWaitsForIt) {
    TestServer test;
    RawClient client(test.port());
    ASSERT_TRUE(
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                    "Expect: 100-continue\r\n\r\n"));
    EXPECT_EQ(client.read_answer(), "HTTP/1.1 100 Continue\r\n\r\n");
    ASSERT_TRUE(client.send("body"));
    EXPECT_THAT(client.read_answer(), EndsWith("POST / [body]"));
}

TEST(Server, DoesNotInviteABodyThatIsHere) {
    TestServer test;
    RawClient client(test.port());
    ASSERT_TRUE(
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                    "Expect: 100-continue\r\n\r\nbody"));
    EXPECT_THAT(client.read_answer(), EndsWith("POST / [body]"));
}

TEST(Server, ClosesWhenTheClientAsksForIt) {
    TestServer test;
    for (const std::string request :
         {"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
        RawClient client(test.port());
        ASSERT_TRUE(client.send(request));
        const std::string answer = client.read_to_end();
        EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
        EXPECT_THAT(answer, EndsWith("GET / []"));
        EXPECT_TRUE(client.saw_end());
    }
}

TEST(Server, KeepsAnHttp10ConnectionWhenAskedTo) {
    TestServer test;
    RawClient client(test.port());
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
        EXPECT_THAT(client.read_answer(), HasSubstr("Connection: keep-alive\r\n"));
    }
}

TEST(Server, AnswersAClientThatHasEndedSending) {
    TestServer test;
    RawClient client(test.port());
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    client.end_sending();
    EXPECT_THAT(client.read_to_end(), EndsWith("GET / []"));
}

TEST(Server, ResumesOnTheIoThreadOfAHandlerThatWaitedElsewhere) {
    TestServer test;
    std::vector<std::thread> workers;
    std::atomic<bool> moved{false};
    test.handler.respond = [&](Request) -> Task<Response> {
        const auto before = std::this_thread::get_id();
        Response response;
        response.body = co_await await_callback<std::string>([&workers](auto done) {
            workers.emplace_back([done] { done("from another thread"); });
        });
        if (std::this_thread::get_id() != before) moved = true;
        co_return response;
    };
    RawClient client(test.port());
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        ASSERT_THAT(client.read_answer(), EndsWith("from another thread"));
    }
    EXPECT_FALSE(moved);
    for (std::thread& worker : workers) worker.join();
}

TEST(Server, ServesManyConnectionsOnSeveralThreads) {
    TestServer test({}, 3);
    std::vector<std::thread> clients;
    std::atomic<int> answered{0};
    for (int i = 0; i < 8; ++i)
        clients.emplace_back([&] {
            RawClient client(test.port());
            for (int k = 0; k < 50; ++k) {
                client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
                if (client.read_answer().ends_with("POST / [abc]")) ++answered;
            }
        });
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(answered, 400);
}

TEST(Server, SendsLargeAnswersToSlowReaders) {
    TestServer test;
    RawClient client(test.port(), 4096);
    test.handler.respond = [](Request) -> Task<Response> {
        Response response;
        response.body = std::string(10'000'000, 'x');
        co_return response;
    };
    ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    const std::string answer = client.read_answer();
    EXPECT_EQ(count_of("x", answer), 10'000'000u);
}

TEST(Server, SaysWhyItCannotListen) {
    TestServer test;
    ServerOptions options;
    options.port = test.port();
    const auto taken = Server::start(test.runtime, options, test.handler);
    ASSERT_FALSE(taken.ok());
    EXPECT_EQ(taken.error().kind, ErrorKind::kUnavailable);
    EXPECT_THAT(taken.error().message, HasSubstr("in use"));
    options.host = "example.com";
    EXPECT_FALSE(Server::start(test.runtime, options, test.handler).ok());
    options.host = "localhost";
    options.port = 0;
    EXPECT_TRUE(Server::start(test.runtime, options, test.handler).ok());
}

}  // namespace
}  // namespace tabella::http
