#include "model/item.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

#include "model/limits.h"

namespace tabella {
namespace {

using Binary = AttributeValue::Binary;
using List = AttributeValue::List;
using Map = AttributeValue::Map;
using NumberSet = AttributeValue::NumberSet;
using StringSet = AttributeValue::StringSet;
using BinarySet = AttributeValue::BinarySet;

std::string operator""_b(const char* text, std::size_t size) {
    return {text, size};
}

AttributeValue nested(std::size_t levels, bool maps = false) {
    AttributeValue value = "leaf";
    for (std::size_t i = 0; i < levels; ++i) {
        if (maps)
            value = Map{{"m", value}};
        else
            value = List{value};
    }
    return value;
}

TEST(ItemEncoding, EncodesEachTypeToTheseBytes) {
    EXPECT_EQ(encode_value(AttributeValue::Null{}), "\x01"_b);
    EXPECT_EQ(encode_value(false), "\x02"_b);
    EXPECT_EQ(encode_value(true), "\x03"_b);
    EXPECT_EQ(encode_value(1), "\x04\x03\xc1\x02\x00"_b);
    EXPECT_EQ(encode_value("ab"),
              "\x05\x02"
              "ab"_b);
    EXPECT_EQ(encode_value(""), "\x05\x00"_b);
    EXPECT_EQ(encode_value(Binary{"\xff"}), "\x06\x01\xff"_b);
    EXPECT_EQ(encode_value(List{"a", true}),
              "\x07\x04\x00\x00\x00\x05\x01"
              "a\x03"_b);
    EXPECT_EQ(encode_value(Map{{"k", true}}), "\x08\x03\x00\x00\x00\x01k\x03"_b);
    EXPECT_EQ(encode_value(NumberSet{Number(1), Number(-1)}),
              "\x09\x08\x00\x00\x00\x03\x3e\x64\xff\x03\xc1\x02\x00"_b);
    EXPECT_EQ(encode_value(StringSet{"b", "a"}),
              "\x0a\x04\x00\x00\x00\x01"
              "a\x01"
              "b"_b);
    EXPECT_EQ(encode_value(BinarySet{Binary{"a"}}),
              "\x0b\x02\x00\x00\x00\x01"
              "a"_b);
    EXPECT_EQ(encode_value(std::string(300, 'x')), "\x05\xac\x02"_b + std::string(300, 'x'));
    EXPECT_EQ(Item(AttributeMap{{"b", true}, {"a", AttributeValue::Null{}}}).encoded(),
              "\x01"
              "a\x01\x01"
              "b\x03"_b);
}

AttributeMap sample() {
    return {
        {"PK", "USER#1"},
        {"n", 42},
        {"flag", false},
        {"none", AttributeValue::Null{}},
        {"bin", Binary{std::string("\0\xff", 2)}},
        {"list", List{"a", 1, Map{{"x", List{}}}, List{}}},
        {"map", Map{{"a", Map{}}, {"b", StringSet{"s", "t"}}, {"c", true}}},
        {"ns", NumberSet{Number(-5), Number(0), Number(7)}},
        {"bs", BinarySet{Binary{"x"}, Binary{"\xff"}}},
        {std::string(200, 'n'), std::string(70'000, 'v')},
    };
}

TEST(ItemEncoding, RoundTripsEveryType) {
    const Item item(sample());
    EXPECT_EQ(item.decode(), sample());
    auto verified = Item::from_encoded(item.encoded());
    ASSERT_TRUE(verified.ok());
    EXPECT_EQ(verified.value(), item);
    EXPECT_EQ(item.view().count(), sample().size());
}

TEST(ItemEncoding, FindsEachAttributeAndNoOther) {
    const Item item(sample());
    for (const auto& [name, value] : sample()) {
        const auto found = item.find(name);
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->decode(), value);
        EXPECT_EQ(found->type(), value.type());
        EXPECT_EQ(found->encoded(), encode_value(value));
        EXPECT_FALSE(item.find(name + "x"));
    }
    EXPECT_FALSE(item.find(""));
    EXPECT_FALSE(item.find("\xff"));
    EXPECT_FALSE(Item().find("a"));
}

TEST(ItemEncoding, CursorsWalkInOrder) {
    const Item item(AttributeMap{{"ss", StringSet{"b", "a"}}, {"l", List{1, "x"}}});
    AttributeCursor attributes = item.view().attributes();
    const auto first = attributes.next();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->name, "l");
    ListCursor list(first->value.payload());
    EXPECT_EQ(list.next()->number(), Number(1));
    EXPECT_EQ(list.next()->payload(), "x");
    EXPECT_FALSE(list.next());
    const auto second = attributes.next();
    EXPECT_TRUE(second->value.is_set());
    SetCursor set(second->value.payload());
    EXPECT_EQ(set.next(), "a");
    EXPECT_EQ(set.next(), "b");
    EXPECT_FALSE(set.next());
    EXPECT_FALSE(attributes.next());
}

TEST(ItemEncoding, RawCopiesAValue) {
    const std::string value = encode_value(List{1, 2});
    std::string out;
    ItemWriter writer(out);
    writer.name("copied");
    writer.raw(ValueView(value));
    EXPECT_EQ(Item::from_trusted(out).decode(), (AttributeMap{{"copied", List{1, 2}}}));
}

TEST(ItemEncodingDeathTest, AssertsAscendingNames) {
    const auto write = [](auto... names) {
        std::string out;
        ItemWriter writer(out);
        (..., (writer.name(names), writer.null()));
    };
    write("a", "b");
    EXPECT_DEATH(write("b", "a"), "");
    EXPECT_DEATH(write("a", "a"), "");
    const auto around_a_map = [](const char* before, const char* after) {
        std::string out;
        ItemWriter writer(out);
        writer.name(before);
        const std::size_t place = writer.open(AttributeType::kMap);
        writer.name("a");
        writer.null();
        writer.close(place);
        writer.name(after);
        writer.null();
        EXPECT_TRUE(Item::from_encoded(out).ok());
    };
    around_a_map("m", "n");
    EXPECT_DEATH(around_a_map("m", "b"), "");
    const auto members = [](const char* first, const char* second) {
        std::string out;
        ItemWriter writer(out);
        writer.name("set");
        const std::size_t place = writer.open(AttributeType::kStringSet);
        writer.member(first);
        writer.member(second);
        writer.close(place);
    };
    EXPECT_DEATH(members("a", "a"), "");
}

TEST(ItemVerification, RefusesWhatNoEncoderWrites) {
    const std::vector<std::string> broken{
        "\x01"_b,       // name cut off
        "\x01k"_b,      // no value
        "\x01k\x00"_b,  // unknown tags
        "\x01k\x0c"_b,
        "\x01k\x01!"_b,                     // something follows
        "\x81\x00k\x01"_b,                  // varint in a longer form
        "\xff\xff\xff\xff\xff\x01k\x01"_b,  // varint of six bytes
        "\xff\xff\xff\xff\x0fk\x01"_b,      // beyond the end
        "\x01k\x05\x02x"_b,                 // string cut off
        "\x01k\x04\x03\xc1\x01\x00"_b,      // number not normal
        "\x01k\x04\x04\xc1\x02\x00\x00"_b,  // number with a tail
        "\x01k\x04\x00"_b,
        "\x01k\x07\x01\x00\x00"_b,                        // length cut off
        "\x01k\x07\x02\x00\x00\x00\x01"_b,                // list cut off
        "\x01k\x0a\x00\x00\x00\x00"_b,                    // empty set
        "\x01k\x0a\x04\x00\x00\x00\x01z\x01y"_b,          // set out of order
        "\x01k\x0a\x04\x00\x00\x00\x01y\x01y"_b,          // twice the same
        "\x01k\x09\x02\x00\x00\x00\x01y"_b,               // not a number in a set
        "\x01z\x01\x01y\x01"_b,                           // names out of order
        "\x01y\x01\x01y\x01"_b,                           // one name twice
        "\x01m\x08\x06\x00\x00\x00\x01z\x01\x01y\x01"_b,  // the same in a map
    };
    for (const std::string& bytes : broken)
        EXPECT_FALSE(Item::from_encoded(bytes).ok()) << ::testing::PrintToString(bytes);
    EXPECT_TRUE(Item::from_encoded("").ok());
}

TEST(ItemVerification, BoundsNesting) {
    for (const bool maps : {false, true}) {
        const auto accepts = [maps](std::size_t levels) {
            return Item::from_encoded(Item(AttributeMap{{"k", nested(levels, maps)}}).encoded())
                .ok();
        };
        EXPECT_TRUE(accepts(limits::kNestingDepthMax - 1));
        EXPECT_TRUE(accepts(limits::kNestingDepthMax));
        EXPECT_FALSE(accepts(limits::kNestingDepthMax + 1));
        EXPECT_FALSE(accepts(1'000));
    }
}

TEST(ItemVerification, BoundsNames) {
    const auto accepts = [](std::size_t bytes) {
        const AttributeMap map{{std::string(bytes, 'n'), true}};
        return Item::from_encoded(Item(map).encoded()).ok();
    };
    EXPECT_TRUE(accepts(limits::kAttributeNameBytesMax - 1));
    EXPECT_TRUE(accepts(limits::kAttributeNameBytesMax));
    EXPECT_FALSE(accepts(limits::kAttributeNameBytesMax + 1));
}

TEST(ItemVerification, SurvivesEveryChangeOfOneByte) {
    const AttributeMap map{{"l", List{"a", 1, Map{{"x", List{}}}}},
                           {"n", 42},
                           {"ns", NumberSet{Number(1), Number(2)}}};
    const std::string good = Item(map).encoded();
    for (std::size_t i = 0; i < good.size(); ++i) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string changed = good;
            changed[i] = static_cast<char>(byte);
            const auto item = Item::from_encoded(changed);
            if (!item.ok()) continue;
            EXPECT_EQ(Item(item.value().decode()).encoded(), changed);
        }
    }
}

TEST(ItemVerification, RefusesTornItems) {
    const std::string good = Item(AttributeMap{{"l", List{"a", 1, Map{{"x", List{}}}}}}).encoded();
    for (std::size_t bytes = 1; bytes < good.size(); ++bytes)
        EXPECT_FALSE(Item::from_encoded(good.substr(0, bytes)).ok()) << bytes;
}

TEST(ItemSize, CountsAsDynamoDb) {
    const auto size = [](const AttributeValue& value) {
        return value_size_bytes(ValueView(encode_value(value)));
    };
    EXPECT_EQ(size(AttributeValue::Null{}), 1U);
    EXPECT_EQ(size(true), 1U);
    EXPECT_EQ(size(""), 0U);
    EXPECT_EQ(size("é"), 2U);
    EXPECT_EQ(size(Binary{"abc"}), 3U);
    EXPECT_EQ(size(0), 1U);
    EXPECT_EQ(size(-123), Number(-123).size_bytes());
    EXPECT_EQ(size(List{}), 3U);
    EXPECT_EQ(size(List{"ab", true}), 3U + 1 + 2 + 1 + 1);
    EXPECT_EQ(size(Map{}), 3U);
    EXPECT_EQ(size(Map{{"key", "v"}}), 3U + 1 + 3 + 1);
    EXPECT_EQ(size(NumberSet{Number(0), Number(99)}), 3U);
    EXPECT_EQ(size(StringSet{"a", "bc"}), 3U);
    EXPECT_EQ(size(BinarySet{Binary{"abcd"}}), 4U);
    EXPECT_EQ(item_size_bytes(Item(AttributeMap{{"pk", "v"}, {"é", 1}})), 2U + 1 + 2 + 2);
    EXPECT_EQ(item_size_bytes(Item()), 0U);
}

TEST(ItemSize, NumbersCountAlikeEncodedOrNot) {
    EXPECT_TRUE(rc::check("the size of an encoded number is that of the number", [] {
        const auto mantissa = *rc::gen::arbitrary<std::int64_t>();
        const int exponent = *rc::gen::inRange(-110, 100);
        const Number number =
            Number::parse(std::to_string(mantissa) + "e" + std::to_string(exponent)).value();
        RC_ASSERT(value_size_bytes(ValueView(encode_value(number))) == number.size_bytes());
    }));
}

TEST(ItemNesting, CountsContainersOnly) {
    const auto depth = [](const AttributeValue& value) {
        return nesting_depth(ValueView(encode_value(value)));
    };
    EXPECT_EQ(depth("x"), 0U);
    EXPECT_EQ(depth(StringSet{"x"}), 0U);
    EXPECT_EQ(depth(List{}), 1U);
    EXPECT_EQ(depth(Map{}), 1U);
    EXPECT_EQ(depth(List{"x", List{}, "y"}), 2U);
    EXPECT_EQ(depth(Map{{"a", nested(31)}, {"b", 1}}), 32U);
}

rc::Gen<AttributeValue> any_value(int levels) {
    const auto text = rc::gen::arbitrary<std::string>();
    const auto scalar = rc::gen::oneOf(
        rc::gen::just(AttributeValue()),
        rc::gen::map(rc::gen::arbitrary<bool>(), [](bool flag) { return AttributeValue(flag); }),
        rc::gen::map(rc::gen::arbitrary<std::int64_t>(),
                     [](std::int64_t number) { return AttributeValue(number); }),
        rc::gen::map(text, [](std::string s) { return AttributeValue(std::move(s)); }),
        rc::gen::map(text, [](std::string s) { return AttributeValue(Binary{std::move(s)}); }),
        rc::gen::map(rc::gen::nonEmpty(rc::gen::arbitrary<std::vector<std::int64_t>>()),
                     [](const std::vector<std::int64_t>& numbers) {
                         NumberSet set;
                         for (const std::int64_t number : numbers) set.insert(Number(number));
                         return AttributeValue(set);
                     }));
    if (levels == 0) return scalar;
    const auto element = rc::gen::scale(0.3, any_value(levels - 1));
    return rc::gen::oneOf(scalar,
                          rc::gen::map(rc::gen::container<List>(element),
                                       [](List list) { return AttributeValue(std::move(list)); }),
                          rc::gen::map(rc::gen::container<Map>(text, element),
                                       [](Map map) { return AttributeValue(std::move(map)); }));
}

TEST(ItemProperty, AnyItemRoundTripsAndVerifies) {
    EXPECT_TRUE(rc::check("decode is the inverse of encode", [] {
        const auto map = *rc::gen::scale(
            0.3, rc::gen::container<AttributeMap>(rc::gen::arbitrary<std::string>(), any_value(3)));
        const Item item(map);
        RC_ASSERT(item.decode() == map);
        RC_ASSERT(Item::from_encoded(item.encoded()).ok());
    }));
}

TEST(ItemProperty, AnyBytesAreSafe) {
    EXPECT_TRUE(rc::check("what verifies is canonical", [] {
        const auto bytes = *rc::gen::container<std::string>(rc::gen::map(
            rc::gen::inRange(0, 14), [](int byte) { return static_cast<char>(byte); }));
        if (auto item = Item::from_encoded(bytes); item.ok())
            RC_ASSERT(Item(item.value().decode()).encoded() == bytes);
    }));
}

}  // namespace
}  // namespace tabella
