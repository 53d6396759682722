#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <semaphore>
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

TEST(Server, SendsTheAnswersOfATurnTogether) {
    TestServer test;
    std::array<RawClient, 2> clients{RawClient(test.port()), RawClient(test.port())};
    RawClient third(test.port());
    std::binary_semaphore stopped(0);
    std::binary_semaphore ready(0);
    std::counting_semaphore<> handled(0);
    std::vector<std::size_t> unsent;
    test.handler.respond = [&](Request request) -> Task<Response> {
        if (request.path == "/stop") {
            stopped.release();
            ready.acquire();
        } else {
            char byte = 0;
            for (const RawClient& client : clients)
                unsent.push_back(::recv(client.descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) <
                                 0);
            handled.release();
        }
        co_return Response{};
    };
    // Connected: their first requests are behind them.
    for (RawClient& client : clients) {
        ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        ASSERT_EQ(status_of(client.read_answer()), "200");
        handled.acquire();
    }
    unsent.clear();
    ASSERT_TRUE(third.send("GET /stop HTTP/1.1\r\nHost: x\r\n\r\n"));
    stopped.acquire();
    for (RawClient& client : clients) ASSERT_TRUE(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    ready.release();
    for (std::size_t i = 0; i < clients.size(); ++i) handled.acquire();
    for (RawClient& client : clients) EXPECT_EQ(status_of(client.read_answer()), "200");
    EXPECT_EQ(unsent, std::vector<std::size_t>(4, 1)) << "the first left before the second was";
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
