#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/item.h"

namespace tabella::expr {

/// One step of a document path: the name of an attribute, or an index into a list.
struct PathStep {
    std::string name;
    std::optional<std::uint32_t> index = std::nullopt;  ///< Set: a list index, and `name` is empty.

    friend bool operator==(const PathStep&, const PathStep&) = default;
};

/// A document path, `a.b[3].c`. Its first step is a name.
using Path = std::vector<PathStep>;

/// As DynamoDB's messages show it: "[a, b, [3], c]".
std::string to_message(const Path& path);

/// The value that the path leads to, or nothing. The view lives as long as the item's bytes.
std::optional<ValueView> find(ItemView item, const Path& path);

}  // namespace tabella::expr
