#include "engine/write_checks.h"

#include <fmt/format.h>

#include "engine/index.h"

namespace tabella::engine {

api::Result<TablePtr> find_table(const Catalog& catalog, std::string_view name_or_arn) {
    TABELLA_ASSIGN(const std::string name, table_name_of(name_or_arn));
    TablePtr table = catalog.find(name);
    // There is no data yet in a table that is CREATING.
    if (table == nullptr || table->status == api::TableStatus::kCreating) return table_not_found();
    return table;
}

api::Result<Nothing> check_return_values_old_only(std::optional<api::ReturnValue> return_values) {
    const api::ReturnValue value = return_values.value_or(api::ReturnValue::kNone);
    if (value == api::ReturnValue::kNone || value == api::ReturnValue::kAllOld) return Nothing{};
    return api::validation_error("ReturnValues can only be ALL_OLD or NONE");
}

api::Result<Nothing> check_not_key(const Table& table, const expr::Update& update) {
    for (const std::string& name : update.top_level_names())
        if (table.key.contains(name))
            return api::validation_error(
                fmt::format("One or more parameter values were invalid: Cannot update attribute "
                            "{}. This attribute is part of the key",
                            name));
    return Nothing{};
}

UsedUnits write_units_of(const Table& table, const ItemOutcome& outcome) {
    UsedUnits used{.table = write_units(outcome.previous_bytes(), outcome.next_bytes())};
    for (const Index& index : table.indexes)
        if (const auto units = index_write_units(table, index, outcome.previous, outcome.next))
            used.add(index, *units);
    return used;
}

std::optional<api::ConsumedCapacity> write_capacity(
    std::optional<api::ReturnConsumedCapacity> asked, const Table& table,
    const ItemOutcome& outcome) {
    if (!asks_capacity(asked)) return std::nullopt;
    return consumed_capacity(asked, table.name(), write_units_of(table, outcome));
}

}  // namespace tabella::engine
