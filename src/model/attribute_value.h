#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/number.h"

namespace tabella {

/// The ten DynamoDB types, in the order of their tags in the flat encoding (model/item.h).
enum class AttributeType : unsigned char {
    kNull = 1,
    kBool = 2,
    kNumber = 4,
    kString = 5,
    kBinary = 6,
    kList = 7,
    kMap = 8,
    kNumberSet = 9,
    kStringSet = 10,
    kBinarySet = 11,
};

/// "NULL", "BOOL", "N", "S", "B", "L", "M", "NS", "SS", "BS".
std::string_view type_name(AttributeType type);

/// A DynamoDB value as a tree that owns its parts: what programs build and change. What is stored
/// and sent travels as the flat `Item`; the two convert into each other.
class AttributeValue {
 public:
    struct Null {
        friend bool operator==(Null, Null) { return true; }
    };
    /// Raw bytes, not base64.
    struct Binary {
        std::string bytes;
        friend auto operator<=>(const Binary&, const Binary&) = default;
    };
    using List = std::vector<AttributeValue>;
    using Map = std::map<std::string, AttributeValue, std::less<>>;
    using NumberSet = std::set<Number>;
    using StringSet = std::set<std::string, std::less<>>;
    using BinarySet = std::set<Binary>;

    AttributeValue() : value_(Null{}) {}
    AttributeValue(std::string text) : value_(std::move(text)) {}
    AttributeValue(std::string_view text) : value_(std::string(text)) {}
    AttributeValue(const char* text) : value_(std::string(text)) {}
    AttributeValue(Number number) : value_(number) {}
    AttributeValue(int number) : value_(Number(number)) {}
    AttributeValue(std::int64_t number) : value_(Number(number)) {}
    AttributeValue(bool flag) : value_(flag) {}
    AttributeValue(Null null) : value_(null) {}
    AttributeValue(Binary binary) : value_(std::move(binary)) {}
    AttributeValue(List list) : value_(std::move(list)) {}
    AttributeValue(Map map) : value_(std::move(map)) {}
    AttributeValue(NumberSet set) : value_(std::move(set)) {}
    AttributeValue(StringSet set) : value_(std::move(set)) {}
    AttributeValue(BinarySet set) : value_(std::move(set)) {}

    AttributeType type() const;

    template <class T>
    bool is() const {
        return std::holds_alternative<T>(value_);
    }
    /// Null when the value is of another type: `if (const auto* text = value.as<std::string>())`.
    template <class T>
    const T* as() const {
        return std::get_if<T>(&value_);
    }
    template <class T>
    T* as() {
        return std::get_if<T>(&value_);
    }

    friend bool operator==(const AttributeValue&, const AttributeValue&) = default;

 private:
    std::variant<Null, bool, Number, std::string, Binary, List, Map, NumberSet, StringSet,
                 BinarySet>
        value_;
};

using AttributeMap = AttributeValue::Map;

}  // namespace tabella
