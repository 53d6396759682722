// Over real sockets: what is framed ambiguously gets one 400, and nothing behind it is believed.
// Which bytes are refused and why is in request_head_test.cc and chunked_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/test_support.h"

namespace tabella::http {
namespace {

using testing::EndsWith;
using testing::StartsWith;

constexpr std::string_view kSmuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

void expect_one_400(TestServer& test, const std::string& request) {
    RawClient client(test.port());
    ASSERT_TRUE(client.send(request + std::string(kSmuggled)));
    const std::string answer = client.read_to_end();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 ")) << request;
    EXPECT_EQ(count_of("HTTP/1.1 ", answer), 1u) << request << "\n" << answer;
    EXPECT_TRUE(client.saw_end()) << request;
    EXPECT_TRUE(test.handler.seen().empty()) << request;
}

TEST(Framing, RefusesAmbiguityOnceAndCloses) {
    TestServer test;
    for (const std::string fields :
         {"Transfer-Encoding: gzip\r\n\r\n",
          "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabc",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
          "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
          "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
          "Content-Length: 3, 3\r\n\r\nabc",
          "Content-Length: +3\r\n\r\nabc",
          "Content-Length: -3\r\n\r\nabc",
          "Content-Length: 3a\r\n\r\nabc",
          "Content-Length: 0x3\r\n\r\nabc",
          "Content-Length:\r\n\r\nabc",
          "Content-Length : 3\r\n\r\nabc",
          "X: a\r\n b\r\n\r\n",
          "X: a\r\n\tContent-Length: 3\r\n\r\nabc",
          "X: a\nY: b\r\n\r\n",
          "X: a\rY: b\r\n\r\n",
          "Host: y\r\n\r\n"})
        expect_one_400(test, "POST / HTTP/1.1\r\nHost: x\r\n" + fields);
    expect_one_400(test, "POST / HTTP/1.1\r\n\r\n");
    expect_one_400(test, "POST / HTTP/1.1\nHost: x\n\n");
    expect_one_400(test, std::string("\x16\x03\x01\x02\x00\x01\n", 7));
}

TEST(Framing, RefusesMalformedChunksOnceAndCloses) {
    TestServer test;
    for (const std::string chunks :
         {"x\r\n", "3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n",
          "-1\r\n\r\n", "3\r\nabc0\r\n\r\n", "0\r\nbad trailer\r\n\r\n"})
        expect_one_400(test,
                       "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks);
}

TEST(Framing, AnswersWhatCameBeforeTheBadRequest) {
    TestServer test;
    RawClient client(test.port());
    ASSERT_TRUE(client.send("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\n\r\n" +
                            std::string(kSmuggled)));
    EXPECT_THAT(client.read_answer(), EndsWith("GET /1 []"));
    EXPECT_EQ(status_of(client.read_answer()), "400");
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_TRUE(client.saw_end());
}

TEST(Framing, ReadsRequestsThatComeByteByByte) {
    TestServer test;
    RawClient client(test.port());
    const std::string requests =
        "POST /1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"
        "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\ncd";
    for (const char byte : requests) ASSERT_TRUE(client.send(std::string(1, byte)));
    EXPECT_THAT(client.read_answer(), EndsWith("POST /1 [ab]"));
    EXPECT_THAT(client.read_answer(), EndsWith("POST /2 [cd]"));
}

TEST(Framing, ReadsManyChunkedRequestsInARow) {
    TestServer test;
    RawClient client(test.port());
    std::string requests;
    const std::string data(5'000, 'x');
    const std::string chunk = "1388\r\n" + data + "\r\n";
    for (int i = 0; i < 20; ++i)
        requests += "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk +
                    chunk + chunk + "0\r\nTrailer: x\r\n\r\n";
    ASSERT_TRUE(client.send(requests));
    for (int i = 0; i < 20; ++i)
        ASSERT_THAT(client.read_answer(), EndsWith("POST / [" + data + data + data + "]"));
}

}  // namespace
}  // namespace tabella::http
