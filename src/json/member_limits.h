#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace tabella::json {

/// What the service model demands of a member. Lengths are characters of a string, or elements.
struct MemberLimits {
    std::size_t length_min = 0;
    std::size_t length_max = std::numeric_limits<std::size_t>::max();
    std::int64_t value_min = std::numeric_limits<std::int64_t>::min();
    std::int64_t value_max = std::numeric_limits<std::int64_t>::max();
    /// [a-zA-Z0-9_.-]+
    bool name_pattern = false;
    /// The service model's "integer": 32 bits.
    bool is_32_bits = false;
};

}  // namespace tabella::json
