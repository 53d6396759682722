#include "json/attributes.h"
#include "json/writer.h"

namespace tabella::json {

namespace {

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

}  // namespace

void append_attribute_value(std::string& out, ValueView value) {
    const AttributeType type = value.type();
    out += "{\"";
    out += type_name(type);
    out += "\":";
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
    out += '}';
}

void append_attributes(std::string& out, ItemView item) {
    // JSON takes a little more than the flat bytes: one allocation instead of a chain of doublings.
    out.reserve(out.size() + item.encoded().size() * 5 / 4 + 64);
    out += '{';
    AttributeCursor attributes = item.attributes();
    for (bool first = true; const auto attribute = attributes.next(); first = false) {
        if (!first) out += ',';
        append_json_string(out, attribute->name);
        out += ':';
        append_attribute_value(out, attribute->value);
    }
    out += '}';
}

}  // namespace tabella::json
