#pragma once

#include <string>
#include <vector>

#include "api/error.h"
#include "engine/page.h"
#include "engine/table.h"
#include "expr/key_condition.h"

// ExclusiveStartKey: the key of the last row of the page before, of the table, or of an index and
// its table.

namespace tabella::engine {

/// The error of a start key's attribute values, where they could not be read.
api::Result<Nothing> check_start_key_values(const api::ValueProblems& problems);

/// Leaves out all rows of a Query up to and including that of the start key. Errors: a key that
/// does not match the schema, of another partition, or outside what the sort key may be.
api::Result<Nothing> start_query_from(const Table& table, const Index* index, ItemView start_key,
                                      const std::vector<expr::KeyTerm>& terms, RowRange& range);

/// The same of a Scan, whose range is a segment: one of `total_segments`.
struct ScanSegment {
    std::int64_t segment = 0;
    std::int64_t total_segments = 1;
};
api::Result<Nothing> start_scan_from(const Table& table, const Index* index, ItemView start_key,
                                     const ScanSegment& segment, RowRange& range);

}  // namespace tabella::engine
