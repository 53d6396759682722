#include "storage/row_sizes.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>

#include "base/random.h"

namespace tabella::storage {

RowSizes::RowSizes(std::size_t bytes_max)
    : sets_count_(std::bit_floor(bytes_max / sizeof(Set))), seed_(SeededRandom().next()) {}

RowSizes::Place RowSizes::place_of(std::string_view key) const {
    const XXH128_hash_t hash = XXH3_128bits_withSeed(key.data(), key.size(), seed_);
    return {.set = static_cast<std::size_t>(hash.high64 >> 32) & (sets_count_ - 1),
            .hash_low = hash.low64,
            .hash_high = static_cast<std::uint32_t>(hash.high64)};
}

std::optional<std::uint32_t> RowSizes::find(std::string_view key) const {
    if (sets_.empty()) return std::nullopt;
    const Place place = place_of(key);
    for (const Entry& entry : sets_[place.set].entries)
        if (place.holds(entry)) return entry.size_and_one - 1;
    return std::nullopt;
}

void RowSizes::set(std::string_view key, std::uint32_t size) {
    if (sets_count_ == 0) return;
    if (sets_.empty()) sets_.resize(sets_count_);
    const Place place = place_of(key);
    auto& entries = sets_[place.set].entries;
    auto taken = std::find_if(entries.begin(), entries.end(),
                              [&](const Entry& entry) { return place.holds(entry); });
    if (taken == entries.end()) --taken;
    std::move_backward(entries.begin(), taken, taken + 1);
    entries.front() = {place.hash_low, place.hash_high, size + 1};
}

void RowSizes::forget(std::string_view key) {
    if (sets_.empty()) return;
    const Place place = place_of(key);
    for (Entry& entry : sets_[place.set].entries)
        if (place.holds(entry)) entry = {};
}

void RowSizes::clear() {
    ++seed_;
}

}  // namespace tabella::storage
