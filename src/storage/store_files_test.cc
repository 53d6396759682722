#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

#include "storage/store_test_support.h"

// What the store does about its files, and about what happened to them.

namespace tabella::storage {
namespace {

TEST(Store, CompactsWhileOpening) {
    TestDirectory directory;
    const auto table_files = [&] {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
            if (entry.path().extension() == ".sst") ++count;
        return count;
    };
    for (int i = 0; i < 3; ++i) {
        auto store = open_ok({.directory = directory.path()});
        ASSERT_TRUE(put(*store, "a", std::to_string(i)).ok());
    }
    open_ok({.directory = directory.path(), .compact = true});
    // Files that were compacted away are gone when it is opened the next time at the latest.
    auto store = open_ok({.directory = directory.path()});
    const std::size_t compacted = table_files();
    EXPECT_GE(compacted, 1U);
    EXPECT_LE(compacted, kKeyspaceCount);
    EXPECT_EQ(get(*store, "a"), "2");
    EXPECT_EQ(store->commit_number(), 4U);
}

TEST(Store, RefusesAnUnknownFormatVersion) {
    TestDirectory directory;
    {
        auto store = open_ok({.directory = directory.path()});
        WriteBatch batch = store->make_batch();
        batch.put(Keyspace::kMeta, "format", "99");
        ASSERT_TRUE(store->write(batch).ok());
    }
    auto reopened = Store::open({.directory = directory.path()});
    ASSERT_FALSE(reopened.ok());
    EXPECT_EQ(reopened.error().kind, ErrorKind::kCorruption);
    EXPECT_NE(reopened.error().message.find("format version 99"), std::string::npos);
}

TEST(Store, RefusesALogThatIsMissing) {
    TestDirectory directory;
    {
        auto store = open_ok({.directory = directory.path()});
        ASSERT_TRUE(put(*store, "a", "1").ok());
    }
    // The first opening moved the log into a data file; what follows stands in a new log alone.
    {
        auto store = open_ok({.directory = directory.path()});
        ASSERT_TRUE(put(*store, "b", "2").ok());
    }
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
        if (entry.path().extension() == ".log") std::filesystem::remove(entry.path());
    const auto reopened = Store::open({.directory = directory.path()});
    ASSERT_FALSE(reopened.ok());
    EXPECT_EQ(reopened.error().kind, ErrorKind::kCorruption);
}

TEST(Store, WritesTheCommitFloorOnlyWhereItRises) {
    TestDirectory directory;
    // Replaced, it is another file.
    const auto floor_file = [&] {
        struct stat status {};
        EXPECT_EQ(::stat((directory.path() + "/COMMITTED").c_str(), &status), 0);
        return status.st_ino;
    };
    open_ok({.directory = directory.path()});
    const auto first = floor_file();
    open_ok({.directory = directory.path()});
    EXPECT_EQ(floor_file(), first);
    {
        auto store = open_ok({.directory = directory.path()});
        ASSERT_TRUE(put(*store, "a", "1").ok());
    }
    EXPECT_NE(floor_file(), first);
    EXPECT_EQ(read_file(directory.path() + "/COMMITTED"), "2 2\n");
}

std::filesystem::path log_of(const std::string& directory) {
    std::filesystem::path log;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        if (entry.path().extension() == ".log") log = entry.path();
    return log;
}

/// Also of one that was not closed, and has zeros before its end.
void cut_end_of_log(const std::string& directory) {
    const std::filesystem::path log = log_of(directory);
    const std::size_t written = read_file(log).find_last_not_of('\0') + 1;
    std::filesystem::resize_file(log, written - 500);
}

TEST(Store, ALogHasZerosBeforeItsEndUntilItIsClosed) {
    TestDirectory directory;
    TestDirectory crashed;
    {
        auto store = open_ok({.directory = directory.path()});
        ASSERT_TRUE(put(*store, "a", "1").ok());
        const std::uintmax_t bytes = std::filesystem::file_size(log_of(directory.path()));
        EXPECT_GT(bytes, 1'000'000U);
        ASSERT_TRUE(put(*store, "b", std::string(10'000, 'b')).ok());
        EXPECT_EQ(std::filesystem::file_size(log_of(directory.path())), bytes);
        // More than there are zeros.
        ASSERT_TRUE(put(*store, "c", std::string(3'000'000, 'c')).ok());
        ASSERT_TRUE(put(*store, "d", "4").ok());
        std::filesystem::copy(directory.path(), crashed.path(),
                              std::filesystem::copy_options::recursive);
        EXPECT_EQ(read_file(log_of(crashed.path())).back(), '\0');
    }
    EXPECT_NE(read_file(log_of(directory.path())).back(), '\0');
    for (const std::string& path : {directory.path(), crashed.path()}) {
        auto store = open_ok({.directory = path});
        EXPECT_EQ(get(*store, "a"), "1");
        EXPECT_EQ(get(*store, "b"), std::string(10'000, 'b'));
        EXPECT_EQ(get(*store, "c"), std::string(3'000'000, 'c'));
        EXPECT_EQ(get(*store, "d"), "4");
    }
}

TEST(Store, TornTailOfTheLogIsDroppedAndTheRestIsThere) {
    TestDirectory directory;
    TestDirectory crashed;
    {
        auto store = open_ok({.directory = directory.path()});
        ASSERT_TRUE(put(*store, "a", "1").ok());
        ASSERT_TRUE(put(*store, "b", std::string(1'000, 'b')).ok());
        std::filesystem::copy(directory.path(), crashed.path(),
                              std::filesystem::copy_options::recursive);
    }
    cut_end_of_log(crashed.path());
    auto store = open_ok({.directory = crashed.path()});
    EXPECT_EQ(get(*store, "a"), "1");
    EXPECT_EQ(get(*store, "b"), std::nullopt);
}

TEST(Store, AnEndOfTheLogThatIsGoneAfterAnOrderlyEndIsMissed) {
    TestDirectory directory;
    {
        auto store = open_ok({.directory = directory.path()});
        ASSERT_TRUE(put(*store, "a", "1").ok());
        ASSERT_TRUE(put(*store, "b", std::string(1'000, 'b')).ok());
    }
    cut_end_of_log(directory.path());
    const auto reopened = Store::open({.directory = directory.path()});
    ASSERT_FALSE(reopened.ok());
    EXPECT_EQ(reopened.error().kind, ErrorKind::kCorruption);
    EXPECT_EQ(reopened.error().message,
              "the data end at commit 2, but commit 3 was there: a part of the log is missing");
}

TEST(Store, RefusesADirectoryWithoutItsManifestInsteadOfBeginningAnew) {
    TestDirectory directory;
    { ASSERT_TRUE(put(*open_ok({.directory = directory.path()}), "a", "1").ok()); }
    std::filesystem::remove(directory.path() + "/CURRENT");
    const auto reopened = Store::open({.directory = directory.path()});
    ASSERT_FALSE(reopened.ok());
    EXPECT_EQ(reopened.error().kind, ErrorKind::kCorruption);
    EXPECT_NE(reopened.error().message.find("has lost its file CURRENT"), std::string::npos);
}

TEST(Store, RefusesADamagedCommitFloor) {
    TestDirectory directory;
    { ASSERT_TRUE(put(*open_ok({.directory = directory.path()}), "a", "1").ok()); }
    std::ofstream(directory.path() + "/COMMITTED") << "2 3\n";
    const auto reopened = Store::open({.directory = directory.path()});
    ASSERT_FALSE(reopened.ok());
    EXPECT_EQ(reopened.error().kind, ErrorKind::kCorruption);
}

TEST(Store, DamageInTheMiddleOfTheLogIsRefused) {
    TestDirectory directory;
    {
        auto store = open_ok({.directory = directory.path()});
        for (int i = 0; i < 50; ++i)
            ASSERT_TRUE(put(*store, std::to_string(i), std::string(1'000, 'x')).ok());
    }
    std::filesystem::path log;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
        if (entry.path().extension() == ".log") log = entry.path();
    {
        std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(20'000);
        file.write("DAMAGE", 6);
    }
    auto reopened = Store::open({.directory = directory.path()});
    ASSERT_FALSE(reopened.ok());
    EXPECT_EQ(reopened.error().kind, ErrorKind::kCorruption);
}

/// Whether the kernel has some of the file in memory. Asked for without reading it, since a read
/// that may not wait also has the kernel fetch what it did not find.
bool is_in_memory(int file, std::size_t bytes) {
    void* const mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file, 0);
    std::vector<unsigned char> pages(bytes / 4096 + 1, 1);
    const bool asked = ::mincore(mapped, bytes, pages.data()) == 0;
    ::munmap(mapped, bytes);
    return !asked || std::any_of(pages.begin(), pages.end(), [](auto page) { return page & 1U; });
}

/// Takes a store's data files out of the kernel's memory. False: this file system keeps them.
bool forget(const std::string& directory) {
    bool forgotten = true;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
        if (entry.path().extension() != ".sst") continue;
        const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
        bool kept = true;
        // Pages that have just been written or read stay for a moment.
        for (int tries = 0; tries < 50 && kept; ++tries) {
            ::fsync(file);
            ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
            kept = is_in_memory(file, entry.file_size());
            if (kept) std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        ::close(file);
        forgotten = forgotten && !kept;
    }
    return forgotten;
}

/// A store whose rows `keys` are in a data file, and neither in a write buffer nor in the block
/// cache.
std::unique_ptr<Store> open_with_rows_in_a_file(const std::string& directory,
                                                const std::vector<std::string>& keys) {
    for (const bool compact : {false, true}) {
        auto store = open_ok({.directory = directory, .compact = compact});
        for (const std::string& key : keys) EXPECT_TRUE(put(*store, key, "1").ok());
    }
    open_ok({.directory = directory, .compact = true}).reset();
    return open_ok({.directory = directory});
}

/// Whether `ask` hears that the disk is needed, of a store whose files only the disk has. Nothing:
/// this file system keeps them in memory. Asked up to ten times, of a new store each, since a fast
/// disk may have brought what the kernel began to read before the reader is told to wait.
template <class Ask>
std::optional<bool> hears_of_the_disk(const std::vector<std::string>& keys, const Ask& ask) {
    for (int tries = 0; tries < 10; ++tries) {
        TestDirectory directory;
        const auto store = open_with_rows_in_a_file(directory.path(), keys);
        if (!forget(directory.path())) return std::nullopt;
        if (ask(*store, directory.path())) return true;
    }
    return false;
}

TEST(Store, ARowThatOnlyTheDiskHasNeedsIt) {
    const auto got = hears_of_the_disk({"a"}, [](const Store& store, const std::string&) {
        return store.get(Keyspace::kItems, "a", ReadTier::kMemoryOnly)->needs_disk;
    });
    if (!got.has_value()) GTEST_SKIP() << "the files stay in memory here";
    EXPECT_TRUE(*got);
    EXPECT_TRUE(*hears_of_the_disk({"a"}, [](const Store& store, const std::string&) {
        return store.get_all(Keyspace::kItems, {"a"}, ReadTier::kMemoryOnly)->back().needs_disk;
    }));
    EXPECT_TRUE(*hears_of_the_disk({"a"}, [](const Store& store, const std::string&) {
        Cursor cursor = store.cursor(Keyspace::kItems, "", "", ReadTier::kMemoryOnly);
        cursor.seek_first();
        return !cursor.valid() && cursor.end() == Cursor::End::kNeedsDisk;
    }));
}

TEST(Store, ARowInTheKernelsMemoryTakesNoDisk) {
    TestDirectory directory;
    auto store = open_with_rows_in_a_file(directory.path(), {"a"});
    // A file system in memory cannot tell that a read need not wait.
    if (!forget(directory.path())) GTEST_SKIP() << "the files stay in memory here";
    // Read past the store: it is in the kernel's memory then, and not in the block cache.
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
        EXPECT_FALSE(entry.path().extension() == ".sst" && read_file(entry.path()).empty());
    EXPECT_EQ(store->get(Keyspace::kItems, "a", ReadTier::kMemoryOnly)->value, "1");
    Cursor cursor = store->cursor(Keyspace::kItems, "", "", ReadTier::kMemoryOnly);
    cursor.seek_first();
    ASSERT_TRUE(cursor.valid());
    EXPECT_EQ(cursor.value(), "1");
}

TEST(Store, AWalkBelowAPartitionThatNoFileHasTakesNoDisk) {
    const std::string first = "table+hash-A";
    const std::string missing = "table+hash-B";
    const std::string last = "table+hash-C";
    ASSERT_EQ(missing.size(), partition_bytes(Keyspace::kItems));
    const auto walk = [&](const Store& store, const std::string& partition, bool forward,
                          ReadTier tier = ReadTier::kMemoryOnly) {
        Cursor cursor = store.cursor(Keyspace::kItems, partition + "a", partition + "z", tier);
        forward ? cursor.seek_first() : cursor.seek_last();
        return cursor.end();
    };
    const auto heard = hears_of_the_disk(
        {first + "row", last + "row"}, [&](const Store& store, const std::string& directory) {
            // Now the cache has the filter, and the index, but no rows.
            EXPECT_EQ(walk(store, missing, true, ReadTier::kAll), Cursor::End::kFinished);
            EXPECT_TRUE(forget(directory));
            EXPECT_EQ(walk(store, missing, true), Cursor::End::kFinished);
            EXPECT_EQ(walk(store, missing, false), Cursor::End::kFinished);
            return walk(store, first, true) == Cursor::End::kNeedsDisk;
        });
    if (!heard.has_value()) GTEST_SKIP() << "the files stay in memory here";
    EXPECT_TRUE(*heard);
}

TEST(Store, AWalkThatIsDoneOnceLeavesTheCacheAlone) {
    const auto walk = [](const Store& store, ReadTier tier) {
        Cursor cursor = store.cursor(Keyspace::kItems, "", "", tier);
        cursor.seek_first();
        ASSERT_TRUE(cursor.valid());
        EXPECT_EQ(cursor.value(), "1");
    };
    const auto heard_after = [&](ReadTier tier) {
        return hears_of_the_disk({"a"}, [&](const Store& store, const std::string& directory) {
            walk(store, tier);
            EXPECT_TRUE(forget(directory));
            return store.get(Keyspace::kItems, "a", ReadTier::kMemoryOnly)->needs_disk;
        });
    };
    const auto after_once = heard_after(ReadTier::kAllOnce);
    if (!after_once.has_value()) GTEST_SKIP() << "the files stay in memory here";
    EXPECT_TRUE(*after_once);
    EXPECT_FALSE(*heard_after(ReadTier::kAll));
}

}  // namespace
}  // namespace tabella::storage
