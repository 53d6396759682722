#include "http/chunked.h"

#include <gtest/gtest.h>

namespace tabella::http {
namespace {

using Outcome = ChunkedDecoder::Outcome;

constexpr std::size_t kBodyBytesMax = 20;
constexpr std::size_t kTrailerBytesMax = 40;

struct Decoded {
    Outcome outcome;
    std::string body;
    std::string rest;
    int status = 0;
};

Decoded decode(std::string_view bytes) {
    ChunkedDecoder decoder(kBodyBytesMax, kTrailerBytesMax);
    Decoded decoded;
    decoded.outcome = decoder.decode(bytes, decoded.body);
    decoded.rest = bytes;
    decoded.status = decoder.refusal().status;
    return decoded;
}

int refused_with(std::string_view bytes) {
    const Decoded decoded = decode(bytes);
    if (decoded.outcome == Outcome::kRefused) return decoded.status;
    return decoded.outcome == Outcome::kDone ? 0 : -1;
}

TEST(Chunked, JoinsTheChunksAndLeavesWhatFollows) {
    const Decoded decoded = decode("3\r\nabc\r\nA;x=\"y\"\r\n0123456789\r\n0\r\nT: u\r\n\r\nGET /");
    EXPECT_EQ(decoded.outcome, Outcome::kDone);
    EXPECT_EQ(decoded.body, "abc0123456789");
    EXPECT_EQ(decoded.rest, "GET /");
}

TEST(Chunked, DecodesWhatComesByteByByte) {
    const std::string whole = "3;a\r\nabc\r\n02\r\nde\r\n0\r\nT: u\r\n\r\n";
    ChunkedDecoder decoder(kBodyBytesMax, kTrailerBytesMax);
    std::string pending;
    std::string body;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        pending.push_back(whole[i]);
        std::string_view unread = pending;
        const Outcome outcome = decoder.decode(unread, body);
        ASSERT_EQ(outcome, i + 1 < whole.size() ? Outcome::kMore : Outcome::kDone) << i;
        pending = std::string(unread);
    }
    EXPECT_EQ(body, "abcde");
    EXPECT_EQ(pending, "");
}

TEST(Chunked, RefusesMalformedChunks) {
    for (const std::string_view bytes :
         {"\r\n", "x\r\n", "+1\r\na\r\n", "-1\r\n", "0x1\r\na\r\n", " 1\r\na\r\n", "1 \r\na\r\n",
          "1\na\r\n", "1\r\na\n", "1\r\nab\r\n", "1\r\na\rb", "1;\x01\r\na\r\n",
          "00000000000000001\r\na\r\n", "0\r\n \r\n\r\n", "0\r\nno colon\r\n\r\n", "0\r\n\n",
          "0\r\n: x\r\n\r\n"})
        EXPECT_EQ(refused_with(bytes), 400) << bytes;
}

TEST(Chunked, BoundsTheBodyBeforeItArrives) {
    EXPECT_EQ(refused_with("13\r\n"), -1);
    EXPECT_EQ(refused_with("14\r\n"), -1);
    EXPECT_EQ(refused_with("15\r\n"), 413);
    EXPECT_EQ(refused_with("A\r\n0123456789\r\nA\r\n"), -1);
    EXPECT_EQ(refused_with("A\r\n0123456789\r\nB\r\n"), 413);
    EXPECT_EQ(refused_with("FFFFFFFFFFFFFFFF\r\n"), 413);
}

TEST(Chunked, BoundsExtensionsAndTrailers) {
    EXPECT_EQ(refused_with("1;" + std::string(1024 - 3, 'x') + "\r\n"), -1);
    EXPECT_EQ(refused_with("1;" + std::string(1024, 'x')), 400);
    const auto trailer = [](std::size_t bytes) {
        return "0\r\nT:" + std::string(bytes - 4, 'x') + "\r\n\r\n";
    };
    EXPECT_EQ(refused_with(trailer(kTrailerBytesMax - 1)), 0);
    EXPECT_EQ(refused_with(trailer(kTrailerBytesMax)), 0);
    EXPECT_EQ(refused_with(trailer(kTrailerBytesMax + 1)), 431);
    EXPECT_EQ(refused_with("0\r\nT: u\r\n" + std::string(kTrailerBytesMax, 'x')), 431);
}

}  // namespace
}  // namespace tabella::http
