#include "storage/options_file.h"

#include <gtest/gtest.h>
#include <rocksdb/file_system.h>
#include <rocksdb/options.h>

#include "storage/test_directory.h"

namespace rocksdb {
Status PersistRocksDBOptions(const DBOptions& options, const std::vector<std::string>& keyspaces,
                             const std::vector<ColumnFamilyOptions>& keyspace_options,
                             const std::string& path, FileSystem* files);
}  // namespace rocksdb

namespace tabella::storage {
namespace {

TEST(OptionsFile, CallsOfRocksDbsComeHere) {
    EXPECT_EQ(&rocksdb::PersistRocksDBOptions, &wrapped_persist_options);
}

TEST(OptionsFile, IsThereToBeRenamed) {
    const TestDirectory directory;
    const std::string path = directory.path() + "/OPTIONS-000007.dbtmp";
    const auto files = rocksdb::FileSystem::Default();
    ASSERT_TRUE(wrapped_persist_options({}, {}, {}, path, files.get()).ok());
    EXPECT_EQ(read_file(path), "# Options are not kept here: Tabella gives all of them itself.\n");
}

TEST(OptionsFile, SaysWhereItCannotBeMade) {
    const TestDirectory directory;
    const auto files = rocksdb::FileSystem::Default();
    EXPECT_FALSE(wrapped_persist_options(
                     {}, {}, {}, directory.path() + "/none/OPTIONS-000007.dbtmp", files.get())
                     .ok());
}

}  // namespace
}  // namespace tabella::storage
