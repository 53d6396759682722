#pragma once

#include <cstddef>
#include <string_view>

namespace tabella::expr {

/// Where in an expression a function may stand.
enum class FunctionPlace : unsigned char {
    kWhole,  ///< As a whole condition, or as the whole right side of a SET.
    kPart,   ///< As an operand.
    kAnywhere,
};

/// The functions of DynamoDB's expressions (Expressions.OperatorsAndFunctions.html,
/// Expressions.UpdateExpressions.html). Names are case-sensitive.
enum class FunctionId : unsigned char {
    kAttributeExists,
    kAttributeNotExists,
    kAttributeType,
    kBeginsWith,
    kContains,
    kSize,
    kIfNotExists,
    kListAppend,
};

struct FunctionInfo {
    FunctionId id;
    std::string_view name;
    bool in_updates;  ///< Else in conditions.
    FunctionPlace place;
    std::size_t operands;
};

/// Null when there is no such function.
const FunctionInfo* find_function(std::string_view name);

}  // namespace tabella::expr
