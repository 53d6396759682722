#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

// gzip (RFC 1952), as bodies of requests and answers use it.

namespace tabella::wire {

/// The size that a gzip body claims for what it holds, from its last four bytes; nothing when it is
/// too short to be one.
std::optional<std::size_t> claimed_bytes(std::string_view gzip);

/// What a gzip body of one member holds, where that is exactly `bytes` long, which is also all the
/// memory it takes. kInvalidArgument when it is malformed or holds less or more.
Result<std::string> gunzip(std::string_view gzip, std::size_t bytes);

/// Compressed quickly rather than well.
std::string gzip(std::string_view data);

/// Whether an Accept-Encoding header allows gzip (RFC 9110, 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace tabella::wire
