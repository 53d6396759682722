#include "json/document.h"

#include <algorithm>
#include <unordered_set>

#include "json/parser.h"

namespace tabella::json {

namespace {

namespace dom = simdjson::dom;

constexpr int kLevelsMax = 64;
/// Up to here a comparison with each earlier key is cheaper than a hash table.
constexpr std::size_t kFewMembers = 16;

Error invalid(std::string message) {
    return Error{ErrorKind::kInvalidArgument, std::move(message)};
}

Result<Value> convert(dom::element element, int levels_left);

Result<Value> convert_array(dom::array elements, int levels_left) {
    Value::Array array;
    for (const dom::element element : elements) {
        TABELLA_ASSIGN(Value value, convert(element, levels_left));
        array.push_back(std::move(value));
    }
    return Value(std::move(array));
}

Result<Value> convert_object(dom::object members, int levels_left) {
    Value::Object object;
    std::unordered_set<std::string_view>
        many_keys;  // Into the parsed text: strings of `object` move.
    for (const dom::key_value_pair member : members) {
        if (object.size() == kFewMembers) {
            for (const dom::key_value_pair each : members) {
                if (many_keys.size() == kFewMembers) break;
                many_keys.insert(each.key);
            }
        }
        const auto is_same = [&](const Value::Member& each) { return each.first == member.key; };
        const bool twice = object.size() < kFewMembers
                               ? std::any_of(object.begin(), object.end(), is_same)
                               : !many_keys.insert(member.key).second;
        if (twice) return invalid("a key stands twice in an object");
        TABELLA_ASSIGN(Value value, convert(member.value, levels_left));
        object.emplace_back(member.key, std::move(value));
    }
    return Value(std::move(object));
}

Result<Value> convert(dom::element element, int levels_left) {
    switch (element.type()) {
        case dom::element_type::NULL_VALUE:
            return Value();
        case dom::element_type::BOOL:
            return Value(element.get_bool().value_unsafe());
        case dom::element_type::INT64:
            return Value(element.get_int64().value_unsafe());
        case dom::element_type::UINT64:
        case dom::element_type::DOUBLE:
            return Value(element.get_double().value_unsafe());
        case dom::element_type::STRING:
            return Value(std::string(element.get_string().value_unsafe()));
        case dom::element_type::ARRAY:
        case dom::element_type::OBJECT:
            break;
    }
    if (levels_left == 0) return invalid("too many levels");
    if (element.is_array())
        return convert_array(element.get_array().value_unsafe(), levels_left - 1);
    return convert_object(element.get_object().value_unsafe(), levels_left - 1);
}

void append_plain_value(std::string& out, ValueView value);

void append_plain_scalar(std::string& out, AttributeType type, std::string_view bytes) {
    if (type == AttributeType::kBinary || type == AttributeType::kBinarySet) {
        out += '"';
        append_base64(out, bytes);
        out += '"';
    } else {
        append_json_string(out, bytes);
    }
}

void append_plain_set(std::string& out, ValueView set) {
    char separator = '[';
    SetCursor members(set.payload());
    while (auto member = members.next()) {
        out += separator;
        separator = ',';
        if (set.type() == AttributeType::kNumberSet)
            out += Number::decode(*member).value().to_string();
        else
            append_plain_scalar(out, set.type(), *member);
    }
    out += separator == '[' ? "[]" : "]";
}

void append_plain_value(std::string& out, ValueView value) {
    switch (value.type()) {
        case AttributeType::kNull:
            out += "null";
            return;
        case AttributeType::kBool:
            out += value.boolean() ? "true" : "false";
            return;
        case AttributeType::kNumber:
            out += value.number().to_string();
            return;
        case AttributeType::kString:
        case AttributeType::kBinary:
            return append_plain_scalar(out, value.type(), value.payload());
        case AttributeType::kMap:
            return append_plain_json(out, ItemView(value.payload()));
        case AttributeType::kList: {
            char separator = '[';
            ListCursor elements(value.payload());
            while (const auto element = elements.next()) {
                out += separator;
                separator = ',';
                append_plain_value(out, *element);
            }
            out += separator == '[' ? "[]" : "]";
            return;
        }
        case AttributeType::kNumberSet:
        case AttributeType::kStringSet:
        case AttributeType::kBinarySet:
            return append_plain_set(out, value);
    }
}

}  // namespace

std::optional<double> Value::number() const {
    if (const auto* integer = std::get_if<std::int64_t>(&value_))
        return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value_)) return *real;
    return std::nullopt;
}

const Value* Value::find(std::string_view key) const {
    const Object* members = object();
    if (members == nullptr) return nullptr;
    for (const Member& member : *members)
        if (member.first == key) return &member.second;
    return nullptr;
}

Result<Value> parse(std::string_view text) {
    ThreadParser parser;
    dom::element root;
    if (const auto error = parser.parse(text).get(root))
        return invalid(simdjson::error_message(error));
    return convert(root, kLevelsMax);
}

bool is_utf8(std::string_view bytes) {
    return simdjson::validate_utf8(bytes.data(), bytes.size());
}

void append_plain_json(std::string& out, ItemView item) {
    char separator = '{';
    AttributeCursor attributes = item.attributes();
    while (const auto attribute = attributes.next()) {
        out += separator;
        separator = ',';
        append_json_string(out, attribute->name);
        out += ':';
        append_plain_value(out, attribute->value);
    }
    out += separator == '{' ? "{}" : "}";
}

}  // namespace tabella::json
