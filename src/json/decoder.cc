#include "json/decoder.h"

#include <fmt/format.h>

#include <cmath>

namespace tabella::json {

bool Decoder::find(std::string_view name, Element& element) {
    if (findings_.malformed()) return false;
    bool found = false;
    for (const simdjson::dom::key_value_pair member : object_) {
        if (member.key != name) continue;
        if (found) {
            findings_.add_malformed(fmt::format("Duplicate key: {}", name));
            return false;
        }
        found = true;
        element = member.value;
    }
    return found && !element.is_null();
}

void Decoder::read(Element element, std::string& out, const Path& path, const MemberLimits& limits,
                   const MemberLimits&) {
    std::string_view text;
    if (!read_text(element, text)) return;
    out = text;
    if (kind_ == Kind::kRequest) findings_.check_text(path, text, limits);
}

void Decoder::read(Element element, bool& out, const Path&, const MemberLimits&,
                   const MemberLimits&) {
    if (element.get(out) != simdjson::SUCCESS)
        findings_.add_malformed(wrong_type_message(element, "Boolean"));
}

void Decoder::read(Element element, std::int64_t& out, const Path& path, const MemberLimits& limits,
                   const MemberLimits&) {
    const std::string_view wanted = limits.is_32_bits ? "Integer" : "Long";
    if (element.get(out) != simdjson::SUCCESS) {
        double real = 0;
        // The service cuts off what stands behind the point.
        if (element.get(real) != simdjson::SUCCESS || std::abs(real) >= 9.2e18)
            return findings_.add_malformed(wrong_type_message(element, wanted));
        out = static_cast<std::int64_t>(real);
    }
    if (limits.is_32_bits && (out > INT32_MAX || out < INT32_MIN))
        return findings_.add_malformed(wrong_type_message(element, wanted));
    if (kind_ == Kind::kRequest) findings_.check_integer(path, out, limits);
}

void Decoder::read(Element element, double& out, const Path&, const MemberLimits&,
                   const MemberLimits&) {
    if (element.get(out) != simdjson::SUCCESS)
        findings_.add_malformed(wrong_type_message(element, "Double"));
}

void Decoder::read(Element element, AttributeValue& out, const Path& path, const MemberLimits&,
                   const MemberLimits&) {
    std::string bytes;
    AttributeReader reader(bytes);
    if (reader.read_value(element))
        out = ValueView(bytes).decode();
    else
        findings_.add_value(path.root(), reader.take_error());
}

void Decoder::read_item(Element element, Item& out, const Path& path, AttributeReader::Keys keys) {
    std::string bytes;
    AttributeReader reader(bytes);
    if (reader.read_map(element, keys))
        out = Item::from_trusted(std::move(bytes));
    else
        findings_.add_value(path.root(), reader.take_error());
}

bool Decoder::read_text(Element element, std::string_view& text) {
    if (element.get(text) == simdjson::SUCCESS) return true;
    findings_.add_malformed(wrong_type_message(element, "String"));
    return false;
}

bool Decoder::read_array(Element element, simdjson::dom::array& array) {
    if (element.get(array) == simdjson::SUCCESS) return true;
    findings_.add_malformed(wrong_type_message(element, "list"));
    return false;
}

bool Decoder::read_object(Element element, simdjson::dom::object& object, std::string_view wanted) {
    if (element.get(object) == simdjson::SUCCESS) return true;
    findings_.add_malformed(wrong_type_message(element, wanted));
    return false;
}

void Decoder::refuse_enum(const Path& path, std::string_view text, std::string_view known) {
    if (kind_ == Kind::kAnswer) return findings_.add_malformed("unknown value of " + path.text());
    findings_.add_violation(path, text,
                            fmt::format("Member must satisfy enum value set: {}", known));
}

void Decoder::refuse_null(const Path& path) {
    if (kind_ == Kind::kAnswer) return findings_.add_malformed("null at " + path.text());
    findings_.add_null(path);
}

}  // namespace tabella::json
