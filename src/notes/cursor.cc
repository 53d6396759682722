#include "notes/cursor.h"

#include "json/writer.h"
#include "sigv4/hash.h"

namespace tabella::notes {

namespace {

constexpr char kVersion = '2';
constexpr std::size_t kMacBytes = 16;

}  // namespace

Cursor CursorCodec::encode(std::string_view listing, const AttributeMap& start_key) const {
    std::string content(1, kVersion);
    content += Item(start_key).encoded();
    return Cursor(json::to_base64url(content + mac_of(listing, content)));
}

std::optional<AttributeMap> CursorCodec::decode(std::string_view listing,
                                                const Cursor& cursor) const {
    const std::optional<std::string> bytes = json::from_base64url(cursor.text);
    if (!bytes.has_value() || bytes->size() <= kMacBytes) return std::nullopt;
    const std::string content = bytes->substr(0, bytes->size() - kMacBytes);
    const std::string mac = bytes->substr(content.size());
    if (!sigv4::equal_in_constant_time(mac, mac_of(listing, content))) return std::nullopt;
    if (content[0] != kVersion) return std::nullopt;
    const auto start_key = Item::from_encoded(content.substr(1));
    if (!start_key.ok()) return std::nullopt;
    return start_key->decode();
}

std::string CursorCodec::mac_of(std::string_view listing, std::string_view content) const {
    std::string signed_text;
    for (const int shift : {24, 16, 8, 0})
        signed_text.push_back(static_cast<char>(listing.size() >> shift & 0xffU));
    signed_text.append(listing).append(content);
    return sigv4::hmac_sha256(secret_, signed_text).substr(0, kMacBytes);
}

}  // namespace tabella::notes
