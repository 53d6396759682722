#include "model/number.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tabella {
namespace {

const std::string kNines38(38, '9');
const std::string kNines37(37, '9');

Number number(std::string_view text) {
    auto parsed = Number::parse(text);
    EXPECT_TRUE(parsed.ok()) << text;
    return parsed.ok() ? parsed.value() : Number();
}

std::string message(std::string_view text) {
    auto parsed = Number::parse(text);
    return parsed.ok() ? "accepted as " + parsed.value().to_string() : parsed.error().message;
}

std::string bytes(std::initializer_list<int> values) {
    std::string out;
    for (const int value : values) out += static_cast<char>(value);
    return out;
}

TEST(Number, AcceptsEveryDecimalSpelling) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"0", "0"},
        {"-0", "0"},
        {"+3", "3"},
        {".123", "0.123"},
        {"5.", "5"},
        {"0001.2300", "1.23"},
        {"1e5", "100000"},
        {"1E+5", "100000"},
        {"12.5e-1", "1.25"},
        {"-12.5", "-12.5"},
        {"0e1000", "0"},
        {"-0.00e-99999999999999999999", "0"},
        {"1e-3", "0.001"},
        {"1000000", "1000000"},
        {"10.10", "10.1"},
        {"1" + std::string(125, '0'), "1" + std::string(125, '0')},
        {"0.00" + kNines38, "0.00" + kNines38},
        {std::string(100, '0') + "7", "7"},
    };
    for (const auto& [text, plain] : cases) EXPECT_EQ(number(text).to_string(), plain) << text;
}

TEST(Number, RefusesWhatIsNotANumber) {
    EXPECT_EQ(message(""), "The parameter cannot be converted to a numeric value");
    for (const char* text : {"+", "-", ".", "1e", "1e+", "e5", "NaN", "Infinity", "-Infinity", " 1",
                             "1 ", "1_0", "0x10", "1.2.3", "--1", "+-1", "1e5.0", "1,5", "abc"})
        EXPECT_EQ(message(text),
                  std::string("The parameter cannot be converted to a numeric value: ") + text);
    EXPECT_FALSE(Number::parse(std::string_view("1\0", 2)).ok());
}

TEST(Number, KeepsThirtyEightDigits) {
    EXPECT_EQ(number(kNines37).to_string(), kNines37);
    EXPECT_EQ(number(kNines38).to_string(), kNines38);
    EXPECT_EQ(message(kNines38 + "9"),
              "Attempting to store more than 38 significant digits in a Number");
    EXPECT_EQ(number(kNines38 + "0").to_string(), kNines38 + "0");
    EXPECT_EQ(message("1" + std::string(37, '0') + "1"),
              "Attempting to store more than 38 significant digits in a Number");
    EXPECT_EQ(number("1" + std::string(36, '0') + "1").to_string(),
              "1" + std::string(36, '0') + "1");
}

TEST(Number, KeepsItsRange) {
    const std::string over =
        "Number overflow. Attempting to store a number with magnitude larger than supported range";
    const std::string under =
        "Number underflow. Attempting to store a number with magnitude smaller than supported "
        "range";
    EXPECT_EQ(number("1e124").to_string(), "1" + std::string(124, '0'));
    EXPECT_EQ(number("9." + kNines37 + "e125").to_string(), kNines38 + std::string(88, '0'));
    EXPECT_EQ(message("1e126"), over);
    EXPECT_EQ(message("-10e125"), over);
    EXPECT_EQ(number("1e-129").to_string(), "0." + std::string(128, '0') + "1");
    EXPECT_EQ(number("1e-130").to_string(), "0." + std::string(129, '0') + "1");
    EXPECT_EQ(message("9e-131"), under);
    EXPECT_EQ(message("-0.9e-130"), under);
}

TEST(Number, HugeExponentsCostNothing) {
    EXPECT_EQ(message("1e100000000000"), message("1e126"));
    EXPECT_EQ(message("1e-100000000000"), message("1e-131"));
    EXPECT_EQ(message("1e99999999999999999999999999999999999"), message("1e126"));
    EXPECT_EQ(number("0." + std::string(1'000'000, '0') + "1e1000001"), Number(1));
    EXPECT_EQ(number("1" + std::string(1'000'000, '0') + "e-1000000"), Number(1));
}

TEST(Number, IntegersAreNormalised) {
    EXPECT_EQ(Number(1200), number("12e2"));
    EXPECT_EQ(Number(0), Number());
    EXPECT_EQ(Number(INT64_MIN).to_string(), "-9223372036854775808");
    EXPECT_EQ(Number(INT64_MAX).to_string(), "9223372036854775807");
    EXPECT_FALSE(number("-0").is_negative());
}

