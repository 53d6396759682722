#include "engine/capacity.h"

#include <algorithm>

#include "model/limits.h"

namespace tabella::engine {

namespace {
double units_of(std::size_t bytes, std::size_t unit_bytes) {
    return static_cast<double>(std::max<std::size_t>(1, (bytes + unit_bytes - 1) / unit_bytes));
}
}  // namespace

double read_units(std::size_t bytes, bool consistent) {
    return units_of(bytes, limits::kReadUnitBytes) * (consistent ? 1.0 : 0.5);
}

double write_units(std::size_t bytes_before, std::size_t bytes_after) {
    return units_of(std::max(bytes_before, bytes_after), limits::kWriteUnitBytes);
}

std::optional<api::ConsumedCapacity> consumed_capacity(
    std::optional<api::ReturnConsumedCapacity> asked, const std::string& table_name, double units) {
    if (asked.value_or(api::ReturnConsumedCapacity::kNone) == api::ReturnConsumedCapacity::kNone)
        return std::nullopt;
    api::ConsumedCapacity capacity;
    capacity.table_name = table_name;
    capacity.capacity_units = units;
    if (asked == api::ReturnConsumedCapacity::kIndexes)
        capacity.table = api::Capacity{.capacity_units = units};
    return capacity;
}

std::optional<std::vector<api::ConsumedCapacity>> capacities(
    std::optional<api::ReturnConsumedCapacity> asked, const std::map<std::string, double>& units) {
    std::vector<api::ConsumedCapacity> list;
    for (const auto& [table_name, used] : units)
        if (auto capacity = consumed_capacity(asked, table_name, used))
            list.push_back(std::move(*capacity));
    if (list.empty()) return std::nullopt;
    return list;
}

}  // namespace tabella::engine
