#include "model/item.h"

#include <cstdlib>
#include <cstring>

#include "model/limits.h"

namespace tabella {

namespace {

using detail::is_container;
using detail::kLengthBytes;
using detail::kTrue;
using detail::read_u32;
using detail::take;
using detail::take_prefixed;
using detail::take_value;

constexpr char kFalse = 0x02;
constexpr std::size_t kVarintBytesMax = 5;
constexpr std::size_t kNumberSizeBytesMax = 21;
constexpr std::size_t kContainerOverheadBytes = 3;

constexpr char tag(AttributeType type) {
    return static_cast<char>(type);
}

/// Never met by what an encoder wrote or `from_encoded` verified: going on would corrupt data.
[[noreturn]] void broken_item() {
    std::abort();
}

void append_varint(std::string& out, std::size_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(value | 0x80);
        value >>= 7;
    }
    out += static_cast<char>(value);
}

void write_u32(char* at, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) at[i] = static_cast<char>(value >> (8 * i));
}

Number decode_number(std::string_view encoded) {
    auto number = Number::decode(encoded);
    if (!number.ok() || !encoded.empty()) broken_item();
    return std::move(number).value();
}

/// About one byte for two significant digits, one more, and one for a sign: what the encoding has,
/// but for its terminator and the sign.
std::size_t number_size_bytes(std::string_view encoded) {
    const bool negative = static_cast<unsigned char>(encoded[0]) < 0x80;
    return std::min(encoded.size() - 1 + (negative ? 1 : 0), kNumberSizeBytesMax);
}

/// Walks bytes from outside. Every function is false (or empty) as soon as something is wrong.
class Verifier {
 public:
    static bool attributes(std::string_view bytes, std::size_t depth) {
        std::optional<std::string_view> previous;
        while (!bytes.empty()) {
            std::string_view name;
            if (!prefixed(bytes, name)) return false;
            if (name.size() > limits::kAttributeNameBytesMax) return false;
            if (previous && *previous >= name) return false;
            previous = name;
            if (!value(bytes, depth)) return false;
        }
        return true;
    }

 private:
    static bool value(std::string_view& bytes, std::size_t depth) {
        if (bytes.empty()) return false;
        const auto first = static_cast<unsigned char>(bytes[0]);
        if (first < 0x01 || first > 0x0b) return false;
        bytes.remove_prefix(1);
        if (first <= 0x03) return true;
        const auto type = static_cast<AttributeType>(first);
        std::string_view payload;
        if (!is_container(type)) {
            if (!prefixed(bytes, payload)) return false;
            return type != AttributeType::kNumber || number(payload);
        }
        if (bytes.size() < kLengthBytes) return false;
        const std::size_t count = read_u32(bytes.data());
        bytes.remove_prefix(kLengthBytes);
        if (count > bytes.size()) return false;
        return container(type, take(bytes, count), depth);
    }

    static bool container(AttributeType type, std::string_view contents, std::size_t depth) {
        if (type >= AttributeType::kNumberSet) return set(type, contents);
        if (depth == limits::kNestingDepthMax) return false;
        if (type == AttributeType::kMap) return attributes(contents, depth + 1);
        while (!contents.empty())
            if (!value(contents, depth + 1)) return false;
        return true;
    }

    static bool set(AttributeType type, std::string_view contents) {
        if (contents.empty()) return false;
        std::optional<std::string_view> previous;
        while (!contents.empty()) {
            std::string_view member;
            if (!prefixed(contents, member)) return false;
            if (previous && *previous >= member) return false;
            previous = member;
            if (type == AttributeType::kNumberSet && !number(member)) return false;
        }
        return true;
    }

    static bool number(std::string_view encoded) {
        return Number::decode(encoded).ok() && encoded.empty();
    }

    static bool prefixed(std::string_view& bytes, std::string_view& payload) {
        std::size_t count = 0;
        std::size_t i = 0;
        for (;; ++i) {
            if (i == kVarintBytesMax || i == bytes.size()) return false;
            const auto byte = static_cast<unsigned char>(bytes[i]);
            count |= static_cast<std::size_t>(byte & 0x7fU) << (7 * i);
            if (byte >= 0x80) continue;
            if (byte == 0 && i != 0) return false;  // A longer form than the canonical one.
            break;
        }
        bytes.remove_prefix(i + 1);
        if (count > bytes.size()) return false;
        payload = take(bytes, count);
        return true;
    }
};