TEST(Number, EncodesToTheseBytes) {
    EXPECT_EQ(number("0").encoded(), bytes({0x80, 0x00}));
    EXPECT_EQ(number("1").encoded(), bytes({0x80 + 65, 2, 0x00}));
    EXPECT_EQ(number("-1").encoded(), bytes({0x7f - 65, 100, 0xff}));
    EXPECT_EQ(number("10").encoded(), bytes({0x80 + 65, 11, 0x00}));
    EXPECT_EQ(number("100").encoded(), bytes({0x80 + 66, 2, 0x00}));
    EXPECT_EQ(number("0.1").encoded(), bytes({0x80 + 64, 11, 0x00}));
    EXPECT_EQ(number("12.05").encoded(), bytes({0x80 + 65, 13, 6, 0x00}));
    EXPECT_EQ(number("-12.05").encoded(), bytes({0x7f - 65, 89, 96, 0xff}));
    EXPECT_EQ(number("1e-130").encoded(), bytes({0x80, 2, 0x00}));
    EXPECT_EQ(number("-1e-130").encoded(), bytes({0x7f, 100, 0xff}));
    EXPECT_EQ(number("9.9e125").encoded(), bytes({0xff, 100, 0x00}));
    EXPECT_EQ(number("-9.9e125").encoded(), bytes({0x00, 2, 0xff}));
    EXPECT_EQ(number("1." + kNines37).encoded(),
              bytes({0x80 + 65, 2}) + std::string(18, 100) + bytes({91, 0x00}));
}

TEST(Number, DecodingRefusesWhatNoEncoderWrites) {
    for (const std::string& broken : {
             std::string(),
             bytes({0x80}),
             bytes({0xc1}),
             bytes({0xc1, 2}),
             bytes({0xc1, 0x00}),
             bytes({0xc1, 1, 2, 0x00}),                                   // leading pair 00
             bytes({0xc1, 2, 1, 0x00}),                                   // trailing pair 00
             bytes({0xc1, 102, 0x00}),                                    // pair 101
             bytes({0x3e, 1, 0xff}),                                      // pair 100
             bytes({0x3e, 100}),                                          // no terminator
             bytes({0xc1}) + std::string(20, 2) + bytes({0x00}),          // 39 digits
             bytes({0xc1, 11}) + std::string(18, 2) + bytes({11, 0x00}),  // 39 digits
             bytes({0xc1}) + std::string(21, 2) + bytes({0x00}),
         }) {
        std::string_view rest = broken;
        EXPECT_FALSE(Number::decode(rest).ok()) << ::testing::PrintToString(broken);
    }
}

TEST(Number, SizeIsAByteForTwoDigitsPlusOne) {
    EXPECT_EQ(Number(0).size_bytes(), 1U);
    EXPECT_EQ(Number(1).size_bytes(), 2U);
    EXPECT_EQ(Number(-1).size_bytes(), 3U);
    EXPECT_EQ(Number(99).size_bytes(), 2U);
    EXPECT_EQ(Number(100).size_bytes(), 2U);
    EXPECT_EQ(Number(101).size_bytes(), 3U);
    EXPECT_EQ(number("12.5").size_bytes(), 3U);
    EXPECT_EQ(number(kNines38).size_bytes(), 20U);
    EXPECT_EQ(number("-" + kNines38).size_bytes(), 21U);
    EXPECT_EQ(number("-1." + kNines37).size_bytes(), 21U);
}

TEST(Number, AddsExactly) {
    const auto sum = [](std::string_view a, std::string_view b) {
        auto result = number(a).plus(number(b));
        auto flipped = number(b).plus(number(a));
        EXPECT_EQ(result.ok(), flipped.ok());
        if (!result.ok()) return result.error().message;
        EXPECT_EQ(result.value(), flipped.value());
        return result.value().to_string();
    };
    const std::string digits = "Attempting to store more than 38 significant digits in a Number";
    EXPECT_EQ(sum("0.1", "0.2"), "0.3");
    EXPECT_EQ(sum("5", "-5"), "0");
    EXPECT_EQ(sum("5", "5"), "10");
    EXPECT_EQ(sum("-7", "2.5"), "-4.5");
    EXPECT_EQ(sum(kNines38, "1"), "1" + std::string(38, '0'));
    EXPECT_EQ(sum(kNines38, "2"), digits);
    EXPECT_EQ(sum(kNines38, kNines38), digits);
    EXPECT_EQ(sum("1e38", "-1"), kNines38);
    EXPECT_EQ(sum("2e38", "-1"), digits);
    EXPECT_EQ(sum("1e38", "1"), digits);
    EXPECT_EQ(sum("1e37", "1"), "1" + std::string(36, '0') + "1");
    EXPECT_EQ(sum("1e125", "1"), digits);
    EXPECT_EQ(sum("1e125", "0"), "1" + std::string(125, '0'));
    EXPECT_TRUE(sum("9e125", "1e125").starts_with("Number overflow"));
    EXPECT_TRUE(sum("1.1e-130", "-1e-130").starts_with("Number underflow"));
    EXPECT_EQ(number("1").minus(number("3")).value().to_string(), "-2");
    EXPECT_EQ(number("0").minus(number("3")).value().to_string(), "-3");
}

