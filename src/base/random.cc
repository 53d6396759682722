#include "base/random.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace tabella {

namespace {

/// All pairs of upper-case letters and digits.
constexpr auto kPairs = [] {
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    std::array<std::array<char, 2>, kAlphabet.size() * kAlphabet.size()> pairs{};
    for (std::size_t i = 0; i < pairs.size(); ++i)
        pairs[i] = {kAlphabet[i / kAlphabet.size()], kAlphabet[i % kAlphabet.size()]};
    return pairs;
}();

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
    // Every answer has an id: two characters at a time take half the time.
    constexpr int kPairsPerDraw = 6;  // 36^12 < 2^64
    std::string id((length + 1) / 2 * 2, '\0');
    std::uint64_t draw = 0;
    int pairs_left = 0;
    for (std::size_t at = 0; at < length; at += 2) {
        if (pairs_left-- == 0) {
            draw = random.next();
            pairs_left = kPairsPerDraw - 1;
        }
        const auto& pair = kPairs[draw % kPairs.size()];
        draw /= kPairs.size();
        id[at] = pair[0];
        id[at + 1] = pair[1];
    }
    id.resize(length);
    return id;
}

std::string random_uuid(Random& random) {
    const std::uint64_t high = (random.next() & 0xFFFFFFFFFFFF0FFFULL) | 0x4000ULL;
    const std::uint64_t low = (random.next() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF,
                       high & 0xFFFF, low >> 48, low & 0xFFFFFFFFFFFFULL);
}

}  // namespace tabella
