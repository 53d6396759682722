#include "storage/key_codec.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace tabella::storage {

namespace {

constexpr char kEscape = '\x00';
constexpr char kEscapedZero = '\xFF';
constexpr char kEnd = '\x01';

template <class Unsigned>
void append_big_endian(std::string& out, Unsigned value) {
    for (int shift = (static_cast<int>(sizeof(Unsigned)) - 1) * 8; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(static_cast<unsigned char>(value >> shift)));
}

template <class Unsigned>
std::optional<Unsigned> take_big_endian(std::string_view& in) {
    if (in.size() < sizeof(Unsigned)) return std::nullopt;
    Unsigned value = 0;
    for (std::size_t i = 0; i < sizeof(Unsigned); ++i)
        value = static_cast<Unsigned>(value << 8) | static_cast<unsigned char>(in[i]);
    in.remove_prefix(sizeof(Unsigned));
    return value;
}

}  // namespace

void append_u32(std::string& out, std::uint32_t value) {
    append_big_endian(out, value);
}
void append_u64(std::string& out, std::uint64_t value) {
    append_big_endian(out, value);
}

void append_bytes_prefix(std::string& out, std::string_view prefix) {
    while (true) {
        const std::size_t zero = prefix.find(kEscape);
        out.append(prefix.substr(0, zero));
        if (zero == std::string_view::npos) return;
        out.push_back(kEscape);
        out.push_back(kEscapedZero);
        prefix.remove_prefix(zero + 1);
    }
}

void append_bytes(std::string& out, std::string_view bytes) {
    append_bytes_prefix(out, bytes);
    out.push_back(kEscape);
    out.push_back(kEnd);
}

std::optional<std::uint32_t> take_u32(std::string_view& in) {
    return take_big_endian<std::uint32_t>(in);
}
std::optional<std::uint64_t> take_u64(std::string_view& in) {
    return take_big_endian<std::uint64_t>(in);
}

std::optional<std::string> take_bytes(std::string_view& in) {
    std::string bytes;
    std::string_view rest = in;
    while (true) {
        const std::size_t zero = rest.find(kEscape);
        if (zero == std::string_view::npos || zero + 1 >= rest.size()) return std::nullopt;
        bytes.append(rest.substr(0, zero));
        const char mark = rest[zero + 1];
        rest.remove_prefix(zero + 2);
        if (mark == kEnd) break;
        if (mark != kEscapedZero) return std::nullopt;
        bytes.push_back('\0');
    }
    in = rest;
    return bytes;
}

std::string after_prefix(std::string_view prefix) {
    std::string next(prefix);
    while (!next.empty() && next.back() == '\xFF') next.pop_back();
    if (!next.empty()) next.back() = static_cast<char>(static_cast<unsigned char>(next.back()) + 1);
    return next;
}

std::uint64_t partition_hash(std::string_view partition_key_part) {
    return XXH3_64bits(partition_key_part.data(), partition_key_part.size());
}

}  // namespace tabella::storage
