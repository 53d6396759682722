#include "storage/options_file.h"

#include <rocksdb/file_system.h>
#include <rocksdb/options.h>

#include <memory>

rocksdb::Status wrapped_persist_options(
    const rocksdb::DBOptions& /*options*/, const std::vector<std::string>& /*keyspaces*/,
    const std::vector<rocksdb::ColumnFamilyOptions>& /*keyspace_options*/, const std::string& path,
    rocksdb::FileSystem* files) {
    // RocksDB renames it afterwards, so there has to be one. Not synced: it may be lost.
    std::unique_ptr<rocksdb::FSWritableFile> file;
    rocksdb::IOStatus status = files->NewWritableFile(path, rocksdb::FileOptions(), &file, nullptr);
    if (!status.ok()) return status;
    status = file->Append("# Options are not kept here: Tabella gives all of them itself.\n",
                          rocksdb::IOOptions(), nullptr);
    const rocksdb::IOStatus closed = file->Close(rocksdb::IOOptions(), nullptr);
    return status.ok() ? closed : status;
}
