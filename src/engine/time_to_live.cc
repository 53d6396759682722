#include <fmt/format.h>

#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/shared.h"
#include "engine/table_change.h"

// API_UpdateTimeToLive.html, API_DescribeTimeToLive.html. The service takes up to an hour for a
// change and refuses another meanwhile; here it holds at once.

namespace tabella::engine {

Task<api::Result<api::UpdateTimeToLiveResponse>> Engine::update_time_to_live(
    api::UpdateTimeToLiveRequest request) {
    auto name = table_name_of(request.table_name);
    if (!name.ok()) co_return std::move(name).error();
    const TablePtr table = catalog_->find(*name);
    if (table == nullptr) co_return table_not_found(*name);
    const api::TimeToLiveSpecification& asked = request.time_to_live_specification;
    const AlterTableChange::Alter alter = [&](Table& next) -> api::Result<Nothing> {
        if (comes_or_goes(next)) return table_in_use(next);
        if (!next.ttl_attribute.has_value() && !asked.enabled)
            return api::validation_error("TimeToLive is already disabled");
        if (next.ttl_attribute.has_value() && next.ttl_attribute != asked.attribute_name)
            return api::validation_error(
                fmt::format("TimeToLive is active on a different AttributeName: current "
                            "AttributeName is {}",
                            *next.ttl_attribute));
        if (next.ttl_attribute.has_value() && asked.enabled)
            return api::validation_error("TimeToLive is already enabled");
        next.ttl_attribute.reset();
        if (asked.enabled) next.ttl_attribute = asked.attribute_name;
        return Nothing{};
    };
    auto altered = co_await this->alter(table, alter);
    if (!altered.ok()) co_return std::move(altered).error();
    shared_->background.look();
    co_return api::UpdateTimeToLiveResponse{.time_to_live_specification = asked};
}

Task<api::Result<api::DescribeTimeToLiveResponse>> Engine::describe_time_to_live(
    api::DescribeTimeToLiveRequest request) {
    auto name = table_name_of(request.table_name);
    if (!name.ok()) co_return std::move(name).error();
    const TablePtr table = catalog_->find(*name);
    if (table == nullptr) co_return table_not_found(*name);
    api::TimeToLiveDescription description;
    description.time_to_live_status = table->ttl_attribute.has_value()
                                          ? api::TimeToLiveStatus::kEnabled
                                          : api::TimeToLiveStatus::kDisabled;
    description.attribute_name = table->ttl_attribute;
    api::DescribeTimeToLiveResponse response;
    response.time_to_live_description = std::move(description);
    co_return response;
}

}  // namespace tabella::engine
