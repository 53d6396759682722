#pragma once

#include <string>
#include <string_view>

namespace tabella::sigv4 {

/// The 32 bytes of the SHA-256 of `data`.
std::string sha256(std::string_view data);
/// The 32 bytes of the HMAC-SHA-256 of `data` under `key`.
std::string hmac_sha256(std::string_view key, std::string_view data);
/// Lower-case hexadecimal.
std::string hex(std::string_view bytes);
/// Bytes that nobody can guess, for secrets.
std::string random_bytes(std::size_t count);
/// Compares in a time that depends on the lengths only.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace tabella::sigv4
