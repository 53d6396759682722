#pragma once

#include <rocksdb/options.h>
#include <rocksdb/slice.h>
#include <rocksdb/status.h>

#include <string_view>

#include "base/result.h"
#include "storage/store.h"

// What the store and its cursors have in common in their use of RocksDB.

namespace tabella::storage {

inline rocksdb::Slice slice(std::string_view bytes) {
    return {bytes.data(), bytes.size()};
}
inline std::string_view view(const rocksdb::Slice& bytes) {
    return {bytes.data(), bytes.size()};
}

inline Error to_error(const rocksdb::Status& status) {
    if (status.IsCorruption())
        return {ErrorKind::kCorruption, "damaged data: " + status.ToString()};
    return {ErrorKind::kIo, status.ToString()};
}

inline rocksdb::ReadOptions read_options(ReadTier tier) {
    rocksdb::ReadOptions options;
    options.fill_cache = tier != ReadTier::kAllOnce;
    return options;
}

}  // namespace tabella::storage
