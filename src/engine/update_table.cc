#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/shared.h"
#include "engine/table_change.h"
#include "engine/table_description.h"
#include "engine/update_table_plan.h"

// API_UpdateTable.html

namespace tabella::engine {

Task<api::Result<api::UpdateTableResponse>> Engine::update_table(api::UpdateTableRequest request) {
    auto name = table_name_of(request.table_name);
    if (!name.ok()) co_return std::move(name).error();
    auto checked = check_update(request);
    if (!checked.ok()) co_return std::move(checked).error();
    const TablePtr table = catalog_->find(*name);
    if (table == nullptr) co_return table_not_found(*name);
    const UpdateTimes times{.now_ms = clock_.now_ms(), .delay_ms = options_.status_delay_ms};
    const AlterTableChange::Alter alter = [&](Table& next) -> api::Result<Nothing> {
        return apply_update(request, times, next);
    };
    auto altered = co_await this->alter(table, alter);
    if (!altered.ok()) co_return std::move(altered).error();
    shared_->background.look();
    auto description = describe(**altered, surroundings(), api::TableStatus::kUpdating);
    if (!description.ok()) co_return internal_error(description.error());
    // It has not begun yet.
    if (description->global_secondary_indexes.has_value())
        for (auto& index : *description->global_secondary_indexes)
            if (index.backfilling.has_value()) index.backfilling = false;
    co_return api::UpdateTableResponse{std::move(*description)};
}

}  // namespace tabella::engine
