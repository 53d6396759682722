#include "notes/upgrade_indexes.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "notes/notes_table.h"

namespace tabella::notes {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

bool is_same(const std::vector<api::KeySchemaElement>& one,
             const std::vector<api::KeySchemaElement>& other) {
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](const auto& a, const auto& b) {
                          return a.attribute_name == b.attribute_name && a.key_type == b.key_type;
                      });
}

const api::GlobalSecondaryIndexDescription* find_index(const api::TableDescription& table,
                                                       const std::string& name) {
    if (!table.global_secondary_indexes.has_value()) return nullptr;
    for (const api::GlobalSecondaryIndexDescription& each : *table.global_secondary_indexes)
        if (each.index_name == name) return &each;
    return nullptr;
}

// Everything here waits in the caller's own thread, call by call: were it one coroutine, it would
// go on in the thread that answered last, which with the embedded engine is the writer's.

api::Result<api::TableDescription> describe(api::DynamoApi& api, const std::string& table_name) {
    api::DescribeTableRequest request{.table_name = table_name};
    auto described = sync_wait(api.describe_table(std::move(request)));
    if (!described.ok()) return std::move(described).error();
    return std::move(described->table);
}

/// Of an index that there is: building one can take hours, so this waits for as long as it takes.
api::Result<Nothing> wait_until_active(api::DynamoApi& api, client::Sleeper& sleeper,
                                       const std::string& table_name, const std::string& index) {
    milliseconds delay(50);
    for (;;) {
        auto table = describe(api, table_name);
        if (!table.ok()) return std::move(table).error();
        const auto* found = find_index(*table, index);
        if (found == nullptr)
            return api::validation_error(fmt::format("the index {} has been deleted", index));
        if (found->index_status == api::IndexStatus::kActive &&
            table->table_status == api::TableStatus::kActive)
            return Nothing{};
        sync_wait(sleeper.sleep_for(delay));
        delay = std::min<milliseconds>(2 * delay, seconds(5));
    }
}

api::UpdateTableRequest creation_of(const api::TableDescription& table,
                                    const std::string& table_name,
                                    const api::GlobalSecondaryIndex& index) {
    api::UpdateTableRequest request;
    request.table_name = table_name;
    request.attribute_definitions.emplace();
    for (const api::KeySchemaElement& key : index.key_schema)
        request.attribute_definitions->push_back(
            {key.attribute_name, api::ScalarAttributeType::kS});
    api::CreateGlobalSecondaryIndexAction create{.index_name = index.index_name,
                                                 .key_schema = index.key_schema,
                                                 .projection = index.projection};
    const bool on_demand =
        table.billing_mode_summary.has_value() &&
        table.billing_mode_summary->billing_mode == api::BillingMode::kPayPerRequest;
    // A copy of the items takes as many writes as the items do.
    if (!on_demand && table.provisioned_throughput.has_value())
        create.provisioned_throughput = api::ProvisionedThroughput{
            .read_capacity_units = table.provisioned_throughput->read_capacity_units.value_or(1),
            .write_capacity_units = table.provisioned_throughput->write_capacity_units.value_or(1)};
    request.global_secondary_index_updates.emplace();
    request.global_secondary_index_updates->push_back({.create = std::move(create)});
    return request;
}

}  // namespace

api::Result<int> make_missing_indexes(api::DynamoApi& api, client::Sleeper& sleeper,
                                      const std::string& table_name, bool dry_run,
                                      const std::function<void(std::string)>& tell) {
    auto table = describe(api, table_name);
    if (!table.ok()) return std::move(table).error();
    const api::CreateTableRequest wanted = notes_table(table_name);
    if (!is_same(table->key_schema, wanted.key_schema))
        return api::validation_error("its keys are not PK and SK: this is no table of notes");
    int made = 0;
    for (const api::GlobalSecondaryIndex& index : *wanted.global_secondary_indexes) {
        const auto* found = find_index(*table, index.index_name);
        if (found != nullptr && !is_same(found->key_schema, index.key_schema))
            return api::validation_error(
                fmt::format("its index {} has other keys", index.index_name));
        if (found == nullptr) {
            ++made;
            tell(fmt::format("index {}: {}", index.index_name,
                             dry_run ? "would be made" : "being made"));
        }
        if (dry_run) continue;
        if (found == nullptr) {
            api::UpdateTableRequest request = creation_of(*table, table_name, index);
            auto updated = sync_wait(api.update_table(std::move(request)));
            if (!updated.ok()) return std::move(updated).error();
        }
        auto active = wait_until_active(api, sleeper, table_name, index.index_name);
        if (!active.ok()) return std::move(active).error();
    }
    return made;
}

void switch_on_time_to_live(api::DynamoApi& api, const std::string& table_name, bool dry_run,
                            const std::function<void(std::string)>& tell) {
    api::DescribeTimeToLiveRequest describe{.table_name = table_name};
    auto described = sync_wait(api.describe_time_to_live(std::move(describe)));
    if (!described.ok()) {
        tell("time to live: not known: " + described.error().message);
        return;
    }
    const auto& now = described->time_to_live_description;
    const bool is_on =
        now.has_value() && (now->time_to_live_status == api::TimeToLiveStatus::kEnabled ||
                            now->time_to_live_status == api::TimeToLiveStatus::kEnabling);
    if (is_on) {
        if (now->attribute_name != "expires_at")
            tell("time to live: left as it is, by " + now->attribute_name.value_or("?"));
        return;
    }
    tell(dry_run ? "time to live: would be switched on" : "time to live: switched on");
    if (dry_run) return;
    api::UpdateTimeToLiveRequest request;
    request.table_name = table_name;
    request.time_to_live_specification = {.enabled = true, .attribute_name = "expires_at"};
    auto updated = sync_wait(api.update_time_to_live(std::move(request)));
    if (!updated.ok()) tell("time to live: could not be: " + updated.error().message);
}

}  // namespace tabella::notes
