#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

#include "api/error.h"
#include "model/item.h"

// Attribute values between DynamoDB JSON, `{"S":"…"}`, and the flat encoding of model/item.h,
// without a tree in between: this is the hot path of both directions.

namespace tabella::json {

/// Appends `{"name":{"S":"…"},…}`.
void append_attributes(std::string& out, ItemView item);
/// About what these take as JSON, in bytes: to grow a string once, not in a chain of doublings.
std::size_t json_bytes_of(const std::vector<Item>& items);
/// Appends `{"S":"…"}`.
void append_attribute_value(std::string& out, ValueView value);

/// Reads attribute values into the flat encoding: sorts attributes and members of sets, refuses
/// duplicates, checks numbers and nesting. Reads one map or value; its error is the first, but a
/// wrong form of the JSON anywhere comes before wrong values.
class AttributeReader {
 public:
    /// What the keys of the outermost map are, for the errors.
    enum class Keys { kAttributeNames, kPlaceholders };

    explicit AttributeReader(std::string& out) : writer_(out) {}

    /// `{"name":value,…}`; false: see `error`.
    [[nodiscard]] bool read_map(simdjson::dom::element map, Keys keys);
    [[nodiscard]] bool read_value(simdjson::dom::element value);

    /// kSerialization where the JSON has another form than an attribute value, else kValidation.
    api::Error take_error() { return std::move(error_); }

 private:
    using Element = simdjson::dom::element;

    struct Entry {
        std::string_view key;
        Element value;
    };

    bool contents(Element map, std::size_t level, Keys keys);
    bool value_at(Element value, std::size_t level);
    bool typed(AttributeType type, Element value, std::size_t level);
    bool list(Element elements, std::size_t level);
    bool set(AttributeType type, Element elements);
    bool member(AttributeType type, Element element, std::string& bytes);
    bool duplicates(AttributeType type, simdjson::dom::array elements);
    bool key(std::string_view name, Keys keys);
    bool number(std::string_view text, Number& number);
    bool text(Element element, std::string_view& text);
    bool flag(Element element, bool& flag);
    bool find_malformed_map(Element map);
    bool find_malformed(Element value);
    bool find_malformed_content(AttributeType type, Element content);
    bool malformed(std::string message);
    bool invalid(std::string message);

    ItemWriter writer_;
    /// The attributes of all maps that are open, each map's behind those of the map around it.
    std::vector<Entry> entries_;
    api::Error error_;
};

/// "NUMBER_VALUE cannot be converted to String" and the like: how the protocol layer of AWS says
/// that `found` is not a `wanted` ("String", "Boolean", "Integer", "Long", "Double", "map", "list",
/// "structure").
std::string wrong_type_message(simdjson::dom::element found, std::string_view wanted);

}  // namespace tabella::json
