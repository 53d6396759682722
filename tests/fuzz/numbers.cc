#include <vector>

#include "fuzz.h"
#include "model/number.h"

// Two numbers, divided by a space: text and encoding bring them back, and the encodings order as
// the numbers do.

TABELLA_FUZZ(numbers) {
    using tabella::Number;
    using tabella::fuzz::require;
    const std::size_t space = input.find(' ');
    std::vector<Number> numbers;
    for (const std::string_view text :
         {input.substr(0, space), space == input.npos ? "0" : input.substr(space + 1)}) {
        const auto number = Number::parse(text);
        if (!number.ok()) continue;
        const auto again = Number::parse(number->to_string());
        require(again.ok() && *again == *number, "the text brings the number back");
        const std::string encoded = number->encoded();
        std::string_view rest = encoded;
        const auto decoded = Number::decode(rest);
        require(decoded.ok() && *decoded == *number && rest.empty(), "so does the encoding");
        require(number->size_bytes() <= 21, "a number counts at most 21 bytes");
        numbers.push_back(*number);
    }
    std::string_view bytes = input;
    const auto decoded = Number::decode(bytes);
    if (decoded.ok())
        require(decoded->encoded() == input.substr(0, input.size() - bytes.size()),
                "there is one encoding of a number");
    if (numbers.size() < 2) return;
    const Number& a = numbers[0];
    const Number& b = numbers[1];
    require((a < b) == (a.encoded() < b.encoded()), "the encodings order as the numbers");
    require((a == b) == (a.encoded() == b.encoded()), "equal numbers have equal bytes");
    const auto sum = a.plus(b);
    if (sum.ok()) {
        const auto other = b.plus(a);
        require(other.ok() && *other == *sum, "addition commutes");
    }
}
