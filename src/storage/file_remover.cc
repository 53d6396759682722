#include "storage/file_remover.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

namespace tabella::storage {

namespace {
/// Between two pieces. So a gigabyte a second is removed at most, more than is ever written.
constexpr std::chrono::milliseconds kPause{4};
}  // namespace

FileRemover::~FileRemover() {
    {
        std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

bool FileRemover::take(const std::string& path) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode) || about.st_nlink != 1 ||
        static_cast<std::uint64_t>(about.st_size) <= kPieceBytes)
        return false;
    {
        std::lock_guard lock(mutex_);
        waiting_.push_back(path);
        if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    }
    changed_.notify_one();
    return true;
}

void FileRemover::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        const std::string path = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        remove(path);
        lock.lock();
    }
}

// Where something fails the file stays, as one that RocksDB could not remove: it tries again when
// it is next opened.
void FileRemover::remove(const std::string& path) {
    struct stat about {};
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor >= 0 && ::fstat(descriptor, &about) == 0) {
        auto bytes = static_cast<std::uint64_t>(about.st_size);
        while (bytes > kPieceBytes && pause()) {
            bytes -= kPieceBytes;
            if (::ftruncate(descriptor, static_cast<off_t>(bytes)) != 0) break;
        }
    }
    if (descriptor >= 0) ::close(descriptor);
    (void)::unlink(path.c_str());
}

bool FileRemover::pause() {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, kPause, [this] { return ending_; });
}

}  // namespace tabella::storage
