#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tabella::storage {

/// The sizes of the rows that were written last, as whoever wrote them counts: so that a row that
/// is written over need not be read for it.
///
/// A row is known by a keyed hash in place of its key: 16 bytes a row, whatever its key is. That a
/// row is taken for another has a probability of 2^-94 at each question. Not thread-safe.
class RowSizes {
 public:
    static constexpr std::uint32_t kNoRow = 0;

    /// Takes so many bytes of memory, from the first `set` on, rounded down to a power of two.
    /// Under 64: none, and nothing is known.
    explicit RowSizes(std::size_t bytes_max);

    /// kNoRow: there is none of that key. Nothing: not known.
    std::optional<std::uint32_t> find(std::string_view key) const;
    /// `size` is less than 2^32 - 1. It takes the place of what was set longest ago among few.
    void set(std::string_view key, std::uint32_t size);
    void forget(std::string_view key);
    /// Forgets all.
    void clear();

 private:
    struct Entry {
        std::uint64_t hash_low = 0;
        std::uint32_t hash_high = 0;
        std::uint32_t size_and_one = 0;  ///< 0: no entry.
    };
    /// A line of the processor's cache: entries of one place, the latest first.
    struct alignas(64) Set {
        std::array<Entry, 4> entries;
    };
    struct Place {
        std::size_t set;
        std::uint64_t hash_low;
        std::uint32_t hash_high;

        bool holds(const Entry& entry) const {
            return entry.size_and_one != 0 && entry.hash_low == hash_low &&
                   entry.hash_high == hash_high;
        }
    };

    Place place_of(std::string_view key) const;

    const std::size_t sets_count_;  ///< A power of two, or 0.
    std::vector<Set> sets_;
    std::uint64_t seed_;  ///< What was set with another is never found.
};

}  // namespace tabella::storage
