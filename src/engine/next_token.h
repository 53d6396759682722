#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/error.h"
#include "api/types.h"
#include "model/item.h"

namespace tabella::engine {

/// Where a SELECT goes on: in which of its ranges, behind which key.
struct SelectPosition {
    std::uint32_t range = 0;
    std::optional<Item> key = std::nullopt;  ///< Absent: at the beginning of the range.
};

/// What a NextToken belongs to: a statement with its parameters.
std::uint64_t statement_hash(std::string_view statement,
                             const std::optional<std::vector<AttributeValue>>& parameters);

/// NextToken is, in hexadecimal digits: u8(format) u64(statement hash) u32(range) item(key).
std::string next_token_of(std::uint64_t statement_hash, const SelectPosition& position);

/// "Invalid NextToken" where it is none, or that of another statement.
api::Result<SelectPosition> read_next_token(std::string_view token, std::uint64_t statement_hash);
api::Error invalid_next_token();

}  // namespace tabella::engine
