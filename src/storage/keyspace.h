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

}  // namespace tabella::storage
