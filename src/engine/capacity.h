#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/types.h"
#include "engine/table.h"

namespace tabella::engine {

/// Read units of `bytes` read as one: half as many for an eventually consistent read. At least one
/// unit of 4 KB, also for an item that is not there.
/// Source: "DynamoDB read and write operations" (read-write-operations.html).
double read_units(std::size_t bytes, bool consistent);

/// Write units of a change of one item, or of one entry of an index: by the greater of its sizes
/// before and after.
double write_units(std::size_t bytes_before, std::size_t bytes_after);

bool asks_capacity(std::optional<api::ReturnConsumedCapacity> asked);

/// Units that an operation used of one table and of its indexes. An index stands here when it was
/// read or changed, and not otherwise.
struct UsedUnits {
    double table = 0.0;
    std::map<std::string, double> local_indexes;
    std::map<std::string, double> global_indexes;

    void add(const Index& index, double units);
    double total() const;
    UsedUnits& operator+=(const UsedUnits& more);
    UsedUnits& operator*=(double factor);
};

/// Units by table name.
using UnitsByTable = std::map<std::string, UsedUnits>;

/// Transactions alone say also of which kind their units are: ReadCapacityUnits or
/// WriteCapacityUnits beside CapacityUnits.
enum class UnitsShown { kPlain, kAsRead, kAsWrite };

/// The answer's ConsumedCapacity, where it was asked for: TOTAL is one sum, INDEXES adds the table
/// and each index.
std::optional<api::ConsumedCapacity> consumed_capacity(
    std::optional<api::ReturnConsumedCapacity> asked, const std::string& table_name,
    const UsedUnits& units, UnitsShown shown = UnitsShown::kPlain);

/// The same of an operation on several tables.
std::optional<std::vector<api::ConsumedCapacity>> capacities(
    std::optional<api::ReturnConsumedCapacity> asked, const UnitsByTable& units,
    UnitsShown shown = UnitsShown::kPlain);

}  // namespace tabella::engine
