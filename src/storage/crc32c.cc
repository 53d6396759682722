// RocksDB's checksums of logs, by the processor's own instruction. Debian builds RocksDB for the
// oldest processors, and its CRC32C goes through tables then. The linker leads RocksDB's calls of
// rocksdb::crc32c::Extend here (--wrap, in CMakeLists.txt).
// docs/decisions/0017-checksums-by-the-processor.md.

#include <isa-l/crc.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

extern "C" std::uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(std::uint32_t crc,
                                                                const char* bytes,
                                                                std::size_t count);

std::uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(std::uint32_t crc, const char* bytes,
                                                     std::size_t count) {
    constexpr std::size_t kMost = std::numeric_limits<int>::max();
    for (std::uint32_t state = ~crc;;) {
        const std::size_t now = std::min(count, kMost);
        // isa-l does not write to what it calls a buffer.
        state = crc32_iscsi(reinterpret_cast<unsigned char*>(const_cast<char*>(bytes)),
                            static_cast<int>(now), state);
        bytes += now;
        count -= now;
        if (count == 0) return ~state;
    }
}
