#pragma once

#include <string>
#include <vector>

namespace rocksdb {
class FileSystem;
class Status;
struct ColumnFamilyOptions;
struct DBOptions;
}  // namespace rocksdb

// RocksDB writes all its options to a file whenever a store is opened or a keyspace made, reads
// that file back, and compares: a millisecond each time, five times for a new store. Nobody reads
// it, as Tabella gives every option itself. The linker leads RocksDB's calls of
// rocksdb::PersistRocksDBOptions to this one (--wrap, in CMakeLists.txt), which makes a file that
// says so. docs/decisions/0018-a-start-in-milliseconds.md. Private to src/storage.

/// The arguments of rocksdb::PersistRocksDBOptions, which has five: only the path of the file and
/// where it is made count.
// clang-format off
rocksdb::Status wrapped_persist_options(
    const rocksdb::DBOptions& options, const std::vector<std::string>& keyspaces,
    const std::vector<rocksdb::ColumnFamilyOptions>& keyspace_options, const std::string& path,
    rocksdb::FileSystem* files)
    asm("__wrap__ZN7rocksdb21PersistRocksDBOptionsERKNS_9DBOptionsERKSt6vectorINSt7__cxx1112basic_"
        "stringIcSt11char_traitsIcESaIcEEESaIS9_EERKS3_INS_19ColumnFamilyOptionsESaISE_EERKS9_"
        "PNS_10FileSystemE");
// clang-format on
