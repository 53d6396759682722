#include "storage/fault_file_system.h"

#include <rocksdb/file_system.h>

#include <string>

namespace tabella::storage {

namespace {

rocksdb::IOStatus injected() {
    return rocksdb::IOStatus::IOError("injected fault");
}

class FaultWritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
    FaultWritableFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path,
                      std::shared_ptr<FileFaults> faults)
        : rocksdb::FSWritableFileOwnerWrapper(std::move(file)),
          path_(std::move(path)),
          faults_(std::move(faults)) {}

    using rocksdb::FSWritableFileOwnerWrapper::Append;
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
        if (faults_->fails(FileOperation::kAppend, path_)) return injected();
        return rocksdb::FSWritableFileOwnerWrapper::Append(data, options, debug);
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo& verification,
                             rocksdb::IODebugContext* debug) override {
        if (faults_->fails(FileOperation::kAppend, path_)) return injected();
        return rocksdb::FSWritableFileOwnerWrapper::Append(data, options, verification, debug);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
        if (faults_->fails(FileOperation::kSync, path_)) return injected();
        return rocksdb::FSWritableFileOwnerWrapper::Sync(options, debug);
    }
    rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                            rocksdb::IODebugContext* debug) override {
        if (faults_->fails(FileOperation::kSync, path_)) return injected();
        return rocksdb::FSWritableFileOwnerWrapper::Fsync(options, debug);
    }
    rocksdb::IOStatus Close(const rocksdb::IOOptions& options,
                            rocksdb::IODebugContext* debug) override {
        if (faults_->fails(FileOperation::kClose, path_)) return injected();
        return rocksdb::FSWritableFileOwnerWrapper::Close(options, debug);
    }

 private:
    std::string path_;
    std::shared_ptr<FileFaults> faults_;
};

class FaultFileSystem final : public rocksdb::FileSystemWrapper {
 public:
    FaultFileSystem(const std::shared_ptr<rocksdb::FileSystem>& base,
                    std::shared_ptr<FileFaults> faults)
        : rocksdb::FileSystemWrapper(base), faults_(std::move(faults)) {}

    const char* Name() const override { return "TabellaFaultFileSystem"; }

    rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* debug) override {
        if (faults_->fails(FileOperation::kCreate, path)) return injected();
        const rocksdb::IOStatus status =
            rocksdb::FileSystemWrapper::NewWritableFile(path, options, file, debug);
        if (status.ok())
            *file = std::make_unique<FaultWritableFile>(std::move(*file), path, faults_);
        return status;
    }
    rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                                 const rocksdb::IOOptions& options,
                                 rocksdb::IODebugContext* debug) override {
        if (faults_->fails(FileOperation::kRename, to)) return injected();
        return rocksdb::FileSystemWrapper::RenameFile(from, to, options, debug);
    }
    rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                                 rocksdb::IODebugContext* debug) override {
        if (faults_->fails(FileOperation::kDelete, path)) return injected();
        return rocksdb::FileSystemWrapper::DeleteFile(path, options, debug);
    }

 private:
    std::shared_ptr<FileFaults> faults_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> make_fault_file_system(
    std::shared_ptr<rocksdb::FileSystem> base, std::shared_ptr<FileFaults> faults) {
    return std::make_shared<FaultFileSystem>(std::move(base), std::move(faults));
}

}  // namespace tabella::storage
