#pragma once

#include <string_view>

namespace tabella::storage {

enum class FileOperation { kCreate, kAppend, kSync, kClose, kRename, kDelete };

/// Decides, for tests, which file operations of a store fail. Called from any thread.
class FileFaults {
 public:
    virtual ~FileFaults() = default;
    /// True: the operation is not carried out and reports an I/O error.
    virtual bool fails(FileOperation operation, std::string_view path) = 0;
};

}  // namespace tabella::storage