template <class Set, class Make>
Set decode_set(std::string_view contents, Make make) {
    Set set;
    SetCursor members(contents);
    while (const auto member = members.next()) set.insert(set.end(), make(*member));
    return set;
}

}  // namespace

Number ValueView::number() const {
    return decode_number(payload());
}

AttributeValue ValueView::decode() const {
    const std::string_view bytes = payload();
    switch (type()) {
        case AttributeType::kNull:
            return AttributeValue::Null{};
        case AttributeType::kBool:
            return boolean();
        case AttributeType::kNumber:
            return number();
        case AttributeType::kString:
            return bytes;
        case AttributeType::kBinary:
            return AttributeValue::Binary{std::string(bytes)};
        case AttributeType::kList: {
            AttributeValue::List list;
            ListCursor elements(bytes);
            while (const auto element = elements.next()) list.push_back(element->decode());
            return list;
        }
        case AttributeType::kMap:
            return ItemView(bytes).decode();
        case AttributeType::kNumberSet:
            return decode_set<AttributeValue::NumberSet>(bytes, decode_number);
        case AttributeType::kStringSet:
            return decode_set<AttributeValue::StringSet>(
                bytes, [](std::string_view member) { return std::string(member); });
        case AttributeType::kBinarySet:
            return decode_set<AttributeValue::BinarySet>(bytes, [](std::string_view member) {
                return AttributeValue::Binary{std::string(member)};
            });
    }
    broken_item();
}

std::optional<ValueView> ItemView::find(std::string_view name) const {
    std::string_view rest = encoded_;
    while (!rest.empty()) {
        const int order = take_prefixed(rest).compare(name);
        if (order > 0) return std::nullopt;
        const std::string_view value = take_value(rest);
        if (order == 0) return ValueView(value);
    }
    return std::nullopt;
}

std::size_t ItemView::count() const {
    std::size_t count = 0;
    AttributeCursor cursor = attributes();
    while (cursor.next()) ++count;
    return count;
}

AttributeMap ItemView::decode() const {
    AttributeMap map;
    AttributeCursor cursor = attributes();
    while (const auto attribute = cursor.next())
        map.emplace_hint(map.end(), attribute->name, attribute->value.decode());
    return map;
}

Item::Item(const AttributeMap& attributes) {
    ItemWriter writer(bytes_);
    for (const auto& [name, value] : attributes) {
        writer.name(name);
        writer.value(value);
    }
}

Item Item::from_trusted(std::string bytes) {
    Item item;
    item.bytes_ = std::move(bytes);
    return item;
}

Result<Item> Item::from_encoded(std::string bytes) {
    if (!Verifier::attributes(bytes, 0)) return Error{ErrorKind::kCorruption, "malformed item"};
    return from_trusted(std::move(bytes));
}

void ItemWriter::ascend(std::string_view bytes) {
    if (previous_bytes_ != kNoPrevious &&
        std::string_view(out_).substr(previous_place_, previous_bytes_) >= bytes)
        broken_item();
    append_varint(out_, bytes.size());
    previous_place_ = out_.size();
    previous_bytes_ = static_cast<std::uint32_t>(bytes.size());
    out_ += bytes;
}

void ItemWriter::name(std::string_view name) {
    ascend(name);
}

void ItemWriter::member(std::string_view bytes) {
    ascend(bytes);
}

void ItemWriter::null() {
    out_ += tag(AttributeType::kNull);
}

void ItemWriter::boolean(bool flag) {
    out_ += flag ? kTrue : kFalse;
}

void ItemWriter::number(const Number& number) {
    out_ += tag(AttributeType::kNumber);
    const std::size_t length_place = out_.size();
    out_ += '\0';
    number.append_encoded(out_);
    // An encoding is far below the 128 bytes at which a varint takes its second byte.
    out_[length_place] = static_cast<char>(out_.size() - length_place - 1);
}

void ItemWriter::string(std::string_view text) {
    out_ += tag(AttributeType::kString);
    append_varint(out_, text.size());
    out_ += text;
}

void ItemWriter::binary(std::string_view bytes) {
    out_ += tag(AttributeType::kBinary);
    append_varint(out_, bytes.size());
    out_ += bytes;
}

void ItemWriter::raw(ValueView value) {
    out_ += value.encoded();
}

