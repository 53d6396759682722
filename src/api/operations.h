#pragma once

#include "api/types.h"
#include "api/value_problems.h"

// One request and one response a DynamoDB operation, member by member as in the service model.
// `Item` stands for every map of attribute names (or value placeholders) to attribute values.

namespace tabella::api {

struct CreateTableRequest {
    std::vector<AttributeDefinition> attribute_definitions;
    std::string table_name;
    std::vector<KeySchemaElement> key_schema;
    std::optional<std::vector<LocalSecondaryIndex>> local_secondary_indexes;
    std::optional<std::vector<GlobalSecondaryIndex>> global_secondary_indexes;
    std::optional<BillingMode> billing_mode;
    std::optional<ProvisionedThroughput> provisioned_throughput;
    std::optional<StreamSpecification> stream_specification;
    std::optional<SseSpecification> sse_specification;
    std::optional<std::vector<Tag>> tags;
    std::optional<TableClass> table_class;
    std::optional<bool> deletion_protection_enabled;
    std::optional<WarmThroughput> warm_throughput;
    std::optional<std::string> resource_policy;
    std::optional<OnDemandThroughput> on_demand_throughput;
    std::optional<std::string> global_table_source_arn;
    std::optional<GlobalTableSettingsReplicationMode> global_table_settings_replication_mode;
};
struct CreateTableResponse {
    TableDescription table_description;
};

struct DescribeTableRequest {
    std::string table_name;
};
struct DescribeTableResponse {
    TableDescription table;
};

struct ListTablesRequest {
    std::optional<std::string> exclusive_start_table_name;
    std::optional<std::int64_t> limit;
};
struct ListTablesResponse {
    std::vector<std::string> table_names;
    std::optional<std::string> last_evaluated_table_name;
};

struct DeleteTableRequest {
    std::string table_name;
};
struct DeleteTableResponse {
    TableDescription table_description;
};

struct PutItemRequest {
    std::string table_name;
    Item item;
    std::optional<ExpectedMap> expected;
    std::optional<ReturnValue> return_values;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
    std::optional<ReturnItemCollectionMetrics> return_item_collection_metrics;
    std::optional<ConditionalOperator> conditional_operator;
    std::optional<std::string> condition_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
    std::optional<Item> expression_attribute_values;
    std::optional<ReturnValuesOnConditionCheckFailure> return_values_on_condition_check_failure;
    ValueProblems value_problems = {};  ///< Not on the wire: the decoder's.
};
struct PutItemResponse {
    std::optional<Item> attributes;
    std::optional<ConsumedCapacity> consumed_capacity;
    std::optional<ItemCollectionMetrics> item_collection_metrics;
};

struct GetItemRequest {
    std::string table_name;
    Item key;
    std::optional<std::vector<std::string>> attributes_to_get;
    std::optional<bool> consistent_read;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
    std::optional<std::string> projection_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
    ValueProblems value_problems = {};  ///< Not on the wire: the decoder's.
};
struct GetItemResponse {
    std::optional<Item> item;
    std::optional<ConsumedCapacity> consumed_capacity;
};

struct DeleteItemRequest {
    std::string table_name;
    Item key;
    std::optional<ExpectedMap> expected;
    std::optional<ConditionalOperator> conditional_operator;
    std::optional<ReturnValue> return_values;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
    std::optional<ReturnItemCollectionMetrics> return_item_collection_metrics;
    std::optional<std::string> condition_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
    std::optional<Item> expression_attribute_values;
    std::optional<ReturnValuesOnConditionCheckFailure> return_values_on_condition_check_failure;
    ValueProblems value_problems = {};  ///< Not on the wire: the decoder's.
};
struct DeleteItemResponse {
    std::optional<Item> attributes;
    std::optional<ConsumedCapacity> consumed_capacity;
    std::optional<ItemCollectionMetrics> item_collection_metrics;
};

struct UpdateItemRequest {
    std::string table_name;
    Item key;
    std::optional<AttributeUpdates> attribute_updates;
    std::optional<ExpectedMap> expected;
    std::optional<ConditionalOperator> conditional_operator;
    std::optional<ReturnValue> return_values;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
    std::optional<ReturnItemCollectionMetrics> return_item_collection_metrics;
    std::optional<std::string> update_expression;
    std::optional<std::string> condition_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
    std::optional<Item> expression_attribute_values;
    std::optional<ReturnValuesOnConditionCheckFailure> return_values_on_condition_check_failure;
    ValueProblems value_problems = {};  ///< Not on the wire: the decoder's.
};
struct UpdateItemResponse {
    std::optional<Item> attributes;
    std::optional<ConsumedCapacity> consumed_capacity;
    std::optional<ItemCollectionMetrics> item_collection_metrics;
};

struct QueryRequest {
    std::string table_name;
    std::optional<std::string> index_name;
    std::optional<Select> select;
    std::optional<std::vector<std::string>> attributes_to_get;
    std::optional<std::int64_t> limit;
    std::optional<bool> consistent_read;
    std::optional<ConditionMap> key_conditions;
    std::optional<ConditionMap> query_filter;
    std::optional<ConditionalOperator> conditional_operator;
    std::optional<bool> scan_index_forward;
    std::optional<Item> exclusive_start_key;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
    std::optional<std::string> projection_expression;
    std::optional<std::string> filter_expression;
    std::optional<std::string> key_condition_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
    std::optional<Item> expression_attribute_values;
    ValueProblems value_problems = {};  ///< Not on the wire: the decoder's.
};

struct ScanRequest {
    std::string table_name;
    std::optional<std::string> index_name;
    std::optional<std::vector<std::string>> attributes_to_get;
    std::optional<std::int64_t> limit;
    std::optional<Select> select;
    std::optional<ConditionMap> scan_filter;
    std::optional<ConditionalOperator> conditional_operator;
    std::optional<Item> exclusive_start_key;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
    std::optional<std::int64_t> total_segments;
    std::optional<std::int64_t> segment;
    std::optional<std::string> projection_expression;
    std::optional<std::string> filter_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
    std::optional<Item> expression_attribute_values;
    std::optional<bool> consistent_read;
    ValueProblems value_problems = {};  ///< Not on the wire: the decoder's.
};

/// Query and Scan answer alike. `items` is absent when Select is COUNT.
struct PageResponse {
    std::optional<std::vector<Item>> items;
    std::int64_t count = 0;
    std::int64_t scanned_count = 0;
    std::optional<Item> last_evaluated_key;
    std::optional<ConsumedCapacity> consumed_capacity;
};
struct QueryResponse : PageResponse {};
struct ScanResponse : PageResponse {};

}  // namespace tabella::api
