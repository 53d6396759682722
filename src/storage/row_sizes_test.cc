#include "storage/row_sizes.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

namespace tabella::storage {
namespace {

TEST(RowSizes, KnowsWhatWasSetLast) {
    RowSizes sizes(4'096);
    EXPECT_EQ(sizes.find("a"), std::nullopt);
    sizes.set("a", 7);
    sizes.set("", 9);
    EXPECT_EQ(sizes.find("a"), 7u);
    EXPECT_EQ(sizes.find(""), 9u);
    sizes.set("a", RowSizes::kNoRow);
    EXPECT_EQ(sizes.find("a"), RowSizes::kNoRow);
    EXPECT_EQ(sizes.find("b"), std::nullopt);
}

TEST(RowSizes, ForgetsOneAndAll) {
    RowSizes sizes(4'096);
    sizes.set("a", 1);
    sizes.set("b", 2);
    sizes.forget("a");
    sizes.forget("c");
    EXPECT_EQ(sizes.find("a"), std::nullopt);
    EXPECT_EQ(sizes.find("b"), 2u);
    sizes.clear();
    EXPECT_EQ(sizes.find("b"), std::nullopt);
    sizes.set("b", 3);
    EXPECT_EQ(sizes.find("b"), 3u);
}

TEST(RowSizes, WithoutMemoryNothingIsKnown) {
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{63}}) {
        RowSizes sizes(bytes);
        sizes.set("a", 1);
        sizes.forget("a");
        EXPECT_EQ(sizes.find("a"), std::nullopt) << bytes;
    }
}

TEST(RowSizes, KeepsTheLatestOfAPlace) {
    RowSizes sizes(64);  // Four entries, in one place.
    for (const char* key : {"a", "b", "c", "d"}) sizes.set(key, 1);
    sizes.set("a", 2);
    sizes.set("e", 3);
    EXPECT_EQ(sizes.find("b"), std::nullopt);
    EXPECT_EQ(sizes.find("a"), 2u);
    for (const char* key : {"c", "d"}) EXPECT_EQ(sizes.find(key), 1u) << key;
    EXPECT_EQ(sizes.find("e"), 3u);
}

// Of rows that it has room for, few are forgotten; what it says is what was set last, in any case.
TEST(RowSizes, IsNeverWrong) {
    constexpr std::size_t kKeys = 2'000;
    RowSizes sizes(4 * kKeys * 16);
    std::map<std::string, std::uint32_t> written;
    std::mt19937_64 random(5);
    for (std::uint32_t i = 0; i < 50'000; ++i) {
        const std::string key = "key " + std::to_string(random() % kKeys);
        if (random() % 50 == 0) {
            sizes.forget(key);
            written.erase(key);
        } else {
            sizes.set(key, i);
            written[key] = i;
        }
    }
    std::size_t known = 0;
    for (std::size_t i = 0; i < kKeys; ++i) {
        const std::string key = "key " + std::to_string(i);
        const auto size = sizes.find(key);
        if (!size.has_value()) continue;
        ++known;
        ASSERT_TRUE(written.contains(key)) << key;
        EXPECT_EQ(*size, written[key]) << key;
    }
    EXPECT_GT(known, written.size() * 9 / 10);
}

}  // namespace
}  // namespace tabella::storage
