#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace tabella::client {

/// "2012-04-27T22:39:16Z", also with a fraction of seconds (dropped) or "+00:00"; UTC only.
std::optional<EpochMs> parse_iso8601(std::string_view text);

/// The preferred form of a Date header (RFC 9110, 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<EpochMs> parse_http_date(std::string_view text);

}  // namespace tabella::client
