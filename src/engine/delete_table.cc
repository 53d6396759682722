#include <fmt/format.h>

#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/shared.h"
#include "engine/table_change.h"
#include "engine/table_description.h"

// API_DeleteTable.html

namespace tabella::engine {

Task<api::Result<api::DeleteTableResponse>> Engine::delete_table(api::DeleteTableRequest request) {
    auto name = table_name_of(request.table_name);
    if (!name.ok()) co_return std::move(name).error();
    const TablePtr table = catalog_->find(*name);
    if (table == nullptr) co_return table_not_found(*name);
    auto checked = check_deletable(*table);
    if (!checked.ok()) co_return std::move(checked).error();
    auto description = describe(*table, surroundings(), api::TableStatus::kDeleting);
    if (!description.ok()) co_return internal_error(description.error());
    if (options_.status_delay_ms > 0) {
        const EpochMs until_ms = clock_.now_ms() + options_.status_delay_ms;
        const AlterTableChange::Alter alter = [&](Table& next) -> api::Result<Nothing> {
            TABELLA_CHECK(check_deletable(next));
            next.status = api::TableStatus::kDeleting;
            next.status_until_ms = until_ms;
            return Nothing{};
        };
        auto altered = co_await this->alter(table, alter);
        if (!altered.ok()) co_return std::move(altered).error();
        co_return api::DeleteTableResponse{std::move(*description)};
    }
    DeleteTableChange change(table);
    Status committed = co_await queue_.commit(change);
    if (!committed.ok()) co_return internal_error(committed.error());
    if (change.was_gone()) co_return table_not_found(*name);
    if (change.refusal().has_value()) co_return *change.refusal();
    catalog_->publish(change.stream());
    catalog_->withdraw(*table);
    co_return api::DeleteTableResponse{std::move(*description)};
}

}  // namespace tabella::engine
