#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/error.h"
#include "expr/path.h"

namespace tabella::expr {

/// A set of document paths as a tree: what a projection keeps, what an update changes. No path is
/// the beginning of another, and below one place there are names or indexes, not both.
struct PathTree {
    std::map<std::string, std::unique_ptr<PathTree>, std::less<>> names;
    std::map<std::uint32_t, std::unique_ptr<PathTree>> indexes;
    /// At the end of a path: its number in the list it was built from.
    std::optional<std::size_t> leaf;

    bool is_leaf() const { return leaf.has_value(); }

    /// Builds the tree of paths that pass `check_paths`; of equal paths the last one stays.
    static PathTree of(const std::vector<const Path*>& paths);
};

/// Errors where two paths overlap ("a", "a.b") or conflict ("a.b", "a[0]"), in DynamoDB's words.
api::Result<Nothing> check_paths(const std::vector<const Path*>& paths, std::string_view parameter);

/// The parts of the item that the paths name. Elements of lists close up, in their order; what the
/// item does not have is left out.
Item project(const PathTree& tree, ItemView item);

}  // namespace tabella::expr
