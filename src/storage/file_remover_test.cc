#include "storage/file_remover.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "storage/store_test_support.h"

namespace tabella::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kPiece = FileRemover::kPieceBytes;

class FileRemoverTest : public ::testing::Test {
 protected:
    std::string file(const std::string& name, std::uint64_t bytes) {
        return make_file(directory_.path() + "/" + name, bytes);
    }

    TestDirectory directory_;
};

TEST_F(FileRemoverTest, TakesWhatIsLargerThanAPiece) {
    FileRemover remover;
    EXPECT_FALSE(remover.take(file("smaller", kPiece - 1)));
    EXPECT_FALSE(remover.take(file("a-piece", kPiece)));
    EXPECT_TRUE(fs::exists(directory_.path() + "/a-piece"));
    EXPECT_FALSE(remover.take(directory_.path() + "/none"));
    EXPECT_FALSE(remover.take(directory_.path()));
    const std::string larger = file("larger", kPiece + 1);
    EXPECT_TRUE(remover.take(larger));
    EXPECT_TRUE(within_ten_seconds([&] { return !fs::exists(larger); }));
}

TEST_F(FileRemoverTest, RemovesAPieceAtATime) {
    constexpr std::uint64_t kPieces = 100;
    const std::string path = file("large", kPieces * kPiece + 1);
    FileRemover remover;
    ASSERT_TRUE(remover.take(path));
    std::error_code gone;
    ASSERT_TRUE(within_ten_seconds([&] {
        const std::uint64_t bytes = fs::file_size(path, gone);
        return !gone && bytes > 1 && bytes < kPieces * kPiece && bytes % kPiece == 1;
    }));
}

TEST_F(FileRemoverTest, WhatHasAnotherNameStaysWhole) {
    const std::string path = file("log", 2 * kPiece);
    fs::create_hard_link(path, directory_.path() + "/backup");
    FileRemover remover;
    EXPECT_FALSE(remover.take(path));
    EXPECT_EQ(fs::file_size(path), 2 * kPiece);
}

TEST_F(FileRemoverTest, AtItsEndTheRestGoesAtOnce) {
    constexpr std::uint64_t kPieces = 100'000;  // Minutes, with the pauses.
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::string> paths;
    {
        FileRemover remover;
        for (const char* name : {"1", "2", "3"}) {
            paths.push_back(file(name, kPieces * kPiece));
            ASSERT_TRUE(remover.take(paths.back()));
        }
    }
    for (const std::string& path : paths) EXPECT_FALSE(fs::exists(path));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes{1});
}

}  // namespace
}  // namespace tabella::storage
