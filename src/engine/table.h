#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/operations.h"
#include "base/clock.h"

namespace tabella::engine {

/// Stands in every key of the table's rows; never used again after the table was deleted.
enum class TableId : std::uint32_t {};

struct KeyAttribute {
    std::string name;
    api::ScalarAttributeType type = api::ScalarAttributeType::kS;
};

struct KeySchema {
    KeyAttribute partition;
    std::optional<KeyAttribute> sort;

    bool contains(std::string_view name) const {
        return partition.name == name || (sort.has_value() && sort->name == name);
    }
};

/// A table as it was created. Immutable but for `deleted`, so it is shared between threads freely.
struct Table {
    TableId id{};
    std::string uuid;  ///< The TableId of the API.
    EpochMs created_ms = 0;
    KeySchema key;
    api::CreateTableRequest definition;
    /// Set by the commit queue's writer, before any later change is applied.
    mutable std::atomic<bool> deleted{false};

    const std::string& name() const { return definition.table_name; }
};

using TablePtr = std::shared_ptr<const Table>;

/// The counters of a table in the store: items, and the bytes they count.
std::string item_count_counter(TableId id);
std::string size_bytes_counter(TableId id);

/// The catalog's record of a table, in the flat item encoding, and back. kCorruption when damaged.
std::string encode_table_record(const Table& table);
Result<TablePtr> decode_table_record(std::string_view record);

/// The key schema of a definition that was checked.
KeySchema key_schema_of(const std::vector<api::KeySchemaElement>& elements,
                        const std::vector<api::AttributeDefinition>& attributes);

}  // namespace tabella::engine
