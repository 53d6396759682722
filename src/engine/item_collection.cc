#include "engine/item_collection.h"

#include <algorithm>
#include <cmath>

#include "engine/index.h"
#include "engine/row_key.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

using storage::Keyspace;

constexpr double kGigabyte = 1024.0 * 1024.0 * 1024.0;

bool has_local_index(const Table& table) {
    return std::any_of(table.indexes.begin(), table.indexes.end(),
                       [](const Index& index) { return !index.global; });
}

std::uint64_t estimated_bytes(const storage::Store& store, const Table& table,
                              ValueView partition) {
    const auto estimate = [&store](Keyspace keyspace, const std::string& prefix) {
        return store.estimated_bytes(keyspace, prefix, storage::after_prefix(prefix));
    };
    std::uint64_t bytes = estimate(Keyspace::kItems, partition_prefix(table.id, partition));
    for (const Index& index : table.indexes)
        if (!index.global)
            bytes +=
                estimate(Keyspace::kIndexes, index_partition_prefix(table.id, index, {partition}));
    return bytes;
}

}  // namespace

std::optional<api::ItemCollectionMetrics> collection_metrics(
    const storage::Store& store, const Table& table,
    std::optional<api::ReturnItemCollectionMetrics> asked, ItemView item) {
    if (asked != api::ReturnItemCollectionMetrics::kSize || !has_local_index(table))
        return std::nullopt;
    const auto partition = item.find(table.key.partition.name);
    if (!partition.has_value()) return std::nullopt;
    const auto bytes = static_cast<double>(estimated_bytes(store, table, *partition));
    const double whole = std::floor(bytes / kGigabyte);
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
