#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/types.h"
#include "engine/table.h"
#include "storage/commit_queue.h"
#include "storage/store.h"

// Item collections: the items with one partition key value, and what local indexes keep of them
// (LSI.html, "Item collections in Local Secondary Indexes").

namespace tabella::engine {

/// Only tables with local indexes limit and count their collections.
bool has_local_index(const Table& table);

/// What the change of an item adds to its collection.
struct CollectionDelta {
    std::string counter;  ///< The collection's: see `collection_bytes_counter`.
    std::int64_t bytes;
};

/// Nothing where nothing is counted.
std::optional<CollectionDelta> collection_delta(const Table& table,
                                                const std::optional<Item>& previous,
                                                const std::optional<Item>& next);

/// How many bytes the plans of one change that are not written yet add to each collection.
using CollectionGrowth = std::map<std::string, std::int64_t>;

/// In the commit queue: whether the collection stays within the limit, or does not grow. Adds the
/// delta to `growth` if so.
Result<bool> fits_collection(const CollectionDelta& delta, const storage::CommitContext& context,
                             CollectionGrowth& growth);
/// In the commit queue: counts the delta.
Status count_in_collection(const CollectionDelta& delta, storage::CommitContext& context);

/// The answer's ItemCollectionMetrics of a write of this item (or key), where they were asked for
/// and the table has local indexes. The size is told between whole gigabytes.
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
