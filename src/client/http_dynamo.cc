#include "client/http_dynamo.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "client/times.h"
#include "json/codec.h"
#include "sigv4/hash.h"
#include "sigv4/sigv4.h"

namespace tabella::client {

namespace {

constexpr int kOk = 200;
constexpr int kTooManyRequests = 429;
constexpr int kServerFault = 500;
/// Below it, a refused signature has another reason than the clock.
constexpr std::int64_t kClockOffsetMinMs = 60'000;

api::Error unreachable(const std::string& why) {
    return api::Error{.code = api::ErrorCode::kUnreachable,
                      .message = "The DynamoDB endpoint does not answer: " + why};
}

/// AWS's SDKs retry these, by name or as a server's fault.
bool is_transient(api::ErrorCode code, int status) {
    switch (code) {
        case api::ErrorCode::kProvisionedThroughputExceeded:
        case api::ErrorCode::kRequestLimitExceeded:
        case api::ErrorCode::kThrottling:
        case api::ErrorCode::kLimitExceeded:
        case api::ErrorCode::kTransactionInProgress:
        case api::ErrorCode::kInternalServerError:
        case api::ErrorCode::kServiceUnavailable:
            return true;
        default:
            return status >= kServerFault || status == kTooManyRequests;
    }
}

bool is_about_time(const api::Error& error) {
    const auto says = [&](std::string_view words) {
        return error.message.find(words) != std::string::npos;
    };
    if (error.code == api::ErrorCode::kInvalidSignature)
        return says("Signature expired") || says("Signature not yet current");
    return error.code == api::ErrorCode::kOther &&
           (says("RequestTimeTooSkewed") || says("RequestExpired"));
}

constexpr std::string_view kService = "DynamoDB_20120810.";
constexpr std::string_view kStreams = "DynamoDBStreams_20120810.";

/// How the operations of DynamoDB Streams are named here; the others go by their bare name.
std::string of_streams(std::string_view operation) {
    return std::string(kStreams).append(operation);
}

std::string target_of(const std::string& operation) {
    return operation.starts_with(kStreams) ? operation : std::string(kService) + operation;
}

/// "AWS maintains separate endpoints for DynamoDB and DynamoDB Streams" (Streams.html): the latter
/// is streams.dynamodb.<region>.amazonaws.com. Whoever else speaks the protocol has one for both.
http::Endpoint endpoint_of(http::Endpoint endpoint, const std::string& operation) {
    if (operation.starts_with(kStreams) && endpoint.host.starts_with("dynamodb.") &&
        endpoint.host.find(".amazonaws.com") != std::string::npos)
        endpoint.host.insert(0, "streams.");
    return endpoint;
}

/// True also when the answer carries no checksum.
bool checksum_fits(const http::Response& response) {
    const std::optional<std::string_view> header = response.headers.find("x-amz-crc32");
    if (!header) return true;
    std::uint32_t declared = 0;
    const char* end = header->data() + header->size();
    const auto read = std::from_chars(header->data(), end, declared);
    return read.ec == std::errc() && read.ptr == end &&
           declared == libdeflate_crc32(0, response.body.data(), response.body.size());
}

}  // namespace

/// What came of one exchange.
struct HttpDynamo::Attempt {
    std::optional<std::string> body = {};  ///< Of a success; else `error` says what was wrong.
    api::Error error = {};
    Failure failure = Failure::kFinal;
    bool unclear = false;  ///< It failed, but may have been carried out.
    std::optional<EpochMs> server_time_ms = {};
    std::int64_t clock_offset_ms = 0;  ///< With which it was signed.
};

struct HttpDynamo::Shared {
    Shared(HttpDynamoOptions with, HttpDynamoParts of)
        : options(std::move(with)), parts(of), budget(options.retry.budget_tokens) {}

