#include "notes/cursor.h"

#include <zlib.h>

#include <algorithm>

#include "json/writer.h"

namespace tabella::notes {

namespace {

constexpr char kVersion = '1';
constexpr std::size_t kChecksumBytes = 4;

uLong crc32_after(uLong checksum, std::string_view text) {
    return ::crc32(checksum, reinterpret_cast<const Bytef*>(text.data()),
                   static_cast<uInt>(text.size()));
}

std::string to_base64url(std::string_view bytes) {
    std::string text;
    json::append_base64(text, bytes);
    while (text.ends_with('=')) text.pop_back();
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::optional<std::string> from_base64url(std::string text) {
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    std::string bytes;
    if (!json::decode_base64(text, bytes)) return std::nullopt;
    return bytes;
}

}  // namespace

Cursor CursorCodec::encode(std::string_view sort_key) const {
    std::string content(1, kVersion);
    content += sort_key;
    return Cursor(to_base64url(content + checksum_of(content)));
}

std::optional<std::string> CursorCodec::decode(const Cursor& cursor) const {
    const std::optional<std::string> bytes = from_base64url(cursor.text);
    if (!bytes.has_value() || bytes->size() <= kChecksumBytes) return std::nullopt;
    std::string sort_key = bytes->substr(1, bytes->size() - kChecksumBytes - 1);
    // Base64 has many spellings of the same bytes; only one of them was ever handed out.
    if (encode(sort_key).text != cursor.text) return std::nullopt;
    return sort_key;
}

std::string CursorCodec::checksum_of(std::string_view content) const {
    const uLong checksum = crc32_after(crc32_after(0, content), partition_key_);
    std::string bytes;
    for (const int shift : {24, 16, 8, 0})
        bytes.push_back(static_cast<char>(static_cast<unsigned char>(checksum >> shift)));
    return bytes;
}

}  // namespace tabella::notes
