#include "storage/data_files.h"

#include <fcntl.h>
#include <rocksdb/file_system.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tabella::storage {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

thread_local bool may_not_wait = false;

IOStatus failed(const std::string& path, int error) {
    return error == ENOENT ? IOStatus::PathNotFound(path, std::strerror(error))
                           : IOStatus::IOError(path, std::strerror(error));
}

class DataFile final : public rocksdb::FSRandomAccessFile {
 public:
    DataFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    ~DataFile() override { ::close(descriptor_); }
    DataFile(const DataFile&) = delete;
    DataFile& operator=(const DataFile&) = delete;

    IOStatus Read(std::uint64_t offset, std::size_t bytes, const IOOptions& /*options*/,
                  rocksdb::Slice* result, char* scratch, IODebugContext* /*debug*/) const override {
        std::size_t filled = 0;
        while (filled < bytes) {
            const iovec rest{scratch + filled, bytes - filled};
            const ssize_t count =
                ::preadv2(descriptor_, &rest, 1, static_cast<off_t>(offset + filled),
                          may_not_wait ? RWF_NOWAIT : 0);
            if (count == 0) break;
            if (count > 0) {
                filled += static_cast<std::size_t>(count);
            } else if (may_not_wait) {
                // EAGAIN: not in memory. EOPNOTSUPP: not every file system can tell.
                return IOStatus::Busy(path_, "not in memory");
            } else if (errno != EINTR) {
                return failed(path_, errno);
            }
        }
        *result = rocksdb::Slice(scratch, filled);
        return IOStatus::OK();
    }

    IOStatus Prefetch(std::uint64_t offset, std::size_t bytes, const IOOptions& /*options*/,
                      IODebugContext* /*debug*/) override {
        if (::readahead(descriptor_, static_cast<off64_t>(offset), bytes) != 0)
            return failed(path_, errno);
        return IOStatus::OK();
    }

    void Hint(AccessPattern pattern) override {
        // Advice: where it is not taken, nothing is lost.
        if (pattern == kRandom) ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_RANDOM);
        if (pattern == kSequential) ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
        if (pattern == kNormal) ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_NORMAL);
    }

    IOStatus InvalidateCache(std::size_t offset, std::size_t bytes) override {
        const int error = ::posix_fadvise(descriptor_, static_cast<off_t>(offset),
                                          static_cast<off_t>(bytes), POSIX_FADV_DONTNEED);
        return error == 0 ? IOStatus::OK() : failed(path_, error);
    }

 private:
    std::string path_;
    int descriptor_;
};

class DataFileSystem final : public rocksdb::FileSystemWrapper {
 public:
    using FileSystemWrapper::FileSystemWrapper;

    const char* Name() const override { return "TabellaDataFiles"; }

    IOStatus NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& /*options*/,
                                 std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                 IODebugContext* /*debug*/) override {
        int descriptor = -1;
        do {
            descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        } while (descriptor < 0 && errno == EINTR);
        if (descriptor < 0) return failed(path, errno);
        *file = std::make_unique<DataFile>(path, descriptor);
        return IOStatus::OK();
    }
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> make_data_file_system(
    std::shared_ptr<rocksdb::FileSystem> base) {
    return std::make_shared<DataFileSystem>(std::move(base));
}

NoWaiting::NoWaiting(bool wanted) : before_(std::exchange(may_not_wait, may_not_wait || wanted)) {}

NoWaiting::~NoWaiting() {
    may_not_wait = before_;
}

}  // namespace tabella::storage
