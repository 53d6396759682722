#include "storage/key_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace tabella::storage {
namespace {

using namespace std::string_literals;

std::string bytes_part(std::string_view bytes) {
    std::string out;
    append_bytes(out, bytes);
    return out;
}

TEST(KeyCodec, GoldenBytes) {
    std::string out;
    append_u32(out, 0x01020304);
    append_u64(out, 0x05060708090A0B0C);
    append_bytes(out, "a\0b"s);
    append_bytes(out, "");
    EXPECT_EQ(out, "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C"s +
                       "a\x00\xFF"
                       "b\x00\x01"s +
                       "\x00\x01"s);
    // Stored keys contain it, so it may never change.
    EXPECT_EQ(partition_hash("USER#demo"), 13068700235253605387ULL);
}

TEST(KeyCodec, PartsComeBackAndLeaveTheRest) {
    std::string out;
    append_u32(out, 7);
    append_bytes(out, "x\0"s);
    append_u64(out, 9);
    std::string_view rest = out;
    EXPECT_EQ(take_u32(rest), 7u);
    EXPECT_EQ(take_bytes(rest), "x\0"s);
    EXPECT_EQ(take_u64(rest), 9u);
    EXPECT_TRUE(rest.empty());
}

TEST(KeyCodec, MalformedPartsAreRefusedAndLeftInPlace) {
    for (const std::string& bad : {""s, "abc"s, "abc\0"s, "abc\0\x02"s}) {
        std::string_view rest = bad;
        EXPECT_EQ(take_bytes(rest), std::nullopt);
        EXPECT_EQ(rest, bad);
    }
    std::string_view three = "abc";
    EXPECT_EQ(take_u32(three), std::nullopt);
}

TEST(KeyCodec, EncodedBytesKeepOrderWhateverFollows) {
    rc::check([](const std::string& a, const std::string& b, const std::string& tail_a,
                 const std::string& tail_b) {
        if (a == b) return;
        RC_ASSERT((a < b) == (bytes_part(a) + tail_a < bytes_part(b) + tail_b));
    });
}

TEST(KeyCodec, APrefixMatchesExactlyTheValuesThatBeginWithIt) {
    rc::check([](const std::string& value, const std::string& other) {
        const auto length = value.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, value.size());
        const std::string prefix = *rc::gen::element(value.substr(0, length), other);
        std::string encoded_prefix;
        append_bytes_prefix(encoded_prefix, prefix);
        RC_ASSERT(value.starts_with(prefix) == bytes_part(value).starts_with(encoded_prefix));
    });
}

TEST(KeyCodec, AfterPrefixIsAboveEveryKeyOfThePrefix) {
    EXPECT_EQ(after_prefix("ab"), "ac");
    EXPECT_EQ(after_prefix("a\xFF\xFF"), "b");
    EXPECT_EQ(after_prefix("\xFF"), "");
    EXPECT_GT(after_prefix("ab"), "ab\xFF\xFF\xFF");
}

}  // namespace
}  // namespace tabella::storage
