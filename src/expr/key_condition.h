#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/error.h"
#include "api/types.h"
#include "expr/parameters.h"

namespace tabella::expr {

enum class KeyOperator { kEq, kLt, kLe, kGt, kGe, kBetween, kBeginsWith };

/// One term of a key condition: `attribute operator value [AND upper]`. Values are encoded
/// (`ValueView`) and owned.
struct KeyTerm {
    std::string attribute;
    KeyOperator op = KeyOperator::kEq;
    std::string value;
    std::string upper;  ///< Only for kBetween.
};

/// The terms of a KeyConditionExpression, joined by AND, at most one an attribute. Which of them is
/// the partition key is for the engine to say, which knows the schema.
/// Errors: syntax, placeholders, operators that key conditions do not know ("Invalid operator used
/// in KeyConditionExpression: OR"), an upper bound of BETWEEN below the lower.
api::Result<std::vector<KeyTerm>> parse_key_condition(std::string_view expression,
                                                      Parameters& parameters);
/// The same from the legacy parameter KeyConditions.
api::Result<std::vector<KeyTerm>> key_condition_from_legacy(const api::ConditionMap& conditions);

}  // namespace tabella::expr
