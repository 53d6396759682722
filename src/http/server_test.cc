#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace tabella::http
