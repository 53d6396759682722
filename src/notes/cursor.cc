#include "notes/cursor.h"

#include <zlib.h>

#include "json/writer.h"

namespace tabella::notes {

namespace {

constexpr char kVersion = '1';
constexpr std::size_t kChecksumBytes = 4;

std::string checksum_of(std::string_view text) {
    const auto checksum =
        ::crc32(0L, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size()));
    std::string bytes;
    for (const int shift : {24, 16, 8, 0})
        bytes.push_back(static_cast<char>(static_cast<unsigned char>(checksum >> shift)));
    return bytes;
}

}  // namespace

std::string encode_cursor(const ListPosition& position) {
    const std::string content = kVersion + position.sort_key;
    std::string cursor;
    json::append_base64(cursor, content + checksum_of(content));
    return cursor;
}

std::optional<ListPosition> decode_cursor(std::string_view cursor) {
    std::string bytes;
    if (!json::decode_base64(cursor, bytes) || bytes.size() <= kChecksumBytes) return std::nullopt;
    const std::string content = bytes.substr(0, bytes.size() - kChecksumBytes);
    if (content.front() != kVersion || content + checksum_of(content) != bytes) return std::nullopt;
    return ListPosition{content.substr(1)};
}

}  // namespace tabella::notes
