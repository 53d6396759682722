#include "expr/lexer.h"

#include <gmock/gmock.h>

namespace tabella::expr {
namespace {

using ::testing::ElementsAre;
using Kind = TokenKind;

std::vector<Kind> kinds(std::string_view text) {
    std::vector<Kind> result;
    for (const Token& token : tokenize(text)) result.push_back(token.kind);
    return result;
}

std::vector<std::string_view> texts(std::string_view text) {
    std::vector<std::string_view> result;
    for (const Token& token : tokenize(text)) result.push_back(token.text);
    return result;
}

TEST(Lexer, CutsAConditionIntoTokens) {
    EXPECT_THAT(kinds("a.#b[12]>=:v"),
                ElementsAre(Kind::kName, Kind::kDot, Kind::kNamePlaceholder, Kind::kLeftBracket,
                            Kind::kNumber, Kind::kRightBracket, Kind::kGe, Kind::kValuePlaceholder,
                            Kind::kEnd));
    EXPECT_THAT(texts("a.#b[12]>=:v"), ElementsAre("a", ".", "#b", "[", "12", "]", ">=", ":v", ""));
}

TEST(Lexer, TakesTheLongestOperator) {
    EXPECT_THAT(kinds("<><=>==<>"),
                ElementsAre(Kind::kNe, Kind::kLe, Kind::kGe, Kind::kEq, Kind::kNe, Kind::kEnd));
    EXPECT_THAT(kinds("< > + - , ( )"),
                ElementsAre(Kind::kLt, Kind::kGt, Kind::kPlus, Kind::kMinus, Kind::kComma,
                            Kind::kLeftParen, Kind::kRightParen, Kind::kEnd));
}

TEST(Lexer, KnowsKeywordsInAnyCaseButNotInsideWords) {
    EXPECT_THAT(kinds("AND or Not bEtWeEn IN set remove add delete"), ::testing::SizeIs(10));
    for (const Token& token : tokenize("AND or Not bEtWeEn IN set remove add delete"))
        EXPECT_TRUE(token.kind == Kind::kKeyword || token.kind == Kind::kEnd) << token.text;
    EXPECT_THAT(kinds("android ORs inn setting"),
                ElementsAre(Kind::kName, Kind::kName, Kind::kName, Kind::kName, Kind::kEnd));
}

TEST(Lexer, NamesBeginWithALetter) {
    EXPECT_THAT(texts("_a a_1 1a"), ElementsAre("_", "a", "a_1", "1", "a", ""));
    EXPECT_EQ(tokenize("_a")[0].kind, Kind::kUnknown);
}

TEST(Lexer, PlaceholdersMayBeginWithAnything) {
    EXPECT_THAT(kinds("#1 :_ #"), ElementsAre(Kind::kNamePlaceholder, Kind::kValuePlaceholder,
                                              Kind::kUnknown, Kind::kEnd));
}

TEST(Lexer, NoNumberBeginsWithAZeroButZero) {
    EXPECT_THAT(texts("10 0 01"), ElementsAre("10", "0", "0", "1", ""));
}

TEST(Lexer, AnUnknownCharacterIsOneTokenAlsoInUtf8) {
    EXPECT_THAT(texts("é😀!"), ElementsAre("é", "😀", "!", ""));
}

TEST(Lexer, SkipsSpacesTabsAndLineEndsOnly) {
    EXPECT_THAT(texts(" \ta\r\n "), ElementsAre("a", ""));
    EXPECT_THAT(texts("a\fb"), ElementsAre("a", "\f", "b", ""));
}

TEST(Lexer, EndStandsAtTheEndOfTheText) {
    const std::string_view text = "a  ";
    EXPECT_EQ(tokenize(text).back().text.data(), text.data() + text.size());
}

}  // namespace
}  // namespace tabella::expr
