// RocksDB's checksums of logs, by the processor's own instruction. Debian builds RocksDB for the
// oldest processors, and its CRC32C goes through tables then. The linker leads RocksDB's calls of
// rocksdb::crc32c::Extend here (--wrap, in CMakeLists.txt).
// docs/decisions/0017-checksums-by-the-processor.md.

#include <cstddef>
#include <cstdint>
#include <cstring>
#ifdef __x86_64__
#include <nmmintrin.h>
#endif

// NOLINTBEGIN(bugprone-reserved-identifier): these names are the linker's.
extern "C" std::uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(std::uint32_t crc,
                                                                const char* bytes,
                                                                std::size_t count);
/// RocksDB's own.
extern "C" std::uint32_t __real__ZN7rocksdb6crc32c6ExtendEjPKcm(std::uint32_t crc,
                                                                const char* bytes,
                                                                std::size_t count);

// NOLINTEND(bugprone-reserved-identifier)

#ifdef __x86_64__
namespace {

__attribute__((target("sse4.2"))) std::uint32_t by_instruction(std::uint32_t crc, const char* bytes,
                                                               std::size_t count) {
    std::uint64_t state = ~crc;
    for (std::uint64_t word = 0; count >= sizeof(word); bytes += sizeof(word)) {
        std::memcpy(&word, bytes, sizeof(word));
        state = _mm_crc32_u64(state, word);
        count -= sizeof(word);
    }
    auto rest = static_cast<std::uint32_t>(state);
    for (; count > 0; ++bytes, --count)
        rest = _mm_crc32_u8(rest, static_cast<unsigned char>(*bytes));
    return ~rest;
}

}  // namespace

std::uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(std::uint32_t crc, const char* bytes,
                                                     std::size_t count) {
    static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
    return has_instruction ? by_instruction(crc, bytes, count)
                           : __real__ZN7rocksdb6crc32c6ExtendEjPKcm(crc, bytes, count);
}
#else
std::uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(std::uint32_t crc, const char* bytes,
                                                     std::size_t count) {
    return __real__ZN7rocksdb6crc32c6ExtendEjPKcm(crc, bytes, count);
}
#endif
