#pragma once

#include <cstddef>
#include <cstdint>

// RocksDB's checksums of logs, by the processor's own instruction. Debian builds RocksDB for the
// oldest processors, and its CRC32C goes through tables then. The linker leads RocksDB's calls of
// rocksdb::crc32c::Extend to the first of these, and calls the second what it led them from
// (--wrap, in CMakeLists.txt). docs/decisions/0017-checksums-by-the-processor.md.
// Private to src/storage.

// NOLINTBEGIN(bugprone-reserved-identifier): these names are the linker's.
extern "C" std::uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(std::uint32_t crc,
                                                                const char* bytes,
                                                                std::size_t count);
/// RocksDB's own.
extern "C" std::uint32_t __real__ZN7rocksdb6crc32c6ExtendEjPKcm(std::uint32_t crc,
                                                                const char* bytes,
                                                                std::size_t count);
// NOLINTEND(bugprone-reserved-identifier)
