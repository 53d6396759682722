#include "engine/update_table_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/table_change.h"
#include "engine/table_definition.h"
#include "engine/table_options.h"

namespace tabella::engine {

namespace {

api::Error invalid(std::string_view what) {
    return api::validation_error(
        fmt::format("One or more parameter values were invalid: {}", what));
}

api::Error resource_not_found() {
    return {.code = api::ErrorCode::kResourceNotFound, .message = "Requested resource not found"};
}

const std::string& index_name(const api::GlobalSecondaryIndexUpdate& update) {
    return update.create.has_value()   ? update.create->index_name
           : update.update.has_value() ? update.update->index_name
                                       : update.delete_index->index_name;
}

api::Result<Nothing> check_index_updates(
    const std::vector<api::GlobalSecondaryIndexUpdate>& updates) {
    std::set<std::string_view> names;
    for (const api::GlobalSecondaryIndexUpdate& update : updates) {
        const int actions = (update.create.has_value() ? 1 : 0) +
                            (update.update.has_value() ? 1 : 0) +
                            (update.delete_index.has_value() ? 1 : 0);
        if (actions != 1)
            return invalid(
                "Each GlobalSecondaryIndexUpdate must have exactly one of Update, Create and "
                "Delete");
        if (!names.insert(index_name(update)).second)
            return invalid(
                fmt::format("Only one global secondary index update per index is "
                            "allowed simultaneously. Index: {}",
                            index_name(update)));
    }
    return Nothing{};
}

api::Result<Nothing> check_stream_update(const api::StreamSpecification& asked,
                                         bool changes_throughput) {
    // In the service's words: github.com/hashicorp/terraform-provider-aws, issues 1134 and 35673.
    if (!asked.stream_enabled && asked.stream_view_type.has_value())
        return invalid("If stream is being disabled, then UpdateViewType must not be specified");
    if (changes_throughput)
        return invalid("You cannot modify stream status while updating table IOPS");
    return check_stream(asked);
}

/// "The provisioned throughput for the table will not change"; `what` is "table" or "index X".
api::Error unchanged_throughput(const api::ProvisionedThroughput& current,
                                const api::ProvisionedThroughput& asked, std::string_view of_what,
                                std::string_view what) {
    return api::validation_error(fmt::format(
        "The provisioned throughput for the {} will not change. The requested value equals the "
        "current value. Current ReadCapacityUnits provisioned for the {}: {}. Requested "
        "ReadCapacityUnits: {}. Current WriteCapacityUnits provisioned for the {}: {}. Requested "
        "WriteCapacityUnits: {}. Refer to the Amazon DynamoDB Developer Guide for current limits "
        "and how to request higher limits.",
        of_what, what, current.read_capacity_units, asked.read_capacity_units, what,
        current.write_capacity_units, asked.write_capacity_units));
}

void note_change(const api::ProvisionedThroughput& before, const api::ProvisionedThroughput& after,
                 EpochMs now_ms, ThroughputHistory& history) {
    constexpr EpochMs kDayMs = 24LL * 60 * 60 * 1000;
    if (after.read_capacity_units > before.read_capacity_units ||
        after.write_capacity_units > before.write_capacity_units)
        history.last_increase_ms = now_ms;
    if (after.read_capacity_units >= before.read_capacity_units &&
        after.write_capacity_units >= before.write_capacity_units)
        return;
    const bool same_day = history.last_decrease_ms.has_value() &&
                          *history.last_decrease_ms / kDayMs == now_ms / kDayMs;
    history.decreases = same_day ? history.decreases + 1 : 1;
    history.last_decrease_ms = now_ms;
}

/// The whole definition, as CreateTable would have it.
api::CreateTableRequest definition_of(const Table& table) {
    api::CreateTableRequest whole = table.definition;
    for (const Index& index : table.indexes) {
        if (index.global) {
            if (!whole.global_secondary_indexes) whole.global_secondary_indexes.emplace();
            whole.global_secondary_indexes->push_back(
                {.index_name = index.name,
                 .key_schema = index.key_schema,
                 .projection = index.projection,
                 .provisioned_throughput = index.provisioned_throughput,
                 .on_demand_throughput = index.on_demand_throughput,
                 .warm_throughput = index.warm_throughput});
        } else {
            if (!whole.local_secondary_indexes) whole.local_secondary_indexes.emplace();
            whole.local_secondary_indexes->push_back({.index_name = index.name,
                                                      .key_schema = index.key_schema,
                                                      .projection = index.projection});
        }
    }
    return whole;
}

class Update {
 public:
    Update(const api::UpdateTableRequest& request, const UpdateTimes& times, Table& next)
        : request_(request), times_(times), next_(next) {}

