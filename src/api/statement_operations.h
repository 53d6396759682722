#pragma once

#include "api/multi_item_operations.h"

// The operations of PartiQL, member by member as in the service model.

namespace tabella::api {

enum class BatchStatementErrorCode {
    kConditionalCheckFailed,
    kItemCollectionSizeLimitExceeded,
    kRequestLimitExceeded,
    kValidationError,
    kProvisionedThroughputExceeded,
    kTransactionConflict,
    kThrottlingError,
    kInternalServerError,
    kResourceNotFound,
    kAccessDenied,
    kDuplicateItem,
};

struct ExecuteStatementRequest {
    std::string statement;
    std::optional<std::vector<AttributeValue>> parameters;
    std::optional<bool> consistent_read;
    std::optional<std::string> next_token;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
    std::optional<std::int64_t> limit;
    std::optional<ReturnValuesOnConditionCheckFailure> return_values_on_condition_check_failure;
};
struct ExecuteStatementResponse {
    std::optional<std::vector<Item>> items;
    std::optional<std::string> next_token;
    std::optional<ConsumedCapacity> consumed_capacity;
    std::optional<Item> last_evaluated_key;
};

struct BatchStatementRequest {
    std::string statement;
    std::optional<std::vector<AttributeValue>> parameters;
    std::optional<bool> consistent_read;
    std::optional<ReturnValuesOnConditionCheckFailure> return_values_on_condition_check_failure;
};
struct BatchStatementError {
    std::optional<BatchStatementErrorCode> code;
    std::optional<std::string> message;
    std::optional<Item> item;
};
struct BatchStatementResponse {
    std::optional<BatchStatementError> error;
    std::optional<std::string> table_name;
    std::optional<Item> item;
};
struct BatchExecuteStatementRequest {
    std::vector<BatchStatementRequest> statements;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
};
struct BatchExecuteStatementResponse {
    std::optional<std::vector<BatchStatementResponse>> responses;
    std::optional<std::vector<ConsumedCapacity>> consumed_capacity;
};

struct ParameterizedStatement {
    std::string statement;
    std::optional<std::vector<AttributeValue>> parameters;
    std::optional<ReturnValuesOnConditionCheckFailure> return_values_on_condition_check_failure;
};
struct ExecuteTransactionRequest {
    std::vector<ParameterizedStatement> transact_statements;
    std::optional<std::string> client_request_token;
    std::optional<ReturnConsumedCapacity> return_consumed_capacity;
};
struct ExecuteTransactionResponse {
    std::optional<std::vector<ItemResponse>> responses;
    std::optional<std::vector<ConsumedCapacity>> consumed_capacity;
};

}  // namespace tabella::api
