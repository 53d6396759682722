#pragma once

#include "api/types.h"

// The operations on several items: batches, which are not atomic, and transactions, which are.
// Member by member as in the service model.

namespace tabella::api {

struct KeysAndAttributes {
    std::vector<Item> keys;
    std::optional<std::vector<std::string>> attributes_to_get;
    std::optional<bool> consistent_read;
    std::optional<std::string> projection_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
};

struct BatchGetItemRequest {
    std::map<std::string, KeysAndAttributes> request_items;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
};
struct BatchGetItemResponse {
    std::map<std::string, std::vector<Item>> responses;
    std::map<std::string, KeysAndAttributes> unprocessed_keys;
    std::optional<std::vector<ConsumedCapacity>> consumed_capacity;
};

struct PutRequest {
    Item item;
};
struct DeleteRequest {
    Item key;
};
struct WriteRequest {
    std::optional<PutRequest> put_request;
    std::optional<DeleteRequest> delete_request;
};

struct BatchWriteItemRequest {
    std::map<std::string, std::vector<WriteRequest>> request_items;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
    std::optional<ReturnItemCollectionMetrics> return_item_collection_metrics;
};
struct BatchWriteItemResponse {
    std::map<std::string, std::vector<WriteRequest>> unprocessed_items;
    std::optional<std::map<std::string, std::vector<ItemCollectionMetrics>>>
        item_collection_metrics;
    std::optional<std::vector<ConsumedCapacity>> consumed_capacity;
};

struct TransactGet {
    Item key;
    std::string table_name;
    std::optional<std::string> projection_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
};
struct TransactGetItem {
    TransactGet get;
};
struct TransactGetItemsRequest {
    std::vector<TransactGetItem> transact_items;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
};
struct ItemResponse {
    std::optional<Item> item;
};
struct TransactGetItemsResponse {
    std::optional<std::vector<ConsumedCapacity>> consumed_capacity;
    std::vector<ItemResponse> responses;
};

struct ConditionCheck {
    Item key;
    std::string table_name;
    std::string condition_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
    std::optional<Item> expression_attribute_values;
    std::optional<ReturnValuesOnConditionCheckFailure> return_values_on_condition_check_failure;
};
struct TransactPut {
    Item item;
    std::string table_name;
    std::optional<std::string> condition_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
    std::optional<Item> expression_attribute_values;
    std::optional<ReturnValuesOnConditionCheckFailure> return_values_on_condition_check_failure;
};
struct TransactDelete {
    Item key;
    std::string table_name;
    std::optional<std::string> condition_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
    std::optional<Item> expression_attribute_values;
    std::optional<ReturnValuesOnConditionCheckFailure> return_values_on_condition_check_failure;
};
struct TransactUpdate {
    Item key;
    std::string update_expression;
    std::string table_name;
    std::optional<std::string> condition_expression;
    std::optional<ExpressionAttributeNames> expression_attribute_names;
    std::optional<Item> expression_attribute_values;
    std::optional<ReturnValuesOnConditionCheckFailure> return_values_on_condition_check_failure;
};
struct TransactWriteItem {
    std::optional<ConditionCheck> condition_check;
    std::optional<TransactPut> put;
    std::optional<TransactDelete> delete_item;  ///< "Delete" on the wire.
    std::optional<TransactUpdate> update;
};
struct TransactWriteItemsRequest {
    std::vector<TransactWriteItem> transact_items;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
    std::optional<ReturnItemCollectionMetrics> return_item_collection_metrics;
    std::optional<std::string> client_request_token;
};
struct TransactWriteItemsResponse {
    std::optional<std::vector<ConsumedCapacity>> consumed_capacity;
    std::optional<std::map<std::string, std::vector<ItemCollectionMetrics>>>
        item_collection_metrics;
};

}  // namespace tabella::api