    const HttpDynamoOptions options;
    const HttpDynamoParts parts;
    RetryBudget budget;
    /// What the server's clock is ahead of ours.
    std::atomic<std::int64_t> clock_offset_ms{0};
};

HttpDynamo::HttpDynamo(HttpDynamoOptions options, HttpDynamoParts parts)
    : shared_(std::make_shared<Shared>(std::move(options), parts)) {}

HttpDynamo::HttpDynamo(std::shared_ptr<Shared> shared, api::Trace trace)
    : shared_(std::move(shared)), trace_(std::move(trace)) {}

std::unique_ptr<api::DynamoApi> HttpDynamo::traced(const api::Trace& trace) {
    return std::unique_ptr<api::DynamoApi>(new HttpDynamo(shared_, trace));
}

void HttpDynamo::add_trace(http::Request& request) const {
    // version "-" trace-id "-" parent-id "-" flags
    constexpr std::size_t kTraceEnd = 36;
    constexpr std::size_t kSpanEnd = 52;
    if (!trace_.amzn_id.empty()) request.headers.add("X-Amzn-Trace-Id", trace_.amzn_id);
    if (trace_.parent.size() <= kSpanEnd) return;
    // Zero is no id.
    const std::uint64_t span = std::max<std::uint64_t>(1, shared_->parts.random.next());
    request.headers.add("traceparent",
                        fmt::format("{}{:016x}{}", trace_.parent.substr(0, kTraceEnd), span,
                                    trace_.parent.substr(kSpanEnd)));
    if (!trace_.state.empty()) request.headers.add("tracestate", trace_.state);
}

http::Request HttpDynamo::signed_request(const std::string& operation, std::string body,
                                         const sigv4::Credentials& keys, EpochMs now_ms) const {
    const sigv4::SigningTime time(now_ms);
    sigv4::SignedParts parts;
    parts.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                     {"X-Amz-Target", target_of(operation)},
                     {"X-Amz-Date", time.amz_date}};
    if (!keys.session_token.empty())
        parts.headers.emplace_back("X-Amz-Security-Token", keys.session_token);

    http::Request request;
    request.method = parts.method;
    request.target = parts.path;
    for (const auto& [name, value] : parts.headers) request.headers.add(name, value);
    // http::Client adds the Host itself; compressed answers would cost more than they save.
    parts.headers.emplace_back("Host",
                               endpoint_of(shared_->options.endpoint, operation).host_header());
    request.headers.add("Accept-Encoding", "identity");
    request.headers.add("User-Agent", "tabella");
    parts.body_sha256_hex = sigv4::hex(sigv4::sha256(body));
    const sigv4::Scope scope{.region = shared_->options.region.value, .service = "dynamodb"};
    request.headers.add("Authorization", sigv4::authorization(keys, time, scope, parts));
    add_trace(request);
    request.body = std::move(body);
    return request;
}

Task<HttpDynamo::Attempt> HttpDynamo::attempt(std::string operation, std::string body,
                                              sigv4::Credentials keys,
                                              std::chrono::milliseconds timeout) {
    Attempt attempt;
    attempt.clock_offset_ms = shared_->clock_offset_ms.load();
    http::Request request = signed_request(operation, std::move(body), keys,
                                           shared_->parts.clock.now_ms() + attempt.clock_offset_ms);
    http::Endpoint endpoint = endpoint_of(shared_->options.endpoint, operation);
    auto response =
        co_await shared_->parts.transport.send(std::move(endpoint), std::move(request), timeout);
    if (!response.ok()) {
        const bool timed_out = response.error().kind == ErrorKind::kTimeout;
        attempt.error = unreachable(response.error().message);
        attempt.failure = timed_out ? Failure::kTimeout : Failure::kTransient;
        attempt.unclear = response.error().sent;
        co_return attempt;
    }
    if (const auto date = response->headers.find("Date"))
        attempt.server_time_ms = parse_http_date(*date);
    if (!checksum_fits(*response)) {
        attempt.error = unreachable("its answer was damaged on the way (x-amz-crc32)");
        attempt.failure = Failure::kTransient;
        attempt.unclear = true;
    } else if (response->status == kOk) {
        attempt.body = std::move(response->body);
    } else {
        attempt.error = json::decode_error(response->status, response->body);
        const bool transient = is_transient(attempt.error.code, response->status);
        attempt.failure = transient ? Failure::kTransient : Failure::kFinal;
        attempt.unclear = response->status >= kServerFault;
    }
    co_return attempt;
}

bool HttpDynamo::repaired(const Attempt& attempt) {
    if (attempt.error.code == api::ErrorCode::kExpiredToken) {
        shared_->parts.credentials.discard();
        return true;
    }
    if (!is_about_time(attempt.error) || !attempt.server_time_ms) return false;
    const std::int64_t offset_ms = *attempt.server_time_ms - shared_->parts.clock.now_ms();
    const std::int64_t change_ms = offset_ms - attempt.clock_offset_ms;
    if (change_ms > -kClockOffsetMinMs && change_ms < kClockOffsetMinMs) return false;
    shared_->clock_offset_ms.store(offset_ms);
    return true;
}

