#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/types.h"
#include "engine/table.h"
#include "storage/store.h"

// Item collections: the items with one partition key value, and what local indexes keep of them
// (LSI.html, "Item collections in Local Secondary Indexes").

namespace tabella::engine {

/// The answer's ItemCollectionMetrics of a write of this item (or key), where they were asked for
/// and the table has local indexes. The size is an estimate of what lies on disk and in memory,
/// between whole gigabytes.
std::optional<api::ItemCollectionMetrics> collection_metrics(
    const storage::Store& store, const Table& table,
    std::optional<api::ReturnItemCollectionMetrics> asked, ItemView item);

/// The same of several writes: each collection of a table once.
class CollectionMetrics {
 public:
    CollectionMetrics(const storage::Store& store,
                      std::optional<api::ReturnItemCollectionMetrics> asked)
        : store_(store), asked_(asked) {}

    void add(const Table& table, ItemView item);
    /// Absent where there are none.
    std::optional<std::map<std::string, std::vector<api::ItemCollectionMetrics>>> take();

 private:
    const storage::Store& store_;
    std::optional<api::ReturnItemCollectionMetrics> asked_;
    std::map<std::string, std::vector<api::ItemCollectionMetrics>> by_table_;
};

}  // namespace tabella::engine
