#include "storage/walk_merges.h"

#include <gtest/gtest.h>
#include <rocksdb/options.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "storage/store_test_support.h"

namespace tabella::storage {
namespace {

class WalkMergesTest : public testing::Test {
 protected:
    void SetUp() override {
        rocksdb::Options options;
        options.create_if_missing = true;
        options.disable_auto_compactions = true;
        rocksdb::DB* db = nullptr;
        ASSERT_TRUE(rocksdb::DB::Open(options, directory_.path(), &db).ok());
        db_.reset(db);
    }

    void write_file_of(int rows, const std::string& value) {
        for (int i = 0; i < rows; ++i) ASSERT_TRUE(db_->Put({}, std::to_string(i), value).ok());
        ASSERT_TRUE(db_->Flush({}).ok());
    }

    std::string files_at(int level) {
        std::string count;
        EXPECT_TRUE(db_->GetProperty("rocksdb.num-files-at-level" + std::to_string(level), &count));
        return count;
    }

    /// Versions in the write buffer. It is exchanged before a flush begins, which takes its time.
    std::uint64_t buffered() {
        std::uint64_t versions = 0;
        EXPECT_TRUE(db_->GetIntProperty("rocksdb.num-entries-active-mem-table", &versions));
        return versions;
    }

    static void walk(WalkMerges& merges, int times, std::uint64_t rows = 1,
                     std::uint64_t passed_over = 0) {
        for (int i = 0; i < times; ++i) merges.count(rows, passed_over);
    }

