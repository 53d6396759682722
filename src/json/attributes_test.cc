#include "json/attributes.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "json/codec.h"
#include "model/limits.h"

namespace tabella::json {
namespace {

using api::ErrorCode;
using Binary = AttributeValue::Binary;
using List = AttributeValue::List;
using Map = AttributeValue::Map;

api::Result<api::PutItemRequest> put(const std::string& item) {
    TABELLA_ASSIGN(auto request, decode_request<api::PutItemRequest>(
                                     R"({"TableName":"notes","Item":)" + item + "}"));
    TABELLA_CHECK(request.value_problems.check({"Item"}));
    return request;
}

api::Error error_of(const std::string& value) {
    auto request = put(R"({"k":)" + value + "}");
    EXPECT_FALSE(request.ok()) << value;
    return request.ok() ? api::Error{} : request.error();
}

std::string invalid(const std::string& value) {
    const api::Error error = error_of(value);
    EXPECT_EQ(error.code, ErrorCode::kValidation) << value;
    return error.message;
}

std::string malformed(const std::string& value) {
    const api::Error error = error_of(value);
    EXPECT_EQ(error.code, ErrorCode::kSerialization) << value << ": " << error.message;
    return error.message;
}

std::string rendered(const Item& item) {
    std::string out;
    append_attributes(out, item);
    return out;
}

TEST(AttributeJson, ReadsEachTypeIntoTheCanonicalItem) {
    const auto request =
        put(R"({"z":{"S":"text"},"n":{"N":"1.50"},"b":{"B":"Zm9v"},)"
            R"("t":{"BOOL":true},"f":{"BOOL":false},"null":{"NULL":true},)"
            R"("l":{"L":[{"S":"a"},{"L":[]}]},"m":{"M":{"y":{"N":"1"},"x":{"M":{}}}},)"
            R"("ss":{"SS":["b","a"]},"ns":{"NS":["2","-1e0"]},"bs":{"BS":["eA==","YQ=="]}})");
    ASSERT_TRUE(request.ok()) << request.error().message;
    const AttributeMap expected{
        {"z", "text"},
        {"n", Number::parse("1.5").value()},
        {"b", Binary{"foo"}},
        {"t", true},
        {"f", false},
        {"null", AttributeValue::Null{}},
        {"l", List{"a", List{}}},
        {"m", Map{{"x", Map{}}, {"y", 1}}},
        {"ss", AttributeValue::StringSet{"a", "b"}},
        {"ns", AttributeValue::NumberSet{Number(-1), Number(2)}},
        {"bs", AttributeValue::BinarySet{Binary{"a"}, Binary{"x"}}},
    };
    EXPECT_EQ(request.value().item, Item(expected));
    EXPECT_TRUE(Item::from_encoded(request.value().item.encoded()).ok());
}

TEST(AttributeJson, RendersInTheseWords) {
    EXPECT_EQ(
        rendered(Item(AttributeMap{{"s", "a\"b"},
                                   {"n", Number::parse("1e3").value()},
                                   {"b", Binary{"f"}},
                                   {"t", true},
                                   {"z", AttributeValue::Null{}},
                                   {"l", List{1, List{}}},
                                   {"m", Map{{"k", Map{}}}},
                                   {"ns", AttributeValue::NumberSet{Number(2), Number(-1)}},
                                   {"ss", AttributeValue::StringSet{"x"}},
                                   {"bs", AttributeValue::BinarySet{Binary{"foo"}}}})),
        R"({"b":{"B":"Zg=="},"bs":{"BS":["Zm9v"]},"l":{"L":[{"N":"1"},{"L":[]}]},)"
        R"("m":{"M":{"k":{"M":{}}}},"n":{"N":"1000"},"ns":{"NS":["-1","2"]},"s":{"S":"a\"b"},)"
        R"("ss":{"SS":["x"]},"t":{"BOOL":true},"z":{"NULL":true}})");
    EXPECT_EQ(rendered(Item()), "{}");
}

TEST(AttributeJson, RefusesValuesOfNoneOrOfTwoTypes) {
    const std::string empty =
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    for (const char* value : {"{}", "null", R"({"X":"y"})", R"({"S":null})", R"({"L":[{}]})",
                              R"({"L":[null]})", R"({"M":{"a":null}})"})
        EXPECT_EQ(invalid(value), empty) << value;
    EXPECT_EQ(
        invalid(R"({"S":"a","N":"1"})"),
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
        "the supported datatypes");
    EXPECT_TRUE(put(R"({"k":{"S":"a","N":null,"X":1}})").ok());
}