    api::Result<Nothing> run() {
        if (next_.status != api::TableStatus::kActive) return table_in_use(next_);
        TABELLA_CHECK(switch_stream());
        switch_billing_mode();
        TABELLA_CHECK(set_table_throughput());
        TABELLA_CHECK(add_attribute_definitions());
        TABELLA_CHECK(update_indexes());
        drop_unused_definitions();
        TABELLA_CHECK(set_options());
        if (redefined_) TABELLA_CHECK(check_table_definition(checked_definition()));
        if (times_.delay_ms > 0) {
            next_.status = api::TableStatus::kUpdating;
            next_.status_until_ms = times_.now_ms + times_.delay_ms;
        }
        return Nothing{};
    }

 private:
    bool on_demand() const {
        return next_.definition.billing_mode == api::BillingMode::kPayPerRequest;
    }

    /// Its id and label come with the change itself: settle_stream.
    api::Result<Nothing> switch_stream() {
        if (!request_.stream_specification.has_value()) return Nothing{};
        const bool was_enabled = next_.stream.has_value() && next_.stream->enabled;
        const bool enable = request_.stream_specification->stream_enabled;
        if (enable && was_enabled)
            return api::validation_error(
                fmt::format("Table already has an enabled stream: TableName: {}", next_.name()));
        if (!enable && !was_enabled)
            return api::validation_error(
                fmt::format("Table has no stream to disable: TableName: {}", next_.name()));
        if (enable)
            next_.stream = TableStream{
                .enabled = true, .view_type = *request_.stream_specification->stream_view_type};
        else
            next_.stream->enabled = false;
        return Nothing{};
    }

    void switch_billing_mode() {
        if (!request_.billing_mode.has_value()) return;
        const bool was_on_demand = on_demand();
        next_.definition.billing_mode = request_.billing_mode;
        if (was_on_demand == on_demand()) return;
        redefined_ = true;
        if (on_demand()) next_.on_demand_since_ms = times_.now_ms;
        next_.definition.provisioned_throughput.reset();
        next_.definition.on_demand_throughput.reset();
        for (Index& index : next_.indexes) {
            index.provisioned_throughput.reset();
            index.on_demand_throughput.reset();
        }
    }

    api::Result<Nothing> set_table_throughput() {
        if (!request_.provisioned_throughput.has_value()) return Nothing{};
        if (on_demand())
            return invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                "BillingMode is PAY_PER_REQUEST");
        auto& current = next_.definition.provisioned_throughput;
        const api::ProvisionedThroughput& asked = *request_.provisioned_throughput;
        if (current.has_value()) {
            if (is_same(*current, asked))
                return unchanged_throughput(*current, asked, "table", "table");
            note_change(*current, asked, times_.now_ms, next_.throughput_history);
        }
        current = asked;
        redefined_ = true;
        return Nothing{};
    }

    static bool is_same(const api::ProvisionedThroughput& a, const api::ProvisionedThroughput& b) {
        return a.read_capacity_units == b.read_capacity_units &&
               a.write_capacity_units == b.write_capacity_units;
    }

    /// New attributes join; those that keys use already keep their type.
    api::Result<Nothing> add_attribute_definitions() {
        if (!request_.attribute_definitions.has_value()) return Nothing{};
        auto& definitions = next_.definition.attribute_definitions;
        std::set<std::string_view> asked;
        for (const api::AttributeDefinition& added : *request_.attribute_definitions) {
            if (!asked.insert(added.attribute_name).second)
                return invalid(
                    fmt::format("Cannot have two attributes with the same name. Name: {}",
                                added.attribute_name));
            const auto same = std::find_if(definitions.begin(), definitions.end(),
                                           [&](const api::AttributeDefinition& old) {
                                               return old.attribute_name == added.attribute_name;
                                           });
            if (same == definitions.end())
                definitions.push_back(added);
            else if (same->attribute_type != added.attribute_type)
                return invalid(
                    fmt::format("The type of a key attribute cannot be changed. Attribute: {}",
                                added.attribute_name));
        }
        redefined_ = true;
        return Nothing{};
    }

