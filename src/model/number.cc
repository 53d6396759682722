#include "model/number.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "model/limits.h"

// The ordered encoding of a number.
//
//   value    := ± d1.d2d3… × 100^e    with decimal digit pairs d1 in 1..99, d2… in 0..99, the last
//                                     not 0, and e in -65..62
//   number   := positive | zero | negative
//   positive := (0x80 + (e + 65))  (pair + 1)*    0x00
//   zero     := 0x80  0x00
//   negative := (0x7f - (e + 65))  (101 - pair)*  0xff
//
// Zero stands below every positive number: where its second byte is 0x00, theirs is at least 0x02.
// The terminators are below (above, for negatives) every pair, so a shorter coefficient is the
// smaller magnitude. At most 22 bytes: 38 digits that begin in the middle of a pair are 20 pairs.

namespace tabella {

namespace {

constexpr int kExponentBias = 65;
constexpr int kPairsMax = 20;
constexpr unsigned kPositiveBase = 0x80;
constexpr unsigned kNegativeBase = 0x7f;
constexpr char kPositiveEnd = '\x00';
constexpr char kNegativeEnd = '\xff';
constexpr std::size_t kSizeBytesMax = 21;
/// Any exponent beyond this is out of range whatever the digits are: texts are far shorter.
constexpr std::int64_t kExponentSaturation = 1'000'000'000'000;

constexpr std::uint64_t kTenTo19 = 10'000'000'000'000'000'000ULL;

constexpr auto kPowersOfTen = [] {
    std::array<uint128, limits::kNumberDigitsMax + 1> powers{};
    powers[0] = 1;
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}();

uint128 power_of_ten(int exponent) {
    return kPowersOfTen[static_cast<std::size_t>(exponent)];
}

int bit_width(uint128 value) {
    const auto high = static_cast<std::uint64_t>(value >> 64);
    const auto low = static_cast<std::uint64_t>(value);
    return high != 0 ? 128 - __builtin_clzll(high) : (low != 0 ? 64 - __builtin_clzll(low) : 0);
}

/// How many decimal digits `value` has; `value` is above 0 and below 10^38.
int digit_count(uint128 value) {
    const int guess = bit_width(value) * 1233 >> 12;  // floor(bits × log10 2)
    return guess + (value >= power_of_ten(guess) ? 1 : 0);
}

/// Writes the digits of a value below 10^38 and returns where they end.
char* write_digits(uint128 value, char* out) {
    const auto high = static_cast<std::uint64_t>(value / kTenTo19);
    const auto low = static_cast<std::uint64_t>(value % kTenTo19);
    if (high == 0) return std::to_chars(out, out + 20, low).ptr;
    out = std::to_chars(out, out + 20, high).ptr;
    char tail[20];
    const auto tail_digits = std::to_chars(tail, tail + sizeof(tail), low).ptr - tail;
    out = std::fill_n(out, 19 - tail_digits, '0');
    return std::copy(tail, tail + tail_digits, out);
}

Error invalid(std::string message) {
    return Error{ErrorKind::kInvalidArgument, std::move(message)};
}

Error not_a_number(std::string_view text) {
    if (text.empty()) return invalid("The parameter cannot be converted to a numeric value");
    return invalid(fmt::format("The parameter cannot be converted to a numeric value: {}", text));
}

Error too_many_digits() {
    return invalid("Attempting to store more than 38 significant digits in a Number");
}

Error overflow() {
    return invalid(
        "Number overflow. Attempting to store a number with magnitude larger than supported range");
}

Error underflow() {
    return invalid(
        "Number underflow. Attempting to store a number with magnitude smaller than supported "
        "range");
}

Error corrupt() {
    return Error{ErrorKind::kCorruption, "malformed number encoding"};
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The significant digits of a text, collected in one pass.
struct Digits {
    uint128 coefficient = 0;
    std::int64_t digits = 0;         ///< Of the coefficient, also those that did not fit.
    std::int64_t pending_zeros = 0;  ///< Zeros after the last non-zero digit.
    bool any = false;

    void add(char c) {
        any = true;
        if (c == '0') {
            if (digits != 0) ++pending_zeros;
            return;
        }
        digits += pending_zeros + 1;
        if (digits <= limits::kNumberDigitsMax)
            coefficient = coefficient * power_of_ten(static_cast<int>(pending_zeros) + 1) +
                          static_cast<unsigned>(c - '0');
        pending_zeros = 0;
    }
};

/// Reads `[eE][+-]digits` up to the end of the text; false when it is something else.
bool read_exponent(std::string_view text, std::int64_t& exponent) {
    std::size_t i = 1;
    if (text[0] != 'e' && text[0] != 'E') return false;
    const bool negative = i < text.size() && text[i] == '-';
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    if (i == text.size()) return false;
    for (; i < text.size(); ++i) {
        if (!is_digit(text[i])) return false;
        if (exponent < kExponentSaturation) exponent = exponent * 10 + (text[i] - '0');
    }
    if (negative) exponent = -exponent;
    return true;
}

}  // namespace

Number::Number(std::int64_t value) {
    if (value == 0) return;
    negative_ = value < 0;
    auto magnitude = static_cast<std::uint64_t>(value);
    if (negative_) magnitude = 0 - magnitude;
    while (magnitude % 10 == 0) {
        magnitude /= 10;
        ++exponent_;
    }
    coefficient_ = magnitude;
}

Result<Number> Number::parse(std::string_view text) {
    std::size_t i = 0;
    const bool negative = !text.empty() && text[0] == '-';
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++i;

    Digits read;
    for (; i < text.size() && is_digit(text[i]); ++i) read.add(text[i]);
    std::int64_t fraction_digits = 0;
    if (i < text.size() && text[i] == '.') {
        const std::size_t first = ++i;
        for (; i < text.size() && is_digit(text[i]); ++i) read.add(text[i]);
        fraction_digits = static_cast<std::int64_t>(i - first);
    }
    std::int64_t exponent = 0;
    if (!read.any || (i < text.size() && !read_exponent(text.substr(i), exponent)))
        return not_a_number(text);

    if (read.digits == 0) return Number();
    exponent += read.pending_zeros - fraction_digits;
    const std::int64_t leading = exponent + read.digits - 1;
    if (read.digits > limits::kNumberDigitsMax) return too_many_digits();
    if (leading > limits::kNumberExponentMax) return overflow();
    if (leading < limits::kNumberExponentMin) return underflow();
    return Number(negative, read.coefficient, static_cast<int>(exponent));
}

Result<Number> Number::normalised(bool negative, uint128 coefficient, int exponent) {
    if (coefficient == 0) return Number();
    while (coefficient % 10 == 0) {
        coefficient /= 10;
        ++exponent;
    }
    if (coefficient >= power_of_ten(limits::kNumberDigitsMax)) return too_many_digits();
    const int leading = exponent + digit_count(coefficient) - 1;
    if (leading > limits::kNumberExponentMax) return overflow();
    if (leading < limits::kNumberExponentMin) return underflow();
    return Number(negative, coefficient, exponent);
}

std::string Number::to_string() const {
    if (is_zero()) return "0";
    char digits[40];
    const char* end = write_digits(coefficient_, digits);
    const auto count = static_cast<int>(end - digits);
    const int integer_digits = count + exponent_;

    std::string out;
    out.reserve(static_cast<std::size_t>(count) + static_cast<std::size_t>(std::abs(exponent_)) +
                3);
    if (negative_) out += '-';
    if (integer_digits <= 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-integer_digits), '0');
        out.append(digits, static_cast<std::size_t>(count));
    } else if (exponent_ >= 0) {
        out.append(digits, static_cast<std::size_t>(count));
        out.append(static_cast<std::size_t>(exponent_), '0');
    } else {
        out.append(digits, static_cast<std::size_t>(integer_digits));
        out += '.';
        out.append(digits + integer_digits, static_cast<std::size_t>(count - integer_digits));
    }
    return out;
}

