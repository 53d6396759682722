#include "storage/cursor.h"

#include <rocksdb/perf_context.h>

#include <atomic>
#include <functional>
#include <thread>

#include "storage/store_test_support.h"

// Walks over partitions that the store remembers, and look-ups in them.

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
    const auto asked = [] {
        const rocksdb::PerfContext& counts = *rocksdb::get_perf_context();
        return counts.seek_on_memtable_count + counts.get_from_memtable_count;
    };
    const auto before = asked();
    work();
    return asked() != before;
}

/// The value of a row, as an I/O thread asks for it.
std::string look_up(const Store& store, std::string_view row) {
    const auto found =
        store.get(Keyspace::kItems, kPartition + std::string(row), ReadTier::kMemoryOnly);
    EXPECT_TRUE(found.ok());
    return found.ok() ? found->value.value_or("none") : "failed";
}

void look_up_often(const Store& store) {
    for (int i = 0; i < 8; ++i) (void)look_up(store, "3");
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

TEST(CachedPartition, AnswersLookUps) {
    auto store = open_ok({.in_memory = true});
    put_rows(*store, 1);
    look_up_often(*store);
    EXPECT_FALSE(asks_rocksdb([&] {
        EXPECT_EQ(look_up(*store, "3"), "1");
        EXPECT_EQ(look_up(*store, "9"), "1");
        EXPECT_EQ(look_up(*store, ""), "none");
        EXPECT_EQ(look_up(*store, "33"), "none");
        EXPECT_EQ(look_up(*store, "x"), "none");
        EXPECT_EQ(walk(*store, "7", "x"), "7=1 8=1 9=1 ");
    }));
    put_rows(*store, 2);
    EXPECT_TRUE(asks_rocksdb([&] { EXPECT_EQ(look_up(*store, "3"), "2"); }));
    // Walked over: that does for look-ups within.
    for (int i = 0; i < 2; ++i) (void)walk(*store, "3", "5");
    EXPECT_FALSE(asks_rocksdb([&] { EXPECT_EQ(look_up(*store, "3"), "2"); }));
    EXPECT_FALSE(asks_rocksdb([&] { EXPECT_EQ(look_up(*store, "4"), "2"); }));
    EXPECT_TRUE(asks_rocksdb([&] { EXPECT_EQ(look_up(*store, "5"), "2"); }));
    EXPECT_TRUE(asks_rocksdb([&] { EXPECT_EQ(look_up(*store, "2"), "2"); }));
}

TEST(CachedPartition, ALargeOneIsNotWalkedOverForLookUps) {
    constexpr std::size_t kBytesMax = 32 * 1024;
    for (const std::size_t bytes : {kBytesMax - 1, kBytesMax, kBytesMax + 1}) {
        auto store = open_ok({.in_memory = true});
        put_rows(*store, 1);
        const std::size_t others = 10 * (kPartition.size() + 1 + 1);
        ASSERT_TRUE(
            put(*store, kPartition + "x", std::string(bytes - others - kPartition.size() - 1, 'v'))
                .ok());
        look_up_often(*store);
        EXPECT_EQ(asks_rocksdb([&] { EXPECT_EQ(look_up(*store, "3"), "1"); }), bytes > kBytesMax);
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
// over them finds one number in all, and whoever reads finds none that is older than what was
// acknowledged before.
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
    std::thread rows([&] {
        for (int latest = 0; latest < kWrites;) {
            const int least = std::max(latest, acknowledged.load());
            latest = std::stoi(look_up(*store, "3"));
            ASSERT_GE(latest, least);
        }
    });
    for (int i = 1; i <= kWrites; ++i) {
        put_rows(*store, i);
        acknowledged = i;
    }
    forward.join();
    backward.join();
    rows.join();
}

}  // namespace
}  // namespace tabella::storage
