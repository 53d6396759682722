#include "expr/functions.h"

#include <algorithm>
#include <array>

namespace tabella::expr {

namespace {

using Place = FunctionPlace;

constexpr std::array kFunctions{
    FunctionInfo{FunctionId::kAttributeExists, "attribute_exists", false, Place::kWhole, 1},
    FunctionInfo{FunctionId::kAttributeNotExists, "attribute_not_exists", false, Place::kWhole, 1},
    FunctionInfo{FunctionId::kAttributeType, "attribute_type", false, Place::kWhole, 2},
    FunctionInfo{FunctionId::kBeginsWith, "begins_with", false, Place::kWhole, 2},
    FunctionInfo{FunctionId::kContains, "contains", false, Place::kWhole, 2},
    FunctionInfo{FunctionId::kSize, "size", false, Place::kPart, 1},
    FunctionInfo{FunctionId::kIfNotExists, "if_not_exists", true, Place::kAnywhere, 2},
    FunctionInfo{FunctionId::kListAppend, "list_append", true, Place::kWhole, 2},
};

}  // namespace

const FunctionInfo* find_function(std::string_view name) {
    const auto* found =
        std::find_if(kFunctions.begin(), kFunctions.end(),
                     [name](const FunctionInfo& function) { return function.name == name; });
    return found == kFunctions.end() ? nullptr : &*found;
}

}  // namespace tabella::expr
