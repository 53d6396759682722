#include <fmt/format.h>

#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/shared.h"
#include "engine/table_change.h"
#include "engine/table_definition.h"
#include "engine/table_description.h"
#include "engine/table_options.h"

// API_CreateTable.html

namespace tabella::engine {

Task<api::Result<api::CreateTableResponse>> Engine::create_table(api::CreateTableRequest request) {
    auto name = table_name_of(request.table_name);
    if (!name.ok()) co_return std::move(name).error();
    auto checked = check_table_definition(request);
    if (checked.ok()) checked = check_table_options(request);
    if (!checked.ok()) co_return std::move(checked).error();
    request.table_name = std::move(name).value();
    CreateTableChange change(data_set_, std::move(request), clock_.now_ms(), random_uuid(random_));
    if (options_.status_delay_ms > 0)
        change.begin_as_creating(clock_.now_ms() + options_.status_delay_ms);
    change.set_policy_revision(new_policy_revision());
    Status committed = co_await queue_.commit(change);
    if (!committed.ok()) co_return internal_error(committed.error());
    if (change.existed()) {
        // In other words while it comes or goes: github.com/terraform-aws-modules,
        // terraform-aws-dynamodb-table, issue 51.
        const TablePtr existing = catalog_->find(change.table()->name());
        if (existing != nullptr && comes_or_goes(*existing)) co_return table_in_use(*existing);
        co_return api::Error{
            .code = api::ErrorCode::kResourceInUse,
            .message = fmt::format("Table already exists: {}", change.table()->name())};
    }
    catalog_->publish(change.stream());
    catalog_->publish(change.table());
    shared_->background.watch(catalog_);
    auto description = describe(*change.table(), surroundings(), api::TableStatus::kCreating);
    if (!description.ok()) co_return internal_error(description.error());
    co_return api::CreateTableResponse{std::move(*description)};
}

}  // namespace tabella::engine
