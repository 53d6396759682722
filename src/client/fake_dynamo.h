#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <utility>
#include <vector>

#include "api/dynamo_api.h"
#include "client/sleeper.h"

namespace tabella::client {

/// A task that ends at once with that value: `ON_CALL(api, query).WillByDefault(Invoke([](auto) {
/// return ready<api::Result<api::QueryResponse>>(api::QueryResponse{}); }))`.
template <class T>
Task<T> ready(T value) {
    co_return std::move(value);
}

/// A DynamoApi for tests of those who use one.
class MockDynamo : public api::DynamoApi {
 public:
    MOCK_METHOD(Task<api::Result<api::CreateTableResponse>>, create_table,
                (api::CreateTableRequest), (override));
    MOCK_METHOD(Task<api::Result<api::DescribeTableResponse>>, describe_table,
                (api::DescribeTableRequest), (override));
    MOCK_METHOD(Task<api::Result<api::ListTablesResponse>>, list_tables, (api::ListTablesRequest),
                (override));
    MOCK_METHOD(Task<api::Result<api::DeleteTableResponse>>, delete_table,
                (api::DeleteTableRequest), (override));
    MOCK_METHOD(Task<api::Result<api::PutItemResponse>>, put_item, (api::PutItemRequest),
                (override));
    MOCK_METHOD(Task<api::Result<api::GetItemResponse>>, get_item, (api::GetItemRequest),
                (override));
    MOCK_METHOD(Task<api::Result<api::DeleteItemResponse>>, delete_item, (api::DeleteItemRequest),
                (override));
    MOCK_METHOD(Task<api::Result<api::UpdateItemResponse>>, update_item, (api::UpdateItemRequest),
                (override));
    MOCK_METHOD(Task<api::Result<api::QueryResponse>>, query, (api::QueryRequest), (override));
    MOCK_METHOD(Task<api::Result<api::ScanResponse>>, scan, (api::ScanRequest), (override));
    MOCK_METHOD(Task<api::Result<api::BatchGetItemResponse>>, batch_get_item,
                (api::BatchGetItemRequest), (override));
    MOCK_METHOD(Task<api::Result<api::BatchWriteItemResponse>>, batch_write_item,
                (api::BatchWriteItemRequest), (override));
    MOCK_METHOD(Task<api::Result<api::TransactGetItemsResponse>>, transact_get_items,
                (api::TransactGetItemsRequest), (override));
    MOCK_METHOD(Task<api::Result<api::TransactWriteItemsResponse>>, transact_write_items,
                (api::TransactWriteItemsRequest), (override));
    MOCK_METHOD(Task<api::Result<api::ExecuteStatementResponse>>, execute_statement,
                (api::ExecuteStatementRequest), (override));
    MOCK_METHOD(Task<api::Result<api::BatchExecuteStatementResponse>>, batch_execute_statement,
                (api::BatchExecuteStatementRequest), (override));
    MOCK_METHOD(Task<api::Result<api::ExecuteTransactionResponse>>, execute_transaction,
                (api::ExecuteTransactionRequest), (override));
    MOCK_METHOD(Task<api::Result<api::UpdateTableResponse>>, update_table,
                (api::UpdateTableRequest), (override));
    MOCK_METHOD(Task<api::Result<api::TagResourceResponse>>, tag_resource,
                (api::TagResourceRequest), (override));
    MOCK_METHOD(Task<api::Result<api::UntagResourceResponse>>, untag_resource,
                (api::UntagResourceRequest), (override));
    MOCK_METHOD(Task<api::Result<api::ListTagsOfResourceResponse>>, list_tags_of_resource,
                (api::ListTagsOfResourceRequest), (override));
    MOCK_METHOD(Task<api::Result<api::UpdateTimeToLiveResponse>>, update_time_to_live,
                (api::UpdateTimeToLiveRequest), (override));
    MOCK_METHOD(Task<api::Result<api::DescribeTimeToLiveResponse>>, describe_time_to_live,
                (api::DescribeTimeToLiveRequest), (override));
    MOCK_METHOD(Task<api::Result<api::PutResourcePolicyResponse>>, put_resource_policy,
                (api::PutResourcePolicyRequest), (override));
    MOCK_METHOD(Task<api::Result<api::GetResourcePolicyResponse>>, get_resource_policy,
                (api::GetResourcePolicyRequest), (override));
    MOCK_METHOD(Task<api::Result<api::DeleteResourcePolicyResponse>>, delete_resource_policy,
                (api::DeleteResourcePolicyRequest), (override));
    MOCK_METHOD(Task<api::Result<api::DescribeLimitsResponse>>, describe_limits,
                (api::DescribeLimitsRequest), (override));
    MOCK_METHOD(Task<api::Result<api::DescribeEndpointsResponse>>, describe_endpoints,
                (api::DescribeEndpointsRequest), (override));
    MOCK_METHOD(Task<api::Result<api::ListStreamsResponse>>, list_streams,
                (api::ListStreamsRequest), (override));
    MOCK_METHOD(Task<api::Result<api::DescribeStreamResponse>>, describe_stream,
                (api::DescribeStreamRequest), (override));
    MOCK_METHOD(Task<api::Result<api::GetShardIteratorResponse>>, get_shard_iterator,
                (api::GetShardIteratorRequest), (override));
    MOCK_METHOD(Task<api::Result<api::GetRecordsResponse>>, get_records, (api::GetRecordsRequest),
                (override));
};

/// Goes on at once, and remembers for how long it was asked to wait; its time moves by that, and as
/// the test moves it.
class RecordingSleeper final : public Sleeper {
 public:
    Task<Nothing> sleep_for(std::chrono::milliseconds delay) override {
        delays.push_back(delay);
        elapsed += delay;
        co_return Nothing{};
    }
    TimePoint now() const override { return TimePoint(elapsed); }

    std::vector<std::chrono::milliseconds> delays = {};
    std::chrono::milliseconds elapsed{0};
};

}  // namespace tabella::client
