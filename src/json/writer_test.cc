#include "json/writer.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "json/document.h"

namespace tabella::json {
namespace {

std::string text(std::string_view raw) {
    std::string out;
    append_json_string(out, raw);
    return out;
}

std::string real(double value) {
    std::string out;
    append_real(out, value);
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out;
    append_base64(out, bytes);
    return out;
}

TEST(JsonWriter, EscapesWhatMustBeEscapedAndNothingElse) {
    EXPECT_EQ(text(""), R"("")");
    EXPECT_EQ(text("plain text of more than eight bytes"),
              R"("plain text of more than eight bytes")");
    EXPECT_EQ(text("a\"b\\c/d"), R"("a\"b\\c/d")");
    EXPECT_EQ(text("\b\f\n\r\t"), R"("\b\f\n\r\t")");
    EXPECT_EQ(text(std::string_view("\0\x1f\x7f", 3)), "\"\\u0000\\u001f\x7f\"");
    EXPECT_EQ(text("é😀"), "\"é😀\"");
    for (std::size_t at = 0; at < 40; ++at) {
        for (const auto& [c, escaped] : std::vector<std::pair<char, std::string>>{
                 {'"', R"(\")"}, {'\\', R"(\\)"}, {'\x1f', R"(\u001f)"}, {'\0', R"(\u0000)"}}) {
            // What stands around is next to what is escaped, below and above.
            std::string raw(40, at % 2 == 0 ? ' ' : '\xff');
            raw[at] = c;
            std::string expected = raw;
            expected.replace(at, 1, escaped);
            EXPECT_EQ(text(raw), '"' + expected + '"') << at;
        }
    }
}

TEST(JsonWriter, StringsReadBackAsTheyWere) {
    EXPECT_TRUE(rc::check("what is written reads back", [] {
        const auto raw = *rc::gen::container<std::string>(
            rc::gen::map(rc::gen::inRange(0, 128), [](int c) { return static_cast<char>(c); }));
        const auto read = parse(text(raw));
        RC_ASSERT(read.ok());
        RC_ASSERT(*read.value().string() == raw);
    }));
}

TEST(JsonWriter, RealsArePlainDecimals) {
    EXPECT_EQ(real(0.5), "0.5");
    EXPECT_EQ(real(1), "1.0");
    EXPECT_EQ(real(0), "0.0");
    EXPECT_EQ(real(-2.25), "-2.25");
    EXPECT_EQ(real(1732312345.123), "1732312345.123");
    EXPECT_EQ(real(1e21), "1000000000000000000000.0");
    EXPECT_EQ(real(1e-7), "0.0000001");
    EXPECT_EQ(real(1.7976931348623157e308).size(), 311U);
    EXPECT_EQ(real(5e-324).size(), 326U);
}

TEST(JsonWriter, Base64FollowsTheRfc) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("\xfb\xff"), "+/8=");
    for (const char* bad : {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zm9v=", "Zg==Zg==", "Zm9-",
                            "Zm 9", "Zm9\n", "=Zg="}) {
        std::string out;
        EXPECT_FALSE(decode_base64(bad, out)) << bad;
    }
}

TEST(JsonWriter, Base64RoundTrips) {
    EXPECT_TRUE(rc::check("decoding is the inverse of encoding", [] {
        const auto bytes = *rc::gen::arbitrary<std::string>();
        std::string out;
        RC_ASSERT(decode_base64(base64(bytes), out));
        RC_ASSERT(out == bytes);
    }));
}

TEST(Base64Url, HasOneSpellingOfEachText) {
    EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
    EXPECT_EQ(from_base64url("-_8"), "\xfb\xff");
    EXPECT_EQ(from_base64url(""), "");
    for (const char* bad : {"-_8=", "+/8", "-_9", "-", "-_8\n", "a b"})
        EXPECT_EQ(from_base64url(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace tabella::json
