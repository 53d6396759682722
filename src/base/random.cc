#include "base/random.h"

#include <fmt/format.h>

namespace tabella {

namespace {
std::mt19937_64 seeded_by_system() {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64(seed);
}
}  // namespace

SeededRandom::SeededRandom() : engine_(seeded_by_system()) {}

std::uint64_t SeededRandom::next() {
    std::lock_guard lock(mutex_);
    return engine_();
}

std::string random_id(Random& random, std::size_t length) {
    static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    constexpr std::uint64_t kBase = 36;
    constexpr int kDigitsPerDraw = 12;  // 36^12 < 2^64
    std::string id;
    id.reserve(length);
    std::uint64_t draw = 0;
    int digits_left = 0;
    while (id.size() < length) {
        if (digits_left == 0) {
            draw = random.next();
            digits_left = kDigitsPerDraw;
        }
        id.push_back(kAlphabet[draw % kBase]);
        draw /= kBase;
        --digits_left;
    }
    return id;
}

std::string random_uuid(Random& random) {
    const std::uint64_t high = (random.next() & 0xFFFFFFFFFFFF0FFFULL) | 0x4000ULL;
    const std::uint64_t low = (random.next() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF,
                       high & 0xFFFF, low >> 48, low & 0xFFFFFFFFFFFFULL);
}

}  // namespace tabella
