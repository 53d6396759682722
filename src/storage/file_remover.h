#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

namespace tabella::storage {

/// Removes large files a piece at a time, on a thread of its own. A disk that is told of the blocks
/// that became free (ext4 mounted with `discard`) is busy with those of a log of 32 MB for 7 ms,
/// and commits wait behind that: docs/decisions/0016-flushes-and-merges-in-small-steps.md. Private
/// to src/storage.
class FileRemover {
 public:
    static constexpr std::uint64_t kPieceBytes = 4 * 1024 * 1024;

    FileRemover() = default;
    /// Removes at once what is still there.
    ~FileRemover();
    FileRemover(const FileRemover&) = delete;
    FileRemover& operator=(const FileRemover&) = delete;

    /// Takes the file over, which nobody uses any longer, and may leave its removal for later.
    /// false: it is not large, or has another name as well (a backup's): for the caller to remove.
    /// Where the process ends before, all or some of the file is left.
    bool take(const std::string& path);

 private:
    void run();
    void remove(const std::string& path);
    /// false: the end has come, and the rest is to be removed at once.
    bool pause();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::string> waiting_;
    bool ending_ = false;
    std::thread thread_;  ///< From the first large file on.
};

}  // namespace tabella::storage
