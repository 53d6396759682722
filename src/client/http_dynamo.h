#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "api/dynamo_api.h"
#include "base/clock.h"
#include "base/random.h"
#include "client/credentials.h"
#include "client/region.h"
#include "client/retry.h"
#include "client/sleeper.h"
#include "client/transport.h"

namespace tabella::client {

struct HttpDynamoOptions {
    http::Endpoint endpoint;
    Region region;  ///< Part of the signature; an endpoint that is not AWS takes any.
    RetryOptions retry = {};
    std::chrono::milliseconds attempt_timeout{5'000};
    /// Over all attempts of an operation and the waits between them.
    std::chrono::milliseconds deadline{20'000};
};

/// What an HttpDynamo works with; all of it outlives it.
struct HttpDynamoParts {
    Transport& transport;
    CredentialsProvider& credentials;
    const Clock& clock;
    Random& random;
    Sleeper& sleeper;
};

/// DynamoDB behind a URL: AWS, DynamoDB Local, `tabella dynamodb`. Signs with SigV4, checks the
/// CRC-32 of answers, corrects its clock by the server's when a signature is refused for its time,
/// and repeats what failed in passing: throttling, 5xx, a broken connection, a damaged answer.
///
/// As in AWS's SDKs, writes are repeated too, also when the first attempt may have been carried
/// out. For a conditional write this means that kConditionalCheckFailed may be the echo of its own
/// success, and for UpdateItem with ADD that it may count twice; `api::Error::maybe_applied` says
/// where that is possible. See Programming.Errors.html, "Error retries and exponential backoff".
///
/// Errors besides DynamoDB's own: kUnreachable when no answer came, kMissingAuthenticationToken
/// when there are no credentials. Thread-safe; outlives its tasks.
class HttpDynamo : public api::DynamoApi {
 public:
    HttpDynamo(HttpDynamoOptions options, HttpDynamoParts parts);

    /// Sends X-Amzn-Trace-Id as it came, and a `traceparent` of the same trace in which each
    /// attempt is a span of its own. Neither is signed: proxies may change them.
    /// Source: W3C Trace Context, 3.2 and 3.5.
    std::unique_ptr<api::DynamoApi> traced(const api::Trace& trace) override;

    Task<api::Result<api::CreateTableResponse>> create_table(
        api::CreateTableRequest request) override;
    Task<api::Result<api::DescribeTableResponse>> describe_table(
        api::DescribeTableRequest request) override;
    Task<api::Result<api::ListTablesResponse>> list_tables(api::ListTablesRequest request) override;
    Task<api::Result<api::DeleteTableResponse>> delete_table(
        api::DeleteTableRequest request) override;
    Task<api::Result<api::PutItemResponse>> put_item(api::PutItemRequest request) override;
    Task<api::Result<api::GetItemResponse>> get_item(api::GetItemRequest request) override;
    Task<api::Result<api::DeleteItemResponse>> delete_item(api::DeleteItemRequest request) override;
    Task<api::Result<api::UpdateItemResponse>> update_item(api::UpdateItemRequest request) override;
    Task<api::Result<api::QueryResponse>> query(api::QueryRequest request) override;
    Task<api::Result<api::ScanResponse>> scan(api::ScanRequest request) override;
    Task<api::Result<api::BatchGetItemResponse>> batch_get_item(
        api::BatchGetItemRequest request) override;
    Task<api::Result<api::BatchWriteItemResponse>> batch_write_item(
        api::BatchWriteItemRequest request) override;
    Task<api::Result<api::TransactGetItemsResponse>> transact_get_items(
        api::TransactGetItemsRequest request) override;
    Task<api::Result<api::TransactWriteItemsResponse>> transact_write_items(
        api::TransactWriteItemsRequest request) override;
    Task<api::Result<api::ExecuteStatementResponse>> execute_statement(
        api::ExecuteStatementRequest request) override;
    Task<api::Result<api::BatchExecuteStatementResponse>> batch_execute_statement(
        api::BatchExecuteStatementRequest request) override;
    Task<api::Result<api::ExecuteTransactionResponse>> execute_transaction(
        api::ExecuteTransactionRequest request) override;
    Task<api::Result<api::UpdateTableResponse>> update_table(
        api::UpdateTableRequest request) override;
    Task<api::Result<api::TagResourceResponse>> tag_resource(
        api::TagResourceRequest request) override;
    Task<api::Result<api::UntagResourceResponse>> untag_resource(
        api::UntagResourceRequest request) override;
    Task<api::Result<api::ListTagsOfResourceResponse>> list_tags_of_resource(
        api::ListTagsOfResourceRequest request) override;
    Task<api::Result<api::UpdateTimeToLiveResponse>> update_time_to_live(
        api::UpdateTimeToLiveRequest request) override;
    Task<api::Result<api::DescribeTimeToLiveResponse>> describe_time_to_live(
        api::DescribeTimeToLiveRequest request) override;
    Task<api::Result<api::PutResourcePolicyResponse>> put_resource_policy(
        api::PutResourcePolicyRequest request) override;
    Task<api::Result<api::GetResourcePolicyResponse>> get_resource_policy(
        api::GetResourcePolicyRequest request) override;
    Task<api::Result<api::DeleteResourcePolicyResponse>> delete_resource_policy(
        api::DeleteResourcePolicyRequest request) override;
    Task<api::Result<api::DescribeLimitsResponse>> describe_limits(
        api::DescribeLimitsRequest request) override;
    Task<api::Result<api::DescribeEndpointsResponse>> describe_endpoints(
        api::DescribeEndpointsRequest request) override;
    Task<api::Result<api::ListStreamsResponse>> list_streams(
        api::ListStreamsRequest request) override;
    Task<api::Result<api::DescribeStreamResponse>> describe_stream(
        api::DescribeStreamRequest request) override;
    Task<api::Result<api::GetShardIteratorResponse>> get_shard_iterator(
        api::GetShardIteratorRequest request) override;
    Task<api::Result<api::GetRecordsResponse>> get_records(api::GetRecordsRequest request) override;

 private:
    struct Attempt;
    /// What all that `traced` gives share with the one that gave it.
    struct Shared;

    HttpDynamo(std::shared_ptr<Shared> shared, api::Trace trace);

    template <class Response>
    Task<api::Result<Response>> run(std::string operation, std::string body);
    /// The body of the answer to the operation, after as many attempts as it takes.
    Task<api::Result<std::string>> call(std::string operation, std::string body);
    Task<Attempt> attempt(std::string operation, std::string body, sigv4::Credentials keys,
                          std::chrono::milliseconds timeout);
    http::Request signed_request(const std::string& operation, std::string body,
                                 const sigv4::Credentials& keys, EpochMs now_ms) const;
    void add_trace(http::Request& request) const;
    /// True when the error is about what another attempt can do better at once: new credentials, or
    /// the right time.
    bool repaired(const Attempt& attempt);

    const std::shared_ptr<Shared> shared_;
    const api::Trace trace_;
};

}  // namespace tabella::client
