#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "model/attribute_value.h"

namespace tabella::expr {

/// As DynamoDB's messages list them: of attribute_type's second operand, and of its type.
inline constexpr std::string_view kTypeNames = "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}";
inline constexpr std::string_view kTypeNamesOfOperand = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}";

/// The type of this name ("S", "NULL"), or nothing. Case-sensitive.
inline std::optional<AttributeType> type_named(std::string_view name) {
    constexpr std::array kTypes{AttributeType::kNull,      AttributeType::kBool,
                                AttributeType::kNumber,    AttributeType::kString,
                                AttributeType::kBinary,    AttributeType::kList,
                                AttributeType::kMap,       AttributeType::kNumberSet,
                                AttributeType::kStringSet, AttributeType::kBinarySet};
    for (const AttributeType type : kTypes)
        if (type_name(type) == name) return type;
    return std::nullopt;
}

inline bool is_set(AttributeType type) {
    return type == AttributeType::kNumberSet || type == AttributeType::kStringSet ||
           type == AttributeType::kBinarySet;
}

}  // namespace tabella::expr
