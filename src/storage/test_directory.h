#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace tabella::storage {

/// A new temporary folder that is removed with the object. For tests.
class TestDirectory {
 public:
    TestDirectory() {
        std::string pattern = std::filesystem::temp_directory_path() / "tabella-test-XXXXXX";
        if (::mkdtemp(pattern.data()) == nullptr) std::abort();
        path_ = pattern;
    }
    ~TestDirectory() { std::filesystem::remove_all(path_); }
    TestDirectory(const TestDirectory&) = delete;
    TestDirectory& operator=(const TestDirectory&) = delete;

    const std::string& path() const { return path_; }

 private:
    std::string path_;
};

}  // namespace tabella::storage
