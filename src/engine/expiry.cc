#include "engine/expiry.h"

#include <numeric>

#include "engine/item_write.h"
#include "engine/row_key.h"
#include "model/limits.h"
#include "storage/key_codec.h"

namespace tabella::engine {

using storage::Keyspace;

bool is_expired(ItemView item, const std::string& ttl_attribute, EpochMs now_ms) {
    const auto value = item.find(ttl_attribute);
    if (!value.has_value() || value->type() != AttributeType::kNumber) return false;
    const std::int64_t now_s = now_ms / 1'000;
    const Number expiry = value->number();
    return expiry < Number(now_s) && expiry > Number(now_s - limits::kTtlPastSecondsMax);
}

Result<ExpiredRows> next_expired_rows(const storage::Store& store, const Table& table,
                                      const std::string& position, EpochMs now_ms,
                                      const BackgroundOptions& options) {
    const std::string prefix = table_prefix(table.id);
    // No key lies between a key and itself with a zero byte more.
    const std::string begin = position.empty() ? prefix : position + std::string(1, '\0');
    storage::Cursor cursor = store.cursor(Keyspace::kItems, begin, storage::after_prefix(prefix),
                                          storage::ReadTier::kAllOnce);
    ExpiredRows found;
    std::size_t rows = 0;
    std::size_t bytes = 0;
    for (cursor.seek_first(); cursor.valid(); cursor.next()) {
        if (rows == options.chunk_rows || bytes >= options.chunk_bytes) return found;
        ++rows;
        bytes += cursor.value().size();
        found.position = cursor.key();
        if (is_expired(ItemView(cursor.value()), *table.ttl_attribute, now_ms))
            found.row_keys.emplace_back(cursor.key());
    }
    if (cursor.end() == storage::Cursor::End::kFailed) return cursor.error();
    found.position.clear();
    return found;
}

Status ExpireChange::apply(storage::CommitContext& context) {
    if (table_->life->deleted.load()) return ok_status();
    const TablePtr table = latest_version(table_);
    if (!table->ttl_attribute.has_value()) return ok_status();
    for (const std::string& key : row_keys_) {
        const ItemPlan plan{.table = table, .row_key = key, .action = DeleteAction{}};
        api::Result<ItemOutcome> outcome = ItemOutcome{};
        TABELLA_CHECK(evaluate(plan, context, outcome));
        const bool expired = outcome.ok() && outcome->previous.has_value() &&
                             is_expired(*outcome->previous, *table->ttl_attribute, now_ms_);
        if (expired)
            TABELLA_CHECK(write_outcome(plan, *outcome, context, ChangeOrigin::kTimeToLive));
    }
    return ok_status();
}

std::size_t ExpireChange::bytes() const {
    return std::accumulate(
        row_keys_.begin(), row_keys_.end(), sizeof(*this),
        [](std::size_t sum, const std::string& key) { return sum + key.size(); });
}

}  // namespace tabella::engine