    TestDirectory directory_;
    std::unique_ptr<rocksdb::DB> db_;
};

TEST_F(WalkMergesTest, NewFilesAreMergedOnceWalksHavePaidForIt) {
    constexpr int kRows = 20'000;
    for (const char* value : {"a", "b", "c"}) write_file_of(kRows, value);
    {
        WalkMerges merges(*db_, db_->DefaultColumnFamily());
        // Two files less, six microseconds each: not yet what 60,000 rows take.
        walk(merges, 4'096);
    }
    EXPECT_EQ(files_at(0), "3");
    {
        WalkMerges merges(*db_, db_->DefaultColumnFamily());
        walk(merges, 4'096);
        EXPECT_TRUE(within_ten_seconds([&] {
            walk(merges, 100);
            return files_at(0) == "0";
        }));
    }
    EXPECT_EQ(files_at(1), "1");
    std::string value;
    ASSERT_TRUE(db_->Get({}, std::to_string(kRows - 1), &value).ok());
    EXPECT_EQ(value, "c");
}

TEST_F(WalkMergesTest, OneFileThatNothingIsBelowIsLeftAlone) {
    write_file_of(10, "a");
    {
        WalkMerges merges(*db_, db_->DefaultColumnFamily());
        walk(merges, 100'000);
    }
    EXPECT_EQ(files_at(0), "1");
}

TEST_F(WalkMergesTest, OneFileAboveOlderOnesIsMerged) {
    for (const char* value : {"a", "b"}) write_file_of(10, value);
    const auto merge_all = [&] {
        WalkMerges merges(*db_, db_->DefaultColumnFamily());
        return within_ten_seconds([&] {
            walk(merges, 2'048);
            return files_at(0) == "0";
        });
    };
    EXPECT_TRUE(merge_all());
    write_file_of(10, "c");
    EXPECT_TRUE(merge_all());
    EXPECT_EQ(files_at(1), "1");
}

TEST_F(WalkMergesTest, OldVersionsLeaveTheWriteBufferOnceWalksHavePaidForIt) {
    constexpr int kVersions = 1'000;
    for (int i = 0; i < kVersions; ++i) ASSERT_TRUE(db_->Put({}, "a", std::to_string(i)).ok());
    {
        WalkMerges merges(*db_, db_->DefaultColumnFamily());
        walk(merges, 2'048, 1, 5);  // 4 ms: not yet what a file takes.
    }
    EXPECT_EQ(files_at(0), "0");
    EXPECT_EQ(buffered(), kVersions);
    {
        WalkMerges merges(*db_, db_->DefaultColumnFamily());
        EXPECT_TRUE(within_ten_seconds([&] {
            walk(merges, 2'048, 1, 8);
            return files_at(0) == "1";
        }));
    }
    std::string value;
    ASSERT_TRUE(db_->Get({}, "a", &value).ok());
    EXPECT_EQ(value, std::to_string(kVersions - 1));
}

TEST_F(WalkMergesTest, OldVersionsInFilesAreNoReasonToEmptyTheWriteBuffer) {
    write_file_of(10, "a");
    ASSERT_TRUE(db_->Put({}, "0", "b").ok());
    {
        WalkMerges merges(*db_, db_->DefaultColumnFamily());
        walk(merges, 20'480, 10, 10);
    }
    EXPECT_EQ(files_at(0), "1");
    EXPECT_EQ(buffered(), 1);
}

TEST_F(WalkMergesTest, WhatWalksPassedOverBeforeTheWriteBufferWasWrittenPaysForNothing) {
    WalkMerges merges(*db_, db_->DefaultColumnFamily());
    write_file_of(10, "a");
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(db_->Put({}, "0", std::to_string(i)).ok());
    const auto pass_over = [&] {  // In 3 ms, and then it looks.
        walk(merges, 2'048, 1, 5);
        merges.wait();
    };
    pass_over();
    write_file_of(5, "b");
    ASSERT_TRUE(db_->Put({}, "0", "c").ok());
    pass_over();
    pass_over();
    EXPECT_EQ(buffered(), 1);
}

TEST_F(WalkMergesTest, AWriteBufferThatIsAtRestIsWrittenOnceWalksHavePaidForIt) {
    WalkMerges merges(*db_, db_->DefaultColumnFamily());
    const auto walk_and_look = [&] {
        walk(merges, 2'048);
        merges.wait();
    };
    for (int i = 0; i < 5'000; ++i) ASSERT_TRUE(db_->Put({}, std::to_string(i), "a").ok());
    for (const char* value : {"b", "c", "d"}) {  // Whoever writes now and then, keeps it.
        walk_and_look();
        ASSERT_TRUE(db_->Put({}, "0", value).ok());
    }
    walk_and_look();
    EXPECT_EQ(files_at(0), "0");
    EXPECT_EQ(buffered(), 5'003);
    EXPECT_TRUE(within_ten_seconds([&] {
        walk_and_look();
        return files_at(0) == "1";
    }));
}

TEST_F(WalkMergesTest, AFewVersionsMayStayInTheWriteBuffer) {
    WalkMerges merges(*db_, db_->DefaultColumnFamily());
    for (int i = 0; i < 4'095; ++i) ASSERT_TRUE(db_->Put({}, std::to_string(i), "a").ok());
    for (int looks = 0; looks < 20; ++looks) {
        walk(merges, 2'048);
        merges.wait();
    }
    EXPECT_EQ(files_at(0), "0");
    EXPECT_EQ(buffered(), 4'095);
    ASSERT_TRUE(db_->Put({}, "a", "a").ok());
    EXPECT_TRUE(within_ten_seconds([&] {
        walk(merges, 2'048);
        merges.wait();
        return files_at(0) == "1";
    }));
}

TEST_F(WalkMergesTest, ADatabaseMayEndDuringAMerge) {
    for (const char* value : {"a", "b", "c"}) write_file_of(20'000, value);
    {
        WalkMerges merges(*db_, db_->DefaultColumnFamily());
        walk(merges, 20'000);
        db_->DisableManualCompaction();
    }
    EXPECT_TRUE(db_->Close().ok());
}

std::set<std::string> files_in(const TestDirectory& directory) {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
        names.insert(entry.path().filename());
    return names;
}

/// The next opening finds three versions of the row, each in a file of its own: each opening makes
/// one of the log before it. From four on RocksDB merges by itself.
void put_three_versions(const TestDirectory& directory) {
    for (const char* value : {"1", "2", "3"})
        ASSERT_TRUE(put(*open_ok({.directory = directory.path()}), "a", value).ok());
}

void walk_over(const Store& store) {
    for (int i = 0; i < 3'000; ++i) store.cursor(Keyspace::kItems, "a", "b", ReadTier::kAll);
}

TEST(Store, ItsWalksMergeNewFiles) {
    TestDirectory directory;
    put_three_versions(directory);
    auto store = open_ok({.directory = directory.path()});
    const std::size_t before = files_in(directory).size();
    walk_over(*store);
    EXPECT_TRUE(within_ten_seconds([&] { return files_in(directory).size() < before; }));
    EXPECT_EQ(get(*store, "a"), "3");
}

TEST(Store, ItsWalksEmptyTheWriteBufferOfOldVersions) {
    TestDirectory directory;
    auto store = open_ok({.directory = directory.path()});
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(put(*store, "a", std::to_string(i)).ok());
    const std::size_t before = files_in(directory).size();
    EXPECT_TRUE(within_ten_seconds([&] {
        for (int i = 0; i < 3'000; ++i) {
            Cursor cursor = store->cursor(Keyspace::kItems, "a", "b", ReadTier::kAll);
            cursor.seek_first();
            cursor.next();
        }
        return files_in(directory).size() > before;
    }));
    EXPECT_EQ(get(*store, "a"), "99");
}

/// The next append to a log fails, once.
struct LogFaults final : FileFaults {
    std::atomic<bool> armed{false};
    FileFault fault(FileOperation operation, std::string_view path) override {
        if (operation != FileOperation::kAppend || !path.ends_with(".log")) return FileFault::kNone;
        return armed.exchange(false) ? FileFault::kNoSpace : FileFault::kNone;
    }
};

TEST(Store, AfterAFailedWriteNothingIsMerged) {
    TestDirectory directory;
    put_three_versions(directory);
    {
        auto faults = std::make_shared<LogFaults>();
        auto store = open_ok({.directory = directory.path(), .faults = faults});
        faults->armed = true;
        ASSERT_FALSE(put(*store, "a", "4").ok());
        const auto files_before = files_in(directory);
        walk_over(*store);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));  // A merge takes a few.
        EXPECT_EQ(files_in(directory), files_before);
    }
    EXPECT_EQ(get(*open_ok({.directory = directory.path()}), "a"), "3");
}

}  // namespace
}  // namespace tabella::storage