TEST(AttributeJson, TellsWhatIsWrongWithOneOfTwoValuesFirst) {
    for (const char* value : {R"({"S":"a","N":"x"})", R"({"N":"x","S":"a"})"})
        EXPECT_EQ(invalid(value), "The parameter cannot be converted to a numeric value: x");
}

TEST(AttributeJson, TellsAWrongFormBeforeAWrongValue) {
    const std::string number = "NUMBER_VALUE cannot be converted to String";
    for (const char* value :
         {R"({"L":[{"N":"x"},{"S":1}]})", R"({"M":{"a":{},"b":{"SS":["x",1]}}})",
          R"({"L":[{"SS":[]},{"M":{"a":{"BS":[1]}}}]})", R"({"L":[{"NULL":false},{"N":1}]})"})
        EXPECT_EQ(malformed(value), number) << value;
    EXPECT_EQ(malformed(R"({"L":[{},{"B":"!"}]})"),
              "only base-64-encoded strings are convertible to bytes");
}

TEST(AttributeJson, RefusesOtherJsonTypes) {
    EXPECT_EQ(malformed(R"({"S":1})"), "NUMBER_VALUE cannot be converted to String");
    EXPECT_EQ(malformed(R"({"N":1})"), "NUMBER_VALUE cannot be converted to String");
    EXPECT_EQ(malformed(R"({"N":true})"), "TRUE_VALUE cannot be converted to String");
    EXPECT_EQ(malformed(R"({"BOOL":"true"})"), "STRING_VALUE cannot be converted to Boolean");
    EXPECT_EQ(malformed(R"({"S":{}})"), "Start of structure or map found where not expected");
    EXPECT_EQ(malformed(R"({"S":[]})"), "Start of list found where not expected");
    EXPECT_EQ(malformed(R"({"SS":"a"})"), "Unexpected field type");
    EXPECT_EQ(malformed(R"({"M":"a"})"), "Unexpected field type");
    EXPECT_EQ(malformed(R"("a")"), "Unexpected value type in payload");
    for (const char* value :
         {"1", "[]", R"({"NULL":"x"})", R"({"L":{}})", R"({"M":[]})", R"({"SS":[1]})",
          R"({"B":"eA"})", R"({"B":"&&&&"})", R"({"B":5})", R"({"BS":["x"]})",
          R"({"S":"a","S":"b"})", R"({"M":{"a":{"S":"x"},"b":{"S":"x"},"a":{"S":"x"}}})",
          R"({"S":"\ud800"})"})
        malformed(value);
    malformed(R"({"S":"x"},"k":{"S":"x"})");
}

TEST(AttributeJson, RefusesBadNumbers) {
    EXPECT_EQ(invalid(R"({"N":"abc"})"),
              "The parameter cannot be converted to a numeric value: abc");
    EXPECT_EQ(invalid(R"({"N":""})"), "The parameter cannot be converted to a numeric value");
    EXPECT_EQ(invalid(R"({"NS":["1","x"]})"),
              "The parameter cannot be converted to a numeric value: x");
    EXPECT_TRUE(invalid(R"({"N":"1e126"})").starts_with("Number overflow"));
    EXPECT_TRUE(invalid(R"({"N":"1e999999999999"})").starts_with("Number overflow"));
}

TEST(AttributeJson, RefusesEmptySetsAndDuplicates) {
    const std::string prefix = "One or more parameter values were invalid: ";
    EXPECT_EQ(invalid(R"({"SS":[]})"), prefix + "An string set  may not be empty");
    EXPECT_EQ(invalid(R"({"NS":[]})"), prefix + "An number set  may not be empty");
    EXPECT_EQ(invalid(R"({"BS":[]})"), prefix + "Binary sets should not be empty");
    EXPECT_EQ(invalid(R"({"SS":["a","b","a"]})"),
              prefix + "Input collection [a, b, a] contains duplicates.");
    EXPECT_EQ(invalid(R"({"NS":["1","1.0"]})"), "Input collection contains duplicates");
    EXPECT_EQ(invalid(R"({"BS":["YQ==","YQ=="]})"),
              prefix + "Input collection [YQ==, YQ==]of type BS contains duplicates.");
    EXPECT_EQ(invalid(R"({"SS":[null]})"),
              prefix + "An string set may not have a null string as a member");
    EXPECT_EQ(invalid(R"({"NULL":false})"),
              prefix + "Null attribute value types must have the value of true");
    EXPECT_TRUE(put(R"({"k":{"SS":[""]}})").ok());
}

std::string nested(std::size_t levels, const std::string& open, const std::string& close) {
    std::string out;
    for (std::size_t i = 0; i < levels; ++i) out += open;
    out += R"({"S":"leaf"})";
    for (std::size_t i = 0; i < levels; ++i) out += close;
    return out;
}

