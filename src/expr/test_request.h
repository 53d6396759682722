#pragma once

// What the tests of this folder share: one set of placeholders, and a request made from the
// placeholders that an expression uses.

#include <optional>
#include <string>
#include <string_view>

#include "expr/lexer.h"
#include "expr/parameters.h"

namespace tabella::expr {

inline AttributeValue binary(std::string bytes) {
    return AttributeValue::Binary{std::move(bytes)};
}

inline Number decimal(std::string_view text) {
    return Number::parse(text).value();
}

/// ":n" is the number 5, ":l" a list, and so on for each type.
inline AttributeMap test_values() {
    return {
        {":s", "x"},
        {":n", 5},
        {":one", 1},
        {":b", binary("abc")},
        {":m", AttributeValue::Map{{"a", 1}}},
        {":l", AttributeValue::List{1}},
        {":nu", AttributeValue::Null{}},
        {":bo", true},
        {":ss", AttributeValue::StringSet{"x"}},
        {":ns", AttributeValue::NumberSet{Number(1)}},
        {":bs", AttributeValue::BinarySet{{"a"}}},
    };
}

/// The placeholders of one request. `#x` stands for the attribute x; `#undef` for none.
class TestRequest {
 public:
    explicit TestRequest(std::string_view expression, AttributeMap values = test_values()) {
        AttributeMap used;
        for (const Token& token : tokenize(expression)) {
            const std::string text(token.text);
            if (token.kind == TokenKind::kNamePlaceholder && text != "#undef")
                names_[text] = text.substr(1);
            const auto value = values.find(text);
            if (token.kind == TokenKind::kValuePlaceholder && value != values.end())
                used[text] = value->second;
        }
        values_ = Item(used);
        parameters_.emplace(&names_, &values_);
    }
    TestRequest(const TestRequest&) = delete;
    TestRequest& operator=(const TestRequest&) = delete;

    Parameters& parameters() { return *parameters_; }

 private:
    api::ExpressionAttributeNames names_;
    Item values_;
    std::optional<Parameters> parameters_;
};

}  // namespace tabella::expr
