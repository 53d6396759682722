#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/types.h"

namespace tabella::engine {

/// Read units of `bytes` read as one: half as many for an eventually consistent read. At least one
/// unit of 4 KB, also for an item that is not there.
/// Source: "DynamoDB read and write operations" (read-write-operations.html).
double read_units(std::size_t bytes, bool consistent);

/// Write units of a change of one item: by the greater of its sizes before and after.
double write_units(std::size_t bytes_before, std::size_t bytes_after);

/// The answer's ConsumedCapacity, where it was asked for.
std::optional<api::ConsumedCapacity> consumed_capacity(
    std::optional<api::ReturnConsumedCapacity> asked, const std::string& table_name, double units);

/// The same of an operation on several tables: units by table name.
std::optional<std::vector<api::ConsumedCapacity>> capacities(
    std::optional<api::ReturnConsumedCapacity> asked, const std::map<std::string, double>& units);

}  // namespace tabella::engine
