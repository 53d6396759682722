#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tabella::json {

/// Appends `text`, which is UTF-8, as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

void append_integer(std::string& out, std::int64_t value);

/// Plain decimals without exponent, the fewest that read back as the same number, and at least one
/// digit after the point: 0.5, 1.0, 1732312345.123. `value` is finite.
void append_real(std::string& out, double value);

/// Appends `bytes` in base64 with padding (RFC 4648, section 4), without quotes.
void append_base64(std::string& out, std::string_view bytes);

/// Appends the bytes that `text` stands for. False, with an unspecified tail in `out`, when it is
/// not base64 with padding.
[[nodiscard]] bool decode_base64(std::string_view text, std::string& out);

/// Base64 for URLs and tokens, without padding (RFC 4648, section 5).
std::string to_base64url(std::string_view bytes);
/// The bytes that `text` stands for; nothing unless `to_base64url` writes exactly this text for
/// them.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace tabella::json
