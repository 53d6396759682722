#include "http/request_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tabella::http {
namespace {

using Outcome = RequestHeadParser::Outcome;

constexpr std::size_t kBytesMax = 1000;

/// 0 when it was taken, else the status of the refusal.
int refused_with(std::string_view bytes) {
    RequestHeadParser parser(kBytesMax);
    switch (parser.parse(bytes)) {
        case Outcome::kDone:
            return 0;
        case Outcome::kRefused:
            return parser.refusal().status;
        case Outcome::kMore:
            return -1;
    }
    return -2;
}

int fields_refused_with(const std::string& fields) {
    return refused_with("POST / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
}

RequestHead read(std::string_view bytes) {
    RequestHeadParser parser(kBytesMax);
    EXPECT_EQ(parser.parse(bytes), Outcome::kDone) << bytes;
    return parser.head();
}

TEST(RequestHead, AsksForMoreUntilTheBlankLine) {
    const std::string whole = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    RequestHeadParser parser(kBytesMax);
    for (std::size_t size = 0; size < whole.size(); ++size)
        ASSERT_EQ(parser.parse(whole.substr(0, size)), Outcome::kMore) << size;
    EXPECT_EQ(parser.parse(whole + "rest"), Outcome::kDone);
    EXPECT_EQ(parser.head_bytes(), whole.size());
    EXPECT_EQ(parser.parse(whole), Outcome::kDone) << "the next one";
}

TEST(RequestHead, ForgivesOneEmptyLineBeforeTheRequest) {
    RequestHead head = read("\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(head.request.target, "/x");
    EXPECT_EQ(refused_with("\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
    EXPECT_EQ(refused_with("\r"), -1);
}

TEST(RequestHead, ReadsTheFormsOfATarget) {
    const auto parts = [](const std::string& target) {
        const Request request = read("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").request;
        return request.path + " " + request.query;
    };
    EXPECT_EQ(parts("/a/b?c=d?e"), "/a/b c=d?e");
    EXPECT_EQ(parts("/?"), "/ ");
    EXPECT_EQ(parts("http://host:1/a?b"), "/a b");
    EXPECT_EQ(parts("http://host"), "/ ");
    EXPECT_EQ(parts("http://host?b"), "/ b");
    EXPECT_EQ(parts("*"), "* ");
    EXPECT_EQ(parts("/\xC3\xA4"), "/\xC3\xA4 ");
}

TEST(RequestHead, RefusesMalformedRequestLines) {
    for (const std::string line :
         {"", "GET", "GET /", "GET  / HTTP/1.1", "GET /  HTTP/1.1", " GET / HTTP/1.1",
          "GET / HTTP/1.1 ", "GET / HTTP/1.2", "GET / HTTP/2.0", "GET / http/1.1",
          "GET / HTTP/1.10", "G@T / HTTP/1.1", "GET a HTTP/1.1", "GET /a b HTTP/1.1",
          "GET /a\tb HTTP/1.1", "GET /#a HTTP/1.1", "GET /\x7F HTTP/1.1", "/ HTTP/1.1",
          "GET x:1 HTTP/1.1"})
        EXPECT_EQ(refused_with(line + "\r\nHost: x\r\n\r\n"), 400) << line;
}

TEST(RequestHead, RefusesWhatTwoParsersCouldFrameDifferently) {
    for (const std::string fields : {"Transfer-Encoding: gzip\r\n",
                                     "Transfer-Encoding: gzip, chunked\r\n",
                                     "Transfer-Encoding: chunked, chunked\r\n",
                                     "Transfer-Encoding: Chunked\r\n",
                                     "Transfer-Encoding: xchunked\r\n",
                                     "Transfer-Encoding: chunked;q=1\r\n",
                                     "Transfer-Encoding: identity\r\n",
                                     "Transfer-Encoding:\r\n",
                                     "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                                     "Transfer-Encoding: \vchunked\r\n",
                                     "Transfer-Encoding : chunked\r\n",
                                     "Transfer-Encoding\r\n",
                                     "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
                                     "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                                     "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
                                     "Content-Length: 5\r\nContent-Length: 5\r\n",
                                     "Content-Length: 5\r\nContent-Length: 6\r\n",
                                     "Content-Length: 5, 5\r\n",
                                     "Content-Length: +5\r\n",
                                     "Content-Length: -5\r\n",
                                     "Content-Length: 0x5\r\n",
                                     "Content-Length: 5a\r\n",
                                     "Content-Length: 5 5\r\n",
                                     "Content-Length: 5.0\r\n",
                                     "Content-Length:\r\n",
                                     "Content-Length: \"5\"\r\n",
                                     "Content-Length : 5\r\n",
                                     "A: b\r\n c\r\n",
                                     "A: b\r\n\tc\r\n",
                                     " A: b\r\n",
                                     ": b\r\n",
                                     "A b: c\r\n",
                                     "A: b\nC: d\r\n",
                                     "A: b\rC: d\r\n",
                                     "A: \x01\r\n",
                                     "A\x80: b\r\n"})
        EXPECT_EQ(fields_refused_with(fields), 400) << fields;
    EXPECT_EQ(fields_refused_with(std::string("A: b\0c\r\n", 8)), 400);
    EXPECT_EQ(refused_with("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

// Values are looked at eight characters at a time: each byte, at each place of them.
TEST(RequestHead, RefusesControlCharactersWhereverTheyStand) {
    for (int byte = 0; byte < 256; ++byte) {
        const bool control = (byte < 0x20 && byte != '\t') || byte == 0x7F;
        for (std::size_t at = 1; at < 18; ++at) {
            std::string value(19, 'v');
            value[at] = static_cast<char>(byte);
            EXPECT_EQ(fields_refused_with("X: " + value + "\r\n"), control ? 400 : 0)
                << byte << " at " << at;
        }
    }
}

TEST(RequestHead, RefusesABareLineFeedAtOnce) {
    EXPECT_EQ(refused_with("GET / HTTP/1.1\n"), 400);
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: x\r\n\n"), 400);
    EXPECT_EQ(refused_with("\n"), 400);
}

TEST(RequestHead, WantsOneHost) {
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\n\r\n"), 400);
    EXPECT_EQ(refused_with("GET / HTTP/1.0\r\n\r\n"), 0);
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"), 400);
    EXPECT_EQ(refused_with("GET / HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n"), 400);
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost:\r\n\r\n"), 0);
    EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"), 0);
    for (const std::string host : {"a b", "a,b", "a/b", "a?b", "a@b", "a\\b"})
        EXPECT_EQ(refused_with("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"), 400) << host;
}

TEST(RequestHead, ReadsTheFraming) {
    EXPECT_TRUE(read("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:  chunked \r\n\r\n").chunked);
    const auto length = [](const std::string& value) {
        return read("POST / HTTP/1.1\r\nHost: x\r\ncontent-length: " + value + "\r\n\r\n")
            .content_length;
    };
    EXPECT_EQ(length("0"), 0u);
    EXPECT_EQ(length("007"), 7u);
    EXPECT_EQ(length("18446744073709551615"), 18446744073709551615u);
    EXPECT_EQ(length("18446744073709551616"), 18446744073709551615u) << "saturates";
    EXPECT_EQ(length("99999999999999999999999"), 18446744073709551615u);
}

TEST(RequestHead, ReadsPersistence) {
    const auto kept = [](const std::string& version, const std::string& fields) {
        return read("GET / HTTP/" + version + "\r\nHost: x\r\n" + fields + "\r\n").keep_alive;
    };
    EXPECT_TRUE(kept("1.1", ""));
    EXPECT_FALSE(kept("1.1", "Connection: close\r\n"));
    EXPECT_FALSE(kept("1.1", "connection: TE,  Close\r\n"));
    EXPECT_FALSE(kept("1.1", "Connection: keep-alive\r\nConnection: close\r\n"));
    EXPECT_FALSE(kept("1.1", "Connection: close, keep-alive\r\n"));
    EXPECT_TRUE(kept("1.1", "Connection: closed\r\n"));
    EXPECT_FALSE(kept("1.0", ""));
    EXPECT_TRUE(kept("1.0", "Connection: Keep-Alive\r\n"));
}

TEST(RequestHead, BoundsItsBytes) {
    const auto head_of = [](std::size_t bytes) {
        const std::string begin = "GET / HTTP/1.1\r\nHost: x\r\nA: ";
        const std::string end = "\r\n\r\n";
        return begin + std::string(bytes - begin.size() - end.size(), 'a') + end;
    };
    EXPECT_EQ(refused_with(head_of(kBytesMax - 1)), 0);
    EXPECT_EQ(refused_with(head_of(kBytesMax)), 0);
    EXPECT_EQ(refused_with(head_of(kBytesMax + 1)), 431);
    EXPECT_EQ(refused_with(head_of(kBytesMax + 1).substr(0, kBytesMax - 1)), -1);
    EXPECT_EQ(refused_with(head_of(kBytesMax + 1).substr(0, kBytesMax)), 431);
}

}  // namespace
}  // namespace tabella::http
