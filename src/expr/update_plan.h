#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "expr/path_tree.h"

namespace tabella::expr {

/// What a SET computes, or the value of ADD and DELETE.
struct UpdateOperand {
    enum class Kind : unsigned char {
        kValue,
        kPath,
        kIfNotExists,  ///< The path, or the one argument.
        kListAppend,
        kPlus,
        kMinus,
    };

    Kind kind = Kind::kValue;
    std::string value = {};  ///< Encoded.
    Path path = {};
    std::vector<UpdateOperand> args = {};
};

struct UpdateAction {
    enum class Kind : unsigned char { kSet, kRemove, kAdd, kDelete };

    Kind kind = Kind::kSet;
    UpdateOperand operand = {};  ///< Not of kRemove.
};

/// The compiled form of an update: what UpdateExpression and AttributeUpdates become.
struct UpdatePlan {
    /// The two say differently that an attribute has the wrong type.
    enum class Dialect : bool { kExpression, kLegacy };

    /// Builds the plan from targets and actions of equal number; targets pass `check_paths`.
    static UpdatePlan of(Dialect dialect, const std::vector<const Path*>& targets,
                         std::vector<UpdateAction> actions);

    Dialect dialect = Dialect::kExpression;
    PathTree targets = {};  ///< Leaves number the actions.
    std::vector<UpdateAction> actions = {};
    std::set<std::string> top_level_names = {};
    std::set<std::string> document_names = {};
};

api::Result<Item> apply(const UpdatePlan& plan, ItemView previous);

}  // namespace tabella::expr
