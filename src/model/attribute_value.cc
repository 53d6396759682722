#include "model/attribute_value.h"

#include <array>
#include <cstdlib>

namespace tabella {

std::string_view type_name(AttributeType type) {
    switch (type) {
        case AttributeType::kNull:
            return "NULL";
        case AttributeType::kBool:
            return "BOOL";
        case AttributeType::kNumber:
            return "N";
        case AttributeType::kString:
            return "S";
        case AttributeType::kBinary:
            return "B";
        case AttributeType::kList:
            return "L";
        case AttributeType::kMap:
            return "M";
        case AttributeType::kNumberSet:
            return "NS";
        case AttributeType::kStringSet:
            return "SS";
        case AttributeType::kBinarySet:
            return "BS";
    }
    std::abort();
}

AttributeType AttributeValue::type() const {
    // In the order of the variant's alternatives.
    constexpr std::array kTypes{
        AttributeType::kNull,      AttributeType::kBool,      AttributeType::kNumber,
        AttributeType::kString,    AttributeType::kBinary,    AttributeType::kList,
        AttributeType::kMap,       AttributeType::kNumberSet, AttributeType::kStringSet,
        AttributeType::kBinarySet,
    };
    return kTypes[value_.index()];
}

}  // namespace tabella
