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
#include "engine/data_set.h"

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

/// Stands in every key of the index's rows; never used again within its table.
enum class IndexId : std::uint32_t {};

/// A secondary index. Its partition key has one to four attributes and its sort key none to four
/// ("Multi-attribute keys", GSI.DesignPattern.MultiAttributeKeys.html); a local one has the table's
/// partition key and one sort attribute.
struct Index {
    IndexId id{};
    bool global = true;
    std::string name;
    std::vector<KeyAttribute> partition;
    std::vector<KeyAttribute> sort;
    std::vector<api::KeySchemaElement> key_schema;
    api::Projection projection;
    std::optional<api::ProvisionedThroughput> provisioned_throughput;
    std::optional<api::OnDemandThroughput> on_demand_throughput;
    std::optional<api::WarmThroughput> warm_throughput;

    bool is_key(std::string_view attribute) const;
};

/// A table as it was created. Immutable but for `deleted`, so it is shared between threads freely.
struct Table {
    TableId id{};
    std::string uuid;  ///< The TableId of the API.
    EpochMs created_ms = 0;
    DataSet data_set;
    KeySchema key;
    std::vector<Index> indexes;
    /// Without the indexes, which stand above.
    api::CreateTableRequest definition;
    /// Set by the commit queue's writer, before any later change is applied.
    mutable std::atomic<bool> deleted{false};

    const std::string& name() const { return definition.table_name; }
    /// The key of its record in the catalog.
    std::string record_key() const { return data_set.prefix() + name(); }
    /// Null when there is none of that name.
    const Index* find_index(std::string_view index_name) const;
};

using TablePtr = std::shared_ptr<const Table>;

/// The counters of a table in the store: items, and the bytes they count.
std::string item_count_counter(TableId id);
std::string size_bytes_counter(TableId id);
/// The same of an index.
std::string item_count_counter(TableId id, IndexId index);
std::string size_bytes_counter(TableId id, IndexId index);

/// The catalog's record of a table, in the flat item encoding, and back. kCorruption when damaged.
std::string encode_table_record(const Table& table);
Result<TablePtr> decode_table_record(std::string_view record, DataSet data_set);

/// The type that a definition gives an attribute; S when it does not name it.
api::ScalarAttributeType declared_type(const std::vector<api::AttributeDefinition>& attributes,
                                       std::string_view name);

/// The indexes of a definition that was checked, numbered from 1, and moved out of it.
std::vector<Index> take_indexes(api::CreateTableRequest& definition);

/// The key schema of a definition that was checked.
KeySchema key_schema_of(const std::vector<api::KeySchemaElement>& elements,
                        const std::vector<api::AttributeDefinition>& attributes);

}  // namespace tabella::engine
