#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/error.h"
#include "api/operations.h"
#include "engine/table.h"
#include "expr/condition.h"
#include "expr/projection.h"
#include "storage/store.h"

// A page of a Query or Scan: one walk over a range of rows. API_Query.html, API_Scan.html.

namespace tabella::engine {

/// Rows of a keyspace: [begin, end), from either side.
struct RowRange {
    std::string begin;
    std::string end;
    bool forward = true;
};

/// A checked Query or Scan: all that can be known without looking at the data.
struct PagePlan {
    TablePtr table;
    const Index* index = nullptr;  ///< Of `table`; null: the table itself.
    /// A local index that does not hold all that is asked for: whole items come from the table.
    bool fetch_items = false;
    RowRange range;
    std::optional<std::int64_t> limit;  ///< Items to evaluate, before the filter.
    std::optional<expr::Condition> filter;
    std::optional<expr::Projection> projection;
    bool count_only = false;
    bool consistent = false;
    std::optional<api::ReturnConsumedCapacity> return_consumed_capacity;
};

struct Page {
    std::vector<Item> items;
    std::int64_t count = 0;
    std::int64_t scanned_count = 0;
    std::size_t scanned_bytes = 0;
    std::optional<Item> last_evaluated_key;
};

/// Walks at most 1 MB of rows. Nothing: with kMemoryOnly, a row is not in memory.
Result<std::optional<Page>> read_page(const storage::Store& store, const PagePlan& plan,
                                      storage::ReadTier tier);

/// Leaves out all rows up to and including that of ExclusiveStartKey. Errors: a key that does not
/// match the schema, or lies outside the range (`outside` is the message).
api::Result<Nothing> start_from(const Table& table, const Index* index, ItemView start_key,
                                RowRange& range, const char* outside);

/// The answer of a page, with the capacity it used.
api::PageResponse page_response(const PagePlan& plan, Page page);

struct SelectParameters {
    std::optional<api::Select> select;
    bool attributes_to_get = false;
    bool projection_expression = false;
    bool on_index = false;
};
/// The index of that name, or null where none was asked for.
api::Result<const Index*> find_index(const Table& table, const std::optional<std::string>& name,
                                     bool consistent);

/// Whether all that a page needs stands in its index. A global one refuses what it does not hold; a
/// local one fetches it.
api::Result<bool> needs_items(const PagePlan& plan, std::optional<api::Select> select);

/// Select against projections; errors name the parameter.
api::Result<Nothing> check_select(const SelectParameters& parameters);

}  // namespace tabella::engine
