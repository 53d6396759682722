#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tabella {

__extension__ typedef unsigned __int128 uint128;

/// A DynamoDB number: exact, up to 38 significant digits, magnitude from 1E-130 to
/// 9.9999999999999999999999999999999999999E+125, or zero. Always normalised (the coefficient has no
/// trailing zeros; there is one zero), so equal numbers have equal members.
///
/// Source: "Supported data types" (HowItWorks.NamingRulesDataTypes.html, section Number).
class Number {
 public:
    Number() = default;
    explicit Number(std::int64_t value);

    /// Reads decimal notation with an optional sign, point and exponent: `+3`, `.123`, `0001.23`,
    /// `1e5`, `0e1000`. Any length of input costs at most one pass over it.
    /// Errors (kInvalidArgument) carry DynamoDB's own words, e.g. "The parameter cannot be
    /// converted to a numeric value: abc", "Attempting to store more than 38 significant digits in
    /// a Number", "Number overflow. Attempting to store a number with magnitude larger than
    /// supported range", "Number underflow. Attempting to store a number with magnitude smaller
    /// than supported range".
    static Result<Number> parse(std::string_view text);

    /// Plain decimal digits without exponent, as DynamoDB answers: "-12.5", "1000000", "0.001".
    std::string to_string() const;

    /// Exact, or the error DynamoDB gives when the result needs more than 38 digits or is out of
    /// range.
    Result<Number> plus(const Number& other) const;
    Result<Number> minus(const Number& other) const;
    Number negated() const;

    bool is_zero() const { return coefficient_ == 0; }
    bool is_negative() const { return negative_; }

    /// The order-preserving, self-delimiting encoding: comparing two encodings as unsigned bytes
    /// compares the numbers; equal numbers have equal bytes; no encoding is a prefix of another.
    /// Used in keys and inside items alike. The grammar stands at the top of number.cc.
    void append_encoded(std::string& out) const;
    std::string encoded() const;
    /// Reads one encoding from the front of `bytes` and removes it. kCorruption when malformed.
    static Result<Number> decode(std::string_view& bytes);

    /// The bytes this number counts in an item's size: about one per two significant digits plus
    /// one (and one more when negative). At most 21.
    std::size_t size_bytes() const;

    friend bool operator==(const Number&, const Number&) = default;
    std::strong_ordering operator<=>(const Number& other) const;

 private:
    Number(bool negative, uint128 coefficient, int exponent)
        : negative_(negative), coefficient_(coefficient), exponent_(exponent) {}
    static Result<Number> normalised(bool negative, uint128 coefficient, int exponent);
    std::strong_ordering compare_magnitude(const Number& other) const;

    bool negative_ = false;
    uint128 coefficient_ = 0;  ///< < 10^38, not divisible by 10 unless zero.
    int exponent_ = 0;         ///< value = ±coefficient × 10^exponent; 0 for zero.
};

}  // namespace tabella
