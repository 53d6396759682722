#include <fmt/format.h>

#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/table_change.h"
#include "engine/table_description.h"

// API_DeleteTable.html

namespace tabella::engine {

Task<api::Result<api::DeleteTableResponse>> Engine::delete_table(api::DeleteTableRequest request) {
    auto name = table_name_of(request.table_name);
    if (!name.ok()) co_return std::move(name).error();
    const TablePtr table = catalog_->find(*name);
    if (table == nullptr) co_return table_not_found(*name);
    if (table->definition.deletion_protection_enabled.value_or(false))
        co_return api::validation_error(fmt::format(
            "Resource cannot be deleted as it is currently protected against deletion. Disable "
            "deletion protection first. Table: {}",
            *name));
    auto description = describe(*table, api::TableStatus::kDeleting,
                                Account{options_.region, options_.account_id}, *store_);
    if (!description.ok()) co_return internal_error(description.error());
    DeleteTableChange change(table);
    Status committed = co_await queue_.commit(change);
    if (!committed.ok()) co_return internal_error(committed.error());
    if (change.was_gone()) co_return table_not_found(*name);
    catalog_->withdraw(*table);
    co_return api::DeleteTableResponse{std::move(*description)};
}

}  // namespace tabella::engine
