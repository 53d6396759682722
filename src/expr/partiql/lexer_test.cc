#include "expr/partiql/lexer.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>

namespace tabella::expr::partiql {
namespace {

using ::testing::ElementsAre;

/// "kind:text" of each token but the last.
std::vector<std::string> tokens(std::string_view statement) {
    constexpr const char* kKinds = "iksn.?";
    std::vector<std::string> texts;
    for (const Token& token : tokenize(statement))
        if (token.kind != TokenKind::kEnd)
            texts.push_back(std::string(1, kKinds[static_cast<int>(token.kind)]) + ":" +
                            token.text);
    return texts;
}

TEST(PartiqlLexer, TellsWordsFromKeywordsInAnyCase) {
    EXPECT_THAT(tokens("select Artist FROM music_2 $x"),
                ElementsAre("k:SELECT", "i:Artist", "k:FROM", "i:music_2", "i:$x"));
    EXPECT_THAT(tokens("\"select\" \"a\"\"b\""), ElementsAre("i:select", "i:a\"b"));
}

TEST(PartiqlLexer, ReadsLiterals) {
    EXPECT_THAT(tokens("'it''s' '' 12 1.5 .5 1e-3 2E+4 7.e2"),
                ElementsAre("s:it's", "s:", "n:12", "n:1.5", "n:.5", "n:1e-3", "n:2E+4", "n:7.e2"));
}

TEST(PartiqlLexer, LongSymbolsComeBeforeShortOnes) {
    EXPECT_THAT(tokens("<<1>>=a<>b!=c<=d||e<f"),
                ElementsAre(".:<<", "n:1", ".:>>", ".:=", "i:a", ".:<>", "i:b", ".:!=", "i:c",
                            ".:<=", "i:d", ".:||", "i:e", ".:<", "i:f"));
}

TEST(PartiqlLexer, LeavesOutComments) {
    EXPECT_THAT(tokens("a -- b '\n/* c \" */ d"), ElementsAre("i:a", "i:d"));
    EXPECT_THAT(tokens("a /* b"), ElementsAre("i:a", ".:/", ".:*", "i:b"));
}

TEST(PartiqlLexer, WhatNeverEndsOrNeverBeginsIsUnknown) {
    EXPECT_THAT(tokens("'a"), ElementsAre("?:a"));
    EXPECT_THAT(tokens("\"a"), ElementsAre("?:a"));
    EXPECT_THAT(tokens("1.2.3"), ElementsAre("?:1.2", "n:.3"));
    EXPECT_THAT(tokens("5x"), ElementsAre("?:5", "i:x"));
    EXPECT_THAT(tokens("#\xc3\xa9"), ElementsAre("?:#", "?:\xc3\xa9"));
}

TEST(PartiqlLexer, CountsLinesAndCharacters) {
    const std::vector<Token> read = tokenize("a\n '\xc3\xa9' bc");
    EXPECT_EQ(read[1].place(), " at 2:2:3");
    EXPECT_EQ(read[2].place(), " at 2:6:2");
}

TEST(PartiqlLexer, ReadsAnyText) {
    rc::check([](const std::string& text) {
        const std::vector<Token> read = tokenize(text);
        RC_ASSERT(read.back().kind == TokenKind::kEnd);
        RC_ASSERT(read.size() <= text.size() + 1);
    });
}

}  // namespace
}  // namespace tabella::expr::partiql
