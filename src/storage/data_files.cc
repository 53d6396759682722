#include "storage/data_files.h"

#include <fcntl.h>
#include <rocksdb/file_system.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "storage/file_remover.h"

namespace tabella::storage {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

/// At once, to a log. Of a commit of some kilobytes in a hundred the sync takes longer by these.
constexpr std::size_t kLogZeroBytes = 1024 * 1024;

thread_local bool may_not_wait = false;
thread_local bool gives_way = false;

void let_others_run() {
    if (gives_way) ::sched_yield();
}

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
        let_others_run();
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

IOStatus writes_ended() {
    return IOStatus::IOError("a commit has failed: nothing more is written");
}

/// Any file but a log: it is no longer written once a commit has failed.
class OtherFile final : public rocksdb::FSWritableFileOwnerWrapper {
    using Base = rocksdb::FSWritableFileOwnerWrapper;

 public:
    OtherFile(std::unique_ptr<rocksdb::FSWritableFile> file, WritesEnded ended)
        : Base(std::move(file)), ended_(std::move(ended)) {}

    IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                    IODebugContext* debug) override {
        let_others_run();
        return *ended_ ? writes_ended() : Base::Append(data, options, debug);
    }
    IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                    const rocksdb::DataVerificationInfo& verification,
                    IODebugContext* debug) override {
        let_others_run();
        return *ended_ ? writes_ended() : Base::Append(data, options, verification, debug);
    }

 private:
    WritesEnded ended_;
};

/// A log that is longer than what was written to it: zeros stand before its end, which commits then
/// overwrite. A sync has to write the data alone so, not also where the file now ends and what
/// blocks it got for that. Closed in order it is cut to what was written; RocksDB takes zeros for
/// the end of a log, and `log_tail.h` a commit that ends in them for a torn one.
class LogFile final : public rocksdb::FSWritableFileOwnerWrapper {
    using Base = rocksdb::FSWritableFileOwnerWrapper;

 public:
    using Base::Base;
    using Base::PositionedAppend;

    IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                    IODebugContext* debug) override {
        if (size_ + data.size() > zeros_end_) add_zeros(data.size(), options, debug);
        IOStatus status = Base::PositionedAppend(data, size_, options, debug);
        if (status.ok()) size_ += data.size();
        return status;
    }
    IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                    const rocksdb::DataVerificationInfo& /*verification*/,
                    IODebugContext* debug) override {
        return Append(data, options, debug);
    }
    IOStatus Truncate(std::uint64_t size, const IOOptions& options,
                      IODebugContext* debug) override {
        size_ = zeros_end_ = size;
        return Base::Truncate(size, options, debug);
    }
    IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
        IOStatus cut = zeros_end_ > size_ ? Truncate(size_, options, debug) : IOStatus::OK();
        IOStatus closed = Base::Close(options, debug);
        return cut.ok() ? closed : cut;
    }
    std::uint64_t GetFileSize(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
        return size_;
    }

 private:
    void add_zeros(std::size_t wanted, const IOOptions& options, IODebugContext* debug) {
        static const std::string zeros(kLogZeroBytes, '\0');
        const std::uint64_t from = std::max(zeros_end_, size_ + wanted);
        zeros_end_ = from + zeros.size();
        if (Base::PositionedAppend(zeros, from, options, debug).ok()) return;
        // The disk is nearly full: what is left of it is for the data, from here on without zeros.
        (void)Base::Truncate(size_, options, debug);
        zeros_end_ = std::numeric_limits<std::uint64_t>::max();
    }

    std::uint64_t size_ = 0;  ///< What was written.
    std::uint64_t zeros_end_ = 0;
};

class DataFileSystem final : public rocksdb::FileSystemWrapper {
 public:
    DataFileSystem(const std::shared_ptr<rocksdb::FileSystem>& base, WritesEnded ended)
        : FileSystemWrapper(base), ended_(std::move(ended)) {}

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

    IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* file,
                             IODebugContext* debug) override {
        if (*ended_) return writes_ended();
        IOStatus status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
        if (!status.ok()) return status;
        if (std::string_view(path).ends_with(".log"))
            *file = std::make_unique<LogFile>(std::move(*file));
        else
            *file = std::make_unique<OtherFile>(std::move(*file), ended_);
        return status;
    }

    IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                        IODebugContext* debug) override {
        return *ended_ ? writes_ended() : FileSystemWrapper::RenameFile(from, to, options, debug);
    }

    IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                        IODebugContext* debug) override {
        if (*ended_) return writes_ended();
        if (remover_.take(path)) return IOStatus::OK();
        return FileSystemWrapper::DeleteFile(path, options, debug);
    }

 private:
    const WritesEnded ended_;
    FileRemover remover_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> make_data_file_system(
    std::shared_ptr<rocksdb::FileSystem> base, WritesEnded ended) {
    return std::make_shared<DataFileSystem>(base, std::move(ended));
}

NoWaiting::NoWaiting(bool wanted) : before_(std::exchange(may_not_wait, may_not_wait || wanted)) {}

NoWaiting::~NoWaiting() {
    may_not_wait = before_;
}

void give_way() {
    constexpr int kNiceness = 10;
    (void)::setpriority(PRIO_PROCESS, 0, kNiceness);  // 0: this thread, on Linux.
    gives_way = true;
}

}  // namespace tabella::storage
