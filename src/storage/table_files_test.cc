#include "storage/table_files.h"

#include <gtest/gtest.h>
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/table_properties.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "storage/store_test_support.h"

namespace tabella::storage {
namespace {

constexpr std::size_t kCacheBytes = 64 * 1024;
constexpr std::size_t kShare = 24;  ///< Of the cache.

class TableFilesTest : public testing::Test {
 protected:
    void open() {
        db_.reset();
        used_ = std::make_shared<LookupBytes>();
        rocksdb::Options options;
        options.create_if_missing = true;
        options.disable_auto_compactions = true;
        options.compression = rocksdb::kNoCompression;
        options.listeners.push_back(used_);
        options.table_factory = make_table_factory(kCacheBytes, used_);
        rocksdb::DB* db = nullptr;
        const rocksdb::Status status = rocksdb::DB::Open(options, directory_.path(), &db);
        ASSERT_TRUE(status.ok()) << status.ToString();
        db_.reset(db);
        used_->add_all(*db_, db_->DefaultColumnFamily());
    }

    static std::string key(int number) { return std::to_string(1'000'000 + number); }

    void write_file(int first, int rows) {
        for (int i = first; i < first + rows; ++i)
            ASSERT_TRUE(db_->Put({}, key(i), std::string(100, 'x')).ok());
        ASSERT_TRUE(db_->Flush({}).ok());
    }

    /// Of each file, sorted: how many parts its index has; 0: it is whole.
    std::vector<std::uint64_t> index_parts() {
        rocksdb::TablePropertiesCollection files;
        EXPECT_TRUE(db_->GetPropertiesOfAllTables(&files).ok());
        std::vector<std::uint64_t> parts;
        for (const auto& [name, properties] : files) parts.push_back(properties->index_partitions);
        std::sort(parts.begin(), parts.end());
        return parts;
    }

    TestDirectory directory_;
    std::shared_ptr<LookupBytes> used_;
    std::unique_ptr<rocksdb::DB> db_;
};

TEST_F(TableFilesTest, IndexesAreWholeUntilAllAreASmallShareOfTheCache) {
    open();
    write_file(0, 1'000);
    EXPECT_GT(used_->get(), 1'000);  // Ten bits a row, and the index.
    EXPECT_LE(used_->get(), kCacheBytes / kShare);
    write_file(1'000, 3'000);
    EXPECT_EQ(index_parts(), (std::vector<std::uint64_t>{0, 0}));
    EXPECT_GT(used_->get(), kCacheBytes / kShare);

    write_file(4'000, 1'000);
    EXPECT_EQ(index_parts(), (std::vector<std::uint64_t>{0, 0, 1}));
}

TEST_F(TableFilesTest, AStoreThatIsLargeWhenOpenedWritesInParts) {
    open();
    write_file(0, 6'000);
    const std::uint64_t before = used_->get();
    open();
    EXPECT_EQ(used_->get(), before);
    write_file(6'000, 100);
    EXPECT_EQ(index_parts(), (std::vector<std::uint64_t>{0, 1}));
}

TEST_F(TableFilesTest, FilesOfBothFormsAreRead) {
    open();
    write_file(0, 6'000);
    write_file(6'000, 6'000);
    open();
    std::string value;
    for (int i = 0; i < 12'000; ++i) ASSERT_TRUE(db_->Get({}, key(i), &value).ok()) << i;
    EXPECT_TRUE(db_->Get({}, key(12'000), &value).IsNotFound());

    const std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator({}));
    int seen = 0;
    for (rows->SeekToFirst(); rows->Valid(); rows->Next()) EXPECT_EQ(rows->key(), key(seen++));
    EXPECT_TRUE(rows->status().ok());
    EXPECT_EQ(seen, 12'000);
}

TEST_F(TableFilesTest, WhatCompactionHasWrittenAnewIsCountedOnce) {
    open();
    write_file(0, 6'000);
    const std::uint64_t once = used_->get();
    write_file(0, 6'000);
    EXPECT_GT(used_->get(), once * 3 / 2);
    ASSERT_TRUE(db_->CompactRange({}, nullptr, nullptr).ok());
    EXPECT_LT(used_->get(), once * 3 / 2);
}

// A block that its shard of the cache cannot hold would be read from the file each time.
TEST_F(TableFilesTest, TheCacheKeepsTheLargestWholeBlocks) {
    constexpr std::size_t kMegabyte = 1024 * 1024;
    for (const std::size_t cache_bytes : {8 * kMegabyte, 64 * kMegabyte, 1024 * kMegabyte}) {
        const auto factory = make_table_factory(cache_bytes, std::make_shared<LookupBytes>());
        const auto* table = factory->GetOptions<rocksdb::BlockBasedTableOptions>();
        ASSERT_NE(table, nullptr);
        rocksdb::Cache& cache = *table->block_cache;
        const std::size_t largest = std::min(cache_bytes / kShare, 5 * kMegabyte);
        const auto drop = [](const rocksdb::Slice& /*key*/, void* /*value*/) {};
        ASSERT_TRUE(cache
                        .Insert("the largest", &cache, largest, drop, nullptr,
                                rocksdb::Cache::Priority::HIGH)
                        .ok());
        for (int i = 0; i < 10'000; ++i)  // Ten times as many rows as there is room for.
            ASSERT_TRUE(cache.Insert(std::to_string(i), &cache, cache_bytes / 1'000, drop).ok());
        rocksdb::Cache::Handle* kept = cache.Lookup("the largest");
        EXPECT_NE(kept, nullptr) << cache_bytes;
        if (kept != nullptr) cache.Release(kept);
    }
}

}  // namespace
}  // namespace tabella::storage
