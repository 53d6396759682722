#pragma once

#include <string_view>

namespace tabella::storage {

enum class FileOperation {
    kCreate,
    kAppend,
    kSync,
    kClose,
    kRename,
    kDelete,
    kRead,
    kSyncDirectory,
};

enum class FileFault {
    kNone,
    kIoError,  ///< EIO; the operation is not carried out.
    kNoSpace,  ///< ENOSPC; the operation is not carried out.
    kIgnored,  ///< Success is reported, but the operation is not carried out: a disk that lies.
};

/// A file operation that was carried out.
struct FileEvent {
    FileOperation operation;
    std::string_view path;         ///< Of kRename: the new one.
    std::string_view data = {};    ///< Of kAppend: the bytes.
    std::string_view source = {};  ///< Of kRename: the old path.
};

/// Decides, for tests, which file operations of a store fail, and hears of those that were carried
/// out. Called from any thread. The LOCK file does not pass here.
class FileFaults {
 public:
    virtual ~FileFaults() = default;
    virtual FileFault fault(FileOperation operation, std::string_view path) = 0;
    /// Events of one file come in its order; kAppend before its bytes can be synced.
    virtual void done(const FileEvent& event) { (void)event; }
};

}  // namespace tabella::storage
