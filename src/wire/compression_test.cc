#include "wire/compression.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace tabella::wire {
namespace {

// Another implementation of gzip: the clients'.
constexpr int kGzipWindow = 15 + 16;

Bytef* bytes_of(const std::string& data) {
    return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(data.data()));
}

std::string gzip_of_zlib(const std::string& data, int level) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(deflateBound(&stream, static_cast<uLong>(data.size())), '\0');
    stream.next_in = bytes_of(data);
    stream.avail_in = static_cast<uInt>(data.size());
    stream.next_out = bytes_of(out);
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string gunzip_of_zlib(const std::string& gzip, std::size_t bytes) {
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, kGzipWindow), Z_OK);
    std::string out(bytes, '\0');
    stream.next_in = bytes_of(gzip);
    stream.avail_in = static_cast<uInt>(gzip.size());
    stream.next_out = bytes_of(out);
    stream.avail_out = static_cast<uInt>(bytes);
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    return out;
}

TEST(Compression, IsThatOfOtherPrograms) {
    std::string data;
    for (int i = 0; i < 20'000; ++i) data += std::to_string(i * i) + (i % 7 == 0 ? "\n" : ",");
    for (const int level : {0, 1, 6, 9})
        EXPECT_EQ(gunzip(gzip_of_zlib(data, level), data.size()).value(), data) << level;
    EXPECT_EQ(gunzip_of_zlib(gzip(data), data.size()), data);
}

TEST(Compression, ComesBackAsItWas) {
    for (const std::string& data :
         {std::string(), std::string("a"), std::string("\0\xFF", 2), std::string(1'000'000, 'x')}) {
        const std::string small = gzip(data);
        ASSERT_EQ(claimed_bytes(small), data.size());
        EXPECT_EQ(gunzip(small, data.size()).value(), data);
    }
}

TEST(Compression, TakesOnlyWhatWasClaimed) {
    const std::string body = gzip("hello");
    EXPECT_FALSE(gunzip(body, 4).ok());
    EXPECT_FALSE(gunzip(body, 6).ok());
    EXPECT_FALSE(gunzip(body + "x", 5).ok());
    EXPECT_FALSE(gunzip(body.substr(0, body.size() - 1), 5).ok());
    EXPECT_FALSE(claimed_bytes("short").has_value());
}

TEST(Compression, FindsEveryDamagedByteOfTheData) {
    std::string data;
    for (int i = 0; i < 100; ++i) data += "hello, " + std::to_string(i % 13);
    const std::string body = gzip(data);
    ASSERT_LT(body.size(), data.size() / 2);  // What is only stored has bits that mean nothing.
    // Behind the head's ten bytes, whose time and system mean nothing.
    for (std::size_t i = 10; i < body.size(); ++i) {
        std::string damaged = body;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
        EXPECT_FALSE(gunzip(damaged, data.size()).ok()) << i;
    }
}

TEST(Compression, IsUsedWhereItIsAccepted) {
    for (const char* header : {"gzip", "GZip", "br, gzip", "deflate,gzip;q=0.5", "*", "gzip; q=1.0",
                               "identity, *;q=0.1"})
        EXPECT_TRUE(accepts_gzip(header)) << header;
    for (const char* header :
         {"", "identity", "br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "xgzip", "*, gzip;q=0"})
        EXPECT_FALSE(accepts_gzip(header)) << header;
}

}  // namespace
}  // namespace tabella::wire
