#pragma once

#include <memory>

#include "api/error.h"
#include "api/multi_item_operations.h"
#include "api/operations.h"
#include "api/statement_operations.h"
#include "api/stream_operations.h"
#include "api/table_operations.h"
#include "api/trace.h"
#include "base/task.h"

namespace tabella::api {

/// DynamoDB, whoever plays it: the embedded engine (`engine::Engine`), an endpoint across the
/// network
/// (`client::HttpDynamo`), a fake in a test. Whoever holds one does not know which.
///
/// Thread-safe: operations may be called from any thread and run side by side. A call takes its
/// request by value; the implementation outlives every task it has handed out. A write that answers
/// without error is durable. Errors are those of the DynamoDB API reference for the operation, and
/// kUnreachable where no answer came.
class DynamoApi {
 public:
    virtual ~DynamoApi() = default;

    /// The same DynamoDB for the calls that are made on behalf of one traced request: across a
    /// network they carry the trace on. Null where there is nobody to tell of it: then this one
    /// serves. This one outlives what it answers.
    virtual std::unique_ptr<DynamoApi> traced(const Trace&) { return nullptr; }

    virtual Task<Result<CreateTableResponse>> create_table(CreateTableRequest request) = 0;
    virtual Task<Result<DescribeTableResponse>> describe_table(DescribeTableRequest request) = 0;
    virtual Task<Result<ListTablesResponse>> list_tables(ListTablesRequest request) = 0;
    virtual Task<Result<DeleteTableResponse>> delete_table(DeleteTableRequest request) = 0;
    virtual Task<Result<PutItemResponse>> put_item(PutItemRequest request) = 0;
    virtual Task<Result<GetItemResponse>> get_item(GetItemRequest request) = 0;
    virtual Task<Result<DeleteItemResponse>> delete_item(DeleteItemRequest request) = 0;
    virtual Task<Result<UpdateItemResponse>> update_item(UpdateItemRequest request) = 0;
    virtual Task<Result<QueryResponse>> query(QueryRequest request) = 0;
    virtual Task<Result<ScanResponse>> scan(ScanRequest request) = 0;
    virtual Task<Result<BatchGetItemResponse>> batch_get_item(BatchGetItemRequest request) = 0;
    virtual Task<Result<BatchWriteItemResponse>> batch_write_item(
        BatchWriteItemRequest request) = 0;
    virtual Task<Result<TransactGetItemsResponse>> transact_get_items(
        TransactGetItemsRequest request) = 0;
    virtual Task<Result<TransactWriteItemsResponse>> transact_write_items(
        TransactWriteItemsRequest request) = 0;
    virtual Task<Result<ExecuteStatementResponse>> execute_statement(
        ExecuteStatementRequest request) = 0;
    virtual Task<Result<BatchExecuteStatementResponse>> batch_execute_statement(
        BatchExecuteStatementRequest request) = 0;
    virtual Task<Result<ExecuteTransactionResponse>> execute_transaction(
        ExecuteTransactionRequest request) = 0;
    virtual Task<Result<UpdateTableResponse>> update_table(UpdateTableRequest request) = 0;
    virtual Task<Result<TagResourceResponse>> tag_resource(TagResourceRequest request) = 0;
    virtual Task<Result<UntagResourceResponse>> untag_resource(UntagResourceRequest request) = 0;
    virtual Task<Result<ListTagsOfResourceResponse>> list_tags_of_resource(
        ListTagsOfResourceRequest request) = 0;
    virtual Task<Result<UpdateTimeToLiveResponse>> update_time_to_live(
        UpdateTimeToLiveRequest request) = 0;
    virtual Task<Result<DescribeTimeToLiveResponse>> describe_time_to_live(
        DescribeTimeToLiveRequest request) = 0;
    virtual Task<Result<PutResourcePolicyResponse>> put_resource_policy(
        PutResourcePolicyRequest request) = 0;
    virtual Task<Result<GetResourcePolicyResponse>> get_resource_policy(
        GetResourcePolicyRequest request) = 0;
    virtual Task<Result<DeleteResourcePolicyResponse>> delete_resource_policy(
        DeleteResourcePolicyRequest request) = 0;
    virtual Task<Result<DescribeLimitsResponse>> describe_limits(DescribeLimitsRequest request) = 0;
    virtual Task<Result<DescribeEndpointsResponse>> describe_endpoints(
        DescribeEndpointsRequest request) = 0;
    virtual Task<Result<ListStreamsResponse>> list_streams(ListStreamsRequest request) = 0;
    virtual Task<Result<DescribeStreamResponse>> describe_stream(DescribeStreamRequest request) = 0;
    virtual Task<Result<GetShardIteratorResponse>> get_shard_iterator(
        GetShardIteratorRequest request) = 0;
    virtual Task<Result<GetRecordsResponse>> get_records(GetRecordsRequest request) = 0;
};

}  // namespace tabella::api
