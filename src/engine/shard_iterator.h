#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace tabella::engine {

/// Where a reader of a shard goes on, and until when it may. On the wire, for no one to interpret:
/// <stream ARN>|1|<issued, position and a check sum, in hexadecimal>
struct ShardIterator {
    std::string stream_arn;
    EpochMs issued_ms = 0;
    std::int64_t position = 0;

    std::string to_string() const;
    /// Nothing when it is none that `to_string` made.
    static std::optional<ShardIterator> parse(std::string_view text);
};

}  // namespace tabella::engine
