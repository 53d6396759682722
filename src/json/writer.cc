#include "json/writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace tabella::json {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr unsigned char kNoDigit = 0xff;

constexpr auto kDigits = [] {
    std::array<unsigned char, 256> digits{};
    digits.fill(kNoDigit);
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
        digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<unsigned char>(i);
    return digits;
}();

bool needs_escape(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

/// Bytes of all ones where a byte needs an escape. The compiler makes of it what the processor has
/// for vectors, SSE2 or NEON.
using Bytes16 = unsigned char __attribute__((vector_size(16)));

Bytes16 escapes_of_16(const char* at) {
    Bytes16 bytes;
    std::memcpy(&bytes, at, sizeof(bytes));
    return (bytes < 0x20) | (bytes == '"') | (bytes == '\\');
}

bool any(Bytes16 found) {
    std::array<std::uint64_t, 2> halves{};
    std::memcpy(&halves, &found, sizeof(halves));
    return (halves[0] | halves[1]) != 0;
}

std::size_t find_escape(std::string_view text, std::size_t from) {
    const char* at = text.data();
    while (from + 64 <= text.size() &&
           !any(escapes_of_16(at + from) | escapes_of_16(at + from + 16) |
                escapes_of_16(at + from + 32) | escapes_of_16(at + from + 48)))
        from += 64;
    while (from + 16 <= text.size() && !any(escapes_of_16(at + from))) from += 16;
    while (from < text.size() && !needs_escape(text[from])) ++from;
    return from;
}

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            constexpr std::string_view kHex = "0123456789abcdef";
            out += "\\u00";
            out += kHex[static_cast<unsigned char>(c) >> 4];
            out += kHex[static_cast<unsigned char>(c) & 0xfU];
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    std::size_t escape = find_escape(text, 0);
    if (escape == text.size()) {
        // Nearly always: growing once is cheaper than appending three times.
        const std::size_t at = out.size();
        out.resize(at + text.size() + 2);
        out[at] = '"';
        text.copy(out.data() + at + 1, text.size());
        out.back() = '"';
        return;
    }
    out += '"';
    std::size_t from = 0;
    while (true) {
        out.append(text.data() + from, escape - from);
        if (escape == text.size()) break;
        append_escaped(out, text[escape]);
        from = escape + 1;
        escape = find_escape(text, from);
    }
    out += '"';
}

void append_integer(std::string& out, std::int64_t value) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof(digits), value).ptr);
}

void append_real(std::string& out, double value) {
    // The longest plain decimal of a double: 309 digits before the point, 1074 behind it.
    char digits[1400];
    const auto end =
        std::to_chars(digits, digits + sizeof(digits), value, std::chars_format::fixed).ptr;
    out.append(digits, end);
    if (std::string_view(digits, static_cast<std::size_t>(end - digits)).find('.') ==
        std::string_view::npos)
        out += ".0";
}

void append_base64(std::string& out, std::string_view bytes) {
    const auto byte = [bytes](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i]));
    };
    const auto put = [&out](std::uint32_t group, int digits) {
        for (int i = 0; i < digits; ++i) out += kAlphabet[(group >> (18 - 6 * i)) & 0x3fU];
    };
    out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) put(byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2), 4);
    if (bytes.size() - i == 1) {
        put(byte(i) << 16, 2);
        out += "==";
    } else if (bytes.size() - i == 2) {
        put(byte(i) << 16 | byte(i + 1) << 8, 3);
        out += '=';
    }
}

bool decode_base64(std::string_view text, std::string& out) {
    if (text.size() % 4 != 0) return false;
    std::size_t padding = 0;
    while (padding < 2 && !text.empty() && text.back() == '=') {
        text.remove_suffix(1);
        ++padding;
    }
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const std::uint32_t digit = kDigits[static_cast<unsigned char>(c)];
        if (digit == kNoDigit) return false;
        group = group << 6 | digit;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>(group >> bits & 0xffU);
        }
    }
    return true;
}

std::string to_base64url(std::string_view bytes) {
    std::string text;
    append_base64(text, bytes);
    while (text.ends_with('=')) text.pop_back();
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string padded(text);
    std::replace(padded.begin(), padded.end(), '-', '+');
    std::replace(padded.begin(), padded.end(), '_', '/');
    padded.append((4 - padded.size() % 4) % 4, '=');
    std::string bytes;
    // Base64 has many spellings of the same bytes; only one of them is ours.
    if (!decode_base64(padded, bytes) || to_base64url(bytes) != text) return std::nullopt;
    return bytes;
}

}  // namespace tabella::json
