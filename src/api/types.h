#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/attribute_value.h"
#include "model/item.h"

// The structures of DynamoDB's service model that Tabella's operations use, under their own names.
// A member that may be absent on the wire is optional, also where a default exists: what was not
// said stays unsaid until the engine decides.

namespace tabella::api {

enum class BillingMode { kProvisioned, kPayPerRequest };
enum class KeyType { kHash, kRange };
enum class ScalarAttributeType { kS, kN, kB };
enum class ProjectionType { kAll, kKeysOnly, kInclude };
enum class TableStatus { kCreating, kUpdating, kDeleting, kActive };
enum class IndexStatus { kCreating, kUpdating, kDeleting, kActive };
enum class StreamViewType { kNewImage, kOldImage, kNewAndOldImages, kKeysOnly };
enum class SseType { kAes256, kKms };
enum class SseStatus { kEnabling, kEnabled, kDisabling, kDisabled, kUpdating };
enum class GlobalTableSettingsReplicationMode { kEnabled, kDisabled, kEnabledWithOverrides };
enum class TableClass { kStandard, kStandardInfrequentAccess };
enum class ReturnValue { kNone, kAllOld, kUpdatedOld, kAllNew, kUpdatedNew };
enum class ReturnConsumedCapacity { kIndexes, kTotal, kNone };
enum class ReturnItemCollectionMetrics { kSize, kNone };
enum class ReturnValuesOnConditionCheckFailure { kAllOld, kNone };
enum class ConditionalOperator { kAnd, kOr };
enum class Select { kAllAttributes, kAllProjectedAttributes, kSpecificAttributes, kCount };
enum class AttributeAction { kAdd, kPut, kDelete };
enum class ComparisonOperator {
    kEq,
    kNe,
    kIn,
    kLe,
    kLt,
    kGe,
    kGt,
    kBetween,
    kNotNull,
    kNull,
    kContains,
    kNotContains,
    kBeginsWith,
};

struct AttributeDefinition {
    std::string attribute_name;
    ScalarAttributeType attribute_type = ScalarAttributeType::kS;
    friend bool operator==(const AttributeDefinition&, const AttributeDefinition&) = default;
};

struct KeySchemaElement {
    std::string attribute_name;
    KeyType key_type = KeyType::kHash;
    friend bool operator==(const KeySchemaElement&, const KeySchemaElement&) = default;
};

struct ProvisionedThroughput {
    std::int64_t read_capacity_units = 0;
    std::int64_t write_capacity_units = 0;
};

struct OnDemandThroughput {
    std::optional<std::int64_t> max_read_request_units;
    std::optional<std::int64_t> max_write_request_units;
};

struct WarmThroughput {
    std::optional<std::int64_t> read_units_per_second;
    std::optional<std::int64_t> write_units_per_second;
};

struct Projection {
    std::optional<ProjectionType> projection_type;
    std::optional<std::vector<std::string>> non_key_attributes;
};

struct LocalSecondaryIndex {
    std::string index_name;
    std::vector<KeySchemaElement> key_schema;
    Projection projection;
};

struct GlobalSecondaryIndex {
    std::string index_name;
    std::vector<KeySchemaElement> key_schema;
    Projection projection;
    std::optional<ProvisionedThroughput> provisioned_throughput;
    std::optional<OnDemandThroughput> on_demand_throughput;
    std::optional<WarmThroughput> warm_throughput;
};

struct StreamSpecification {
    bool stream_enabled = false;
    std::optional<StreamViewType> stream_view_type;
};

struct SseSpecification {
    std::optional<bool> enabled;
    std::optional<SseType> sse_type;
    std::optional<std::string> kms_master_key_id;
};

struct Tag {
    std::string key;
    std::string value;
};

/// Times of the API are epoch seconds with milliseconds as fraction.
struct ProvisionedThroughputDescription {
    std::optional<double> last_increase_date_time;
    std::optional<double> last_decrease_date_time;
    std::optional<std::int64_t> number_of_decreases_today;
    std::optional<std::int64_t> read_capacity_units;
    std::optional<std::int64_t> write_capacity_units;
};

struct BillingModeSummary {
    std::optional<BillingMode> billing_mode;
    std::optional<double> last_update_to_pay_per_request_date_time;
};

struct SseDescription {
    std::optional<SseStatus> status;
    std::optional<SseType> sse_type;
    std::optional<std::string> kms_master_key_arn;
};

struct TableClassSummary {
    std::optional<TableClass> table_class;
    std::optional<double> last_update_date_time;
};

struct TableWarmThroughputDescription {
    std::optional<std::int64_t> read_units_per_second;
    std::optional<std::int64_t> write_units_per_second;
    std::optional<TableStatus> status;
};

struct GlobalSecondaryIndexWarmThroughputDescription {
    std::optional<std::int64_t> read_units_per_second;
    std::optional<std::int64_t> write_units_per_second;
    std::optional<IndexStatus> status;
};

struct LocalSecondaryIndexDescription {
    std::optional<std::string> index_name;
    std::vector<KeySchemaElement> key_schema;
    std::optional<Projection> projection;
    std::optional<std::int64_t> index_size_bytes;
    std::optional<std::int64_t> item_count;
    std::optional<std::string> index_arn;
};

struct GlobalSecondaryIndexDescription {
    std::optional<std::string> index_name;
    std::vector<KeySchemaElement> key_schema;
    std::optional<Projection> projection;
    std::optional<IndexStatus> index_status;
    std::optional<bool> backfilling;
    std::optional<ProvisionedThroughputDescription> provisioned_throughput;
    std::optional<std::int64_t> index_size_bytes;
    std::optional<std::int64_t> item_count;
    std::optional<std::string> index_arn;
    std::optional<OnDemandThroughput> on_demand_throughput;
    std::optional<GlobalSecondaryIndexWarmThroughputDescription> warm_throughput;
};

struct TableDescription {
    std::vector<AttributeDefinition> attribute_definitions;
    std::optional<std::string> table_name;
    std::vector<KeySchemaElement> key_schema;
    std::optional<TableStatus> table_status;
    std::optional<double> creation_date_time;
    std::optional<ProvisionedThroughputDescription> provisioned_throughput;
    std::optional<std::int64_t> table_size_bytes;
    std::optional<std::int64_t> item_count;
    std::optional<std::string> table_arn;
    std::optional<std::string> table_id;
    std::optional<BillingModeSummary> billing_mode_summary;
    std::optional<std::vector<LocalSecondaryIndexDescription>> local_secondary_indexes;
    std::optional<std::vector<GlobalSecondaryIndexDescription>> global_secondary_indexes;
    std::optional<StreamSpecification> stream_specification;
    std::optional<std::string> latest_stream_label;
    std::optional<std::string> latest_stream_arn;
    std::optional<SseDescription> sse_description;
    std::optional<TableClassSummary> table_class_summary;
    std::optional<bool> deletion_protection_enabled;
    std::optional<OnDemandThroughput> on_demand_throughput;
    std::optional<TableWarmThroughputDescription> warm_throughput;
};

struct Capacity {
    std::optional<double> read_capacity_units;
    std::optional<double> write_capacity_units;
    std::optional<double> capacity_units;
};

struct ConsumedCapacity {
    std::optional<std::string> table_name;
    std::optional<double> capacity_units;
    std::optional<double> read_capacity_units;
    std::optional<double> write_capacity_units;
    std::optional<Capacity> table;
    std::optional<std::map<std::string, Capacity>> local_secondary_indexes;
    std::optional<std::map<std::string, Capacity>> global_secondary_indexes;
};

struct ItemCollectionMetrics {
    std::optional<Item> item_collection_key;
    std::optional<std::vector<double>> size_estimate_range_gb;
};

/// One entry of the legacy parameter Expected.
struct ExpectedAttributeValue {
    std::optional<AttributeValue> value;
    std::optional<bool> exists;
    std::optional<ComparisonOperator> comparison_operator;
    std::optional<std::vector<AttributeValue>> attribute_value_list;
};

/// One entry of the legacy parameters KeyConditions, QueryFilter and ScanFilter.
struct Condition {
    std::optional<std::vector<AttributeValue>> attribute_value_list;
    ComparisonOperator comparison_operator = ComparisonOperator::kEq;
};

/// One entry of the legacy parameter AttributeUpdates.
struct AttributeValueUpdate {
    std::optional<AttributeValue> value;
    std::optional<AttributeAction> action;
};

using ExpressionAttributeNames = std::map<std::string, std::string, std::less<>>;
using ExpectedMap = std::map<std::string, ExpectedAttributeValue>;
using ConditionMap = std::map<std::string, Condition>;
using AttributeUpdates = std::map<std::string, AttributeValueUpdate>;

}  // namespace tabella::api
