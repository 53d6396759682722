#include "json/attributes.h"
#include "json/writer.h"

namespace tabella::json {

namespace {

/// What stands between an attribute's name and its content; the value alone begins behind the
/// colon.
constexpr std::string_view opening_of(AttributeType type) {
    switch (type) {
        case AttributeType::kNull:
            return R"(:{"NULL":)";
        case AttributeType::kBool:
            return R"(:{"BOOL":)";
        case AttributeType::kNumber:
            return R"(:{"N":)";
        case AttributeType::kString:
            return R"(:{"S":)";
        case AttributeType::kBinary:
            return R"(:{"B":)";
        case AttributeType::kList:
            return R"(:{"L":)";
        case AttributeType::kMap:
            return R"(:{"M":)";
        case AttributeType::kNumberSet:
            return R"(:{"NS":)";
        case AttributeType::kStringSet:
            return R"(:{"SS":)";
        case AttributeType::kBinarySet:
            return R"(:{"BS":)";
    }
    return {};
}

void append_scalar(std::string& out, AttributeType type, std::string_view bytes) {
    switch (type) {
        case AttributeType::kNumber:
        case AttributeType::kNumberSet:
            out += '"';
            out += Number::decode(bytes).value().to_string();
            out += '"';
            return;
        case AttributeType::kBinary:
        case AttributeType::kBinarySet:
            out += '"';
            append_base64(out, bytes);
            out += '"';
            return;
        default:
            append_json_string(out, bytes);
    }
}

void append_list(std::string& out, std::string_view contents) {
    out += '[';
    ListCursor elements(contents);
    for (bool first = true; const auto element = elements.next(); first = false) {
        if (!first) out += ',';
        append_attribute_value(out, *element);
    }
    out += ']';
}

void append_set(std::string& out, AttributeType type, std::string_view contents) {
    out += '[';
    SetCursor members(contents);
    for (bool first = true; const auto member = members.next(); first = false) {
        if (!first) out += ',';
        append_scalar(out, type, *member);
    }
    out += ']';
}

/// JSON takes a little more than the flat bytes.
std::size_t json_bytes_of(ItemView item) {
    return item.encoded().size() * 5 / 4 + 64;
}

void append_content(std::string& out, AttributeType type, ValueView value) {
    switch (type) {
        case AttributeType::kNull:
            out += "true";
            break;
        case AttributeType::kBool:
            out += value.boolean() ? "true" : "false";
            break;
        case AttributeType::kNumber:
        case AttributeType::kString:
        case AttributeType::kBinary:
            append_scalar(out, type, value.payload());
            break;
        case AttributeType::kList:
            append_list(out, value.payload());
            break;
        case AttributeType::kMap:
            append_attributes(out, ItemView(value.payload()));
            break;
        case AttributeType::kNumberSet:
        case AttributeType::kStringSet:
        case AttributeType::kBinarySet:
            append_set(out, type, value.payload());
            break;
    }
}

}  // namespace

std::size_t json_bytes_of(const std::vector<Item>& items) {
    std::size_t bytes = 0;
    for (const Item& item : items) bytes += json_bytes_of(item.view()) + 1;
    return bytes;
}

void append_attribute_value(std::string& out, ValueView value) {
    const AttributeType type = value.type();
    out += opening_of(type).substr(1);
    append_content(out, type, value);
    out += '}';
}

void append_attributes(std::string& out, ItemView item) {
    out.reserve(out.size() + json_bytes_of(item));
    out += '{';
    AttributeCursor attributes = item.attributes();
    bool first = true;
    while (const auto attribute = attributes.next()) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, attribute->name);
        const AttributeType type = attribute->value.type();
        out += opening_of(type);
        append_content(out, type, attribute->value);
        out += '}';
    }
    out += '}';
}

}  // namespace tabella::json