Result<Number> Number::plus(const Number& other) const {
    if (is_zero()) return other;
    if (other.is_zero()) return *this;
    const bool this_is_coarse = exponent_ >= other.exponent_;
    const Number& coarse = this_is_coarse ? *this : other;
    const Number& fine = this_is_coarse ? other : *this;

    // The last digit of `fine` is not zero, so when scaling `coarse` down to it takes the
    // coefficient to 2 × 10^38, the result keeps more than 38 digits even after a subtraction.
    const int shift = coarse.exponent_ - fine.exponent_;
    if (shift > limits::kNumberDigitsMax) return too_many_digits();
    constexpr uint128 kScaledMax = 2 * kPowersOfTen[limits::kNumberDigitsMax];
    if (coarse.coefficient_ > kScaledMax / power_of_ten(shift)) return too_many_digits();
    const uint128 scaled = coarse.coefficient_ * power_of_ten(shift);

    if (coarse.negative_ == fine.negative_)
        return normalised(coarse.negative_, scaled + fine.coefficient_, fine.exponent_);
    if (scaled >= fine.coefficient_)
        return normalised(coarse.negative_, scaled - fine.coefficient_, fine.exponent_);
    return normalised(fine.negative_, fine.coefficient_ - scaled, fine.exponent_);
}