Task<api::Result<std::string>> HttpDynamo::call(std::string operation, std::string body) {
    using std::chrono::milliseconds;
    const Sleeper::TimePoint begin = shared_->parts.sleeper.now();
    Retries retries(shared_->options.retry, shared_->budget, shared_->parts.random);
    bool maybe_applied = false;
    bool may_repair = true;
    for (;;) {
        Result<sigv4::Credentials> keys = co_await shared_->parts.credentials.credentials();
        if (!keys.ok()) {
            api::Error error = unreachable(keys.error().message);
            if (keys.error().kind != ErrorKind::kUnavailable) {
                error.code = api::ErrorCode::kMissingAuthenticationToken;
                error.message = keys.error().message;
            }
            error.maybe_applied = maybe_applied;
            co_return error;
        }
        const auto used =
            std::chrono::duration_cast<milliseconds>(shared_->parts.sleeper.now() - begin);
        const milliseconds left = std::max(milliseconds(1), shared_->options.deadline - used);
        Attempt attempt = co_await this->attempt(operation, body, *keys,
                                                 std::min(left, shared_->options.attempt_timeout));
        if (attempt.body) {
            retries.succeeded();
            co_return std::move(*attempt.body);
        }
        maybe_applied = maybe_applied || attempt.unclear;
        attempt.error.maybe_applied = maybe_applied;
        if (std::exchange(may_repair, false) && repaired(attempt)) continue;
        const auto used_now =
            std::chrono::duration_cast<milliseconds>(shared_->parts.sleeper.now() - begin);
        const auto delay = retries.after(attempt.failure, shared_->options.deadline - used_now);
        if (!delay) co_return std::move(attempt.error);
        co_await shared_->parts.sleeper.sleep_for(*delay);
    }
}

template <class Response>
Task<api::Result<Response>> HttpDynamo::run(std::string operation, std::string body) {
    api::Result<std::string> answer = co_await call(std::move(operation), std::move(body));
    if (!answer.ok()) co_return std::move(answer).error();
    api::Result<Response> response = json::decode_response<Response>(*answer);
    if (!response.ok()) response.error().maybe_applied = true;
    co_return response;
}

Task<api::Result<api::CreateTableResponse>> HttpDynamo::create_table(
    api::CreateTableRequest request) {
    return run<api::CreateTableResponse>("CreateTable", json::encode_request(request));
}
Task<api::Result<api::DescribeTableResponse>> HttpDynamo::describe_table(
    api::DescribeTableRequest request) {
    return run<api::DescribeTableResponse>("DescribeTable", json::encode_request(request));
}
Task<api::Result<api::ListTablesResponse>> HttpDynamo::list_tables(api::ListTablesRequest request) {
    return run<api::ListTablesResponse>("ListTables", json::encode_request(request));
}
Task<api::Result<api::DeleteTableResponse>> HttpDynamo::delete_table(
    api::DeleteTableRequest request) {
    return run<api::DeleteTableResponse>("DeleteTable", json::encode_request(request));
}
Task<api::Result<api::PutItemResponse>> HttpDynamo::put_item(api::PutItemRequest request) {
    return run<api::PutItemResponse>("PutItem", json::encode_request(request));
}
Task<api::Result<api::GetItemResponse>> HttpDynamo::get_item(api::GetItemRequest request) {
    return run<api::GetItemResponse>("GetItem", json::encode_request(request));
}
Task<api::Result<api::DeleteItemResponse>> HttpDynamo::delete_item(api::DeleteItemRequest request) {
    return run<api::DeleteItemResponse>("DeleteItem", json::encode_request(request));
}
Task<api::Result<api::UpdateItemResponse>> HttpDynamo::update_item(api::UpdateItemRequest request) {
    return run<api::UpdateItemResponse>("UpdateItem", json::encode_request(request));
}
Task<api::Result<api::QueryResponse>> HttpDynamo::query(api::QueryRequest request) {
    return run<api::QueryResponse>("Query", json::encode_request(request));
}
Task<api::Result<api::ScanResponse>> HttpDynamo::scan(api::ScanRequest request) {
    return run<api::ScanResponse>("Scan", json::encode_request(request));
}

Task<api::Result<api::BatchGetItemResponse>> HttpDynamo::batch_get_item(
    api::BatchGetItemRequest request) {
    return run<api::BatchGetItemResponse>("BatchGetItem", json::encode_request(request));
}

Task<api::Result<api::BatchWriteItemResponse>> HttpDynamo::batch_write_item(
    api::BatchWriteItemRequest request) {
    return run<api::BatchWriteItemResponse>("BatchWriteItem", json::encode_request(request));
}

Task<api::Result<api::TransactGetItemsResponse>> HttpDynamo::transact_get_items(
    api::TransactGetItemsRequest request) {
    return run<api::TransactGetItemsResponse>("TransactGetItems", json::encode_request(request));
}

Task<api::Result<api::TransactWriteItemsResponse>> HttpDynamo::transact_write_items(
    api::TransactWriteItemsRequest request) {
    return run<api::TransactWriteItemsResponse>("TransactWriteItems",
                                                json::encode_request(request));
}

