#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/operations.h"
#include "api/table_operations.h"
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

/// How far an index is in its life. UpdateTable creates it as kBuilding: writes keep its rows from
/// then on, and the backfill adds those of the items that were there before. It deletes it as
/// kDeleting: writes leave its rows alone, until they are gone.
enum class IndexState { kActive, kBuilding, kDeleting };

/// When provisioned throughput was changed, as ProvisionedThroughputDescription tells it.
struct ThroughputHistory {
    std::optional<EpochMs> last_increase_ms;
    std::optional<EpochMs> last_decrease_ms;
    std::int64_t decreases = 0;  ///< On the day (UTC) of the last one.
};

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
    ThroughputHistory throughput_history;
    IndexState state = IndexState::kActive;
    /// A state other than kActive lasts at least until then.
    EpochMs state_until_ms = 0;

    bool is_key(std::string_view attribute) const;
};

/// Stands in every key of a stream's changes; never used again.
enum class StreamId : std::uint32_t {};

/// The latest stream of a table, as far as writes and descriptions need it; see stream.h.
struct TableStream {
    StreamId id{};  ///< 0: not given yet, which `settle_stream` does.
    bool enabled = false;
    api::StreamViewType view_type = api::StreamViewType::kKeysOnly;
    EpochMs created_ms = 0;  ///< What its label says.
};

struct Table;

/// What all versions of a table have in common. The commit queue's writer sets it.
struct TableLife {
    /// Set before any change after the deletion is applied.
    std::atomic<bool> deleted{false};
    /// What the last applied change made of the table; empty while it is as it was created or
    /// loaded. For the writer's thread alone: others ask the catalog, which holds it.
    std::weak_ptr<const Table> latest;
};

/// A table at one moment. Immutable, so it is shared between threads freely; a change makes a new
/// version. Reads go on with the version that they began with; a write finds the latest one when
/// its turn comes.
struct Table {
    TableId id{};
    std::uint64_t version = 1;
    std::shared_ptr<TableLife> life = std::make_shared<TableLife>();
    std::string uuid;  ///< The TableId of the API.
    EpochMs created_ms = 0;
    DataSet data_set;
    KeySchema key;
    std::vector<Index> indexes;
    /// Without the indexes, which stand above.
    api::CreateTableRequest definition;
    /// Greater than that of any index the table ever had.
    std::uint32_t next_index_id = 1;
    api::TableStatus status = api::TableStatus::kActive;
    /// A status other than ACTIVE lasts until then.
    EpochMs status_until_ms = 0;
    ThroughputHistory throughput_history;
    std::optional<EpochMs> on_demand_since_ms;
    std::optional<EpochMs> table_class_since_ms;
    /// The attribute that holds an item's time to live; absent while that is disabled.
    std::optional<std::string> ttl_attribute;
    /// Enabled, or disabled and still readable; absent when there is neither.
    std::optional<TableStream> stream;
    /// Of the resource policy; empty when there is none.
    std::string policy_revision;

    const std::string& name() const { return definition.table_name; }
    /// The key of its record in the catalog.
    std::string record_key() const { return data_set.prefix() + name(); }
    /// Null when there is none of that name.
    const Index* find_index(std::string_view index_name) const;
    /// Whether the attribute is a key of the table or of an index.
    bool is_key(std::string_view attribute) const;
};

using TablePtr = std::shared_ptr<const Table>;

/// The version that the last applied change left. For the commit queue's writer alone.
TablePtr latest_version(const TablePtr& table);

/// The counters of a table in the store: items, and the bytes they count.
std::string item_count_counter(TableId id);
std::string size_bytes_counter(TableId id);
/// The same of an index.
std::string item_count_counter(TableId id, IndexId index);
std::string size_bytes_counter(TableId id, IndexId index);

/// The counter of the bytes of an item collection, of tables with local indexes; without one, the
/// collection is empty. And what all these counters of a table begin with.
std::string collection_bytes_counter(TableId id, ValueView partition);
std::string collection_bytes_counters(TableId id);

/// The key in kMeta of how far the backfill of an index has come: the last row key it did.
std::string backfill_key(TableId id, IndexId index);

/// The catalog's record of a table, in the flat item encoding, and back. kCorruption when damaged.
std::string encode_table_record(const Table& table);
Result<TablePtr> decode_table_record(std::string_view record, DataSet data_set);

/// The type that a definition gives an attribute; S when it does not name it.
api::ScalarAttributeType declared_type(const std::vector<api::AttributeDefinition>& attributes,
                                       std::string_view name);

/// Moves the indexes out of the table's definition, which was checked, and numbers them from 1.
void take_indexes(Table& table);

/// The index that UpdateTable is to create, without an id.
Index index_of(const api::CreateGlobalSecondaryIndexAction& action,
               const std::vector<api::AttributeDefinition>& attributes);

/// The key schema of a definition that was checked.
KeySchema key_schema_of(const std::vector<api::KeySchemaElement>& elements,
                        const std::vector<api::AttributeDefinition>& attributes);

}  // namespace tabella::engine
