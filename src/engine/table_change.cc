#include "engine/table_change.h"

#include <fmt/format.h>

#include <utility>

#include "engine/errors.h"
#include "engine/item_collection.h"
#include "engine/row_key.h"
#include "engine/stream_change.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

using storage::Keyspace;

constexpr std::string_view kNextTableId = "next_table_id";

Result<TableId> take_table_id(storage::CommitContext& context) {
    TABELLA_ASSIGN(const auto stored, context.get(Keyspace::kMeta, kNextTableId));
    std::uint32_t id = 1;
    if (stored.has_value()) {
        std::string_view rest = *stored;
        const auto next = storage::take_u32(rest);
        if (!next.has_value() || !rest.empty())
            return Error{ErrorKind::kCorruption, "the next table id is damaged"};
        id = *next;
    }
    std::string next;
    storage::append_u32(next, id + 1);
    context.put(Keyspace::kMeta, kNextTableId, next);
    return static_cast<TableId>(id);
}

}  // namespace

CreateTableChange::CreateTableChange(DataSet data_set, api::CreateTableRequest definition,
                                     EpochMs now_ms, std::string uuid)
    : table_(std::make_shared<Table>()) {
    table_->data_set = std::move(data_set);
    table_->uuid = std::move(uuid);
    table_->created_ms = now_ms;
    table_->key = key_schema_of(definition.key_schema, definition.attribute_definitions);
    if (definition.billing_mode == api::BillingMode::kPayPerRequest)
        table_->on_demand_since_ms = now_ms;
    if (definition.stream_specification.has_value() &&
        definition.stream_specification->stream_enabled)
        table_->stream =
            TableStream{.enabled = true,
                        .view_type = definition.stream_specification->stream_view_type.value_or(
                            api::StreamViewType::kKeysOnly)};
    definition.stream_specification.reset();
    table_->definition = std::move(definition);
    take_indexes(*table_);
}

void CreateTableChange::begin_as_creating(EpochMs until_ms) {
    table_->status = api::TableStatus::kCreating;
    table_->status_until_ms = until_ms;
}

void CreateTableChange::set_policy_revision(std::string revision) {
    if (table_->definition.resource_policy.has_value())
        table_->policy_revision = std::move(revision);
}

Status CreateTableChange::apply(storage::CommitContext& context) {
    TABELLA_ASSIGN(const auto existing, context.get(Keyspace::kCatalog, table_->record_key()));
    existed_ = existing.has_value();
    if (existed_) return ok_status();
    TABELLA_ASSIGN(table_->id, take_table_id(context));
    TABELLA_ASSIGN(stream_, settle_stream(nullptr, *table_, context));
    context.put(Keyspace::kCatalog, table_->record_key(), encode_table_record(*table_));
    return ok_status();
}

std::size_t CreateTableChange::bytes() const {
    constexpr std::size_t kRoughly = 4'096;
    return kRoughly;
}

bool comes_or_goes(const Table& table) {
    return table.status == api::TableStatus::kCreating ||
           table.status == api::TableStatus::kDeleting;
}

api::Error table_in_use(const Table& table) {
    const char* what = table.status == api::TableStatus::kCreating   ? "created"
                       : table.status == api::TableStatus::kDeleting ? "deleted"
                                                                     : "updated";
    return {.code = api::ErrorCode::kResourceInUse,
            .message = fmt::format("Attempt to change a resource which is still in use: Table is "
                                   "being {}: {}",
                                   what, table.name())};
}

api::Result<Nothing> check_deletable(const Table& table) {
    if (table.status != api::TableStatus::kActive) return table_in_use(table);
    // A table stays while an index is being built or deleted: GSI.OnlineOps.html.
    for (const Index& index : table.indexes)
        if (index.state != IndexState::kActive) return table_in_use(table);
    if (!table.definition.deletion_protection_enabled.value_or(false)) return Nothing{};
    return api::validation_error(
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first.");
}

Status DeleteTableChange::apply(storage::CommitContext& context) {
    was_gone_ = table_->life->deleted.load();
    if (was_gone_) return ok_status();
    const TablePtr latest = latest_version(table_);
    if (latest->status != api::TableStatus::kDeleting) {
        const auto checked = check_deletable(*latest);
        if (!checked.ok()) {
            refusal_ = checked.error();
            return ok_status();
        }
    }
    TABELLA_ASSIGN(stream_, close_stream(*latest, context));
    table_->life->deleted.store(true);
    const std::string prefix = table_prefix(table_->id);
    context.erase(Keyspace::kCatalog, table_->record_key());
    context.erase_range(Keyspace::kItems, prefix, storage::after_prefix(prefix));
    context.erase_range(Keyspace::kIndexes, prefix, storage::after_prefix(prefix));
    for (const Index& index : latest->indexes) {
        context.erase(Keyspace::kMeta, backfill_key(table_->id, index.id));
        context.remove_counter(item_count_counter(table_->id, index.id));
        context.remove_counter(size_bytes_counter(table_->id, index.id));
    }
    context.remove_counter(item_count_counter(table_->id));
    context.remove_counter(size_bytes_counter(table_->id));
    if (has_local_index(*latest)) context.remove_counters(collection_bytes_counters(table_->id));
    return ok_status();
}

TablePtr store_version(std::shared_ptr<Table> next, storage::CommitContext& context) {
    ++next->version;
    context.put(Keyspace::kCatalog, next->record_key(), encode_table_record(*next));
    next->life->latest = next;
    return next;
}

Status AlterTableChange::apply(storage::CommitContext& context) {
    if (table_->life->deleted.load()) {
        outcome_ = table_not_found(table_->name());
        return ok_status();
    }
    const TablePtr latest = latest_version(table_);
    auto next = std::make_shared<Table>(*latest);
    const auto altered = alter_(*next);
    if (!altered.ok()) {
        outcome_ = altered.error();
        return ok_status();
    }
    TABELLA_ASSIGN(stream_, settle_stream(latest.get(), *next, context));
    outcome_ = store_version(std::move(next), context);
    return ok_status();
}

std::size_t AlterTableChange::bytes() const {
    constexpr std::size_t kRoughly = 4'096;
    return kRoughly;
}

}  // namespace tabella::engine
