#include "engine/table_description.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/stream.h"
#include "engine/table_options.h"
#include "storage/commit_queue.h"

namespace tabella::engine {

namespace {

double epoch_seconds(EpochMs ms) {
    return static_cast<double>(ms) / 1000.0;
}

/// Days since 1970-01-01.
std::int64_t utc_day(EpochMs ms) {
    constexpr EpochMs kDayMs = 24LL * 60 * 60 * 1000;
    return ms / kDayMs;
}

std::optional<double> epoch_seconds(std::optional<EpochMs> ms) {
    return ms.has_value() ? std::optional(epoch_seconds(*ms)) : std::nullopt;
}

/// Zero units on demand.
api::ProvisionedThroughputDescription throughput_of(
    const std::optional<api::ProvisionedThroughput>& throughput, const ThroughputHistory& history,
    EpochMs now_ms) {
    api::ProvisionedThroughputDescription description;
    description.last_increase_date_time = epoch_seconds(history.last_increase_ms);
    description.last_decrease_date_time = epoch_seconds(history.last_decrease_ms);
    const bool today = history.last_decrease_ms.has_value() &&
                       utc_day(*history.last_decrease_ms) == utc_day(now_ms);
    description.number_of_decreases_today = today ? history.decreases : 0;
    description.read_capacity_units = throughput.has_value() ? throughput->read_capacity_units : 0;
    description.write_capacity_units =
        throughput.has_value() ? throughput->write_capacity_units : 0;
    return description;
}

std::string key_arn(const std::string& key, const Account& account) {
    if (key.starts_with("arn:")) return key;
    return fmt::format("arn:aws:kms:{}:{}:{}{}", account.region, account.id,
                       key.starts_with("alias/") ? "" : "key/", key);
}

std::optional<api::SseDescription> sse_of(const api::CreateTableRequest& definition,
                                          const Account& account) {
    if (!definition.sse_specification.has_value() ||
        !definition.sse_specification->enabled.value_or(false))
        return std::nullopt;
    const api::SseSpecification& sse = *definition.sse_specification;
    api::SseDescription description;
    description.status = api::SseStatus::kEnabled;
    description.sse_type = api::SseType::kKms;
    description.kms_master_key_arn =
        key_arn(sse.kms_master_key_id.value_or("alias/aws/dynamodb"), account);
    return description;
}

api::IndexStatus status_of(const Index& index) {
    switch (index.state) {
        case IndexState::kBuilding:
            return api::IndexStatus::kCreating;
        case IndexState::kDeleting:
            return api::IndexStatus::kDeleting;
        case IndexState::kActive:
            break;
    }
    return api::IndexStatus::kActive;
}

std::string index_arn(const Table& table, const Index& index, const Account& account) {
    return fmt::format("{}/index/{}", table_arn(account, table.name()), index.name);
}

Result<Nothing> describe_local(const Table& table, const Index& index, const Surroundings& around,
                               api::TableDescription& out) {
    api::LocalSecondaryIndexDescription description;
    description.index_name = index.name;
    description.key_schema = index.key_schema;
    description.projection = index.projection;
    TABELLA_ASSIGN(description.index_size_bytes,
                   storage::read_counter(around.store, size_bytes_counter(table.id, index.id)));
    TABELLA_ASSIGN(description.item_count,
                   storage::read_counter(around.store, item_count_counter(table.id, index.id)));
    description.index_arn = index_arn(table, index, around.account);
    if (!out.local_secondary_indexes.has_value()) out.local_secondary_indexes.emplace();
    out.local_secondary_indexes->push_back(std::move(description));
    return Nothing{};
}

Result<Nothing> describe_global(const Table& table, const Index& index, const Surroundings& around,
                                api::TableDescription& out) {
    api::GlobalSecondaryIndexDescription description;
    description.index_name = index.name;
    description.key_schema = index.key_schema;
    description.projection = index.projection;
    description.index_status = out.table_status == api::TableStatus::kCreating
                                   ? api::IndexStatus::kCreating
                                   : status_of(index);
    if (index.state == IndexState::kBuilding) description.backfilling = true;
    description.provisioned_throughput =
        throughput_of(index.provisioned_throughput, index.throughput_history, around.now_ms);
    TABELLA_ASSIGN(description.index_size_bytes,
                   storage::read_counter(around.store, size_bytes_counter(table.id, index.id)));
    TABELLA_ASSIGN(description.item_count,
                   storage::read_counter(around.store, item_count_counter(table.id, index.id)));
    description.index_arn = index_arn(table, index, around.account);
    description.on_demand_throughput = index.on_demand_throughput;
    const WarmUnits warm = warm_units(index.provisioned_throughput, index.warm_throughput);
    description.warm_throughput =
        api::GlobalSecondaryIndexWarmThroughputDescription{.read_units_per_second = warm.read,
                                                           .write_units_per_second = warm.write,
                                                           .status = description.index_status};
    if (!out.global_secondary_indexes.has_value()) out.global_secondary_indexes.emplace();
    out.global_secondary_indexes->push_back(std::move(description));
    return Nothing{};
}

}  // namespace

std::string table_arn(const Account& account, const std::string& table_name) {
    return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", account.region, account.id, table_name);
}

api::TableStatus status_of(const Table& table) {
    if (table.status != api::TableStatus::kActive) return table.status;
    const bool busy = std::any_of(table.indexes.begin(), table.indexes.end(),
                                  [](const Index& i) { return i.state != IndexState::kActive; });
    return busy ? api::TableStatus::kUpdating : api::TableStatus::kActive;
}

Result<api::TableDescription> describe(const Table& table, const Surroundings& around,
                                       std::optional<api::TableStatus> as) {
    const api::CreateTableRequest& definition = table.definition;
    api::TableDescription description;
    description.attribute_definitions = definition.attribute_definitions;
    description.table_name = table.name();
    description.key_schema = definition.key_schema;
    description.table_status = as.value_or(status_of(table));
    description.creation_date_time = epoch_seconds(table.created_ms);
    description.provisioned_throughput =
        throughput_of(definition.provisioned_throughput, table.throughput_history, around.now_ms);
    TABELLA_ASSIGN(description.table_size_bytes,
                   storage::read_counter(around.store, size_bytes_counter(table.id)));
    TABELLA_ASSIGN(description.item_count,
                   storage::read_counter(around.store, item_count_counter(table.id)));
    description.table_arn = table_arn(around.account, table.name());
    description.table_id = table.uuid;
    if (table.on_demand_since_ms.has_value())
        description.billing_mode_summary = api::BillingModeSummary{
            .billing_mode = definition.billing_mode.value_or(api::BillingMode::kProvisioned),
            .last_update_to_pay_per_request_date_time = epoch_seconds(table.on_demand_since_ms)};
    if (table.stream.has_value()) {
        if (table.stream->enabled)
            description.stream_specification = api::StreamSpecification{
                .stream_enabled = true, .stream_view_type = table.stream->view_type};
        description.latest_stream_label = stream_label(table.stream->created_ms);
        description.latest_stream_arn =
            stream_arn(around.account, table.name(), table.stream->created_ms);
    }
    description.sse_description = sse_of(definition, around.account);
    if (definition.table_class.has_value())
        description.table_class_summary = api::TableClassSummary{
            .table_class = definition.table_class,
            .last_update_date_time = epoch_seconds(table.table_class_since_ms)};
    description.deletion_protection_enabled =
        definition.deletion_protection_enabled.value_or(false);
    description.on_demand_throughput = definition.on_demand_throughput;
    const WarmUnits warm =
        warm_units(definition.provisioned_throughput, definition.warm_throughput);
    description.warm_throughput =
        api::TableWarmThroughputDescription{.read_units_per_second = warm.read,
                                            .write_units_per_second = warm.write,
                                            .status = description.table_status};
    for (const Index& index : table.indexes)
        TABELLA_CHECK(
            (index.global ? describe_global : describe_local)(table, index, around, description));
    return description;
}

}  // namespace tabella::engine
