#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "json/attributes.h"
#include "json/writer.h"
#include "model/limits.h"

namespace tabella::json {

namespace {

namespace dom = simdjson::dom;

std::optional<AttributeType> type_of_key(std::string_view key) {
    if (key.size() == 1) {
        switch (key[0]) {
            case 'S':
                return AttributeType::kString;
            case 'N':
                return AttributeType::kNumber;
            case 'B':
                return AttributeType::kBinary;
            case 'M':
                return AttributeType::kMap;
            case 'L':
                return AttributeType::kList;
            default:
                return std::nullopt;
        }
    }
    if (key == "BOOL") return AttributeType::kBool;
    if (key == "NULL") return AttributeType::kNull;
    if (key == "SS") return AttributeType::kStringSet;
    if (key == "NS") return AttributeType::kNumberSet;
    if (key == "BS") return AttributeType::kBinarySet;
    return std::nullopt;
}

constexpr std::string_view kInvalidValues = "One or more parameter values were invalid: ";
constexpr std::string_view kEmptyValue =
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
constexpr std::string_view kNotBase64 = "only base-64-encoded strings are convertible to bytes";

std::string_view set_noun(AttributeType type) {
    return type == AttributeType::kNumberSet   ? "number set"
           : type == AttributeType::kStringSet ? "string set"
                                               : "binary set";
}

}  // namespace

std::string wrong_type_message(dom::element found, std::string_view wanted) {
    if (found.is_object()) return "Start of structure or map found where not expected";
    if (found.is_array()) return "Start of list found where not expected";
    if (wanted == "list" || wanted == "map") return "Unexpected field type";
    if (wanted == "structure") return "Unexpected value type in payload";
    const std::string_view token =
        found.is_string() ? "STRING_VALUE"
        : found.is_bool() ? found.get_bool().value_unsafe() ? "TRUE_VALUE" : "FALSE_VALUE"
        : found.is_null() ? "NULL_VALUE"
                          : "NUMBER_VALUE";
    return fmt::format("{} cannot be converted to {}", token, wanted);
}

bool AttributeReader::read_map(Element map, Keys keys) {
    // An item is the first level of its attributes; the map of placeholders is none.
    const std::size_t level = keys == Keys::kAttributeNames ? 1 : 0;
    if (contents(map, level, keys)) return true;
    if (error_.code == api::ErrorCode::kValidation) find_malformed_map(map);
    return false;
}

bool AttributeReader::read_value(Element value) {
    if (value_at(value, 0)) return true;
    if (error_.code == api::ErrorCode::kValidation) find_malformed(value);
    return false;
}

bool AttributeReader::contents(Element map, std::size_t level, Keys keys) {
    dom::object members;
    if (map.get(members) != simdjson::SUCCESS) return malformed(wrong_type_message(map, "map"));
    const std::size_t first = entries_.size();
    bool sorted = true;
    for (const dom::key_value_pair member : members) {
        if (!key(member.key, keys)) return false;
        if (entries_.size() > first && entries_.back().key >= member.key) sorted = false;
        entries_.push_back({member.key, member.value});
    }
    const std::size_t last = entries_.size();
    if (!sorted) {
        const auto begin = entries_.begin() + static_cast<std::ptrdiff_t>(first);
        std::sort(begin, entries_.end(),
                  [](const Entry& a, const Entry& b) { return a.key < b.key; });
        const auto twice = std::adjacent_find(
            begin, entries_.end(), [](const Entry& a, const Entry& b) { return a.key == b.key; });
        if (twice != entries_.end()) return malformed("Duplicate key in a map");
    }
    for (std::size_t i = first; i < last; ++i) {
        writer_.name(entries_[i].key);
        if (value_at(entries_[i].value, level)) continue;
        if (keys == Keys::kPlaceholders && error_.code == api::ErrorCode::kValidation)
            error_.message =
                fmt::format("ExpressionAttributeValues contains invalid value: {} for key {}",
                            error_.message, entries_[i].key);
        return false;
    }
    entries_.resize(first, Entry{{}, map});
    return true;
}

bool AttributeReader::key(std::string_view name, Keys keys) {
    // An empty placeholder is for the expressions to refuse, in their words.
    if (name.empty() && keys == Keys::kAttributeNames) return invalid("Empty attribute name");
    if (name.size() > limits::kAttributeNameBytesMax)
        return invalid("Attribute name is too large, must be less than 65536 bytes");
    return true;
}

bool AttributeReader::value_at(Element value, std::size_t level) {
    if (value.is_null()) return invalid(std::string(kEmptyValue));
    dom::object members;
    if (value.get(members) != simdjson::SUCCESS)
        return malformed(wrong_type_message(value, "structure"));
    // What is wrong with one of several values is told before that there are several.
    std::optional<AttributeType> found;
    bool several = false;
    for (const dom::key_value_pair member : members) {
        const auto type = type_of_key(member.key);
        if (!type || member.value.is_null()) continue;
        if (found == type) return malformed("Duplicate key in an attribute value");
        several = found.has_value();
        found = type;
        if (!typed(*type, member.value, level)) return false;
    }
    if (!found) return invalid(std::string(kEmptyValue));
    if (several)
        return invalid(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
            "the supported datatypes");
    return true;
}

bool AttributeReader::typed(AttributeType type, Element value, std::size_t level) {
    std::string_view bytes;
    bool set_flag = false;
    switch (type) {
        case AttributeType::kString:
            if (!text(value, bytes)) return false;
            writer_.string(bytes);
            return true;
        case AttributeType::kNumber: {
            Number parsed;
            if (!text(value, bytes) || !number(bytes, parsed)) return false;
            writer_.number(parsed);
            return true;
        }
        case AttributeType::kBinary: {
            std::string decoded;
            if (!text(value, bytes)) return false;
            if (!decode_base64(bytes, decoded)) return malformed(std::string(kNotBase64));
            writer_.binary(decoded);
            return true;
        }
        case AttributeType::kBool:
            if (!flag(value, set_flag)) return false;
            writer_.boolean(set_flag);
            return true;
        case AttributeType::kNull:
            if (!flag(value, set_flag)) return false;
            if (!set_flag)
                return invalid(fmt::format(
                    "{}Null attribute value types must have the value of true", kInvalidValues));
            writer_.null();
            return true;
        case AttributeType::kMap:
        case AttributeType::kList: {
            if (level == limits::kNestingDepthMax)
                return invalid(
                    "Nesting Levels have exceeded supported limits: Attributes in the item have "
                    "nested levels beyond supported limit");
            const std::size_t place = writer_.open(type);
            const bool read = type == AttributeType::kMap
                                  ? contents(value, level + 1, Keys::kAttributeNames)
                                  : list(value, level + 1);
            if (read) writer_.close(place);
            return read;
        }
        case AttributeType::kNumberSet:
        case AttributeType::kStringSet:
        case AttributeType::kBinarySet:
            return set(type, value);
    }
    return false;
}

bool AttributeReader::list(Element elements, std::size_t level) {
    dom::array array;
    if (elements.get(array) != simdjson::SUCCESS)
        return malformed(wrong_type_message(elements, "list"));
    for (const Element element : array)
        if (!value_at(element, level)) return false;
    return true;
}

bool AttributeReader::set(AttributeType type, Element elements) {
    dom::array array;
    if (elements.get(array) != simdjson::SUCCESS)
        return malformed(wrong_type_message(elements, "list"));
    std::vector<std::string> members;
    for (const Element element : array)
        if (!member(type, element, members.emplace_back())) return false;
    if (members.empty()) {
        if (type == AttributeType::kBinarySet)
            return invalid(fmt::format("{}Binary sets should not be empty", kInvalidValues));
        return invalid(fmt::format("{}An {}  may not be empty", kInvalidValues, set_noun(type)));
    }
    std::sort(members.begin(), members.end());
    if (std::adjacent_find(members.begin(), members.end()) != members.end())
        return duplicates(type, array);
    const std::size_t place = writer_.open(type);
    for (const std::string& bytes : members) writer_.member(bytes);
    writer_.close(place);
    return true;
}

bool AttributeReader::member(AttributeType type, Element element, std::string& bytes) {
    if (element.is_null())
        return invalid(fmt::format("{}An {} may not have a null {} as a member", kInvalidValues,
                                   set_noun(type), set_noun(type).substr(0, 6)));
    std::string_view raw;
    if (!text(element, raw)) return false;
    if (type == AttributeType::kNumberSet) {
        Number parsed;
        if (!number(raw, parsed)) return false;
        parsed.append_encoded(bytes);
    } else if (type == AttributeType::kStringSet) {
        bytes = raw;
    } else if (!decode_base64(raw, bytes)) {
        return malformed(std::string(kNotBase64));
    }
    return true;
}

bool AttributeReader::duplicates(AttributeType type, dom::array elements) {
    if (type == AttributeType::kNumberSet) return invalid("Input collection contains duplicates");
    std::string shown;
    for (const Element element : elements) {
        if (!shown.empty()) shown += ", ";
        shown += element.get_string().value_unsafe();
    }
    // No space before "of": so the service writes it.
    return invalid(fmt::format("{}Input collection [{}]{} contains duplicates.", kInvalidValues,
                               shown, type == AttributeType::kBinarySet ? "of type BS" : ""));
}

bool AttributeReader::number(std::string_view text, Number& number) {
    auto parsed = Number::parse(text);
    if (!parsed.ok()) return invalid(std::move(parsed).error().message);
    number = *parsed;
    return true;
}

bool AttributeReader::text(Element element, std::string_view& text) {
    if (element.get(text) == simdjson::SUCCESS) return true;
    return malformed(wrong_type_message(element, "String"));
}

bool AttributeReader::flag(Element element, bool& flag) {
    if (element.get(flag) == simdjson::SUCCESS) return true;
    return malformed(wrong_type_message(element, "Boolean"));
}

// The form of the whole JSON comes before what any value means. Walks what is refused already, so
// it costs nothing where all is well; levels are bounded by the parser.
bool AttributeReader::find_malformed_map(Element map) {
    dom::object members;
    if (map.get(members) != simdjson::SUCCESS) return malformed(wrong_type_message(map, "map"));
    for (const dom::key_value_pair member : members)
        if (!find_malformed(member.value)) return false;
    return true;
}

bool AttributeReader::find_malformed(Element value) {
    if (value.is_null()) return true;
    dom::object members;
    if (value.get(members) != simdjson::SUCCESS)
        return malformed(wrong_type_message(value, "structure"));
    for (const dom::key_value_pair member : members) {
        const auto type = type_of_key(member.key);
        if (type && !member.value.is_null() && !find_malformed_content(*type, member.value))
            return false;
    }
    return true;
}

bool AttributeReader::find_malformed_content(AttributeType type, Element content) {
    std::string_view bytes;
    std::string decoded;
    bool set_flag = false;
    switch (type) {
        case AttributeType::kString:
        case AttributeType::kNumber:
            return text(content, bytes);
        case AttributeType::kBinary:
            if (!text(content, bytes)) return false;
            return decode_base64(bytes, decoded) || malformed(std::string(kNotBase64));
        case AttributeType::kBool:
        case AttributeType::kNull:
            return flag(content, set_flag);
        case AttributeType::kMap:
            return find_malformed_map(content);
        default:
            break;
    }
    dom::array elements;
    if (content.get(elements) != simdjson::SUCCESS)
        return malformed(wrong_type_message(content, "list"));
    const AttributeType member =
        type == AttributeType::kBinarySet ? AttributeType::kBinary : AttributeType::kString;
    return std::all_of(elements.begin(), elements.end(), [&](Element element) {
        if (type == AttributeType::kList) return find_malformed(element);
        return element.is_null() || find_malformed_content(member, element);
    });
}

bool AttributeReader::malformed(std::string message) {
    error_ = {.code = api::ErrorCode::kSerialization, .message = std::move(message)};
    return false;
}

bool AttributeReader::invalid(std::string message) {
    error_ = api::validation_error(std::move(message));
    return false;
}

}  // namespace tabella::json
