#include "notes/cursor.h"

#include <gtest/gtest.h>

namespace tabella::notes {
namespace {

const CursorCodec kCodec("USER#demo");

TEST(CursorTest, IsThatOfVersionOne) {
    EXPECT_EQ(kCodec.encode("NOTE#1700000000000").text, "MU5PVEUjMTcwMDAwMDAwMDAwMJ2rOw8");
}

TEST(CursorTest, BringsEverySortKeyBackAndNeedsNoEscapesInUrls) {
    for (const std::string& key : {std::string(), std::string("NOTE#1"), std::string("NOTE#\0?", 7),
                                   std::string("NOTE#\xff\xfe\xfb~~>>"), std::string(1'024, 'x')}) {
        const Cursor cursor = kCodec.encode(key);
        EXPECT_EQ(kCodec.decode(cursor), key);
        EXPECT_EQ(
            cursor.text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                          "0123456789-_"),
            std::string::npos);
    }
}

TEST(CursorTest, FindsEveryChangeOfOneCharacter) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=";
    for (const char* key : {"NOTE#1", "NOTE#12", "NOTE#123"}) {
        const std::string cursor = kCodec.encode(key).text;
        for (std::size_t i = 0; i < cursor.size(); ++i)
            for (const char other : kAlphabet) {
                if (other == cursor[i]) continue;
                std::string changed = cursor;
                changed[i] = other;
                EXPECT_EQ(kCodec.decode(Cursor(changed)), std::nullopt) << changed;
            }
    }
}

TEST(CursorTest, FindsCutsAndAdditions) {
    const std::string cursor = kCodec.encode("NOTE#1700000000000").text;
    for (std::size_t length = 0; length < cursor.size(); ++length)
        EXPECT_EQ(kCodec.decode(Cursor(cursor.substr(0, length))), std::nullopt);
    for (const char* tail : {"=", "A", "AA", "AAA", "AAAA", "\n"})
        EXPECT_EQ(kCodec.decode(Cursor(cursor + tail)), std::nullopt);
}

TEST(CursorTest, BelongsToOneListing) {
    EXPECT_EQ(CursorCodec("USER#other").decode(kCodec.encode("NOTE#1")), std::nullopt);
}

}  // namespace
}  // namespace tabella::notes
