#include "storage/log_tail.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "storage/store.h"
#include "storage/test_directory.h"

namespace tabella::storage {
namespace {

TEST(LogTail, KnowsTheChecksumOfRfc3720) {
    EXPECT_EQ(crc32c("123456789"), 0xe3069283u);
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);
    EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43u);
}

/// A store that was left as by a power loss: its directory is copied while it is open. The
/// parameter is how many zeros the log has before its end; earlier releases had none.
class LogTailTest : public testing::TestWithParam<std::size_t> {
 protected:
    /// Commits values of these sizes, under the keys "0", "1", …
    void commit(const std::vector<std::size_t>& sizes) {
        TestDirectory living;
        auto store = Store::open({.directory = living.path()});
        ASSERT_TRUE(store.ok()) << store.error().message;
        std::mt19937 random(1);
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            std::string value(sizes[i], ' ');
            for (char& c : value) c = static_cast<char>('a' + random() % 26);
            WriteBatch batch = (*store)->make_batch();
            batch.put(Keyspace::kItems, std::to_string(i), value);
            ASSERT_TRUE((*store)->write(batch).ok());
        }
        std::filesystem::copy(living.path(), directory_.path(),
                              std::filesystem::copy_options::recursive);
        for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
            if (entry.path().extension() == ".log") path_ = entry.path();
        log_ = read_file(path_);
        log_.resize(log_.find_last_not_of('\0') + 1);
    }
    static std::string with_zeros(std::string log) {
        log.append(GetParam(), '\0');
        return log;
    }
    /// Puts zeros in place of the last `bytes`, but for the last `kept` of them.
    void zero_tail(std::size_t bytes, std::size_t kept = 0) {
        const std::size_t begin = log_.size() - bytes;
        std::fill(log_.begin() + static_cast<std::ptrdiff_t>(begin),
                  log_.end() - static_cast<std::ptrdiff_t>(kept), '\0');
    }
    /// How many of the keys are there after opening; -1: refused.
    int found() {
        write_file(path_, with_zeros(log_));
        auto store = Store::open({.directory = directory_.path()});
        if (!store.ok()) {
            EXPECT_EQ(store.error().kind, ErrorKind::kCorruption) << store.error().message;
            return -1;
        }
        int count = 0;
        while ((*store)
                   ->get(Keyspace::kItems, std::to_string(count), ReadTier::kAll)
                   ->value.has_value())
            ++count;
        return count;
    }

    TestDirectory directory_;
    std::filesystem::path path_;
    std::string log_;
};

TEST_P(LogTailTest, AWholeLogIsNotTorn) {
    commit({100, 40'000, 10, 70'000});
    EXPECT_EQ(torn_at(with_zeros(log_)).value_or(log_.size()), log_.size());
    EXPECT_EQ(found(), 4);
    EXPECT_FALSE(std::filesystem::exists(path_.string() + ".torn"));
}

TEST_P(LogTailTest, ALogThatEndsEarlyLosesItsLastCommit) {
    commit({100, 5'000, 5'000});
    log_.resize(log_.size() - 3'000);
    EXPECT_EQ(found(), 2);
}

TEST_P(LogTailTest, ZerosInPlaceOfTheLastCommitAreCut) {
    commit({100, 5'000, 5'000});
    zero_tail(3'000);
    EXPECT_EQ(found(), 2);
    EXPECT_TRUE(std::filesystem::exists(path_.string() + ".torn"));
}

TEST_P(LogTailTest, PagesOfALargeCommitMayHaveArrivedInAnyOrder) {
    commit({100, 5'000, 150'000});
    // Its beginning and end are there, a part of the middle is not.
    zero_tail(120'000, 50'000);
    EXPECT_EQ(found(), 2);
}

TEST_P(LogTailTest, AManifestWithATornLastRecordIsCut) {
    commit({100, 5'000});
    std::string name;
    std::ifstream(path_.parent_path() / "CURRENT") >> name;
    const auto manifest = path_.parent_path() / name;
    // The header of a record of 50 bytes, and zeros where they have not arrived.
    std::string torn("\x01\x02\x03\x04\x32\x00\x01", 7);
    torn.append(50, '\0');
    std::ofstream(manifest, std::ios::binary | std::ios::app) << torn;
    EXPECT_EQ(found(), 2);
    EXPECT_TRUE(std::filesystem::exists(manifest.string() + ".torn"));
}

TEST_P(LogTailTest, AFaultBeforeAnotherCommitIsDamage) {
    commit({100, 5'000, 5'000});
    log_[log_.size() - 8'000] ^= 1;
    EXPECT_EQ(torn_at(with_zeros(log_)), std::nullopt);
    EXPECT_EQ(found(), -1);
}

TEST_P(LogTailTest, AFaultBeforeACommitInALaterBlockIsDamage) {
    commit({100, 150'000, 100, 150'000});
    log_[log_.size() - 200'000] ^= 1;
    EXPECT_EQ(found(), -1);
}

TEST_P(LogTailTest, AFaultInALengthDoesNotHideTheCommitBehindIt) {
    commit({100, 100, 100});
    // The third record from the end, whatever stands in its header.
    for (std::size_t back = 450; back < 470; ++back) {
        std::string log = log_;
        log[log.size() - back] ^= 0x40;
        EXPECT_EQ(torn_at(with_zeros(log)), std::nullopt) << back;
    }
}

INSTANTIATE_TEST_SUITE_P(ZerosBeforeTheEnd, LogTailTest, testing::Values(0, 1, 40'000, 1'048'576));

}  // namespace
}  // namespace tabella::storage
