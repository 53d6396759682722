#include "storage/fault_file_system.h"

#include <rocksdb/file_system.h>

#include <string>

namespace tabella::storage {

namespace {

using Faults = std::shared_ptr<FileFaults>;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

/// Carries the operation out unless it is to fail, and tells of it.
template <class Work>
IOStatus guarded(FileFaults& faults, const FileEvent& event, Work work) {
    switch (faults.fault(event.operation, event.path)) {
        case FileFault::kNone:
            break;
        case FileFault::kIoError:
            return IOStatus::IOError("injected fault", event.path.data());
        case FileFault::kNoSpace:
            return IOStatus::NoSpace("injected fault: no space left on device");
        case FileFault::kIgnored:
            return IOStatus::OK();
    }
    IOStatus status = work();
    if (status.ok()) faults.done(event);
    return status;
}

std::string_view view(const rocksdb::Slice& bytes) {
    return {bytes.data(), bytes.size()};
}

class FaultWritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
    using Base = rocksdb::FSWritableFileOwnerWrapper;

 public:
    FaultWritableFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path,
                      Faults faults)
        : Base(std::move(file)), path_(std::move(path)), faults_(std::move(faults)) {}

    using Base::Append;
    IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                    IODebugContext* debug) override {
        return guarded(*faults_, {FileOperation::kAppend, path_, view(data)},
                       [&] { return Base::Append(data, options, debug); });
    }
    IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                    const rocksdb::DataVerificationInfo& verification,
                    IODebugContext* debug) override {
        return guarded(*faults_, {FileOperation::kAppend, path_, view(data)},
                       [&] { return Base::Append(data, options, verification, debug); });
    }
    IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
        return guarded(*faults_, {FileOperation::kSync, path_},
                       [&] { return Base::Sync(options, debug); });
    }
    IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
        return guarded(*faults_, {FileOperation::kSync, path_},
                       [&] { return Base::Fsync(options, debug); });
    }
    IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
        return guarded(*faults_, {FileOperation::kClose, path_},
                       [&] { return Base::Close(options, debug); });
    }

 private:
    std::string path_;
    Faults faults_;
};

class FaultSequentialFile final : public rocksdb::FSSequentialFileOwnerWrapper {
    using Base = rocksdb::FSSequentialFileOwnerWrapper;

 public:
    FaultSequentialFile(std::unique_ptr<rocksdb::FSSequentialFile> file, std::string path,
                        Faults faults)
        : Base(std::move(file)), path_(std::move(path)), faults_(std::move(faults)) {}

    IOStatus Read(std::size_t bytes, const IOOptions& options, rocksdb::Slice* result,
                  char* scratch, IODebugContext* debug) override {
        return guarded(*faults_, {FileOperation::kRead, path_},
                       [&] { return Base::Read(bytes, options, result, scratch, debug); });
    }

 private:
    std::string path_;
    Faults faults_;
};

class FaultRandomAccessFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
    using Base = rocksdb::FSRandomAccessFileOwnerWrapper;

 public:
    FaultRandomAccessFile(std::unique_ptr<rocksdb::FSRandomAccessFile> file, std::string path,
                          Faults faults)
        : Base(std::move(file)), path_(std::move(path)), faults_(std::move(faults)) {}

    IOStatus Read(std::uint64_t offset, std::size_t bytes, const IOOptions& options,
                  rocksdb::Slice* result, char* scratch, IODebugContext* debug) const override {
        return guarded(*faults_, {FileOperation::kRead, path_},
                       [&] { return Base::Read(offset, bytes, options, result, scratch, debug); });
    }
    IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count,
                       const IOOptions& options, IODebugContext* debug) override {
        return guarded(*faults_, {FileOperation::kRead, path_},
                       [&] { return Base::MultiRead(requests, count, options, debug); });
    }

 private:
    std::string path_;
    Faults faults_;
};

class FaultDirectory final : public rocksdb::FSDirectoryWrapper {
    using Base = rocksdb::FSDirectoryWrapper;

 public:
    FaultDirectory(std::unique_ptr<rocksdb::FSDirectory> directory, std::string path, Faults faults)
        : Base(std::move(directory)), path_(std::move(path)), faults_(std::move(faults)) {}

    IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
        return guarded(*faults_, {FileOperation::kSyncDirectory, path_},
                       [&] { return Base::Fsync(options, debug); });
    }
    IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                                 const rocksdb::DirFsyncOptions& how) override {
        return guarded(*faults_, {FileOperation::kSyncDirectory, path_},
                       [&] { return Base::FsyncWithDirOptions(options, debug, how); });
    }

 private:
    std::string path_;
    Faults faults_;
};

class FaultFileSystem final : public rocksdb::FileSystemWrapper {
    using Base = rocksdb::FileSystemWrapper;

 public:
    FaultFileSystem(const std::shared_ptr<rocksdb::FileSystem>& base, Faults faults)
        : Base(base), faults_(std::move(faults)) {}

    const char* Name() const override { return "TabellaFaultFileSystem"; }

    IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* file,
                             IODebugContext* debug) override {
        IOStatus status = guarded(*faults_, {FileOperation::kCreate, path}, [&] {
            return Base::NewWritableFile(path, options, file, debug);
        });
        if (status.ok())
            *file = std::make_unique<FaultWritableFile>(std::move(*file), path, faults_);
        return status;
    }
    IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                               std::unique_ptr<rocksdb::FSSequentialFile>* file,
                               IODebugContext* debug) override {
        IOStatus status = Base::NewSequentialFile(path, options, file, debug);
        if (status.ok())
            *file = std::make_unique<FaultSequentialFile>(std::move(*file), path, faults_);
        return status;
    }
    IOStatus NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                                 std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                 IODebugContext* debug) override {
        IOStatus status = Base::NewRandomAccessFile(path, options, file, debug);
        if (status.ok())
            *file = std::make_unique<FaultRandomAccessFile>(std::move(*file), path, faults_);
        return status;
    }
    IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                          std::unique_ptr<rocksdb::FSDirectory>* directory,
                          IODebugContext* debug) override {
        IOStatus status = Base::NewDirectory(path, options, directory, debug);
        if (status.ok())
            *directory = std::make_unique<FaultDirectory>(std::move(*directory), path, faults_);
        return status;
    }
    IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                        IODebugContext* debug) override {
        return guarded(*faults_, {FileOperation::kRename, to, {}, from},
                       [&] { return Base::RenameFile(from, to, options, debug); });
    }
    IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                        IODebugContext* debug) override {
        return guarded(*faults_, {FileOperation::kDelete, path},
                       [&] { return Base::DeleteFile(path, options, debug); });
    }

 private:
    Faults faults_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> make_fault_file_system(
    std::shared_ptr<rocksdb::FileSystem> base, std::shared_ptr<FileFaults> faults) {
    return std::make_shared<FaultFileSystem>(std::move(base), std::move(faults));
}

}  // namespace tabella::storage