Task<api::Result<api::ExecuteStatementResponse>> HttpDynamo::execute_statement(
    api::ExecuteStatementRequest request) {
    return run<api::ExecuteStatementResponse>("ExecuteStatement", json::encode_request(request));
}

Task<api::Result<api::BatchExecuteStatementResponse>> HttpDynamo::batch_execute_statement(
    api::BatchExecuteStatementRequest request) {
    return run<api::BatchExecuteStatementResponse>("BatchExecuteStatement",
                                                   json::encode_request(request));
}

Task<api::Result<api::ExecuteTransactionResponse>> HttpDynamo::execute_transaction(
    api::ExecuteTransactionRequest request) {
    return run<api::ExecuteTransactionResponse>("ExecuteTransaction",
                                                json::encode_request(request));
}

Task<api::Result<api::UpdateTableResponse>> HttpDynamo::update_table(
    api::UpdateTableRequest request) {
    return run<api::UpdateTableResponse>("UpdateTable", json::encode_request(request));
}

Task<api::Result<api::TagResourceResponse>> HttpDynamo::tag_resource(
    api::TagResourceRequest request) {
    return run<api::TagResourceResponse>("TagResource", json::encode_request(request));
}

Task<api::Result<api::UntagResourceResponse>> HttpDynamo::untag_resource(
    api::UntagResourceRequest request) {
    return run<api::UntagResourceResponse>("UntagResource", json::encode_request(request));
}

Task<api::Result<api::ListTagsOfResourceResponse>> HttpDynamo::list_tags_of_resource(
    api::ListTagsOfResourceRequest request) {
    return run<api::ListTagsOfResourceResponse>("ListTagsOfResource",
                                                json::encode_request(request));
}

Task<api::Result<api::UpdateTimeToLiveResponse>> HttpDynamo::update_time_to_live(
    api::UpdateTimeToLiveRequest request) {
    return run<api::UpdateTimeToLiveResponse>("UpdateTimeToLive", json::encode_request(request));
}

Task<api::Result<api::DescribeTimeToLiveResponse>> HttpDynamo::describe_time_to_live(
    api::DescribeTimeToLiveRequest request) {
    return run<api::DescribeTimeToLiveResponse>("DescribeTimeToLive",
                                                json::encode_request(request));
}

Task<api::Result<api::PutResourcePolicyResponse>> HttpDynamo::put_resource_policy(
    api::PutResourcePolicyRequest request) {
    return run<api::PutResourcePolicyResponse>("PutResourcePolicy", json::encode_request(request));
}

Task<api::Result<api::GetResourcePolicyResponse>> HttpDynamo::get_resource_policy(
    api::GetResourcePolicyRequest request) {
    return run<api::GetResourcePolicyResponse>("GetResourcePolicy", json::encode_request(request));
}

Task<api::Result<api::DeleteResourcePolicyResponse>> HttpDynamo::delete_resource_policy(
    api::DeleteResourcePolicyRequest request) {
    return run<api::DeleteResourcePolicyResponse>("DeleteResourcePolicy",
                                                  json::encode_request(request));
}

Task<api::Result<api::DescribeLimitsResponse>> HttpDynamo::describe_limits(
    api::DescribeLimitsRequest request) {
    return run<api::DescribeLimitsResponse>("DescribeLimits", json::encode_request(request));
}

Task<api::Result<api::DescribeEndpointsResponse>> HttpDynamo::describe_endpoints(
    api::DescribeEndpointsRequest request) {
    return run<api::DescribeEndpointsResponse>("DescribeEndpoints", json::encode_request(request));
}

Task<api::Result<api::ListStreamsResponse>> HttpDynamo::list_streams(
    api::ListStreamsRequest request) {
    return run<api::ListStreamsResponse>(of_streams("ListStreams"), json::encode_request(request));
}

Task<api::Result<api::DescribeStreamResponse>> HttpDynamo::describe_stream(
    api::DescribeStreamRequest request) {
    return run<api::DescribeStreamResponse>(of_streams("DescribeStream"),
                                            json::encode_request(request));
}

Task<api::Result<api::GetShardIteratorResponse>> HttpDynamo::get_shard_iterator(
    api::GetShardIteratorRequest request) {
    return run<api::GetShardIteratorResponse>(of_streams("GetShardIterator"),
                                              json::encode_request(request));
}

Task<api::Result<api::GetRecordsResponse>> HttpDynamo::get_records(api::GetRecordsRequest request) {
    return run<api::GetRecordsResponse>(of_streams("GetRecords"), json::encode_request(request));
}

}  // namespace tabella::client
