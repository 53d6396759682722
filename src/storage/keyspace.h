#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tabella::storage {

/// The separately sorted key ranges of a store. All of them commit together.
enum class Keyspace : unsigned char {
    kMeta,     ///< Format version, commit record, counters.
    kCatalog,  ///< One record a table.
    kItems,    ///< Base rows of all tables.
    kIndexes,  ///< Index rows of all tables.
    kChanges,  ///< The change log of all tables with a stream, and the streams.
};

inline constexpr std::size_t kKeyspaceCount = 5;

/// Their names on disk; the order is that of the enum.
inline constexpr std::array<std::string_view, kKeyspaceCount> kKeyspaceNames{
    "default", "catalog", "items", "indexes", "changes"};

/// With so many bytes a key names the partition that its row is in, or one of the same hash: where
/// a walk stays below one, files and write buffers without it are left out. 0: nothing to tell.
/// Data files remember it; those of another length are still read, without the short cut.
constexpr std::size_t partition_bytes(Keyspace keyspace) {
    constexpr std::size_t kId = 4;    // A table, an index.
    constexpr std::size_t kHash = 8;  // Of the partition key.
    switch (keyspace) {
        case Keyspace::kItems:
            return kId + kHash;
        case Keyspace::kIndexes:
            return kId + kId + kHash;
        case Keyspace::kMeta:
        case Keyspace::kCatalog:
        case Keyspace::kChanges:
            break;
    }
    return 0;
}

}  // namespace tabella::storage
