#include "json/document.h"

#include <gtest/gtest.h>

namespace tabella::json {
namespace {

using Binary = AttributeValue::Binary;
using List = AttributeValue::List;
using Map = AttributeValue::Map;

TEST(JsonDocument, ReadsEveryType) {
    const auto parsed = parse(
        R"({"s":"text","i":-5,"r":1.5,"e":1e2,"t":true,"n":null,"a":[1,"x"],"o":{"k":false},"big":18446744073709551615})");
    ASSERT_TRUE(parsed.ok());
    const Value& root = parsed.value();
    ASSERT_TRUE(root.is_object());
    EXPECT_EQ(*root.find("s")->string(), "text");
    EXPECT_EQ(*root.find("i")->integer(), -5);
    EXPECT_EQ(root.find("i")->number(), -5.0);
    EXPECT_EQ(root.find("r")->number(), 1.5);
    EXPECT_EQ(root.find("r")->integer(), nullptr);
    EXPECT_EQ(root.find("e")->integer(), nullptr);
    EXPECT_EQ(root.find("big")->integer(), nullptr);
    EXPECT_TRUE(*root.find("t")->boolean());
    EXPECT_TRUE(root.find("n")->is_null());
    EXPECT_EQ(root.find("a")->array()->size(), 2U);
    EXPECT_FALSE(*root.find("o")->find("k")->boolean());
    EXPECT_EQ(root.find("absent"), nullptr);
    EXPECT_EQ(root.find("s")->find("k"), nullptr);
    EXPECT_EQ(root.find("s")->integer(), nullptr);
    EXPECT_EQ(root.object()->front().first, "s");
}

TEST(JsonDocument, RefusesWhatIsNotJson) {
    for (const char* bad : {"",
                            " ",
                            "{",
                            "[1,]",
                            "{\"a\":1,}",
                            "{a:1}",
                            "'a'",
                            "[1] x",
                            "01",
                            "+1",
                            ".5",
                            "5.",
                            "1e",
                            "NaN",
                            "Infinity",
                            "nul",
                            "TRUE",
                            "\"a",
                            "\"\\x\"",
                            "\"\\u12\"",
                            "\"\t\"",
                            "[\"\\ud800\"]",
                            "[\"\\udc00\"]",
                            "\"\xff\"",
                            "\"\xc0\x80\"",
                            "\"\xed\xa0\x80\"",
                            "\xef\xbb\xbf[]",
                            "[1e400]",
                            "/**/1",
                            "[1 2]",
                            "{\"a\" 1}",
                            "]",
                            "{\"a\":1]"})
        EXPECT_FALSE(parse(bad).ok()) << bad;
    EXPECT_FALSE(parse(std::string_view("[1]\0", 4)).ok());
}

TEST(JsonDocument, RefusesAKeyThatStandsTwice) {
    EXPECT_FALSE(parse(R"({"a":1,"a":2})").ok());
    EXPECT_FALSE(parse(R"({"a":1,"\u0061":2})").ok());
    EXPECT_TRUE(parse(R"({"a":{"a":1},"b":{"a":1}})").ok());
    for (const int members : {15, 16, 17, 18, 40}) {
        for (int twin = 0; twin < members; ++twin) {
            std::string text = "{";
            for (int i = 0; i < members; ++i) text += "\"key" + std::to_string(i) + "\":1,";
            EXPECT_TRUE(parse(text + "\"other\":1}").ok());
            EXPECT_FALSE(parse(text + "\"key" + std::to_string(twin) + "\":1}").ok());
        }
    }
}

TEST(JsonDocument, BoundsItsLevels) {
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']');
    };
    EXPECT_TRUE(parse(nested(63)).ok());
    EXPECT_TRUE(parse(nested(64)).ok());
    EXPECT_FALSE(parse(nested(65)).ok());
    EXPECT_FALSE(parse(nested(1'000'000)).ok());
    EXPECT_FALSE(parse(std::string(1'000'000, '[')).ok());
}

TEST(JsonDocument, ForgetsALargeTextAndReadsTheNext) {
    const std::string large = '"' + std::string(4 * 1024 * 1024, 'x') + '"';
    EXPECT_EQ(parse(large).value().string()->size(), large.size() - 2);
    EXPECT_EQ(*parse("7").value().integer(), 7);
}

TEST(PlainJson, RendersAnItemAsFlaskDoes) {
    const Item item(AttributeMap{
        {"title", "Hello \"you\""},
        {"n", Number::parse("-1.50").value()},
        {"huge", Number::parse("1e20").value()},
        {"b", Binary{"foo"}},
        {"flag", true},
        {"none", AttributeValue::Null{}},
        {"list", List{1, "x", List{}}},
        {"map", Map{{"k", Map{}}}},
        {"ns", AttributeValue::NumberSet{Number(2), Number(-1)}},
        {"ss", AttributeValue::StringSet{"b", "a"}},
        {"bs", AttributeValue::BinarySet{Binary{"foo"}}},
    });
    std::string out;
    append_plain_json(out, item);
    EXPECT_EQ(out, R"({"b":"Zm9v","bs":["Zm9v"],"flag":true,"huge":100000000000000000000,)"
                   R"("list":[1,"x",[]],"map":{"k":{}},"n":-1.5,"none":null,"ns":[-1,2],)"
                   R"("ss":["a","b"],"title":"Hello \"you\""})");
    out.clear();
    append_plain_json(out, Item());
    EXPECT_EQ(out, "{}");
}

}  // namespace
}  // namespace tabella::json
