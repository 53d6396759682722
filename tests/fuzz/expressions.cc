#include "expr/condition.h"
#include "expr/key_condition.h"
#include "expr/lexer.h"
#include "expr/projection.h"
#include "expr/update.h"
#include "fuzz.h"

// Expressions of all kinds, on an item of all types. Placeholders stand for something.

namespace {

using namespace tabella;

const Item& sample() {
    static const Item item(
        AttributeMap{{"a", 1},
                     {"b", "text"},
                     {"c", AttributeValue::List{1, "x", AttributeValue::Map{{"d", 2}}}},
                     {"d", AttributeValue::Map{{"a", AttributeValue::Map{{"b", "deep"}}}}},
                     {"s", AttributeValue::StringSet{"x", "y"}},
                     {"n", AttributeValue::NumberSet{Number(1), Number(2)}},
                     {"f", false},
                     {"z", AttributeValue::Null{}}});
    return item;
}

AttributeValue value_of(std::string_view placeholder) {
    switch (placeholder.size() % 6) {
        case 0:
            return 7;
        case 1:
            return "text";
        case 2:
            return AttributeValue::StringSet{"x"};
        case 3:
            return AttributeValue::NumberSet{Number(2)};
        case 4:
            return AttributeValue::List{1};
        default:
            return "S";
    }
}

struct Placeholders {
    explicit Placeholders(std::string_view expression) {
        AttributeMap used;
        for (const expr::Token& token : expr::tokenize(expression)) {
            const std::string text(token.text);
            if (token.kind == expr::TokenKind::kNamePlaceholder) names[text] = text.substr(1);
            if (token.kind == expr::TokenKind::kValuePlaceholder) used[text] = value_of(text);
        }
        values = Item(used);
    }
    expr::Parameters parameters() { return {&names, &values}; }

    api::ExpressionAttributeNames names;
    Item values;
};

}  // namespace

TABELLA_FUZZ(expressions) {
    if (input.size() > 4'096) return;
    Placeholders given(input);
    auto for_condition = given.parameters();
    const auto condition = expr::Condition::parse(input, "ConditionExpression", for_condition);
    if (condition.ok()) {
        (void)condition->holds(sample());
        (void)condition->holds(ItemView());
    }
    auto for_update = given.parameters();
    const auto update = expr::Update::parse(input, for_update);
    if (update.ok()) {
        const auto updated = update->apply(sample());
        if (updated.ok()) {
            const auto read = Item::from_encoded(updated->encoded());
            fuzz::require(read.ok(), "an updated item is a canonical item");
            (void)update->touched(*updated);
        }
        (void)update->apply(ItemView());
    }
    auto for_projection = given.parameters();
    const auto projection = expr::Projection::parse(input, for_projection);
    if (projection.ok())
        fuzz::require(Item::from_encoded(projection->apply(sample()).encoded()).ok(),
                      "a projection is a canonical item");
    auto for_keys = given.parameters();
    (void)expr::parse_key_condition(input, for_keys);
}