rc::Gen<std::string> number_text() {
    return rc::gen::map(
        rc::gen::tuple(rc::gen::arbitrary<bool>(), rc::gen::inRange(1, 39),
                       rc::gen::container<std::string>(38, rc::gen::inRange('0', char('9' + 1))),
                       rc::gen::inRange(-130, 126 - 38)),
        [](const std::tuple<bool, int, std::string, int>& parts) {
            const auto& [negative, count, digits, exponent] = parts;
            return std::string(negative ? "-" : "") + "1" +
                   digits.substr(0, static_cast<std::size_t>(count - 1)) + "e" +
                   std::to_string(exponent);
        });
}

void check(bool held) {
    EXPECT_TRUE(held);
}

TEST(NumberProperty, EncodingAndTextRoundTrip) {
    check(rc::check("encoded, decoded, printed and parsed, a number stays itself", [] {
        const Number n = *rc::gen::map(number_text(), number);
        std::string stored = n.encoded();
        RC_ASSERT(stored.size() <= 22U);
        stored += "rest";
        std::string_view rest = stored;
        RC_ASSERT(Number::decode(rest).value() == n);
        RC_ASSERT(rest == "rest");
        RC_ASSERT(number(n.to_string()) == n);
        RC_ASSERT(n.size_bytes() <= 21U);
    }));
}

TEST(NumberProperty, BytesOrderAsNumbers) {
    check(rc::check("memcmp order is the numeric order", [] {
        const auto texts = *rc::gen::container<std::vector<std::string>>(2, number_text());
        const Number a = number(texts[0]);
        const Number b = number(texts[1]);
        RC_ASSERT((a <=> b) == (a.encoded() <=> b.encoded()));
        RC_ASSERT((a == b) == (a.encoded() == b.encoded()));
    }));
    check(rc::check("also among close numbers", [] {
        const auto a = *rc::gen::inRange<std::int64_t>(-1200, 1200);
        const auto b = *rc::gen::inRange<std::int64_t>(-1200, 1200);
        const int exponent = *rc::gen::inRange(-3, 4);
        const auto scaled = [exponent](std::int64_t value) {
            return number(std::to_string(value) + "e" + std::to_string(exponent));
        };
        RC_ASSERT((scaled(a) <=> scaled(b)) == (a <=> b));
        RC_ASSERT((scaled(a).encoded() <=> scaled(b).encoded()) == (a <=> b));
    }));
}

TEST(NumberProperty, SumsAgreeWithIntegers) {
    check(rc::check("sum and difference are those of the integers", [] {
        const auto a = *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000);
        const auto b = *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000);
        RC_ASSERT(Number(a).plus(Number(b)).value() == Number(a + b));
        RC_ASSERT(Number(a).minus(Number(b)).value() == Number(a - b));
    }));
}

TEST(NumberProperty, DecodingAnyBytesIsSafeAndCanonical) {
    check(rc::check("what decodes encodes to the same bytes", [] {
        const auto random = *rc::gen::arbitrary<std::string>();
        std::string_view rest = random;
        if (auto decoded = Number::decode(rest); decoded.ok())
            RC_ASSERT(decoded.value().encoded() == random.substr(0, random.size() - rest.size()));
    }));
}

TEST(Number, PowersOfTenOrderAndRoundTrip) {
    std::vector<Number> ascending;
    for (int exponent = 125; exponent >= -130; --exponent)
        ascending.push_back(number("-1e" + std::to_string(exponent)));
    ascending.emplace_back();
    for (int exponent = -130; exponent <= 125; ++exponent)
        ascending.push_back(number("1e" + std::to_string(exponent)));
    for (std::size_t i = 1; i < ascending.size(); ++i) {
        EXPECT_LT(ascending[i - 1], ascending[i]);
        EXPECT_LT(ascending[i - 1].encoded(), ascending[i].encoded());
    }
}

}  // namespace
}  // namespace tabella
