#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/attribute_value.h"

// The flat encoding of items. An item is one byte string, stored, sent through the engine and
// compared as it is. It is canonical: attributes and set members are sorted and numbers normalised,
// so two values are equal exactly when their bytes are.
//
//   item      := attribute*                        ascending by name (unsigned bytes), names unique
//   attribute := varint(name bytes) name value
//   value     := NULL                              0x01
//              | false | true                      0x02 | 0x03
//              | number                            0x04 varint(bytes) Number::encoded
//              | string | binary                   0x05 | 0x06 varint(bytes) bytes
//              | list | map                        0x07 u32(bytes) value*  | 0x08 u32(bytes) item
//              | set of numbers                    0x09 u32(bytes) member*, member := varint(bytes)
//              Number::encoded | set of strings | of binaries      0x0a | 0x0b u32(bytes) member*,
//              member := varint(bytes) bytes
//   varint    := LEB128, at most 5 bytes; u32 := 4 bytes, little-endian
//   members of a set ascend as unsigned bytes and are unique.

namespace tabella {

/// The walk through trusted bytes, inline because every answer walks through all of its items.
namespace detail {

constexpr char kTrue = 0x03;
constexpr std::size_t kLengthBytes = 4;

inline AttributeType type_of(char first) {
    return first == kTrue ? AttributeType::kBool : static_cast<AttributeType>(first);
}

inline bool is_container(AttributeType type) {
    return type >= AttributeType::kList;
}

inline std::uint32_t read_u32(const char* at) {
    const auto byte = [at](int i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(at[i])) << (8 * i);
    };
    return byte(0) | byte(1) | byte(2) | byte(3);
}

/// Removes a varint from the front.
inline std::size_t take_varint(std::string_view& bytes) {
    std::size_t value = 0;
    std::size_t i = 0;
    for (;; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        value |= static_cast<std::size_t>(byte & 0x7fU) << (7 * i);
        if (byte < 0x80) break;
    }
    bytes.remove_prefix(i + 1);
    return value;
}

inline std::string_view take(std::string_view& bytes, std::size_t count) {
    const std::string_view taken = bytes.substr(0, count);
    bytes.remove_prefix(count);
    return taken;
}

inline std::string_view take_prefixed(std::string_view& bytes) {
    const std::size_t count = take_varint(bytes);
    return take(bytes, count);
}

/// Removes one value, tag included, from the front.
inline std::string_view take_value(std::string_view& bytes) {
    const AttributeType type = type_of(bytes[0]);
    if (type <= AttributeType::kBool) return take(bytes, 1);
    if (is_container(type)) return take(bytes, 1 + kLengthBytes + read_u32(&bytes[1]));
    std::string_view rest = bytes.substr(1);
    const std::size_t count = take_varint(rest);
    return take(bytes, static_cast<std::size_t>(rest.data() - bytes.data()) + count);
}

}  // namespace detail

/// One encoded value, not owned: valid while the bytes it points into live. The bytes are trusted:
/// they come from an encoder or have passed `Item::from_encoded`.
class ValueView {
 public:
    explicit ValueView(std::string_view encoded) : encoded_(encoded) {}

    AttributeType type() const { return detail::type_of(encoded_[0]); }
    /// The whole value, tag included. Equal values have equal bytes.
    std::string_view encoded() const { return encoded_; }
    /// String and binary: the bytes. Number: its encoding. List, map, set: the contents, for a
    /// cursor. Bool and null: empty.
    std::string_view payload() const {
        std::string_view rest = encoded_.substr(1);
        if (rest.empty()) return rest;
        if (detail::is_container(type())) return rest.substr(detail::kLengthBytes);
        detail::take_varint(rest);
        return rest;
    }
    bool boolean() const { return encoded_[0] == 0x03; }
    /// For a value of type number.
    Number number() const;
    bool is_set() const { return type() >= AttributeType::kNumberSet; }

    AttributeValue decode() const;

    friend bool operator==(ValueView a, ValueView b) { return a.encoded_ == b.encoded_; }

 private:
    std::string_view encoded_;
};

