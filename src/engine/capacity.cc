#include "engine/capacity.h"

#include <algorithm>

#include "model/limits.h"

namespace tabella::engine {

namespace {

using Units = std::map<std::string, double>;

double units_of(std::size_t bytes, std::size_t unit_bytes) {
    return static_cast<double>(std::max<std::size_t>(1, (bytes + unit_bytes - 1) / unit_bytes));
}

double sum_of(const Units& units) {
    double sum = 0.0;
    for (const auto& [name, used] : units) sum += used;
    return sum;
}

/// `Into` is a Capacity or a ConsumedCapacity.
template <class Into>
void show(Into& capacity, double units, UnitsShown shown) {
    capacity.capacity_units = units;
    if (shown == UnitsShown::kAsRead) capacity.read_capacity_units = units;
    if (shown == UnitsShown::kAsWrite) capacity.write_capacity_units = units;
}

std::optional<std::map<std::string, api::Capacity>> shown_indexes(const Units& units,
                                                                  UnitsShown shown) {
    if (units.empty()) return std::nullopt;
    std::map<std::string, api::Capacity> capacities;
    for (const auto& [name, used] : units) show(capacities[name], used, shown);
    return capacities;
}

}  // namespace

double read_units(std::size_t bytes, bool consistent) {
    return units_of(bytes, limits::kReadUnitBytes) * (consistent ? 1.0 : 0.5);
}

double write_units(std::size_t bytes_before, std::size_t bytes_after) {
    return units_of(std::max(bytes_before, bytes_after), limits::kWriteUnitBytes);
}

bool asks_capacity(std::optional<api::ReturnConsumedCapacity> asked) {
    return asked.has_value() && *asked != api::ReturnConsumedCapacity::kNone;
}

void UsedUnits::add(const Index& index, double units) {
    (index.global ? global_indexes : local_indexes)[index.name] += units;
}

double UsedUnits::total() const {
    return table + sum_of(local_indexes) + sum_of(global_indexes);
}

UsedUnits& UsedUnits::operator+=(const UsedUnits& more) {
    table += more.table;
    for (const auto& [name, units] : more.local_indexes) local_indexes[name] += units;
    for (const auto& [name, units] : more.global_indexes) global_indexes[name] += units;
    return *this;
}

UsedUnits& UsedUnits::operator*=(double factor) {
    table *= factor;
    for (auto& [name, units] : local_indexes) units *= factor;
    for (auto& [name, units] : global_indexes) units *= factor;
    return *this;
}

std::optional<api::ConsumedCapacity> consumed_capacity(
    std::optional<api::ReturnConsumedCapacity> asked, const std::string& table_name,
    const UsedUnits& units, UnitsShown shown) {
    if (!asks_capacity(asked)) return std::nullopt;
    api::ConsumedCapacity capacity;
    capacity.table_name = table_name;
    show(capacity, units.total(), shown);
    if (asked == api::ReturnConsumedCapacity::kIndexes) {
        show(capacity.table.emplace(), units.table, shown);
        capacity.local_secondary_indexes = shown_indexes(units.local_indexes, shown);
        capacity.global_secondary_indexes = shown_indexes(units.global_indexes, shown);
    }
    return capacity;
}

std::optional<std::vector<api::ConsumedCapacity>> capacities(
    std::optional<api::ReturnConsumedCapacity> asked, const UnitsByTable& units, UnitsShown shown) {
    std::vector<api::ConsumedCapacity> list;
    for (const auto& [table_name, used] : units)
        if (auto capacity = consumed_capacity(asked, table_name, used, shown))
            list.push_back(std::move(*capacity));
    if (list.empty()) return std::nullopt;
    return list;
}

}  // namespace tabella::engine
