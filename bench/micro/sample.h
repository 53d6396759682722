#pragma once

#include <string>

#include "model/attribute_value.h"
#include "model/item.h"

namespace tabella::bench {

/// An item of about a kilobyte with something of everything, as applications have them.
inline AttributeMap sample_attributes() {
    AttributeMap item{
        {"PK", AttributeValue("USER#0000000000000042")},
        {"SK", AttributeValue("ORDER#2026-11-24T10:00:00.000Z")},
        {"status", AttributeValue("shipped")},
        {"amount", AttributeValue(Number::parse("1234.56").value())},
        {"revision", AttributeValue(7)},
        {"paid", AttributeValue(true)},
        {"remark", AttributeValue(std::string(600, 'x'))},
        {"tags", AttributeValue(AttributeValue::StringSet{"blue", "express", "gift"})},
    };
    AttributeValue::List lines;
    for (int i = 0; i < 4; ++i)
        lines.emplace_back(AttributeValue::Map{{"sku", AttributeValue("SKU-" + std::to_string(i))},
                                               {"count", AttributeValue(i + 1)}});
    item.emplace("entries", AttributeValue(std::move(lines)));
    return item;
}

}  // namespace tabella::bench
