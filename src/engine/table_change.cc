#include "engine/table_change.h"

#include <utility>

#include "engine/row_key.h"
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
    table_->indexes = take_indexes(definition);
    table_->definition = std::move(definition);
}

Status CreateTableChange::apply(storage::CommitContext& context) {
    TABELLA_ASSIGN(const auto existing, context.get(Keyspace::kCatalog, table_->record_key()));
    existed_ = existing.has_value();
    if (existed_) return ok_status();
    TABELLA_ASSIGN(table_->id, take_table_id(context));
    context.put(Keyspace::kCatalog, table_->record_key(), encode_table_record(*table_));
    return ok_status();
}

std::size_t CreateTableChange::bytes() const {
    constexpr std::size_t kRoughly = 4'096;
    return kRoughly;
}

Status DeleteTableChange::apply(storage::CommitContext& context) {
    was_gone_ = table_->deleted.exchange(true);
    if (was_gone_) return ok_status();
    const std::string prefix = table_prefix(table_->id);
    context.erase(Keyspace::kCatalog, table_->record_key());
    context.erase_range(Keyspace::kItems, prefix, storage::after_prefix(prefix));
    context.erase_range(Keyspace::kIndexes, prefix, storage::after_prefix(prefix));
    for (const Index& index : table_->indexes) {
        context.remove_counter(item_count_counter(table_->id, index.id));
        context.remove_counter(size_bytes_counter(table_->id, index.id));
    }
    context.remove_counter(item_count_counter(table_->id));
    context.remove_counter(size_bytes_counter(table_->id));
    return ok_status();
}

}  // namespace tabella::engine
