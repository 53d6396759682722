#include <fmt/format.h>

#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/table_change.h"
#include "engine/table_definition.h"
#include "engine/table_description.h"

// API_CreateTable.html

namespace tabella::engine {

namespace {

/// What a later version will do is refused, never taken in silence.
api::Result<Nothing> check_built(const api::CreateTableRequest& request) {
    if (request.stream_specification.has_value() && request.stream_specification->stream_enabled)
        return api::validation_error("StreamSpecification is not supported yet");
    return Nothing{};
}

}  // namespace

Task<api::Result<api::CreateTableResponse>> Engine::create_table(api::CreateTableRequest request) {
    auto name = table_name_of(request.table_name);
    if (!name.ok()) co_return std::move(name).error();
    auto checked = check_table_definition(request);
    if (checked.ok()) checked = check_built(request);
    if (!checked.ok()) co_return std::move(checked).error();
    request.table_name = std::move(name).value();
    CreateTableChange change(data_set_, std::move(request), clock_.now_ms(),
                             random_uuid(random_));
    Status committed = co_await queue_.commit(change);
    if (!committed.ok()) co_return internal_error(committed.error());
    if (change.existed())
        co_return api::Error{
            .code = api::ErrorCode::kResourceInUse,
            .message = fmt::format("Table already exists: {}", change.table()->name())};
    catalog_->publish(change.table());
    auto description = describe(*change.table(), api::TableStatus::kCreating,
                                Account{options_.region, options_.account_id}, *store_);
    if (!description.ok()) co_return internal_error(description.error());
    co_return api::CreateTableResponse{std::move(*description)};
}

}  // namespace tabella::engine
