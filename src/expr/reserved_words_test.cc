#include "expr/reserved_words.h"

#include <gtest/gtest.h>

namespace tabella::expr {
namespace {

TEST(ReservedWords, AreAllThere) {
    EXPECT_EQ(reserved_word_count(), 573U);
}

TEST(ReservedWords, FirstLastAndOddOnesAreKnownInAnyCase) {
    for (const char* word : {"ABORT", "abort", "Status", "ZONE", "flattern", "INNTER", "loged",
                             "LOCALTIMESTAMP", "to", "if", "size", "ttl"})
        EXPECT_TRUE(is_reserved_word(word)) << word;
}

TEST(ReservedWords, OthersAreNot) {
    for (const char* word : {"", "aborted", "artist", "ZONES", "pk", "A", "begins_with", "#status",
                             "LOCALTIMESTAMPSS"})
        EXPECT_FALSE(is_reserved_word(word)) << word;
}

}  // namespace
}  // namespace tabella::expr
