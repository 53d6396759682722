#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tabella::http {

// Characters as RFC 9110 counts them: no locale, no sign trouble.

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
constexpr bool is_alpha(char c) {
    return to_lower(c) >= 'a' && to_lower(c) <= 'z';
}

namespace detail {
/// Every request's head passes these, byte by byte: a table costs a fifth of the comparisons.
template <typename Predicate>
constexpr std::array<bool, 256> table_of(Predicate predicate) {
    std::array<bool, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = predicate(static_cast<char>(static_cast<unsigned char>(i)));
    return table;
}

inline constexpr auto kTokenChars = table_of([](char c) {
    return is_alpha(c) || is_digit(c) ||
           (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
});
inline constexpr auto kFieldChars = table_of([](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
});
}  // namespace detail

/// tchar of RFC 9110, 5.6.2: what methods and field names are made of.
constexpr bool is_token_char(char c) {
    return detail::kTokenChars[static_cast<unsigned char>(c)];
}

/// What may stand in a field value: HTAB, SP, visible ASCII and bytes above it.
constexpr bool is_field_char(char c) {
    return detail::kFieldChars[static_cast<unsigned char>(c)];
}

constexpr bool all_token_chars(std::string_view text) {
    for (const char c : text)
        if (!is_token_char(c)) return false;
    return true;
}

namespace detail {
/// Of eight characters: whether any may be one that cannot stand in a field value (or is HTAB).
inline bool may_have_non_field_char(const char* eight) {
    constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101;
    constexpr std::uint64_t kHighBits = kOnes * 0x80;
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, eight, sizeof(bytes));
    const std::uint64_t below_space = (bytes - kOnes * 0x20) & ~bytes;
    const std::uint64_t without_del = bytes ^ (kOnes * 0x7F);
    const std::uint64_t del = (without_del - kOnes) & ~without_del;
    return ((below_space | del) & kHighBits) != 0;
}
}  // namespace detail

inline bool all_field_chars(std::string_view text) {
    while (text.size() >= 8 && !detail::may_have_non_field_char(text.data())) text.remove_prefix(8);
    for (const char c : text)
        if (!is_field_char(c)) return false;
    return true;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (to_lower(a[i]) != to_lower(b[i])) return false;
    return true;
}

/// Without the spaces and tabs at both ends.
constexpr std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace tabella::http