/// Walks the contents of a list.
class ListCursor {
 public:
    explicit ListCursor(std::string_view contents) : rest_(contents) {}
    std::optional<ValueView> next() {
        if (rest_.empty()) return std::nullopt;
        return ValueView(detail::take_value(rest_));
    }

 private:
    std::string_view rest_;
};

/// Walks the members of a set, ascending; a number's member is its encoding.
class SetCursor {
 public:
    explicit SetCursor(std::string_view contents) : rest_(contents) {}
    std::optional<std::string_view> next() {
        if (rest_.empty()) return std::nullopt;
        return detail::take_prefixed(rest_);
    }

 private:
    std::string_view rest_;
};

struct AttributeView {
    std::string_view name;
    ValueView value;
};

/// Walks the attributes of an item or of a map, ascending by name.
class AttributeCursor {
 public:
    explicit AttributeCursor(std::string_view contents) : rest_(contents) {}
    std::optional<AttributeView> next() {
        if (rest_.empty()) return std::nullopt;
        const std::string_view name = detail::take_prefixed(rest_);
        return AttributeView{name, ValueView(detail::take_value(rest_))};
    }

 private:
    std::string_view rest_;
};

/// An encoded item or the contents of a map, not owned.
class ItemView {
 public:
    ItemView() = default;
    explicit ItemView(std::string_view encoded) : encoded_(encoded) {}

    std::string_view encoded() const { return encoded_; }
    bool empty() const { return encoded_.empty(); }
    std::optional<ValueView> find(std::string_view name) const;
    AttributeCursor attributes() const { return AttributeCursor(encoded_); }
    std::size_t count() const;

    AttributeMap decode() const;

 private:
    std::string_view encoded_;
};

/// An encoded item that owns its bytes. An empty Item has no attributes.
class Item {
 public:
    Item() = default;
    /// Encodes. Cannot fail: AttributeMap is sorted and its numbers are normalised.
    explicit Item(const AttributeMap& attributes);
    explicit Item(ItemView view) : bytes_(view.encoded()) {}
    /// Takes bytes that an encoder of this process wrote.
    static Item from_trusted(std::string bytes);
    /// Takes bytes from outside: verifies grammar, order and canonical form. kCorruption if broken.
    static Result<Item> from_encoded(std::string bytes);

    ItemView view() const { return ItemView(bytes_); }
    operator ItemView() const { return view(); }
    const std::string& encoded() const { return bytes_; }
    bool empty() const { return bytes_.empty(); }
    std::optional<ValueView> find(std::string_view name) const { return view().find(name); }
    AttributeMap decode() const { return view().decode(); }

    friend bool operator==(const Item&, const Item&) = default;

 private:
    std::string bytes_;
};

/// Writes the flat encoding. Attributes and set members must be given in ascending order;
/// that is asserted, also in release. Containers nest: every open is followed by its close.
class ItemWriter {
 public:
    explicit ItemWriter(std::string& out) : out_(out) {}

    void name(std::string_view name);
    void null();
    void boolean(bool flag);
    void number(const Number& number);
    void string(std::string_view text);
    void binary(std::string_view bytes);
    /// A value that is already encoded.
    void raw(ValueView value);
    void value(const AttributeValue& value);

    /// Returns the place to give to `close`. For list, map and the three sets.
    [[nodiscard]] std::size_t open(AttributeType container);
    void close(std::size_t place);
    void member(std::string_view bytes);

 private:
    static constexpr std::uint32_t kNoPrevious = ~std::uint32_t{0};

    void ascend(std::string_view bytes);

    std::string& out_;
    /// Where the name or member before this one stands in `out_`, in the container that is open.
    std::size_t previous_place_ = 0;
    std::uint32_t previous_bytes_ = kNoPrevious;
};

/// Encodes one value on its own, as ValueView reads it.
std::string encode_value(const AttributeValue& value);

/// The size that DynamoDB counts, in bytes: names and values; see "DynamoDB item sizes and formats"
/// (CapacityUnitCalculations.html).
std::size_t item_size_bytes(ItemView item);
std::size_t value_size_bytes(ValueView value);

/// Levels of nesting below the attribute: a scalar or set is 0, an empty list or map 1, and so on.
std::size_t nesting_depth(ValueView value);

}  // namespace tabella
