#include "storage/crc32c.h"

#include <cstring>
#ifdef __x86_64__
#include <nmmintrin.h>

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
#endif

std::uint32_t __wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(std::uint32_t crc, const char* bytes,
                                                     std::size_t count) {
#ifdef __x86_64__
    static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
    if (has_instruction) return by_instruction(crc, bytes, count);
#endif
    return __real__ZN7rocksdb6crc32c6ExtendEjPKcm(crc, bytes, count);
}
