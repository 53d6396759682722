#include "storage/data_files.h"

#include <gtest/gtest.h>
#include <rocksdb/file_system.h>
#include <sys/resource.h>

#include <filesystem>
#include <thread>

#include "storage/file_remover.h"
#include "storage/test_directory.h"

namespace tabella::storage {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

/// Of what is large it takes half, and then there is no space left.
class NearlyFullFile final : public rocksdb::FSWritableFileOwnerWrapper {
    using Base = rocksdb::FSWritableFileOwnerWrapper;

 public:
    using Base::Base;
    using Base::PositionedAppend;
    IOStatus PositionedAppend(const rocksdb::Slice& data, std::uint64_t offset,
                              const IOOptions& options, IODebugContext* debug) override {
        constexpr std::size_t kLarge = 100'000;
        if (data.size() < kLarge) return Base::PositionedAppend(data, offset, options, debug);
        ++refused;
        const rocksdb::Slice half(data.data(), data.size() / 2);
        (void)Base::PositionedAppend(half, offset, options, debug);
        return IOStatus::NoSpace();
    }
    static int refused;
};
int NearlyFullFile::refused = 0;

class NearlyFullDisk final : public rocksdb::FileSystemWrapper {
 public:
    NearlyFullDisk() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
    const char* Name() const override { return "NearlyFullDisk"; }
    IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* file,
                             IODebugContext* debug) override {
        IOStatus status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
        *file = std::make_unique<NearlyFullFile>(std::move(*file));
        return status;
    }
};

TEST(DataFiles, WhereNoZerosFitTheLogGoesOnWithoutThem) {
    TestDirectory directory;
    const std::string path = directory.path() + "/1.log";
    std::unique_ptr<rocksdb::FSWritableFile> log;
    const auto files = make_data_file_system(std::make_shared<NearlyFullDisk>(),
                                             std::make_shared<std::atomic<bool>>(false));
    ASSERT_TRUE(files->NewWritableFile(path, {}, &log, nullptr).ok());
    std::string written;
    for (const std::string commit : {"one", "two", "three"}) {
        ASSERT_TRUE(log->Append(commit, {}, nullptr).ok());
        written += commit;
        EXPECT_EQ(read_file(path), written);
        EXPECT_EQ(log->GetFileSize({}, nullptr), written.size());
    }
    EXPECT_EQ(NearlyFullFile::refused, 1);
    ASSERT_TRUE(log->Close({}, nullptr).ok());
    EXPECT_EQ(read_file(path), written);
}

TEST(DataFiles, WhatIsLargeIsRemovedLaterAndNothingOnceWritesEnded) {
    namespace fs = std::filesystem;
    TestDirectory directory;
    const auto make = [&](const std::string& name, std::uint64_t bytes) {
        return make_file(directory.path() + "/" + name, bytes);
    };
    const std::string large = make("1.log", 1000 * FileRemover::kPieceBytes);
    const std::string small = make("2.log", 1);
    const std::string kept = make("3.log", 1000 * FileRemover::kPieceBytes);
    const auto ended = std::make_shared<std::atomic<bool>>(false);
    auto files = make_data_file_system(rocksdb::FileSystem::Default(), ended);
    EXPECT_TRUE(files->DeleteFile(large, {}, nullptr).ok());
    EXPECT_TRUE(fs::exists(large));  // It takes four seconds.
    EXPECT_TRUE(files->DeleteFile(small, {}, nullptr).ok());
    EXPECT_FALSE(fs::exists(small));
    EXPECT_TRUE(files->DeleteFile(small, {}, nullptr).IsPathNotFound());
    *ended = true;
    EXPECT_FALSE(files->DeleteFile(kept, {}, nullptr).ok());
    files.reset();
    EXPECT_FALSE(fs::exists(large));
    EXPECT_EQ(fs::file_size(kept), 1000 * FileRemover::kPieceBytes);
}

TEST(DataFiles, AThreadThatGivesWayHasALowPriority) {
    int niceness = 0;
    std::thread([&] {
        give_way();
        niceness = ::getpriority(PRIO_PROCESS, 0);
    }).join();
    EXPECT_GE(niceness, 10);
    EXPECT_LT(::getpriority(PRIO_PROCESS, 0), niceness);
}

}  // namespace
}  // namespace tabella::storage
