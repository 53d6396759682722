#pragma once

#include <set>
#include <string>
#include <vector>

#include "expr/path.h"
#include "model/attribute_value.h"

namespace tabella::expr {

/// An operand of a condition: a path into the item, a value, or the size of one of these.
struct ConditionOperand {
    Path path = {};
    std::string value = {};  ///< Encoded; where the path is empty.
    /// The number that function size gives, not the value itself.
    bool size_of = false;
};

/// The compiled form of a condition: what ConditionExpression, FilterExpression, Expected and the
/// legacy filters all become.
struct ConditionNode {
    enum class Op : unsigned char {
        kAnd,  ///< Of no terms: true.
        kOr,
        kNot,
        kEq,
        kNe,
        kLt,
        kLe,
        kGt,
        kGe,
        kBetween,
        kIn,
        kExists,
        kNotExists,
        kAttributeType,
        kBeginsWith,
        kContains,
        kNotContains,  ///< Legacy NOT_CONTAINS: false where the attribute is missing.
    };

    Op op = Op::kAnd;
    std::vector<ConditionNode> terms = {};  ///< Of kAnd, kOr, kNot.
    std::vector<ConditionOperand> operands = {};
    AttributeType type = AttributeType::kNull;  ///< Of kAttributeType.
};

bool holds(const ConditionNode& node, ItemView item);

/// Adds the first steps of all paths, and of those that go further.
void collect_names(const ConditionNode& node, std::set<std::string>& top_level,
                   std::set<std::string>& documents);

}  // namespace tabella::expr
