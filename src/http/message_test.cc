#include "http/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/response_head.h"

namespace tabella::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(Headers, FindWithoutRegardToCase) {
    Headers headers{{"Content-Type", "a"}, {"X", "1"}, {"x", "2"}};
    EXPECT_EQ(headers.find("content-TYPE"), "a");
    EXPECT_EQ(headers.find("X"), "1");
    EXPECT_EQ(headers.find("Content"), std::nullopt);
    headers.set("x", "3");
    EXPECT_THAT(headers.fields(), ElementsAre(Pair("Content-Type", "a"), Pair("x", "3")));
}

TEST(PercentCoding, EncodesAllButUnreserved) {
    EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encode("a/b c+%\xFF"), "a%2Fb%20c%2B%25%FF");
    EXPECT_EQ(percent_encode("a/b", true), "a/b");
}

TEST(PercentCoding, DecodesWhatItEncodes) {
    std::string all;
    for (int i = 0; i < 256; ++i) all.push_back(static_cast<char>(i));
    EXPECT_EQ(percent_decode(percent_encode(all)), all);
    EXPECT_EQ(percent_decode("%2f%2F+"), "//+");
}

TEST(PercentCoding, RefusesMalformedEscapes) {
    for (const std::string_view text : {"%", "a%", "%2", "%g0", "%0g", "%%20", "% 2"})
        EXPECT_EQ(percent_decode(text), std::nullopt) << text;
}

TEST(Query, SplitsAndDecodes) {
    EXPECT_THAT(parse_query("a=1&b=x+y%26z&c&&=d&a=2&e=f=g"),
                ElementsAre(Pair("a", "1"), Pair("b", "x y&z"), Pair("c", ""), Pair("", "d"),
                            Pair("a", "2"), Pair("e", "f=g")));
    EXPECT_THAT(parse_query(""), ElementsAre());
    EXPECT_THAT(parse_query("a=%zz"), ElementsAre(Pair("a", "%zz")));
}

TEST(ResponseHead, FormatsTheDateOfTheRfc) {
    EXPECT_EQ(format_http_date(784111777000), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(format_http_date(951782400999), "Tue, 29 Feb 2000 00:00:00 GMT");
}

TEST(ResponseHead, WritesItsOwnFramingAndNoSplitFields) {
    Response response{201,
                      {{"Content-Length", "99"},
                       {"Transfer-Encoding", "chunked"},
                       {"Connection", "upgrade"},
                       {"date", "x"},
                       {"X", "1\r\nY: 2"},
                       {"bad name", "3"}},
                      "body"};
    std::string head;
    write_response_head(response, Persistence::kKeepAlive10, head);
    const std::size_t date = head.find("Date: ");
    ASSERT_NE(date, std::string::npos);
    head.erase(date, head.find("\r\n", date) + 2 - date);
    EXPECT_EQ(head,
              "HTTP/1.1 201 Created\r\nX: 1  Y: 2\r\nContent-Length: 4\r\n"
              "Connection: keep-alive\r\n\r\n");
    response.status = 204;
    write_response_head(response, Persistence::kClose, head);
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
}

}  // namespace
}  // namespace tabella::http
