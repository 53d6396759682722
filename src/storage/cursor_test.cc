#include "storage/cursor.h"

#include <rocksdb/perf_context.h>

#include <atomic>
#include <functional>
#include <thread>

#include "storage/store_test_support.h"

// Walks over partitions that the store remembers.

namespace tabella::storage {
namespace {

const std::string kPartition(partition_bytes(Keyspace::kItems), 'p');
const std::string kEnd(partition_bytes(Keyspace::kItems), 'q');

void put_rows(Store& store, int value) {
    WriteBatch batch = store.make_batch();
    for (char row = '0'; row <= '9'; ++row)
        batch.put(Keyspace::kItems, kPartition + row, std::to_string(value));
    ASSERT_TRUE(store.write(batch).ok());
}

/// [begin, end) of the partition, as `rows=value` each.
std::string walk(const Store& store, std::string_view begin, std::string_view end,
                 bool forward = true) {
    Cursor cursor = store.cursor(Keyspace::kItems, kPartition + std::string(begin),
                                 kPartition + std::string(end), ReadTier::kMemoryOnly);
    std::string found;
    const auto add = [&] {
        found += cursor.key().substr(kPartition.size());
        found += '=';
        found += cursor.value();
        found += ' ';
    };
    if (forward)
        for (cursor.seek_first(); cursor.valid(); cursor.next()) add();
    else
        for (cursor.seek_last(); cursor.valid(); cursor.prev()) add();
    EXPECT_EQ(cursor.end(), Cursor::End::kFinished);
    return found;
}

/// Whether RocksDB has to look for a row.
bool asks_rocksdb(const std::function<void()>& work) {
    const auto before = rocksdb::get_perf_context()->seek_on_memtable_count;
    work();
    return rocksdb::get_perf_context()->seek_on_memtable_count != before;
}

TEST(CachedPartition, IsReadWithoutRocksdb) {
    for (const bool forward : {true, false}) {
        auto store = open_ok({.in_memory = true});
        put_rows(*store, 1);
        const std::string whole = walk(*store, "", "x", forward);
        EXPECT_TRUE(asks_rocksdb([&] { EXPECT_EQ(walk(*store, "", "x", forward), whole); }));
        EXPECT_FALSE(asks_rocksdb([&] {
            EXPECT_EQ(walk(*store, "", "x", forward), whole);
            EXPECT_EQ(walk(*store, "3", "5"), "3=1 4=1 ");
            EXPECT_EQ(walk(*store, "3", "5", false), "4=1 3=1 ");
            EXPECT_EQ(walk(*store, "33", "34"), "");
            EXPECT_EQ(walk(*store, "33", "34", false), "");
            EXPECT_EQ(walk(*store, "", "", false), "");
            EXPECT_EQ(walk(*store, "99", "x", false), "");
            Cursor cursor =
                store->cursor(Keyspace::kItems, kPartition + "2", kPartition + "8", ReadTier::kAll);
            cursor.seek_for_prev(kPartition + "44");
            EXPECT_EQ(cursor.key(), kPartition + "4");
            cursor.seek(kPartition + "44");
            EXPECT_EQ(cursor.key(), kPartition + "5");
            cursor.prev();
            EXPECT_EQ(cursor.key(), kPartition + "4");
            cursor.seek(kPartition + "1");
            EXPECT_EQ(cursor.key(), kPartition + "2");
            cursor.seek_for_prev(kPartition + "9");
            EXPECT_EQ(cursor.key(), kPartition + "7");
            cursor.next();
            EXPECT_FALSE(cursor.valid());
            cursor.seek_for_prev(kPartition + "1");
            EXPECT_FALSE(cursor.valid());
        }));
        put_rows(*store, 2);
        EXPECT_TRUE(asks_rocksdb([&] { EXPECT_EQ(walk(*store, "3", "5"), "3=2 4=2 "); }));
    }
}

TEST(CachedPartition, IsNotRememberedByHalf) {
    auto store = open_ok({.in_memory = true});
    put_rows(*store, 1);
    const std::string end = kPartition + "x";
    const auto cursor = [&] {
        return store->cursor(Keyspace::kItems, kPartition, end, ReadTier::kAll);
    };
    for (int i = 0; i < 3; ++i) {
        Cursor half = cursor();  // Ends before its end.
        for (half.seek_first(); half.key() < kPartition + "7"; half.next()) continue;
        Cursor turning = cursor();
        turning.seek_first();
        turning.next();
        turning.prev();
        while (turning.valid()) turning.next();
        Cursor jumping = cursor();
        jumping.seek_first();
        for (jumping.seek(kPartition + "5"); jumping.valid(); jumping.next()) continue;
    }
    EXPECT_TRUE(asks_rocksdb([&] { EXPECT_EQ(walk(*store, "8", "x"), "8=1 9=1 "); }));
}

TEST(CachedPartition, IsForgottenWhenRowsAreErased) {
    auto store = open_ok({.in_memory = true});
    const auto walk_often = [&] {
        std::string found;
        for (int i = 0; i < 3; ++i) found = walk(*store, "5", "x");
        return found;
    };
    put_rows(*store, 1);
    EXPECT_EQ(walk_often(), "5=1 6=1 7=1 8=1 9=1 ");
    WriteBatch batch = store->make_batch();
    batch.erase(Keyspace::kItems, kPartition + "6");
    ASSERT_TRUE(store->write(batch).ok());
    EXPECT_EQ(walk_often(), "5=1 7=1 8=1 9=1 ");
    batch.erase_range(Keyspace::kItems, kPartition + "8", kEnd);
    ASSERT_TRUE(store->write(batch).ok());
    EXPECT_EQ(walk_often(), "5=1 7=1 ");
    batch.put(Keyspace::kItems, kPartition + "9", "2");
    ASSERT_TRUE(store->write(batch).ok());
    EXPECT_EQ(walk_often(), "5=1 7=1 9=2 ");
}

// The rows of the partition are written together, each time with the next number: whoever walks
// over them finds one number in all, never one that is older than what was acknowledged before.
TEST(CachedPartition, IsAlwaysTheLatest) {
    auto store = open_ok({.in_memory = true});
    constexpr int kWrites = 3'000;
    put_rows(*store, 0);
    std::atomic<int> acknowledged{0};
    const auto read = [&](bool forward) {
        for (int latest = 0; latest < kWrites;) {
            const int least = std::max(latest, acknowledged.load());
            Cursor cursor = store->cursor(Keyspace::kItems, kPartition, kEnd, ReadTier::kAll);
            forward ? cursor.seek_first() : cursor.seek_last();
            ASSERT_TRUE(cursor.valid());
            const std::string value(cursor.value());
            int rows = 0;
            for (; cursor.valid(); forward ? cursor.next() : cursor.prev(), ++rows)
                ASSERT_EQ(cursor.value(), value);
            ASSERT_EQ(rows, 10);
            latest = std::stoi(value);
            ASSERT_GE(latest, least);
        }
    };
    std::thread forward([&] { read(true); });
    std::thread backward([&] { read(false); });
    for (int i = 1; i <= kWrites; ++i) {
        put_rows(*store, i);
        acknowledged = i;
    }
    forward.join();
    backward.join();
}

}  // namespace
}  // namespace tabella::storage
