#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace rocksdb {
class Env;
}

namespace tabella::storage {

// The file COMMITTED of a data directory: the number of a commit that is surely there. RocksDB
// takes a log whose end is gone for one that was never written further; this file knows better.
// It also tells a store that was opened once from one whose creation was cut short.
//
//   file := number ' ' number '\n'      twice the same, in decimal: damage shows

/// Errors: kCorruption when the file is damaged, kIo. Nothing: there is no such file.
Result<std::optional<std::uint64_t>> read_commit_floor(rocksdb::Env& env,
                                                       const std::string& directory);

/// Replaces the file, durably.
Status write_commit_floor(rocksdb::Env& env, const std::string& directory, std::uint64_t number);

}  // namespace tabella::storage
