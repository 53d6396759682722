#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"
#include "json/writer.h"
#include "model/item.h"

// Plain JSON for whoever does not speak DynamoDB: a strict reader, and with json/writer.h the
// pieces of a writer.

namespace tabella::json {

/// A JSON value that owns its parts. Members of an object stand in the order of the text.
class Value {
 public:
    using Array = std::vector<Value>;
    using Member = std::pair<std::string, Value>;
    using Object = std::vector<Member>;

    Value() = default;
    explicit Value(bool flag) : value_(flag) {}
    explicit Value(std::int64_t number) : value_(number) {}
    explicit Value(double number) : value_(number) {}
    explicit Value(std::string text) : value_(std::move(text)) {}
    explicit Value(Array array) : value_(std::move(array)) {}
    explicit Value(Object object) : value_(std::move(object)) {}

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    bool is_object() const { return object() != nullptr; }

    /// Each is null when the value is of another type.
    const bool* boolean() const { return std::get_if<bool>(&value_); }
    /// A number written without point and exponent that fits 64 bits.
    const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
    const std::string* string() const { return std::get_if<std::string>(&value_); }
    const Array* array() const { return std::get_if<Array>(&value_); }
    const Object* object() const { return std::get_if<Object>(&value_); }
    /// Any number, also an integer.
    std::optional<double> number() const;

    /// A member of an object; null when there is none, or when this is no object.
    const Value* find(std::string_view key) const;

 private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

/// Reads one JSON text (RFC 8259), strictly: valid UTF-8, no lone surrogates, no key twice in an
/// object, nothing behind the value, at most 64 levels. kInvalidArgument, with what is wrong.
Result<Value> parse(std::string_view text);

/// Whether the bytes are valid UTF-8, as every DynamoDB string must be.
bool is_utf8(std::string_view bytes);

/// Renders an item as plain JSON, as Flask renders what boto3 read: `{"title":"Hello","n":1.5}`.
/// Numbers become JSON numbers, binaries base64 strings, sets arrays.
void append_plain_json(std::string& out, ItemView item);

}  // namespace tabella::json
