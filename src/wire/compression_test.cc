#include "wire/compression.h"

#include <gtest/gtest.h>

namespace tabella::wire {
namespace {

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
    const std::string body = gzip("hello, hello, hello");
    // Behind the head's ten bytes, whose time and system mean nothing.
    for (std::size_t i = 10; i < body.size(); ++i) {
        std::string damaged = body;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
        EXPECT_FALSE(gunzip(damaged, 19).ok()) << i;
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
