#pragma once

#include <memory>

#include "storage/file_faults.h"

namespace rocksdb {
class Env;
class FileSystem;
}  // namespace rocksdb

namespace tabella::storage {

/// The file system of `base`, with the faults that are asked for. Private to src/storage.
std::shared_ptr<rocksdb::FileSystem> make_fault_file_system(
    std::shared_ptr<rocksdb::FileSystem> base, std::shared_ptr<FileFaults> faults);

}  // namespace tabella::storage
