#include "engine/statement_key.h"

#include <fmt/format.h>

#include <map>

#include "engine/row_key.h"
#include "expr/partiql/where.h"

namespace tabella::engine {

namespace {

Item item_of(const std::map<std::string, std::string>& encoded) {
    std::string bytes;
    ItemWriter writer(bytes);
    for (const auto& [name, value] : encoded) {
        writer.name(name);
        writer.raw(ValueView(value));
    }
    return Item::from_trusted(std::move(bytes));
}

}  // namespace

api::Result<Nothing> check_key_type(const KeyAttribute& attribute, const std::string& encoded) {
    if (matches(attribute.type, ValueView(encoded).type())) return Nothing{};
    return api::validation_error(fmt::format(
        "Key attribute's data type should match its data type in table's schema: Key {}",
        attribute.name));
}

api::Result<std::optional<StatementKey>> take_key(const Table& table, expr::ExprPtr where) {
    std::map<std::string, std::string> values;
    StatementKey found;
    for (expr::ExprPtr& term : expr::partiql::conjuncts(std::move(where))) {
        const auto equality = expr::partiql::key_term(*term);
        if (!equality.has_value() || equality->op != expr::KeyOperator::kEq ||
            !table.key.contains(equality->attribute)) {
            found.rest.push_back(std::move(term));
            continue;
        }
        const bool is_partition = equality->attribute == table.key.partition.name;
        TABELLA_CHECK(
            check_key_type(is_partition ? table.key.partition : *table.key.sort, equality->value));
        const auto [place, added] = values.try_emplace(equality->attribute, equality->value);
        if (!added && place->second != equality->value)
            return api::validation_error(
                fmt::format("Multiple conditions on same key {}. Only single item "
                            "Update/Insert/Delete are supported",
                            equality->attribute));
    }
    if (values.size() != (table.key.sort.has_value() ? 2U : 1U))
        return std::optional<StatementKey>();
    found.key = item_of(values);
    return std::optional<StatementKey>(std::move(found));
}

}  // namespace tabella::engine
