#include "engine/next_token.h"
#include "expr/condition.h"
#include "expr/partiql/statement.h"
#include "expr/partiql/where.h"
#include "expr/update.h"
#include "fuzz.h"

// PartiQL statements, whose conditions and changes are then carried out; and NextTokens.

namespace {

using namespace tabella;

const Item& sample() {
    static const Item item(
        AttributeMap{{"a", 1},
                     {"b", "text"},
                     {"c", AttributeValue::List{1, "x", AttributeValue::Map{{"d", 2}}}},
                     {"s", AttributeValue::StringSet{"x", "y"}},
                     {"z", AttributeValue::Null{}}});
    return item;
}

void carry_out(expr::partiql::Statement statement) {
    fuzz::require(Item::from_encoded(statement.item.encoded()).ok(),
                  "an inserted item is a canonical item");
    const auto update = expr::Update::from_checked(statement.clauses);
    if (update.ok()) {
        const auto updated = update->apply(sample());
        if (updated.ok())
            fuzz::require(Item::from_encoded(updated->encoded()).ok(),
                          "an updated item is a canonical item");
    }
    auto terms = expr::partiql::conjuncts(std::move(statement.where));
    for (const expr::ExprPtr& term : terms) {
        const auto key = expr::partiql::key_term(*term);
        const auto values = expr::partiql::alternatives(*term);
        if (key.has_value() && key->op == expr::KeyOperator::kEq)
            fuzz::require(values.has_value() && values->values.front() == key->value,
                          "an equality is an alternative");
    }
    const auto condition = expr::partiql::all_of(std::move(terms));
    if (!condition.has_value()) return;
    (void)condition->holds(sample());
    (void)condition->holds(ItemView());
}

}  // namespace

TABELLA_FUZZ(statements) {
    if (input.size() > 8'192) return;
    const std::vector<AttributeValue> parameters{7, "text", AttributeValue::List{1}};
    for (std::size_t count = 0; count <= parameters.size(); ++count) {
        const std::vector<AttributeValue> given(
            parameters.begin(), parameters.begin() + static_cast<std::ptrdiff_t>(count));
        auto statement = expr::partiql::parse(input, &given);
        if (statement.ok()) carry_out(std::move(statement).value());
    }
    (void)engine::read_next_token(input, 0);
}
