#pragma once

#include "api/statement_operations.h"
#include "json/describe.h"

// The service model's structures of PartiQL, as describe.h has the others.

namespace tabella::json {

namespace members {

inline constexpr MemberLimits kStatement{.length_min = 1, .length_max = 8192};
inline constexpr MemberLimits kNextToken{.length_min = 1, .length_max = 32'768};

}  // namespace members

template <class V, Is<api::ExecuteStatementRequest> T>
void describe(V& v, T& t) {
    v.required("Statement", t.statement, members::kStatement);
    v.optional("Parameters", t.parameters, members::kNotEmpty);
    v.optional("ConsistentRead", t.consistent_read);
    v.optional("NextToken", t.next_token, members::kNextToken);
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
    v.optional("Limit", t.limit, members::kPositiveInteger);
    v.optional("ReturnValuesOnConditionCheckFailure", t.return_values_on_condition_check_failure);
}

template <class V, Is<api::ExecuteStatementResponse> T>
void describe(V& v, T& t) {
    v.optional("Items", t.items);
    v.optional("NextToken", t.next_token);
    v.optional("ConsumedCapacity", t.consumed_capacity);
    v.optional("LastEvaluatedKey", t.last_evaluated_key);
}

template <class V, Is<api::BatchStatementRequest> T>
void describe(V& v, T& t) {
    v.required("Statement", t.statement, members::kStatement);
    v.optional("Parameters", t.parameters, members::kNotEmpty);
    v.optional("ConsistentRead", t.consistent_read);
    v.optional("ReturnValuesOnConditionCheckFailure", t.return_values_on_condition_check_failure);
}

template <class V, Is<api::BatchExecuteStatementRequest> T>
void describe(V& v, T& t) {
    v.required("Statements", t.statements, {.length_min = 1, .length_max = 25});
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
}

template <class V, Is<api::BatchStatementError> T>
void describe(V& v, T& t) {
    v.optional("Code", t.code);
    v.optional("Message", t.message);
    v.optional("Item", t.item);
}

template <class V, Is<api::BatchStatementResponse> T>
void describe(V& v, T& t) {
    v.optional("Error", t.error);
    v.optional("TableName", t.table_name);
    v.optional("Item", t.item);
}

template <class V, Is<api::BatchExecuteStatementResponse> T>
void describe(V& v, T& t) {
    v.optional("Responses", t.responses);
    v.optional("ConsumedCapacity", t.consumed_capacity);
}

template <class V, Is<api::ParameterizedStatement> T>
void describe(V& v, T& t) {
    v.required("Statement", t.statement, members::kStatement);
    v.optional("Parameters", t.parameters, members::kNotEmpty);
    v.optional("ReturnValuesOnConditionCheckFailure", t.return_values_on_condition_check_failure);
}

template <class V, Is<api::ExecuteTransactionRequest> T>
void describe(V& v, T& t) {
    v.required("TransactStatements", t.transact_statements, {.length_min = 1, .length_max = 100});
    v.optional("ClientRequestToken", t.client_request_token, {.length_min = 1, .length_max = 36});
    v.optional("ReturnConsumedCapacity", t.return_consumed_capacity);
}

template <class V, Is<api::ExecuteTransactionResponse> T>
void describe(V& v, T& t) {
    v.optional("Responses", t.responses);
    v.optional("ConsumedCapacity", t.consumed_capacity);
}

}  // namespace tabella::json
