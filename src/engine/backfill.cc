#include "engine/backfill.h"

#include <algorithm>
#include <numeric>

#include "engine/index.h"
#include "engine/row_key.h"
#include "engine/table_change.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

using storage::Keyspace;

template <class Indexes>
auto find_by_id(Indexes& indexes, IndexId id) {
    return std::find_if(indexes.begin(), indexes.end(),
                        [&](const Index& index) { return index.id == id; });
}

}  // namespace

Result<std::vector<std::string>> next_backfill_rows(const storage::Store& store, const Table& table,
                                                    const Index& index,
                                                    const BackgroundOptions& options) {
    TABELLA_ASSIGN(const auto position, store.get(Keyspace::kMeta, backfill_key(table.id, index.id),
                                                  storage::ReadTier::kAll));
    const std::string prefix = table_prefix(table.id);
    // No key lies between a key and itself with a zero byte more.
    const std::string begin =
        position.value.has_value() ? *position.value + std::string(1, '\0') : prefix;
    storage::Cursor cursor = store.cursor(Keyspace::kItems, begin, storage::after_prefix(prefix),
                                          storage::ReadTier::kAll);
    std::vector<std::string> keys;
    std::size_t bytes = 0;
    for (cursor.seek_first();
         cursor.valid() && keys.size() < options.chunk_rows && bytes < options.chunk_bytes;
         cursor.next()) {
        bytes += cursor.value().size();
        keys.emplace_back(cursor.key());
    }
    if (!cursor.valid() && cursor.end() == storage::Cursor::End::kFailed) return cursor.error();
    return keys;
}

Status BackfillChange::apply(storage::CommitContext& context) {
    if (table_->life->deleted.load()) return ok_status();
    const TablePtr table = latest_version(table_);
    const auto index = find_by_id(table->indexes, index_);
    if (index == table->indexes.end() || index->state != IndexState::kBuilding) return ok_status();
    for (const std::string& key : row_keys_) {
        TABELLA_ASSIGN(auto row, context.get(Keyspace::kItems, key));
        if (row.has_value())
            TABELLA_CHECK(
                add_index_row(*table, *index, context, Item::from_trusted(std::move(*row))));
    }
    context.put(Keyspace::kMeta, backfill_key(table->id, index_), row_keys_.back());
    return ok_status();
}

std::size_t BackfillChange::bytes() const {
    return std::accumulate(
        row_keys_.begin(), row_keys_.end(), sizeof(*this),
        [](std::size_t sum, const std::string& key) { return sum + key.size(); });
}

Status EndIndexChange::apply(storage::CommitContext& context) {
    if (table_->life->deleted.load()) return ok_status();
    auto next = std::make_shared<Table>(*latest_version(table_));
    const auto index = find_by_id(next->indexes, index_);
    if (index == next->indexes.end() || index->state == IndexState::kActive) return ok_status();
    context.erase(Keyspace::kMeta, backfill_key(next->id, index_));
    if (index->state == IndexState::kBuilding) {
        index->state = IndexState::kActive;
    } else {
        const std::string prefix = index_prefix(next->id, index_);
        context.erase_range(Keyspace::kIndexes, prefix, storage::after_prefix(prefix));
        context.remove_counter(item_count_counter(next->id, index_));
        context.remove_counter(size_bytes_counter(next->id, index_));
        next->indexes.erase(index);
        std::erase_if(next->definition.attribute_definitions,
                      [&](const api::AttributeDefinition& definition) {
                          return !next->is_key(definition.attribute_name);
                      });
    }
    next_ = store_version(std::move(next), context);
    return ok_status();
}

}  // namespace tabella::engine
