#include "expr/messages.h"

#include <fmt/format.h>

namespace tabella::expr {

namespace {

std::string base64(std::string_view bytes) {
    constexpr std::string_view kDigits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::string_view group = bytes.substr(at, 3);
        unsigned bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8U | (i < group.size() ? static_cast<unsigned char>(group[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= group.size() ? kDigits[bits >> (18U - 6U * i) & 63U] : '=';
    }
    return text;
}

}  // namespace

api::Error invalid(std::string_view parameter, std::string_view message) {
    if (parameter.empty()) return api::validation_error(std::string(message));
    return api::validation_error(fmt::format("Invalid {}: {}", parameter, message));
}

std::string_view long_type_name(AttributeType type) {
    switch (type) {
        case AttributeType::kNull:
            return "NULL";
        case AttributeType::kBool:
            return "BOOLEAN";
        case AttributeType::kNumber:
            return "NUMBER";
        case AttributeType::kString:
            return "STRING";
        case AttributeType::kBinary:
            return "BINARY";
        case AttributeType::kList:
            return "LIST";
        case AttributeType::kMap:
            return "MAP";
        case AttributeType::kNumberSet:
            return "NUMBER_SET";
        case AttributeType::kStringSet:
            return "STRING_SET";
        case AttributeType::kBinarySet:
            return "BINARY_SET";
    }
    return "NULL";
}

std::string operand_text(ValueView value) {
    const AttributeType type = value.type();
    std::string text(value.payload());
    if (type == AttributeType::kNumber) text = value.number().to_string();
    if (type == AttributeType::kBinary) text = base64(value.payload());
    return fmt::format("AttributeValue: {{{}:{}}}", type_name(type), text);
}

}  // namespace tabella::expr
