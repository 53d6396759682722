#include "engine/start_key.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/index.h"
#include "engine/row_key.h"

namespace tabella::engine {

namespace {

constexpr std::string_view kInvalid = "The provided starting key is invalid";

/// Whether the start key holds the keys of the table and the index, and nothing else.
bool has_names_of(const Table& table, const Index* index, ItemView start_key) {
    std::size_t wanted = table.key.sort.has_value() ? 2 : 1;
    const auto has = [&start_key](const KeyAttribute& attribute) {
        return start_key.find(attribute.name).has_value();
    };
    if (!has(table.key.partition) || (table.key.sort.has_value() && !has(*table.key.sort)))
        return false;
    if (index != nullptr)
        for (const auto* attributes : {&index->partition, &index->sort})
            for (const KeyAttribute& attribute : *attributes) {
                if (!has(attribute)) return false;
                if (!table.key.contains(attribute.name)) ++wanted;
            }
    return start_key.count() == wanted;
}

/// The row of a start key that has the right names.
api::Result<std::string> row_of(const Table& table, const Index* index, ItemView start_key) {
    const auto row_key = [&]() -> api::Result<std::string> {
        const Item table_key = key_of_item(table.key, start_key);
        TABELLA_ASSIGN(std::string of_table, row_key_of_key(table, table_key));
        if (index == nullptr) return of_table;
        TABELLA_CHECK(check_index_key_values(*index, start_key));
        auto of_index = index_row_key(table, *index, start_key);
        if (!of_index.has_value()) return schema_mismatch();
        return std::move(*of_index);
    }();
    if (!row_key.ok())
        return api::validation_error(fmt::format("{}: {}", kInvalid, row_key.error().message));
    return *row_key;
}

/// No row key is a prefix of another, so the next one is above the key with any byte added.
void leave_out(const std::string& row_key, RowRange& range) {
    if (range.forward)
        range.begin = row_key + '\0';
    else
        range.end = row_key;
}

bool contains(const RowRange& range, const std::string& row_key) {
    return row_key >= range.begin && (range.end.empty() || row_key < range.end);
}

bool is_of_partition(const std::vector<KeyAttribute>& partition, ItemView start_key,
                     const std::vector<expr::KeyTerm>& terms) {
    return std::all_of(partition.begin(), partition.end(), [&](const KeyAttribute& attribute) {
        const auto term = std::find_if(terms.begin(), terms.end(), [&](const expr::KeyTerm& other) {
            return other.attribute == attribute.name;
        });
        return term != terms.end() && start_key.find(attribute.name) == ValueView(term->value);
    });
}

}  // namespace

api::Result<Nothing> check_start_key_values(const api::ValueProblems& problems) {
    auto checked = problems.check({"ExclusiveStartKey"});
    if (checked.ok()) return checked;
    return api::validation_error(fmt::format("{}: {}", kInvalid, checked.error().message));
}

api::Result<Nothing> start_query_from(const Table& table, const Index* index, ItemView start_key,
                                      const std::vector<expr::KeyTerm>& terms, RowRange& range) {
    if (!has_names_of(table, index, start_key)) return api::validation_error(std::string(kInvalid));
    TABELLA_ASSIGN(const std::string row_key, row_of(table, index, start_key));
    const std::vector<KeyAttribute> of_table{table.key.partition};
    if (!is_of_partition(index == nullptr ? of_table : index->partition, start_key, terms))
        return api::validation_error(
            "The provided starting key is outside query boundaries based on provided conditions");
    if (!contains(range, row_key) || (range.inclusive && range.ends_at(row_key)))
        return api::validation_error(
            "The provided starting key does not match the range key predicate");
    leave_out(row_key, range);
    return Nothing{};
}

api::Result<Nothing> start_scan_from(const Table& table, const Index* index, ItemView start_key,
                                     const ScanSegment& segment, RowRange& range) {
    if (!has_names_of(table, index, start_key))
        return api::validation_error(fmt::format("{}: {}", kInvalid, schema_mismatch().message));
    TABELLA_ASSIGN(const std::string row_key, row_of(table, index, start_key));
    if (!contains(range, row_key))
        return api::validation_error(fmt::format(
            "{}: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
            "TotalSegments: {} Segment: {}",
            kInvalid, segment.total_segments, segment.segment));
    leave_out(row_key, range);
    return Nothing{};
}

}  // namespace tabella::engine
