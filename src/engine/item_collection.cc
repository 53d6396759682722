#include "engine/item_collection.h"

#include <algorithm>
#include <cmath>

#include "engine/index.h"
#include "engine/row_key.h"
#include "model/limits.h"

namespace tabella::engine {

namespace {

constexpr double kGigabyte = 1024.0 * 1024.0 * 1024.0;

std::int64_t bytes_of(const Table& table, const std::optional<Item>& item) {
    if (!item.has_value()) return 0;
    std::size_t bytes = item_size_bytes(*item);
    for (const Index& index : table.indexes)
        if (!index.global) bytes += index_row_bytes(table, index, *item);
    return static_cast<std::int64_t>(bytes);
}

}  // namespace

bool has_local_index(const Table& table) {
    return std::any_of(table.indexes.begin(), table.indexes.end(),
                       [](const Index& index) { return !index.global; });
}

std::optional<CollectionDelta> collection_delta(const Table& table,
                                                const std::optional<Item>& previous,
                                                const std::optional<Item>& next) {
    if (!has_local_index(table)) return std::nullopt;
    const std::int64_t bytes = bytes_of(table, next) - bytes_of(table, previous);
    if (bytes == 0) return std::nullopt;
    const ItemView item = next.has_value() ? next->view() : previous->view();
    return CollectionDelta{
        collection_bytes_counter(table.id, item.find(table.key.partition.name).value()), bytes};
}

Result<bool> fits_collection(const CollectionDelta& delta, const storage::CommitContext& context,
                             CollectionGrowth& growth) {
    std::int64_t& before = growth[delta.counter];
    if (delta.bytes > 0) {
        TABELLA_ASSIGN(const std::int64_t stored, context.counter(delta.counter));
        if (stored + before + delta.bytes > limits::kItemCollectionBytesMax) return false;
    }
    before += delta.bytes;
    return true;
}

Status count_in_collection(const CollectionDelta& delta, storage::CommitContext& context) {
    TABELLA_CHECK(context.add_to_counter(delta.counter, delta.bytes));
    TABELLA_ASSIGN(const std::int64_t now, context.counter(delta.counter));
    if (now == 0) context.remove_counter(delta.counter);
    return ok_status();
}

std::optional<api::ItemCollectionMetrics> collection_metrics(
    const storage::Store& store, const Table& table,
    std::optional<api::ReturnItemCollectionMetrics> asked, ItemView item) {
    if (asked != api::ReturnItemCollectionMetrics::kSize || !has_local_index(table))
        return std::nullopt;
    const auto partition = item.find(table.key.partition.name);
    if (!partition.has_value()) return std::nullopt;
    const auto bytes = storage::read_counter(store, collection_bytes_counter(table.id, *partition));
    if (!bytes.ok()) return std::nullopt;
    // Less than nothing: shrunk since, but counted only since then.
    const double whole =
        std::floor(static_cast<double>(std::max(*bytes, std::int64_t{0})) / kGigabyte);
    api::ItemCollectionMetrics metrics;
    metrics.item_collection_key = key_of_item({.partition = table.key.partition}, item);
    metrics.size_estimate_range_gb = std::vector<double>{whole, whole + 1.0};
    return metrics;
}

void CollectionMetrics::add(const Table& table, ItemView item) {
    auto metrics = collection_metrics(store_, table, asked_, item);
    if (!metrics.has_value()) return;
    std::vector<api::ItemCollectionMetrics>& known = by_table_[table.name()];
    const bool is_known = std::any_of(known.begin(), known.end(), [&](const auto& other) {
        return other.item_collection_key == metrics->item_collection_key;
    });
    if (!is_known) known.push_back(std::move(*metrics));
}

std::optional<std::map<std::string, std::vector<api::ItemCollectionMetrics>>>
CollectionMetrics::take() {
    if (by_table_.empty()) return std::nullopt;
    return std::move(by_table_);
}

}  // namespace tabella::engine
