#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "api/error.h"
#include "engine/table.h"
#include "model/item.h"
#include "storage/commit_queue.h"

// Rows of secondary indexes, in their own keyspace:
//
//   index row key := u32(table id) u32(index id) u64(hash of the partition parts) part(partition)+
//                    part(sort)* part(table partition key) [part(table sort key)]
//
// The value is the projected item. Ending in the table's key makes equal index keys distinct rows,
// so paging over them neither loops nor loses.

namespace tabella::engine {

/// All rows of an index begin with it.
std::string index_prefix(TableId table, IndexId index);
/// The first key of a hash within the index.
std::string index_hash_prefix(TableId table, IndexId index, std::uint64_t hash);
/// All rows of one partition begin with it; the values are those of `index.partition`, in order.
std::string index_partition_prefix(TableId table, const Index& index,
                                   const std::vector<ValueView>& partition);

/// The row key of the item in the index; nothing when the item lacks one of its keys, or has one of
/// another type or size, and so is not in the index.
std::optional<std::string> index_row_key(const Table& table, const Index& index, ItemView item);

/// The keys of index and table of an item: a LastEvaluatedKey.
Item index_key_of_item(const Table& table, const Index& index, ItemView item);

/// What the index keeps of the item.
Item project(const Table& table, const Index& index, ItemView item);

/// One value of an index key, of the declared type: not empty, not too long.
api::Result<Nothing> check_index_key_value(const Index& index, const KeyAttribute& attribute,
                                           bool is_sort_key, ValueView value);

/// The values of an ExclusiveStartKey for the index's own keys: type and size.
api::Result<Nothing> check_index_key_values(const Index& index, ItemView key);

/// Refuses an item whose index keys have the wrong type or size, or are empty. An empty one that an
/// update has `updated` is told in other words than one of an item to put.
api::Result<Nothing> check_index_keys(const Table& table, ItemView item,
                                      const std::set<std::string>& updated = {});

/// Adds the row of an item to an index that is being built, unless a write already did.
Status add_index_row(const Table& table, const Index& index, storage::CommitContext& context,
                     const Item& item);

/// The bytes of an item's row in the index; 0 where it has none.
std::size_t index_row_bytes(const Table& table, const Index& index, const Item& item);

/// Write units that the index takes to follow an item from its previous state to the next; nothing
/// where what it keeps stays as it is. A changed key is two writes: one erases, one puts.
/// Source: GSI.html, "Provisioned throughput considerations for Global Secondary Indexes".
std::optional<double> index_write_units(const Table& table, const Index& index,
                                        const std::optional<Item>& previous,
                                        const std::optional<Item>& next);

/// Brings the rows of all indexes from the previous state of an item to the next, with counters.
Status update_indexes(const Table& table, storage::CommitContext& context,
                      const std::optional<Item>& previous, const std::optional<Item>& next);

}  // namespace tabella::engine