void ItemWriter::value(const AttributeValue& value) {
    const auto members = [this, &value](const auto& set, auto bytes_of) {
        const std::size_t place = open(value.type());
        for (const auto& each : set) member(bytes_of(each));
        close(place);
    };
    switch (value.type()) {
        case AttributeType::kNull:
            return null();
        case AttributeType::kBool:
            return boolean(*value.as<bool>());
        case AttributeType::kNumber:
            return number(*value.as<Number>());
        case AttributeType::kString:
            return string(*value.as<std::string>());
        case AttributeType::kBinary:
            return binary(value.as<AttributeValue::Binary>()->bytes);
        case AttributeType::kList: {
            const std::size_t place = open(AttributeType::kList);
            for (const auto& element : *value.as<AttributeValue::List>()) this->value(element);
            return close(place);
        }
        case AttributeType::kMap: {
            const std::size_t place = open(AttributeType::kMap);
            for (const auto& [key, element] : *value.as<AttributeValue::Map>()) {
                name(key);
                this->value(element);
            }
            return close(place);
        }
        case AttributeType::kNumberSet:
            return members(*value.as<AttributeValue::NumberSet>(),
                           [](const Number& each) { return each.encoded(); });
        case AttributeType::kStringSet:
            return members(*value.as<AttributeValue::StringSet>(),
                           [](const std::string& each) { return std::string_view(each); });
        case AttributeType::kBinarySet:
            return members(
                *value.as<AttributeValue::BinarySet>(),
                [](const AttributeValue::Binary& each) { return std::string_view(each.bytes); });
    }
}

// Until it is closed, a container keeps in the place of its length what the outer container had
// written before it, so that the order of names can be asserted without a stack beside the bytes.
std::size_t ItemWriter::open(AttributeType container) {
    if (!is_container(container)) broken_item();
    out_ += tag(container);
    const std::size_t place = out_.size();
    out_.append(kLengthBytes, '\0');
    write_u32(&out_[place], previous_bytes_);
    previous_bytes_ = kNoPrevious;
    return place;
}

void ItemWriter::close(std::size_t place) {
    const std::size_t count = out_.size() - place - kLengthBytes;
    if (count >= kNoPrevious) broken_item();
    previous_bytes_ = read_u32(&out_[place]);
    // In a map or item the name stands just before the tag; a list has no names to compare.
    if (previous_bytes_ != kNoPrevious) previous_place_ = place - 1 - previous_bytes_;
    write_u32(&out_[place], static_cast<std::uint32_t>(count));
}

std::string encode_value(const AttributeValue& value) {
    std::string out;
    ItemWriter(out).value(value);
    return out;
}

std::size_t item_size_bytes(ItemView item) {
    std::size_t size = 0;
    AttributeCursor attributes = item.attributes();
    while (const auto attribute = attributes.next())
        size += attribute->name.size() + value_size_bytes(attribute->value);
    return size;
}

std::size_t value_size_bytes(ValueView value) {
    const std::string_view bytes = value.payload();
    switch (value.type()) {
        case AttributeType::kNull:
        case AttributeType::kBool:
            return 1;
        case AttributeType::kNumber:
            return number_size_bytes(bytes);
        case AttributeType::kString:
        case AttributeType::kBinary:
            return bytes.size();
        case AttributeType::kList: {
            std::size_t size = kContainerOverheadBytes;
            ListCursor elements(bytes);
            while (const auto element = elements.next()) size += 1 + value_size_bytes(*element);
            return size;
        }
        case AttributeType::kMap: {
            const ItemView map(bytes);
            return kContainerOverheadBytes + map.count() + item_size_bytes(map);
        }
        case AttributeType::kNumberSet: {
            std::size_t size = 0;
            SetCursor members(bytes);
            while (const auto member = members.next()) size += number_size_bytes(*member);
            return size;
        }
        case AttributeType::kStringSet:
        case AttributeType::kBinarySet: {
            std::size_t size = 0;
            SetCursor members(bytes);
            while (const auto member = members.next()) size += member->size();
            return size;
        }
    }
    broken_item();
}

std::size_t nesting_depth(ValueView value) {
    std::size_t below = 0;
    if (value.type() == AttributeType::kList) {
        ListCursor elements(value.payload());
        while (const auto element = elements.next())
            below = std::max(below, nesting_depth(*element));
        return below + 1;
    }
    if (value.type() == AttributeType::kMap) {
        AttributeCursor attributes = ItemView(value.payload()).attributes();
        while (const auto attribute = attributes.next())
            below = std::max(below, nesting_depth(attribute->value));
        return below + 1;
    }
    return 0;
}

}  // namespace tabella