Result<Number> Number::minus(const Number& other) const {
    return plus(other.negated());
}

Number Number::negated() const {
    return is_zero() ? Number() : Number(!negative_, coefficient_, exponent_);
}

void Number::append_encoded(std::string& out) const {
    if (is_zero()) {
        out.append("\x80\x00", 2);
        return;
    }
    // A leading and a trailing '0' complete the first and the last pair.
    char digits[42];
    digits[0] = '0';
    char* end = write_digits(coefficient_, digits + 1);
    *end = '0';
    const int leading = exponent_ + static_cast<int>(end - (digits + 1)) - 1;
    // Shifting rounds towards minus infinity, as the grammar needs for negative exponents.
    const int exponent = leading >> 1;
    const char* pair = leading % 2 == 0 ? digits : digits + 1;

    char encoded[kPairsMax + 2];
    char* at = encoded;
    const auto biased = static_cast<unsigned>(exponent + kExponentBias);
    *at++ = static_cast<char>(negative_ ? kNegativeBase - biased : kPositiveBase + biased);
    for (; pair < end; pair += 2) {
        const int two = (pair[0] - '0') * 10 + (pair[1] - '0');
        *at++ = static_cast<char>(negative_ ? 101 - two : two + 1);
    }
    *at++ = negative_ ? kNegativeEnd : kPositiveEnd;
    out.append(encoded, static_cast<std::size_t>(at - encoded));
}

std::string Number::encoded() const {
    std::string out;
    append_encoded(out);
    return out;
}

Result<Number> Number::decode(std::string_view& bytes) {
    if (bytes.size() < 2) return corrupt();
    const auto first = static_cast<unsigned char>(bytes[0]);
    const bool negative = first < kPositiveBase;
    const char end = negative ? kNegativeEnd : kPositiveEnd;
    if (first == kPositiveBase && bytes[1] == kPositiveEnd) {
        bytes.remove_prefix(2);
        return Number();
    }

    uint128 coefficient = 0;
    int pairs = 0;
    int last_pair = 0;
    std::size_t i = 1;
    for (; i < bytes.size() && bytes[i] != end; ++i, ++pairs) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        const int two = negative ? 101 - byte : byte - 1;
        if (two < 0 || two > 99 || (pairs == 0 && two == 0) || pairs == kPairsMax) return corrupt();
        // Twenty pairs hold 38 digits only when the first and the last are half full.
        const bool half = pairs == kPairsMax - 1;
        if (half && (two % 10 != 0 || coefficient >= power_of_ten(37))) return corrupt();
        coefficient = half ? coefficient * 10 + static_cast<unsigned>(two / 10)
                           : coefficient * 100 + static_cast<unsigned>(two);
        last_pair = two;
    }
    if (i == bytes.size() || last_pair == 0) return corrupt();

    const int biased = static_cast<int>(negative ? kNegativeBase - first : first - kPositiveBase);
    int exponent = 2 * (biased - kExponentBias - (pairs - 1));
    if (pairs == kPairsMax)
        ++exponent;
    else if (coefficient % 10 == 0) {
        coefficient /= 10;
        ++exponent;
    }
    bytes.remove_prefix(i + 1);
    return Number(negative, coefficient, exponent);
}

std::size_t Number::size_bytes() const {
    if (is_zero()) return 1;
    const int digits = digit_count(coefficient_);
    const int leading = exponent_ + digits - 1;
    const int pairs = leading % 2 == 0 ? digits / 2 + 1 : (digits + 1) / 2;
    const auto bytes = static_cast<std::size_t>(pairs) + 1 + (negative_ ? 1 : 0);
    return std::min(bytes, kSizeBytesMax);
}

std::strong_ordering Number::compare_magnitude(const Number& other) const {
    const int digits = digit_count(coefficient_);
    const int other_digits = digit_count(other.coefficient_);
    const auto by_leading = digits + exponent_ <=> other_digits + other.exponent_;
    if (by_leading != 0) return by_leading;
    const uint128 mine = coefficient_ * power_of_ten(std::max(0, other_digits - digits));
    const uint128 theirs = other.coefficient_ * power_of_ten(std::max(0, digits - other_digits));
    return mine <=> theirs;
}

std::strong_ordering Number::operator<=>(const Number& other) const {
    const auto sign = [](const Number& n) { return n.is_zero() ? 0 : (n.negative_ ? -1 : 1); };
    const int mine = sign(*this);
    const int theirs = sign(other);
    if (mine != theirs || mine == 0) return mine <=> theirs;
    return mine > 0 ? compare_magnitude(other) : other.compare_magnitude(*this);
}

}  // namespace tabella
