#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

namespace tabella::json {

/// A regular expression of the service model, and what it matches.
struct Pattern {
    std::string_view text;
    bool (*matches)(std::string_view);
};
/// [a-zA-Z0-9_.-]+
extern const Pattern kNamePattern;
/// ([0-9a-f]{16})+
extern const Pattern kHexadecimalPattern;

/// What the service model demands of a member. Lengths are characters of a string, or elements.
struct MemberLimits {
    std::size_t length_min = 0;
    std::size_t length_max = std::numeric_limits<std::size_t>::max();
    std::int64_t value_min = std::numeric_limits<std::int64_t>::min();
    std::int64_t value_max = std::numeric_limits<std::int64_t>::max();
    const Pattern* pattern = nullptr;
    /// The service model's "integer": 32 bits.
    bool is_32_bits = false;
};

namespace members {

/// TableArn of the service model: a table's name or ARN. Whether it is one is the engine's to
/// check.
inline constexpr MemberLimits kTableArn{.length_min = 1, .length_max = 1024};
inline constexpr MemberLimits kTableName{
    .length_min = 3, .length_max = 255, .pattern = &kNamePattern};
inline constexpr MemberLimits kIndexName = kTableName;
inline constexpr MemberLimits kKeyAttributeName{.length_min = 1, .length_max = 255};
inline constexpr MemberLimits kAttributeName{.length_max = 65'535};
inline constexpr MemberLimits kNotEmpty{.length_min = 1};
inline constexpr MemberLimits kPositive{.value_min = 1};
inline constexpr MemberLimits kPositiveInteger{.value_min = 1, .is_32_bits = true};

}  // namespace members

}  // namespace tabella::json
