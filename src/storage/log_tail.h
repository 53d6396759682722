#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rocksdb {
class Env;
}

namespace tabella::storage {

/// Where a log must be cut because a power loss tore its last commit; nothing where it is whole,
/// or merely ends early (RocksDB drops that itself), or is damaged otherwise.
///
/// Every commit is synced before the next is written, so what was not synced is within one commit:
/// its bytes may be there, missing, or zeros, in any mixture of pages. If the beginning of another
/// commit follows the first fault, the faulty one had been synced, and this is damage.
///
/// The format is RocksDB's, "Write Ahead Log File Format" in its wiki: blocks of 32 KB of fragments
///     fragment := u32(masked crc32c of type and data) u16(bytes of data) type data
/// little-endian, type 1: a whole record, 2, 3, 4: its first, a middle and its last fragment.
std::optional<std::uint64_t> torn_at(std::string_view log);

/// Cuts the newest log of a store that is not open where a power loss tore it. The bytes that are
/// cut off are kept in a file beside it that ends in ".torn". False: there is nothing to cut.
Result<bool> cut_torn_log(rocksdb::Env& env, const std::string& directory);
/// The same for the manifest in use, which has the log's format. What is lost with its last record
/// is a flush or a compaction whose logs and files are still there; where they are not, because the
/// record had been synced and was damaged later, opening misses a log that the manifest names.
Result<bool> cut_torn_manifest(rocksdb::Env& env, const std::string& directory);

/// CRC-32C (Castagnoli). For tests.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace tabella::storage
