#include "engine/table_description.h"

#include <fmt/format.h>

#include "storage/commit_queue.h"

namespace tabella::engine {

namespace {

double epoch_seconds(EpochMs ms) {
    return static_cast<double>(ms) / 1000.0;
}

template <class Definition>
api::ProvisionedThroughputDescription throughput_of(const Definition& definition) {
    api::ProvisionedThroughputDescription description;
    description.number_of_decreases_today = 0;
    description.read_capacity_units = 0;
    description.write_capacity_units = 0;
    if (definition.provisioned_throughput.has_value()) {
        description.read_capacity_units = definition.provisioned_throughput->read_capacity_units;
        description.write_capacity_units = definition.provisioned_throughput->write_capacity_units;
    }
    return description;
}

std::optional<api::SseDescription> sse_of(const api::CreateTableRequest& definition,
                                          const Account& account) {
    if (!definition.sse_specification.has_value() ||
        !definition.sse_specification->enabled.value_or(false))
        return std::nullopt;
    const api::SseSpecification& sse = *definition.sse_specification;
    api::SseDescription description;
    description.status = api::SseStatus::kEnabled;
    description.sse_type = sse.sse_type.value_or(api::SseType::kKms);
    description.kms_master_key_arn = sse.kms_master_key_id.value_or(
        fmt::format("arn:aws:kms:{}:{}:alias/aws/dynamodb", account.region, account.id));
    return description;
}

// What AWS reports for a new table that asked for nothing: API_TableWarmThroughputDescription.html.
constexpr std::int64_t kOnDemandWarmReads = 12'000;
constexpr std::int64_t kOnDemandWarmWrites = 4'000;

api::TableWarmThroughputDescription warm_throughput_of(const api::CreateTableRequest& definition) {
    api::TableWarmThroughputDescription warm;
    warm.status = api::TableStatus::kActive;
    warm.read_units_per_second = kOnDemandWarmReads;
    warm.write_units_per_second = kOnDemandWarmWrites;
    if (definition.provisioned_throughput.has_value()) {
        warm.read_units_per_second = definition.provisioned_throughput->read_capacity_units;
        warm.write_units_per_second = definition.provisioned_throughput->write_capacity_units;
    }
    if (definition.warm_throughput.has_value()) {
        const api::WarmThroughput& asked = *definition.warm_throughput;
        if (asked.read_units_per_second) warm.read_units_per_second = asked.read_units_per_second;
        if (asked.write_units_per_second)
            warm.write_units_per_second = asked.write_units_per_second;
    }
    return warm;
}

Result<Nothing> describe_local(const Table& table, const Index& index, const Account& account,
                               const storage::Store& store, api::TableDescription& out) {
    api::LocalSecondaryIndexDescription description;
    description.index_name = index.name;
    description.key_schema = index.key_schema;
    description.projection = index.projection;
    TABELLA_ASSIGN(description.index_size_bytes,
                   storage::read_counter(store, size_bytes_counter(table.id, index.id)));
    TABELLA_ASSIGN(description.item_count,
                   storage::read_counter(store, item_count_counter(table.id, index.id)));
    description.index_arn =
        fmt::format("{}/index/{}", table_arn(account, table.name()), index.name);
    if (!out.local_secondary_indexes.has_value()) out.local_secondary_indexes.emplace();
    out.local_secondary_indexes->push_back(std::move(description));
    return Nothing{};
}

Result<Nothing> describe_global(const Table& table, const Index& index, const Account& account,
                                const storage::Store& store, api::TableDescription& out) {
    api::GlobalSecondaryIndexDescription description;
    description.index_name = index.name;
    description.key_schema = index.key_schema;
    description.projection = index.projection;
    description.index_status = out.table_status == api::TableStatus::kCreating
                                   ? api::IndexStatus::kCreating
                                   : api::IndexStatus::kActive;
    description.provisioned_throughput = throughput_of(index);
    TABELLA_ASSIGN(description.index_size_bytes,
                   storage::read_counter(store, size_bytes_counter(table.id, index.id)));
    TABELLA_ASSIGN(description.item_count,
                   storage::read_counter(store, item_count_counter(table.id, index.id)));
    description.index_arn =
        fmt::format("{}/index/{}", table_arn(account, table.name()), index.name);
    description.on_demand_throughput = index.on_demand_throughput;
    description.warm_throughput = index.warm_throughput;
    if (!out.global_secondary_indexes.has_value()) out.global_secondary_indexes.emplace();
    out.global_secondary_indexes->push_back(std::move(description));
    return Nothing{};
}

}  // namespace

std::string table_arn(const Account& account, const std::string& table_name) {
    return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", account.region, account.id, table_name);
}

Result<api::TableDescription> describe(const Table& table, api::TableStatus status,
                                       const Account& account, const storage::Store& store) {
    const api::CreateTableRequest& definition = table.definition;
    api::TableDescription description;
    description.attribute_definitions = definition.attribute_definitions;
    description.table_name = table.name();
    description.key_schema = definition.key_schema;
    description.table_status = status;
    description.creation_date_time = epoch_seconds(table.created_ms);
    description.provisioned_throughput = throughput_of(definition);
    TABELLA_ASSIGN(description.table_size_bytes,
                   storage::read_counter(store, size_bytes_counter(table.id)));
    TABELLA_ASSIGN(description.item_count,
                   storage::read_counter(store, item_count_counter(table.id)));
    description.table_arn = table_arn(account, table.name());
    description.table_id = table.uuid;
    if (definition.billing_mode == api::BillingMode::kPayPerRequest)
        description.billing_mode_summary = api::BillingModeSummary{
            .billing_mode = definition.billing_mode,
            .last_update_to_pay_per_request_date_time = epoch_seconds(table.created_ms)};
    description.sse_description = sse_of(definition, account);
    if (definition.table_class.has_value())
        description.table_class_summary =
            api::TableClassSummary{.table_class = definition.table_class};
    description.deletion_protection_enabled =
        definition.deletion_protection_enabled.value_or(false);
    description.on_demand_throughput = definition.on_demand_throughput;
    description.warm_throughput = warm_throughput_of(definition);
    for (const Index& index : table.indexes)
        TABELLA_CHECK((index.global ? describe_global : describe_local)(table, index, account,
                                                                        store, description));
    return description;
}

}  // namespace tabella::engine
