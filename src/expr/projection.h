#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/error.h"
#include "expr/parameters.h"
#include "expr/path.h"

namespace tabella::expr {

struct ProjectionTree;

/// A checked projection: which document paths of an item to answer. Immutable and thread-safe.
class Projection {
 public:
    /// Compiles a ProjectionExpression. Overlapping and conflicting paths are errors.
    static api::Result<Projection> parse(std::string_view expression, Parameters& parameters);
    /// Compiles the legacy parameter AttributesToGet: top-level names.
    static api::Result<Projection> from_attributes_to_get(const std::vector<std::string>& names);
    /// The given paths; overlapping and conflicting ones are errors.
    static api::Result<Projection> of_paths(const std::vector<Path>& paths);
    /// The same as ExecuteStatement answers them: each value at the top, named by the last name of
    /// its path and the indexes behind it (`a.b[1]` is "b[1]"). Errors also where two names would
    /// be the same.
    static api::Result<Projection> flat(std::vector<Path> paths);
    /// The given top-level attributes, without checks: index projections and keys.
    static Projection of_names(const std::vector<std::string>& names);

    Projection(Projection&&) noexcept;
    Projection& operator=(Projection&&) noexcept;
    ~Projection();

    /// Paths that the item does not have are left out; list elements close up in their order.
    Item apply(ItemView item) const;

    std::vector<std::string> top_level_names() const;
    /// Those of them of which it answers parts only.
    std::vector<std::string> document_names() const;

 private:
    explicit Projection(std::unique_ptr<ProjectionTree> tree);
    std::unique_ptr<ProjectionTree> tree_;
};

}  // namespace tabella::expr
