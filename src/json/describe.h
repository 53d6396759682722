#pragma once

#include <concepts>
#include <type_traits>

#include "api/multi_item_operations.h"
#include "api/operations.h"
#include "json/member_limits.h"

// The service model as one table: each structure lists its members, in the order of the service
// model, with their constraints. Decoding, encoding and checking all follow these lists; a visitor
// has `required`, `optional`, `listed` (a list that is left out when empty) and `placeholders`.
//
// Source: the service model, dynamodb/2012-08-10/service-2.json. KeySchema and AttributeDefinitions
// of CreateTable may be left out there only for a replica of another account, which does not exist
// here.

namespace tabella::json {

template <class T, class Model>
concept Is = std::same_as<std::remove_const_t<T>, Model>;

// Parts of requests and answers.

template <class V, Is<api::AttributeDefinition> T>
void describe(V& v, T& t) {
    v.required("AttributeName", t.attribute_name, members::kKeyAttributeName);
    v.required("AttributeType", t.attribute_type);
}

template <class V, Is<api::KeySchemaElement> T>
void describe(V& v, T& t) {
    v.required("AttributeName", t.attribute_name, members::kKeyAttributeName);
    v.required("KeyType", t.key_type);
}

template <class V, Is<api::ProvisionedThroughput> T>
void describe(V& v, T& t) {
    v.required("ReadCapacityUnits", t.read_capacity_units, members::kPositive);
    v.required("WriteCapacityUnits", t.write_capacity_units, members::kPositive);
}

template <class V, Is<api::OnDemandThroughput> T>
void describe(V& v, T& t) {
    v.optional("MaxReadRequestUnits", t.max_read_request_units);
    v.optional("MaxWriteRequestUnits", t.max_write_request_units);
}

template <class V, Is<api::WarmThroughput> T>
void describe(V& v, T& t) {
    v.optional("ReadUnitsPerSecond", t.read_units_per_second);
    v.optional("WriteUnitsPerSecond", t.write_units_per_second);
}

template <class V, Is<api::Projection> T>
void describe(V& v, T& t) {
    v.optional("ProjectionType", t.projection_type);
    v.optional("NonKeyAttributes", t.non_key_attributes, {.length_min = 1, .length_max = 20},
               members::kKeyAttributeName);
}

template <class V, Is<api::LocalSecondaryIndex> T>
void describe(V& v, T& t) {
    v.required("IndexName", t.index_name, members::kIndexName);
    v.required("KeySchema", t.key_schema, members::kNotEmpty);
    v.required("Projection", t.projection);
}

template <class V, Is<api::GlobalSecondaryIndex> T>
void describe(V& v, T& t) {
    v.required("IndexName", t.index_name, members::kIndexName);
    v.required("KeySchema", t.key_schema, members::kNotEmpty);
    v.required("Projection", t.projection);
    v.optional("ProvisionedThroughput", t.provisioned_throughput);
    v.optional("OnDemandThroughput", t.on_demand_throughput);
    v.optional("WarmThroughput", t.warm_throughput);
}

template <class V, Is<api::StreamSpecification> T>
void describe(V& v, T& t) {
    v.required("StreamEnabled", t.stream_enabled);
    v.optional("StreamViewType", t.stream_view_type);
}

template <class V, Is<api::SseSpecification> T>
void describe(V& v, T& t) {
    v.optional("Enabled", t.enabled);
    v.optional("SSEType", t.sse_type);
    v.optional("KMSMasterKeyId", t.kms_master_key_id);
}

template <class V, Is<api::Tag> T>
void describe(V& v, T& t) {
    v.required("Key", t.key, {.length_min = 1, .length_max = 128});
    v.required("Value", t.value, {.length_max = 256});
}

template <class V, Is<api::ExpectedAttributeValue> T>
void describe(V& v, T& t) {
    v.optional("Value", t.value);
    v.optional("Exists", t.exists);
    v.optional("ComparisonOperator", t.comparison_operator);
    v.optional("AttributeValueList", t.attribute_value_list);
}

template <class V, Is<api::Condition> T>
void describe(V& v, T& t) {
    v.optional("AttributeValueList", t.attribute_value_list);
    v.required("ComparisonOperator", t.comparison_operator);
}

template <class V, Is<api::AttributeValueUpdate> T>
void describe(V& v, T& t) {
    v.optional("Value", t.value);
    v.optional("Action", t.action);
}

// Parts of answers alone.

template <class V, Is<api::ProvisionedThroughputDescription> T>
void describe(V& v, T& t) {
    v.optional("LastIncreaseDateTime", t.last_increase_date_time);
    v.optional("LastDecreaseDateTime", t.last_decrease_date_time);
    v.optional("NumberOfDecreasesToday", t.number_of_decreases_today);
    v.optional("ReadCapacityUnits", t.read_capacity_units);
    v.optional("WriteCapacityUnits", t.write_capacity_units);
}

template <class V, Is<api::BillingModeSummary> T>
void describe(V& v, T& t) {
    v.optional("BillingMode", t.billing_mode);
    v.optional("LastUpdateToPayPerRequestDateTime", t.last_update_to_pay_per_request_date_time);
}

template <class V, Is<api::SseDescription> T>
void describe(V& v, T& t) {
    v.optional("Status", t.status);
    v.optional("SSEType", t.sse_type);
    v.optional("KMSMasterKeyArn", t.kms_master_key_arn);
}

template <class V, Is<api::TableClassSummary> T>
void describe(V& v, T& t) {
    v.optional("TableClass", t.table_class);
    v.optional("LastUpdateDateTime", t.last_update_date_time);
}

template <class V, Is<api::TableWarmThroughputDescription> T>
void describe(V& v, T& t) {
    v.optional("ReadUnitsPerSecond", t.read_units_per_second);
    v.optional("WriteUnitsPerSecond", t.write_units_per_second);
    v.optional("Status", t.status);
}

template <class V, Is<api::GlobalSecondaryIndexWarmThroughputDescription> T>
void describe(V& v, T& t) {
    v.optional("ReadUnitsPerSecond", t.read_units_per_second);
    v.optional("WriteUnitsPerSecond", t.write_units_per_second);
    v.optional("Status", t.status);
}

template <class V, Is<api::LocalSecondaryIndexDescription> T>
void describe(V& v, T& t) {
    v.optional("IndexName", t.index_name);
    v.listed("KeySchema", t.key_schema);
    v.optional("Projection", t.projection);
    v.optional("IndexSizeBytes", t.index_size_bytes);
    v.optional("ItemCount", t.item_count);
    v.optional("IndexArn", t.index_arn);
}

template <class V, Is<api::GlobalSecondaryIndexDescription> T>
void describe(V& v, T& t) {
    v.optional("IndexName", t.index_name);
    v.listed("KeySchema", t.key_schema);
    v.optional("Projection", t.projection);
    v.optional("IndexStatus", t.index_status);
    v.optional("Backfilling", t.backfilling);
    v.optional("ProvisionedThroughput", t.provisioned_throughput);
    v.optional("IndexSizeBytes", t.index_size_bytes);
    v.optional("ItemCount", t.item_count);
    v.optional("IndexArn", t.index_arn);
    v.optional("OnDemandThroughput", t.on_demand_throughput);
    v.optional("WarmThroughput", t.warm_throughput);
}

template <class V, Is<api::TableDescription> T>
void describe(V& v, T& t) {
    v.listed("AttributeDefinitions", t.attribute_definitions);
    v.optional("TableName", t.table_name);
    v.listed("KeySchema", t.key_schema);
    v.optional("TableStatus", t.table_status);
    v.optional("CreationDateTime", t.creation_date_time);
    v.optional("ProvisionedThroughput", t.provisioned_throughput);
    v.optional("TableSizeBytes", t.table_size_bytes);
    v.optional("ItemCount", t.item_count);
    v.optional("TableArn", t.table_arn);
    v.optional("TableId", t.table_id);
    v.optional("BillingModeSummary", t.billing_mode_summary);
    v.optional("LocalSecondaryIndexes", t.local_secondary_indexes);
    v.optional("GlobalSecondaryIndexes", t.global_secondary_indexes);
    v.optional("StreamSpecification", t.stream_specification);
    v.optional("LatestStreamLabel", t.latest_stream_label);
    v.optional("LatestStreamArn", t.latest_stream_arn);
    v.optional("SSEDescription", t.sse_description);
    v.optional("TableClassSummary", t.table_class_summary);
    v.optional("DeletionProtectionEnabled", t.deletion_protection_enabled);
    v.optional("OnDemandThroughput", t.on_demand_throughput);
    v.optional("WarmThroughput", t.warm_throughput);
}

template <class V, Is<api::Capacity> T>
void describe(V& v, T& t) {
    v.optional("ReadCapacityUnits", t.read_capacity_units);
    v.optional("WriteCapacityUnits", t.write_capacity_units);
    v.optional("CapacityUnits", t.capacity_units);
}

template <class V, Is<api::ConsumedCapacity> T>
void describe(V& v, T& t) {
    v.optional("TableName", t.table_name);
    v.optional("CapacityUnits", t.capacity_units);
    v.optional("ReadCapacityUnits", t.read_capacity_units);
    v.optional("WriteCapacityUnits", t.write_capacity_units);
    v.optional("Table", t.table);
    v.optional("LocalSecondaryIndexes", t.local_secondary_indexes);
    v.optional("GlobalSecondaryIndexes", t.global_secondary_indexes);
}

template <class V, Is<api::ItemCollectionMetrics> T>
void describe(V& v, T& t) {
    v.optional("ItemCollectionKey", t.item_collection_key);
    v.optional("SizeEstimateRangeGB", t.size_estimate_range_gb);
}

// Tables.

template <class V, Is<api::CreateTableRequest> T>
void describe(V& v, T& t) {
    v.required("AttributeDefinitions", t.attribute_definitions);
    v.required("TableName", t.table_name, members::kTableArn);
    v.required("KeySchema", t.key_schema, members::kNotEmpty);
    v.optional("LocalSecondaryIndexes", t.local_secondary_indexes);
    v.optional("GlobalSecondaryIndexes", t.global_secondary_indexes);
    v.optional("BillingMode", t.billing_mode);
    v.optional("ProvisionedThroughput", t.provisioned_throughput);
    v.optional("StreamSpecification", t.stream_specification);
    v.optional("SSESpecification", t.sse_specification);
    v.optional("Tags", t.tags);
    v.optional("TableClass", t.table_class);
    v.optional("DeletionProtectionEnabled", t.deletion_protection_enabled);
    v.optional("WarmThroughput", t.warm_throughput);
    v.optional("ResourcePolicy", t.resource_policy);
    v.optional("OnDemandThroughput", t.on_demand_throughput);
    v.optional("GlobalTableSourceArn", t.global_table_source_arn, members::kTableArn);
    v.optional("GlobalTableSettingsReplicationMode", t.global_table_settings_replication_mode);
}

template <class V, class T>
requires(Is<T, api::CreateTableResponse> || Is<T, api::DeleteTableResponse>) void describe(V& v,
                                                                                           T& t) {
    v.required("TableDescription", t.table_description);
}

template <class V, class T>
requires(Is<T, api::DescribeTableRequest> || Is<T, api::DeleteTableRequest>) void describe(V& v,
                                                                                           T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
}

template <class V, Is<api::DescribeTableResponse> T>
void describe(V& v, T& t) {
    v.required("Table", t.table);
}

template <class V, Is<api::ListTablesRequest> T>
void describe(V& v, T& t) {
    v.optional("ExclusiveStartTableName", t.exclusive_start_table_name, members::kTableName);
    v.optional("Limit", t.limit, {.value_min = 1, .value_max = 100, .is_32_bits = true});
}

template <class V, Is<api::ListTablesResponse> T>
void describe(V& v, T& t) {
    v.required("TableNames", t.table_names);
    v.optional("LastEvaluatedTableName", t.last_evaluated_table_name);
}

// Items.

template <class V, Is<api::PutItemRequest> T>
void describe(V& v, T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
    v.required("Item", t.item);
    v.optional("Expected", t.expected);
    v.optional("ReturnValues", t.return_values);
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
    v.optional("ReturnItemCollectionMetrics", t.return_item_collection_metrics);
    v.optional("ConditionalOperator", t.conditional_operator);
    v.optional("ConditionExpression", t.condition_expression);
    v.optional("ExpressionAttributeNames", t.expression_attribute_names);
    v.placeholders("ExpressionAttributeValues", t.expression_attribute_values);
    v.optional("ReturnValuesOnConditionCheckFailure", t.return_values_on_condition_check_failure);
}

template <class V, class T>
requires(Is<T, api::PutItemResponse> || Is<T, api::DeleteItemResponse> ||
         Is<T, api::UpdateItemResponse>) void describe(V& v, T& t) {
    v.optional("Attributes", t.attributes);
    v.optional("ConsumedCapacity", t.consumed_capacity);
    v.optional("ItemCollectionMetrics", t.item_collection_metrics);
}

template <class V, Is<api::GetItemRequest> T>
void describe(V& v, T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
    v.required("Key", t.key);
    v.optional("AttributesToGet", t.attributes_to_get, members::kNotEmpty, members::kAttributeName);
    v.optional("ConsistentRead", t.consistent_read);
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
    v.optional("ProjectionExpression", t.projection_expression);
    v.optional("ExpressionAttributeNames", t.expression_attribute_names);
}

template <class V, Is<api::GetItemResponse> T>
void describe(V& v, T& t) {
    v.optional("Item", t.item);
    v.optional("ConsumedCapacity", t.consumed_capacity);
}

template <class V, Is<api::DeleteItemRequest> T>
void describe(V& v, T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
    v.required("Key", t.key);
    v.optional("Expected", t.expected);
    v.optional("ConditionalOperator", t.conditional_operator);
    v.optional("ReturnValues", t.return_values);
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
    v.optional("ReturnItemCollectionMetrics", t.return_item_collection_metrics);
    v.optional("ConditionExpression", t.condition_expression);
    v.optional("ExpressionAttributeNames", t.expression_attribute_names);
    v.placeholders("ExpressionAttributeValues", t.expression_attribute_values);
    v.optional("ReturnValuesOnConditionCheckFailure", t.return_values_on_condition_check_failure);
}

template <class V, Is<api::UpdateItemRequest> T>
void describe(V& v, T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
    v.required("Key", t.key);
    v.optional("AttributeUpdates", t.attribute_updates);
    v.optional("Expected", t.expected);
    v.optional("ConditionalOperator", t.conditional_operator);
    v.optional("ReturnValues", t.return_values);
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
    v.optional("ReturnItemCollectionMetrics", t.return_item_collection_metrics);
    v.optional("UpdateExpression", t.update_expression);
    v.optional("ConditionExpression", t.condition_expression);
    v.optional("ExpressionAttributeNames", t.expression_attribute_names);
    v.placeholders("ExpressionAttributeValues", t.expression_attribute_values);
    v.optional("ReturnValuesOnConditionCheckFailure", t.return_values_on_condition_check_failure);
}

template <class V, Is<api::QueryRequest> T>
void describe(V& v, T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
    v.optional("IndexName", t.index_name, members::kIndexName);
    v.optional("Select", t.select);
    v.optional("AttributesToGet", t.attributes_to_get, members::kNotEmpty, members::kAttributeName);
    v.optional("Limit", t.limit, members::kPositiveInteger);
    v.optional("ConsistentRead", t.consistent_read);
    v.optional("KeyConditions", t.key_conditions);
    v.optional("QueryFilter", t.query_filter);
    v.optional("ConditionalOperator", t.conditional_operator);
    v.optional("ScanIndexForward", t.scan_index_forward);
    v.optional("ExclusiveStartKey", t.exclusive_start_key);
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
    v.optional("ProjectionExpression", t.projection_expression);
    v.optional("FilterExpression", t.filter_expression);
    v.optional("KeyConditionExpression", t.key_condition_expression);
    v.optional("ExpressionAttributeNames", t.expression_attribute_names);
    v.placeholders("ExpressionAttributeValues", t.expression_attribute_values);
}

template <class V, Is<api::ScanRequest> T>
void describe(V& v, T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
    v.optional("IndexName", t.index_name, members::kIndexName);
    v.optional("AttributesToGet", t.attributes_to_get, members::kNotEmpty, members::kAttributeName);
    v.optional("Limit", t.limit, members::kPositiveInteger);
    v.optional("Select", t.select);
    v.optional("ScanFilter", t.scan_filter);
    v.optional("ConditionalOperator", t.conditional_operator);
    v.optional("ExclusiveStartKey", t.exclusive_start_key);
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
    v.optional("TotalSegments", t.total_segments,
               {.value_min = 1, .value_max = 1'000'000, .is_32_bits = true});
    v.optional("Segment", t.segment, {.value_min = 0, .value_max = 999'999, .is_32_bits = true});
    v.optional("ProjectionExpression", t.projection_expression);
    v.optional("FilterExpression", t.filter_expression);
    v.optional("ExpressionAttributeNames", t.expression_attribute_names);
    v.placeholders("ExpressionAttributeValues", t.expression_attribute_values);
    v.optional("ConsistentRead", t.consistent_read);
}

template <class V, class T>
requires(Is<T, api::QueryResponse> || Is<T, api::ScanResponse>) void describe(V& v, T& t) {
    v.optional("Items", t.items);
    v.required("Count", t.count);
    v.required("ScannedCount", t.scanned_count);
    v.optional("LastEvaluatedKey", t.last_evaluated_key);
    v.optional("ConsumedCapacity", t.consumed_capacity);
}

// Batches and transactions.

template <class V, Is<api::KeysAndAttributes> T>
void describe(V& v, T& t) {
    // More than 100 are the engine's to refuse: the API documents its message.
    v.required("Keys", t.keys, {.length_min = 1});
    v.optional("AttributesToGet", t.attributes_to_get, members::kNotEmpty, members::kAttributeName);
    v.optional("ConsistentRead", t.consistent_read);
    v.optional("ProjectionExpression", t.projection_expression);
    v.optional("ExpressionAttributeNames", t.expression_attribute_names);
}

template <class V, Is<api::BatchGetItemRequest> T>
void describe(V& v, T& t) {
    v.required("RequestItems", t.request_items, {.length_min = 1, .length_max = 100});
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
}

template <class V, Is<api::BatchGetItemResponse> T>
void describe(V& v, T& t) {
    v.required("Responses", t.responses);
    v.required("UnprocessedKeys", t.unprocessed_keys);
    v.optional("ConsumedCapacity", t.consumed_capacity);
}

template <class V, Is<api::PutRequest> T>
void describe(V& v, T& t) {
    v.required("Item", t.item);
}

template <class V, Is<api::DeleteRequest> T>
void describe(V& v, T& t) {
    v.required("Key", t.key);
}

template <class V, Is<api::WriteRequest> T>
void describe(V& v, T& t) {
    v.optional("PutRequest", t.put_request);
    v.optional("DeleteRequest", t.delete_request);
}

template <class V, Is<api::BatchWriteItemRequest> T>
void describe(V& v, T& t) {
    v.required("RequestItems", t.request_items, {.length_min = 1, .length_max = 25},
               {.length_min = 1, .length_max = 25});
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
    v.optional("ReturnItemCollectionMetrics", t.return_item_collection_metrics);
}

template <class V, Is<api::BatchWriteItemResponse> T>
void describe(V& v, T& t) {
    v.required("UnprocessedItems", t.unprocessed_items);
    v.optional("ItemCollectionMetrics", t.item_collection_metrics);
    v.optional("ConsumedCapacity", t.consumed_capacity);
}

template <class V, Is<api::TransactGet> T>
void describe(V& v, T& t) {
    v.required("Key", t.key);
    v.required("TableName", t.table_name, members::kTableArn);
    v.optional("ProjectionExpression", t.projection_expression);
    v.optional("ExpressionAttributeNames", t.expression_attribute_names);
}

template <class V, Is<api::TransactGetItem> T>
void describe(V& v, T& t) {
    v.required("Get", t.get);
}

template <class V, Is<api::TransactGetItemsRequest> T>
void describe(V& v, T& t) {
    v.required("TransactItems", t.transact_items, {.length_min = 1, .length_max = 100});
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
}

template <class V, Is<api::ItemResponse> T>
void describe(V& v, T& t) {
    v.optional("Item", t.item);
}

template <class V, Is<api::TransactGetItemsResponse> T>
void describe(V& v, T& t) {
    v.optional("ConsumedCapacity", t.consumed_capacity);
    v.required("Responses", t.responses);
}

template <class V, class T>
void describe_condition(V& v, T& t) {
    v.optional("ExpressionAttributeNames", t.expression_attribute_names);
    v.placeholders("ExpressionAttributeValues", t.expression_attribute_values);
    v.optional("ReturnValuesOnConditionCheckFailure", t.return_values_on_condition_check_failure);
}

template <class V, Is<api::ConditionCheck> T>
void describe(V& v, T& t) {
    v.required("Key", t.key);
    v.required("TableName", t.table_name, members::kTableArn);
    v.required("ConditionExpression", t.condition_expression);
    describe_condition(v, t);
}

template <class V, Is<api::TransactPut> T>
void describe(V& v, T& t) {
    v.required("Item", t.item);
    v.required("TableName", t.table_name, members::kTableArn);
    v.optional("ConditionExpression", t.condition_expression);
    describe_condition(v, t);
}

template <class V, Is<api::TransactDelete> T>
void describe(V& v, T& t) {
    v.required("Key", t.key);
    v.required("TableName", t.table_name, members::kTableArn);
    v.optional("ConditionExpression", t.condition_expression);
    describe_condition(v, t);
}

template <class V, Is<api::TransactUpdate> T>
void describe(V& v, T& t) {
    v.required("Key", t.key);
    v.required("UpdateExpression", t.update_expression);
    v.required("TableName", t.table_name, members::kTableArn);
    v.optional("ConditionExpression", t.condition_expression);
    describe_condition(v, t);
}

template <class V, Is<api::TransactWriteItem> T>
void describe(V& v, T& t) {
    v.optional("ConditionCheck", t.condition_check);
    v.optional("Put", t.put);
    v.optional("Delete", t.delete_item);
    v.optional("Update", t.update);
}

template <class V, Is<api::TransactWriteItemsRequest> T>
void describe(V& v, T& t) {
    v.required("TransactItems", t.transact_items, {.length_min = 1, .length_max = 100});
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
    v.optional("ReturnItemCollectionMetrics", t.return_item_collection_metrics);
    v.optional("ClientRequestToken", t.client_request_token, {.length_min = 1, .length_max = 36});
}

template <class V, Is<api::TransactWriteItemsResponse> T>
void describe(V& v, T& t) {
    v.optional("ConsumedCapacity", t.consumed_capacity);
    v.optional("ItemCollectionMetrics", t.item_collection_metrics);
}

}  // namespace tabella::json