TEST(AttributeJson, BoundsNesting) {
    const std::string refusal =
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
        "beyond supported limit";
    for (const auto& [open, close] : {std::pair<std::string, std::string>{R"({"L":[)", "]}"},
                                      std::pair<std::string, std::string>{R"({"M":{"m":)", "}}"}}) {
        const auto item = [&, open = open, close = close](std::size_t levels) {
            return put(R"({"k":)" + nested(levels, open, close) + "}");
        };
        // The item itself is the first level.
        EXPECT_TRUE(item(limits::kNestingDepthMax - 2).ok());
        const auto deepest = item(limits::kNestingDepthMax - 1);
        ASSERT_TRUE(deepest.ok());
        EXPECT_TRUE(Item::from_encoded(deepest.value().item.encoded()).ok());
        EXPECT_EQ(item(limits::kNestingDepthMax).error().message, refusal);
        EXPECT_EQ(item(300).error().message, refusal);
        EXPECT_EQ(item(200'000).error().code, ErrorCode::kSerialization);
    }
}

TEST(AttributeJson, BoundsNames) {
    const auto named = [](std::size_t bytes) {
        return put(R"({")" + std::string(bytes, 'n') + R"(":{"S":"x"}})");
    };
    EXPECT_EQ(named(0).error().message, "Empty attribute name");
    EXPECT_TRUE(named(1).ok());
    EXPECT_TRUE(named(65'534).ok());
    EXPECT_TRUE(named(65'535).ok());
    EXPECT_EQ(named(65'536).error().message,
              "Attribute name is too large, must be less than 65536 bytes");
    EXPECT_EQ(invalid(R"({"M":{"":{"S":"x"}}})"), "Empty attribute name");
}

TEST(AttributeJson, PlaceholdersSayWhichOne) {
    const auto query = [](const std::string& values) {
        return decode_request<api::QueryRequest>(
            R"({"TableName":"notes","ExpressionAttributeValues":)" + values + "}");
    };
    const auto problem =
        query(R"({":a":{"S":"x"},":b":{}})")->value_problems.check({"ExpressionAttributeValues"});
    ASSERT_FALSE(problem.ok());
    EXPECT_EQ(problem.error().message,
              "ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, "
              "must contain exactly one of the supported datatypes for key :b");
    EXPECT_EQ(query(R"({":a":{"S":1}})").error().code, ErrorCode::kSerialization);
    EXPECT_TRUE(query(R"({"":{"S":"x"}})").ok());
}

rc::Gen<AttributeValue> any_value(int levels) {
    const auto text = rc::gen::container<std::string>(
        rc::gen::map(rc::gen::inRange(0, 128), [](int c) { return static_cast<char>(c); }));
    const auto bytes = rc::gen::arbitrary<std::string>();
    const auto scalar = rc::gen::oneOf(
        rc::gen::just(AttributeValue()),
        rc::gen::map(rc::gen::arbitrary<bool>(), [](bool flag) { return AttributeValue(flag); }),
        rc::gen::map(rc::gen::arbitrary<std::int64_t>(),
                     [](std::int64_t number) { return AttributeValue(number); }),
        rc::gen::map(text, [](std::string s) { return AttributeValue(std::move(s)); }),
        rc::gen::map(bytes, [](std::string s) { return AttributeValue(Binary{std::move(s)}); }),
        rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::set<std::string>>(bytes)),
                     [](const std::set<std::string>& members) {
                         AttributeValue::BinarySet set;
                         for (const std::string& member : members) set.insert(Binary{member});
                         return AttributeValue(set);
                     }));
    if (levels == 0) return scalar;
    const auto element = rc::gen::scale(0.3, any_value(levels - 1));
    return rc::gen::oneOf(scalar,
                          rc::gen::map(rc::gen::container<List>(element),
                                       [](List list) { return AttributeValue(std::move(list)); }),
                          rc::gen::map(rc::gen::container<Map>(rc::gen::nonEmpty(text), element),
                                       [](Map map) { return AttributeValue(std::move(map)); }));
}

TEST(AttributeJson, AnyItemRoundTrips) {
    EXPECT_TRUE(rc::check("reading is the inverse of rendering", [] {
        const auto value = *rc::gen::scale(0.5, any_value(3));
        const Item item(AttributeMap{{"k", value}});
        const auto request = put(rendered(item));
        RC_ASSERT(request.ok());
        RC_ASSERT(request.value().item == item);
    }));
}

}  // namespace
}  // namespace tabella::json
