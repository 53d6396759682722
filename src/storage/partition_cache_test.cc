#include "storage/partition_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

namespace tabella::storage {
namespace {

constexpr std::size_t kMegabyte = 1024 * 1024;

CachedRows rows_of(std::initializer_list<const char*> keys) {
    CachedRows rows;
    for (const char* key : keys) rows.add(key, std::string("of ") + key);
    return rows;
}

std::string keys_of(const PartitionCache::Rows& rows) {
    if (rows == nullptr) return "none";
    std::string keys;
    for (std::size_t i = 0; i < rows->count(); ++i) keys += rows->key(i);
    return keys;
}

TEST(CachedRows, FindTheirPlaces) {
    CachedRows rows;
    rows.add("c", "3");
    rows.add("bb", "");
    rows.add("a", "1");
    rows.reverse();
    ASSERT_EQ(rows.count(), 3u);
    EXPECT_EQ(rows.key(1), "bb");
    EXPECT_EQ(rows.value(1), "");
    EXPECT_EQ(rows.value(2), "3");
    EXPECT_EQ(rows.lower_bound(""), 0u);
    EXPECT_EQ(rows.lower_bound("b"), 1u);
    EXPECT_EQ(rows.lower_bound("bb"), 1u);
    EXPECT_EQ(rows.lower_bound("c"), 2u);
    EXPECT_EQ(rows.lower_bound("d"), 3u);
}

TEST(PartitionCache, RemembersWhatIsAskedForAgain) {
    PartitionCache cache(kMegabyte);
    const auto first = cache.find(7, "b", "f");
    EXPECT_EQ(first.rows, nullptr);
    EXPECT_FALSE(first.walk.has_value());
    const auto second = cache.find(7, "b", "f");
    ASSERT_TRUE(second.walk.has_value());
    cache.remember(*second.walk, "b", "f", rows_of({"b", "d"}));
    EXPECT_EQ(keys_of(cache.find(7, "b", "f").rows), "bd");
    EXPECT_EQ(keys_of(cache.find(7, "c", "d").rows), "bd") << "a part of it";
    EXPECT_EQ(keys_of(cache.find(7, "a", "f").rows), "none") << "more than it";
    EXPECT_EQ(keys_of(cache.find(7, "b", "g").rows), "none");
    EXPECT_EQ(keys_of(cache.find(8, "b", "f").rows), "none") << "another partition";
    const auto wider = cache.find(7, "a", "g");
    ASSERT_TRUE(wider.walk.has_value());
    cache.remember(*wider.walk, "a", "g", rows_of({"a", "b", "d"}));
    EXPECT_EQ(keys_of(cache.find(7, "b", "f").rows), "abd");
}

TEST(PartitionCache, ForgetsWhatIsWritten) {
    PartitionCache cache(kMegabyte);
    for (const bool all : {false, true}) {
        (void)cache.find(7, "b", "f");
        cache.remember(*cache.find(7, "b", "f").walk, "b", "f", rows_of({"b"}));
        const PartitionCache::Rows held = cache.find(7, "b", "f").rows;
        PartitionCache::Touched touched;
        if (all)
            touched.all = true;
        else
            touched.partitions = {7, 7};
        cache.begin_write(touched);
        EXPECT_EQ(keys_of(cache.find(7, "b", "f").rows), "none");
        EXPECT_FALSE(cache.find(7, "b", "f").walk.has_value()) << "the write is under way";
        cache.end_write(touched);
        EXPECT_EQ(keys_of(cache.find(7, "b", "f").rows), "none");
        EXPECT_TRUE(cache.find(7, "b", "f").walk.has_value());
        EXPECT_EQ(keys_of(held), "b") << "who has them reads on";
    }
}

TEST(PartitionCache, DoesNotRememberAWalkThatBeganBeforeAWrite) {
    PartitionCache cache(kMegabyte);
    const PartitionCache::Touched touched{.partitions = {7}};
    (void)cache.find(7, "b", "f");
    const auto before = cache.find(7, "b", "f").walk;
    cache.begin_write(touched);
    cache.remember(*before, "b", "f", rows_of({"b"}));
    EXPECT_EQ(keys_of(cache.find(7, "b", "f").rows), "none");
    cache.end_write(touched);
    cache.remember(*before, "b", "f", rows_of({"b"}));
    EXPECT_EQ(keys_of(cache.find(7, "b", "f").rows), "none");
}

TEST(PartitionCache, AWriteToAPartitionMakesItAskTwiceAgain) {
    PartitionCache cache(kMegabyte);
    const PartitionCache::Touched touched{.partitions = {7}};
    (void)cache.find(7, "b", "f");
    cache.begin_write(touched);
    cache.end_write(touched);
    EXPECT_FALSE(cache.find(7, "b", "f").walk.has_value());
    EXPECT_TRUE(cache.find(7, "b", "f").walk.has_value());
}

/// Until it is time to walk over the partition, 0: within so many it was not.
int look_ups_before_a_walk(PartitionCache& cache, std::uint64_t partition, int most = 200) {
    for (int i = 1; i <= most; ++i) {
        const auto found = cache.find_row(partition, "c");
        if (found.rows != nullptr) return -1;
        if (found.walk.has_value()) return i;
    }
    return 0;
}

TEST(PartitionCache, LookUpsAskForAWalkSometimes) {
    PartitionCache cache(kMegabyte);
    EXPECT_EQ(look_ups_before_a_walk(cache, 7), 8);
    EXPECT_EQ(look_ups_before_a_walk(cache, 7), 64) << "it was not remembered";
    EXPECT_EQ(look_ups_before_a_walk(cache, 7), 64);
    const PartitionCache::Touched touched{.partitions = {7}};
    cache.begin_write(touched);
    EXPECT_EQ(look_ups_before_a_walk(cache, 7), 0) << "the write is under way";
    cache.end_write(touched);
    EXPECT_EQ(look_ups_before_a_walk(cache, 7), 1);
    cache.begin_write(touched);
    cache.end_write(touched);
    EXPECT_EQ(look_ups_before_a_walk(cache, 7, 7), 0);
    const auto walk = cache.find_row(7, "c").walk;
    ASSERT_TRUE(walk.has_value());
    cache.remember(*walk, "b", "f", rows_of({"b", "c"}));
    EXPECT_EQ(keys_of(cache.find_row(7, "b").rows), "bc");
    EXPECT_EQ(keys_of(cache.find_row(7, "e").rows), "bc") << "which says that there is none";
    EXPECT_EQ(keys_of(cache.find_row(7, "f").rows), "none");
    EXPECT_EQ(keys_of(cache.find_row(7, "a").rows), "none");
    EXPECT_EQ(keys_of(cache.find_row(8, "c").rows), "none");
}

// All have the same place among those that were read.
TEST(PartitionCache, PartitionsThatTakeTurnsAreWalkedOverOneAfterTheOther) {
    PartitionCache cache(kMegabyte);
    const auto after_turns = [&](int turns, std::initializer_list<std::uint64_t> partitions) {
        std::string walked;
        for (int i = 0; i < turns; ++i) {
            for (const std::uint64_t partition : partitions) {
                const auto walk = cache.find_row(partition, "c").walk;
                if (!walk.has_value()) continue;
                walked += std::to_string(partition % 64) + " ";
                cache.remember(*walk, "b", "f", rows_of({"c"}));
            }
        }
        return walked;
    };
    constexpr std::uint64_t kFirst = 7;
    constexpr std::uint64_t kSecond = kFirst + std::uint64_t{64} * 256;
    EXPECT_EQ(kFirst % 64, kSecond % 64);
    EXPECT_EQ(after_turns(30, {kFirst, kSecond}), "7 7 ");
    EXPECT_NE(cache.find_row(kFirst, "c").rows, nullptr);
    EXPECT_NE(cache.find_row(kSecond, "c").rows, nullptr);
}

TEST(PartitionCache, OneThatIsNoLongerReadGivesItsPlaceAway) {
    PartitionCache cache(kMegabyte);
    constexpr std::uint64_t kOther = 7 + std::uint64_t{64} * 256;
    EXPECT_EQ(look_ups_before_a_walk(cache, 7), 8);
    EXPECT_EQ(look_ups_before_a_walk(cache, kOther), 3 * 8 + 8);
}

TEST(PartitionCache, KeepsWithinItsMemory) {
    PartitionCache cache(kMegabyte);
    CachedRows rows;
    rows.add("k", std::string(1'000, 'v'));
    constexpr std::uint64_t kPartitions = 2'000;
    for (std::uint64_t partition = 1; partition <= kPartitions; ++partition) {
        (void)cache.find(partition, "", "z");
        const auto walk = cache.find(partition, "", "z").walk;
        ASSERT_TRUE(walk.has_value());
        cache.remember(*walk, "", "z", rows);
        (void)cache.find(1, "", "z");  // Which is therefore never the oldest.
    }
    std::size_t kept = 0;
    for (std::uint64_t partition = 1; partition <= kPartitions; ++partition)
        if (cache.find(partition, "", "z").rows != nullptr) ++kept;
    EXPECT_LT(kept, kMegabyte / 1'000);
    EXPECT_GT(kept, kMegabyte / 1'000 / 2);
    EXPECT_NE(cache.find(1, "", "z").rows, nullptr);
    EXPECT_NE(cache.find(kPartitions, "", "z").rows, nullptr);
}

TEST(PartitionCache, WithoutMemoryItRemembersNothing) {
    PartitionCache cache(0);
    for (int i = 0; i < 3; ++i) {
        const auto found = cache.find(7, "b", "f");
        EXPECT_EQ(found.rows, nullptr);
        EXPECT_FALSE(found.walk.has_value());
    }
    EXPECT_EQ(look_ups_before_a_walk(cache, 7), 0);
    const PartitionCache::Touched touched{.partitions = {7}};
    cache.begin_write(touched);
    cache.end_write(touched);
}

// A store that is one number: whoever asks after a write has ended gets that one or a later.
TEST(PartitionCache, IsNeverBehind) {
    PartitionCache cache(kMegabyte);
    constexpr int kWrites = 20'000;
    std::atomic<int> stored{0};
    std::atomic<int> acknowledged{0};
    std::atomic<int> from_cache{0};
    std::atomic<bool> done{false};
    const auto read = [&](bool one_row) {
        for (int latest = 0; !done.load();) {
            const int least = acknowledged.load();
            const auto found = one_row ? cache.find_row(7, "n") : cache.find(7, "", "z");
            int seen = 0;
            if (found.rows != nullptr) {
                seen = std::stoi(std::string(found.rows->value(0)));
                ++from_cache;
            } else {
                seen = stored.load();
                CachedRows rows;
                rows.add("n", std::to_string(seen));
                if (found.walk.has_value()) cache.remember(*found.walk, "", "z", std::move(rows));
            }
            ASSERT_GE(seen, least);
            ASSERT_GE(seen, latest);
            latest = seen;
        }
    };
    std::thread first(read, true);
    std::thread second(read, false);
    const PartitionCache::Touched touched{.partitions = {7}};
    // The readers may get their turn late.
    constexpr int kWritesMax = 1'000 * kWrites;
    for (int i = 1; i <= kWrites || (from_cache.load() == 0 && i <= kWritesMax); ++i) {
        cache.begin_write(touched);
        stored.store(i);
        cache.end_write(touched);
        acknowledged.store(i);
        if (i % 8 == 0) std::this_thread::yield();
    }
    done = true;
    first.join();
    second.join();
    EXPECT_GT(from_cache.load(), 0);
}

}  // namespace
}  // namespace tabella::storage
