#include "notes/cursor.h"

#include <gtest/gtest.h>

namespace tabella::notes {
namespace {

const CursorCodec kCodec("secret");
constexpr std::string_view kListing = "USER#demo";

AttributeMap key_at(std::string_view sort_key) {
    return {{"PK", "USER#demo"}, {"SK", AttributeValue(sort_key)}};
}

TEST(CursorTest, BringsEveryKeyBackAndNeedsNoEscapesInUrls) {
    for (const std::string& key : {std::string(), std::string("NOTE#1"), std::string("NOTE#\0?", 7),
                                   std::string("NOTE#~~>>"), std::string(1'024, 'x')}) {
        const Cursor cursor = kCodec.encode(kListing, key_at(key));
        EXPECT_EQ(kCodec.decode(kListing, cursor), key_at(key));
        EXPECT_EQ(
            cursor.text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                          "0123456789-_"),
            std::string::npos);
    }
}

TEST(CursorTest, FindsEveryChangeOfOneCharacter) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=";
    const std::string cursor = kCodec.encode(kListing, key_at("NOTE#1")).text;
    for (std::size_t i = 0; i < cursor.size(); ++i)
        for (const char other : kAlphabet) {
            if (other == cursor[i]) continue;
            std::string changed = cursor;
            changed[i] = other;
            EXPECT_EQ(kCodec.decode(kListing, Cursor(changed)), std::nullopt) << changed;
        }
}

TEST(CursorTest, FindsCutsAndAdditions) {
    const std::string cursor = kCodec.encode(kListing, key_at("NOTE#1700000000000")).text;
    for (std::size_t length = 0; length < cursor.size(); ++length)
        EXPECT_EQ(kCodec.decode(kListing, Cursor(cursor.substr(0, length))), std::nullopt);
    for (const char* tail : {"=", "A", "AA", "AAA", "AAAA", "\n"})
        EXPECT_EQ(kCodec.decode(kListing, Cursor(cursor + tail)), std::nullopt);
}

TEST(CursorTest, BelongsToOneListingAndOneSecret) {
    const Cursor cursor = kCodec.encode(kListing, key_at("NOTE#1"));
    EXPECT_EQ(kCodec.decode("USER#other", cursor), std::nullopt);
    EXPECT_EQ(kCodec.decode("USER#demo2", cursor), std::nullopt);
    EXPECT_EQ(CursorCodec("other").decode(kListing, cursor), std::nullopt);
}

}  // namespace
}  // namespace tabella::notes
