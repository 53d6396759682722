#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "expr/update_plan.h"

namespace tabella::expr {

/// Computes an operand from the previous item; the answer is encoded.
/// Errors: a path that leads nowhere, a value of the wrong type, numbers out of range.
api::Result<std::string> compute_operand(const UpdateOperand& operand, ItemView previous);

/// One action at its place.
struct LeafUpdate {
    UpdateAction::Kind action = UpdateAction::Kind::kSet;
    UpdatePlan::Dialect dialect = UpdatePlan::Dialect::kExpression;
    std::string_view operand;  ///< Encoded; not of kRemove.
    std::optional<ValueView> old;
};

/// The encoded value after the action, or nothing where none is left.
/// Errors: an old value of a type that does not go with the operand, numbers out of range.
api::Result<std::optional<std::string>> apply_leaf(const LeafUpdate& update);

}  // namespace tabella::expr
