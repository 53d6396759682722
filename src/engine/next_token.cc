#include "engine/next_token.h"

#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

constexpr char kFormat = 1;
constexpr std::string_view kDigits = "0123456789abcdef";

std::string hex(std::string_view bytes) {
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 15U];
    }
    return text;
}

std::optional<std::string> unhex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const std::size_t high = kDigits.find(text[i]);
        const std::size_t low = kDigits.find(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        bytes += static_cast<char>(high << 4U | low);
    }
    return bytes;
}

}  // namespace

std::uint64_t statement_hash(std::string_view statement,
                             const std::optional<std::vector<AttributeValue>>& parameters) {
    std::string bytes;
    storage::append_bytes(bytes, statement);
    if (parameters.has_value())
        for (const AttributeValue& parameter : *parameters)
            storage::append_bytes(bytes, encode_value(parameter));
    return storage::partition_hash(bytes);
}

std::string next_token_of(std::uint64_t statement_hash, const SelectPosition& position) {
    std::string bytes(1, kFormat);
    storage::append_u64(bytes, statement_hash);
    storage::append_u32(bytes, position.range);
    if (position.key.has_value()) bytes += position.key->encoded();
    return hex(bytes);
}

api::Error invalid_next_token() {
    return api::validation_error("Invalid NextToken");
}

api::Result<SelectPosition> read_next_token(std::string_view token, std::uint64_t statement_hash) {
    const std::optional<std::string> bytes = unhex(token);
    if (!bytes.has_value() || bytes->empty() || bytes->front() != kFormat)
        return invalid_next_token();
    std::string_view rest = std::string_view(*bytes).substr(1);
    const auto hash = storage::take_u64(rest);
    if (!hash.has_value() || *hash != statement_hash) return invalid_next_token();
    const auto range = storage::take_u32(rest);
    if (!range.has_value()) return invalid_next_token();
    SelectPosition position{.range = *range};
    if (rest.empty()) return position;
    auto key = Item::from_encoded(std::string(rest));
    if (!key.ok()) return invalid_next_token();
    position.key = std::move(key).value();
    return position;
}

}  // namespace tabella::engine
