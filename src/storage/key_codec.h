#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The parts that keys are made of. Each keeps order (comparing encodings as unsigned bytes compares
// the values) and delimits itself, so parts can follow one another.
//
//   u32, u64 := big-endian
//   bytes    := (byte except 0x00 | 0x00 0xFF)* 0x00 0x01
//
// A number's part is model's Number encoding, which has both properties already.

namespace tabella::storage {

void append_u32(std::string& out, std::uint32_t value);
void append_u64(std::string& out, std::uint64_t value);
void append_bytes(std::string& out, std::string_view bytes);
/// The encoding of `prefix` without its end: every `bytes` part whose value begins with `prefix`
/// begins with it, and no other does.
void append_bytes_prefix(std::string& out, std::string_view prefix);

/// Each reads one part from the front of `in` and removes it; nothing when it is malformed.
std::optional<std::uint32_t> take_u32(std::string_view& in);
std::optional<std::uint64_t> take_u64(std::string_view& in);
std::optional<std::string> take_bytes(std::string_view& in);

/// The smallest key above every key that begins with `prefix`; empty when there is none.
std::string after_prefix(std::string_view prefix);

/// Where a partition stands in the order of a table: XXH3-64 of the partition key's part. Fixed for
/// ever, since stored keys contain it.
std::uint64_t partition_hash(std::string_view partition_key_part);

}  // namespace tabella::storage