    /// Clients send those of indexes that they are going to create by later calls, too.
    void drop_unused_definitions() {
        std::erase_if(next_.definition.attribute_definitions, [&](const auto& definition) {
            return !next_.is_key(definition.attribute_name);
        });
    }

    api::Result<Nothing> update_indexes() {
        if (!request_.global_secondary_index_updates.has_value()) return Nothing{};
        int online = 0;
        for (const auto& update : *request_.global_secondary_index_updates)
            if (!update.update.has_value() && ++online > 1) return one_online_index();
        for (const auto& update : *request_.global_secondary_index_updates) {
            if (update.create.has_value()) TABELLA_CHECK(create_index(*update.create));
            if (update.update.has_value()) TABELLA_CHECK(update_index(*update.update));
            if (update.delete_index.has_value()) TABELLA_CHECK(delete_index(*update.delete_index));
        }
        return Nothing{};
    }

    static api::Error one_online_index() {
        return {.code = api::ErrorCode::kLimitExceeded,
                .message =
                    "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                    "simultaneously per table"};
    }

    /// Whether an index other than `index` is being created or deleted.
    bool is_another_online(const Index* index) const {
        return std::any_of(next_.indexes.begin(), next_.indexes.end(), [&](const Index& other) {
            return &other != index && other.state != IndexState::kActive;
        });
    }

    api::Result<Nothing> create_index(const api::CreateGlobalSecondaryIndexAction& action) {
        if (is_another_online(nullptr)) return one_online_index();
        if (find(action.index_name) != nullptr)
            return api::validation_error("Attempting to create an index which already exists");
        TABELLA_CHECK(check_throughputs(action, action.provisioned_throughput));
        Index index = index_of(action, next_.definition.attribute_definitions);
        index.id = static_cast<IndexId>(next_.next_index_id++);
        index.state = IndexState::kBuilding;
        index.state_until_ms = times_.now_ms + times_.delay_ms;
        next_.indexes.push_back(std::move(index));
        redefined_ = true;
        return Nothing{};
    }

    api::Result<Nothing> update_index(const api::UpdateGlobalSecondaryIndexAction& action) {
        Index* const index = find(action.index_name);
        if (index == nullptr || !index->global) return resource_not_found();
        if (!action.provisioned_throughput && !action.on_demand_throughput &&
            !action.warm_throughput)
            return invalid(fmt::format("Nothing to update for index: {}", action.index_name));
        if (action.provisioned_throughput.has_value()) {
            const api::ProvisionedThroughput& asked = *action.provisioned_throughput;
            if (on_demand())
                return invalid(fmt::format(
                    "ProvisionedThroughput should not be specified for index: {} when BillingMode "
                    "is PAY_PER_REQUEST",
                    index->name));
            if (index->provisioned_throughput.has_value()) {
                if (is_same(*index->provisioned_throughput, asked))
                    return unchanged_throughput(*index->provisioned_throughput, asked,
                                                "index " + index->name, "index");
                note_change(*index->provisioned_throughput, asked, times_.now_ms,
                            index->throughput_history);
            }
            index->provisioned_throughput = asked;
        }
        TABELLA_CHECK(
            check_throughputs(action, index->provisioned_throughput, index->warm_throughput));
        if (action.on_demand_throughput.has_value())
            index->on_demand_throughput = action.on_demand_throughput;
        if (action.warm_throughput.has_value()) index->warm_throughput = action.warm_throughput;
        return Nothing{};
    }

    template <class Action>
    api::Result<Nothing> check_throughputs(
        const Action& action, const std::optional<api::ProvisionedThroughput>& provisioned,
        const std::optional<api::WarmThroughput>& warm = std::nullopt) const {
        const std::string what = "index " + action.index_name;
        if (action.on_demand_throughput.has_value())
            TABELLA_CHECK(
                check_on_demand_throughput(*action.on_demand_throughput, on_demand(), what));
        if (action.warm_throughput.has_value())
            TABELLA_CHECK(check_warm_throughput(*action.warm_throughput,
                                                warm_units(provisioned, warm), what));
        return Nothing{};
    }

    api::Result<Nothing> delete_index(const api::DeleteGlobalSecondaryIndexAction& action) {
        Index* const index = find(action.index_name);
        if (is_another_online(index)) return one_online_index();
        if (index == nullptr || !index->global) return resource_not_found();
        index->state = IndexState::kDeleting;
        index->state_until_ms = times_.now_ms + times_.delay_ms;
        return Nothing{};
    }

    Index* find(const std::string& name) {
        return const_cast<Index*>(next_.find_index(name));  // NOLINT: `next_` is ours.
    }

    /// Every table is encrypted: with DynamoDB's own key, or where it is "enabled", with one of
    /// KMS.
    api::Result<Nothing> check_sse_changes(
        const std::optional<api::SseSpecification>& current) const {
        const api::SseSpecification& asked = *request_.sse_specification;
        const bool was_enabled = current.has_value() && current->enabled.value_or(false);
        if (asked.enabled.value_or(false) != was_enabled) return Nothing{};
        if (!was_enabled) return invalid("Table is already encrypted by default");
        if (asked.kms_master_key_id == current->kms_master_key_id)
            return invalid("Table is already encrypted with given KMSMasterKeyId");
        return Nothing{};
    }

    api::Result<Nothing> set_options() {
        api::CreateTableRequest& definition = next_.definition;
        if (request_.sse_specification.has_value()) {
            TABELLA_CHECK(check_sse(*request_.sse_specification));
            TABELLA_CHECK(check_sse_changes(definition.sse_specification));
            definition.sse_specification = request_.sse_specification;
        }
        if (request_.on_demand_throughput.has_value()) {
            TABELLA_CHECK(
                check_on_demand_throughput(*request_.on_demand_throughput, on_demand(), "table"));
            definition.on_demand_throughput = request_.on_demand_throughput;
        }
        if (request_.warm_throughput.has_value()) {
            TABELLA_CHECK(check_warm_throughput(
                *request_.warm_throughput,
                warm_units(definition.provisioned_throughput, definition.warm_throughput),
                "table"));
            definition.warm_throughput = request_.warm_throughput;
        }
        if (request_.table_class.has_value()) {
            definition.table_class = request_.table_class;
            next_.table_class_since_ms = times_.now_ms;
        }
        if (request_.deletion_protection_enabled.has_value())
            definition.deletion_protection_enabled = request_.deletion_protection_enabled;
        return Nothing{};
    }

    /// Without what only an index uses that is being deleted: its attribute's definition is still
    /// there.
    api::CreateTableRequest checked_definition() const {
        Table remaining = next_;
        std::erase_if(remaining.indexes,
                      [](const Index& index) { return index.state == IndexState::kDeleting; });
        std::erase_if(remaining.definition.attribute_definitions, [&](const auto& definition) {
            return !remaining.is_key(definition.attribute_name);
        });
        return definition_of(remaining);
    }

    const api::UpdateTableRequest& request_;
    const UpdateTimes& times_;
    Table& next_;
    bool redefined_ = false;
};

}  // namespace

api::Result<Nothing> check_update(const api::UpdateTableRequest& request) {
    if (request.replica_updates.has_value()) return no_global_tables("ReplicaUpdates");
    if (request.multi_region_consistency.has_value())
        return no_global_tables("MultiRegionConsistency");
    if (request.global_table_witness_updates.has_value())
        return no_global_tables("GlobalTableWitnessUpdates");
    if (request.global_table_settings_replication_mode.has_value())
        return no_global_tables("GlobalTableSettingsReplicationMode");
    const bool index_updates = request.global_secondary_index_updates.has_value() &&
                               !request.global_secondary_index_updates->empty();
    if (!request.provisioned_throughput && !request.billing_mode && !index_updates &&
        !request.stream_specification && !request.sse_specification && !request.table_class &&
        !request.deletion_protection_enabled && !request.on_demand_throughput &&
        !request.warm_throughput)
        return api::validation_error(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
    if (request.stream_specification.has_value())
        TABELLA_CHECK(check_stream_update(*request.stream_specification,
                                          request.provisioned_throughput.has_value()));
    if (index_updates) TABELLA_CHECK(check_index_updates(*request.global_secondary_index_updates));
    return Nothing{};
}

api::Result<Nothing> apply_update(const api::UpdateTableRequest& request, const UpdateTimes& times,
                                  Table& next) {
    return Update(request, times, next).run();
}

}  // namespace tabella::engine
