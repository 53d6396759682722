#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/error.h"
#include "api/operations.h"
#include "engine/capacity.h"
#include "engine/table.h"
#include "expr/condition.h"
#include "expr/projection.h"
#include "model/limits.h"
#include "storage/store.h"

// A page of a Query or Scan: one walk over a range of rows. API_Query.html, API_Scan.html.

namespace tabella::engine {

/// Rows of a keyspace: [begin, end), from either side.
struct RowRange {
    std::string begin;
    std::string end;
    bool forward = true;
    /// The far bound of a Query on a table is a sort key that the condition includes: behind its
    /// row there is nothing to read.
    bool inclusive = false;

    /// Whether the row is the last one that can be, in the direction of the walk.
    bool ends_at(const std::string& row_key) const;
};

/// A checked Query or Scan: all that can be known without looking at the data.
struct PagePlan {
    TablePtr table;
    const Index* index = nullptr;  ///< Of `table`; null: the table itself.
    /// A local index that does not hold all that is asked for: whole items come from the table.
    bool fetch_items = false;
    RowRange range;
    std::optional<std::int64_t> limit;  ///< Items to evaluate, before the filter.
    std::size_t bytes_max = limits::kPageBytesMax;
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
    std::size_t scanned_bytes = 0;  ///< Of the table, or of the index.
    double fetched_units = 0.0;     ///< For whole items, behind the rows of a local index.
    std::optional<Item> last_evaluated_key;
};

/// Walks at most 1 MB of rows. Nothing: with kMemoryOnly, a row is not in memory.
Result<std::optional<Page>> read_page(const storage::Store& store, const PagePlan& plan,
                                      storage::ReadTier tier);

/// What reading the page used, of the table and of its index.
UsedUnits units_of(const PagePlan& plan, const Page& page);

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

/// Refuses a Query's filter on what its index does not hold, also where whole items are fetched.
api::Result<Nothing> check_filter_projected(const PagePlan& plan);

/// Select against projections; errors name the parameter.
api::Result<Nothing> check_select(const SelectParameters& parameters);

}  // namespace tabella::engine
