#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

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

inline std::string read_file(const std::filesystem::path& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return std::move(content).str();
}

inline void write_file(const std::filesystem::path& path, const std::string& content) {
    std::ofstream(path, std::ios::binary)
        .write(content.data(), static_cast<std::streamsize>(content.size()));
}

/// A file of zeros, which takes no space.
inline std::string make_file(std::string path, std::uint64_t bytes) {
    write_file(path, {});
    std::filesystem::resize_file(path, bytes);
    return path;
}

}  // namespace tabella::storage
