#include "client/http_dynamo.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "client/fake_dynamo.h"
#include "client/fake_surroundings.h"

namespace tabella::client {
namespace {

using namespace std::chrono_literals;

constexpr EpochMs kNowMs = 1'440'938'160'000;  // 2015-08-30T12:36:00Z

std::string error_body(const std::string& type, const std::string& message) {
    return R"({"__type":"com.amazonaws.dynamodb.v20120810#)" + type + R"(","message":")" + message +
           R"("})";
}

class RecordingCredentials final : public CredentialsProvider {
 public:
    Task<Result<sigv4::Credentials>> credentials() override { co_return answer; }
    void discard() override {
        ++discarded;
        answer->access_key_id = "RENEWED";
    }
    Result<sigv4::Credentials> answer =
        sigv4::Credentials{.access_key_id = "AKIDEXAMPLE",
                           .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                           .session_token = "SESSION/TOKEN=="};
    int discarded = 0;
};

class HttpDynamoTest : public ::testing::Test {
 protected:
    api::Result<api::GetItemResponse> get() {
        api::GetItemRequest request;
        request.table_name = "DemoTable";
        request.key = Item(AttributeMap{{"PK", "a"}});
        return sync_wait(dynamo.get_item(std::move(request)));
    }
    std::string header(std::size_t index, std::string_view name) const {
        return std::string(transport.sent.at(index).request.headers.find(name).value_or("(none)"));
    }

    ScriptedTransport transport;
    RecordingCredentials credentials;
    ManualClock clock{kNowMs};
    SeededRandom random{1};
    RecordingSleeper sleeper;
    HttpDynamo dynamo{{.endpoint = {.tls = false, .host = "localhost", .port = 8000},
                       .region = Region{"us-east-1"}},
                      {transport, credentials, clock, random, sleeper}};
};

TEST_F(HttpDynamoTest, SendsASignedRequest) {
    transport.answer(200, R"({"TableNames":[]})");
    ASSERT_TRUE(sync_wait(dynamo.list_tables(api::ListTablesRequest{})).ok());
    const ScriptedTransport::Sent& sent = transport.sent.at(0);
    EXPECT_EQ(sent.endpoint.host_header(), "localhost:8000");
    EXPECT_EQ(sent.request.method, "POST");
    EXPECT_EQ(sent.request.target, "/");
    EXPECT_EQ(sent.request.body, "{}");
    EXPECT_EQ(header(0, "X-Amz-Target"), "DynamoDB_20120810.ListTables");
    EXPECT_EQ(header(0, "Content-Type"), "application/x-amz-json-1.0");
    EXPECT_EQ(header(0, "X-Amz-Date"), "20150830T123600Z");
    EXPECT_EQ(header(0, "X-Amz-Security-Token"), "SESSION/TOKEN==");
    // As botocore signs the same request.
    EXPECT_EQ(header(0, "Authorization"),
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/dynamodb/aws4_request, "
              "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
              "Signature=ea91cbdb9a08f3aeb9f904d31986e7b8940786a19a1cf0d2e36df7580785b7c9");
    EXPECT_EQ(sent.deadline, 5s);
}

TEST_F(HttpDynamoTest, DecodesTheAnswerOfEachOperation) {
    transport.answer(200, R"({"Item":{"PK":{"S":"a"},"n":{"N":"1"}}})");
    const auto got = get();
    ASSERT_TRUE(got.ok());
    EXPECT_EQ(got->item->decode(), (AttributeMap{{"PK", "a"}, {"n", 1}}));

    transport.answer(200, R"({"Items":[{"PK":{"S":"a"}}],"Count":1,"ScannedCount":2,)"
                          R"("LastEvaluatedKey":{"PK":{"S":"a"}}})");
    const auto page = sync_wait(dynamo.query(api::QueryRequest{}));
    ASSERT_TRUE(page.ok());
    EXPECT_EQ(page->items->size(), 1U);
    EXPECT_EQ(page->scanned_count, 2);
    EXPECT_EQ(page->last_evaluated_key->decode(), (AttributeMap{{"PK", "a"}}));
    EXPECT_EQ(header(1, "X-Amz-Target"), "DynamoDB_20120810.Query");

    for (int i = 0; i < 3; ++i) transport.answer(200, "{}");
    transport.answer(200, R"({"Items":[],"Count":0,"ScannedCount":0})");
    transport.answer(200, R"({"TableDescription":{"TableName":"Notes"}})");
    transport.answer(200, R"({"Table":{"TableName":"Notes"}})");
    transport.answer(200, R"({"TableDescription":{"TableName":"Notes"}})");
    EXPECT_TRUE(sync_wait(dynamo.put_item(api::PutItemRequest{})).ok());
    EXPECT_EQ(header(2, "X-Amz-Target"), "DynamoDB_20120810.PutItem");
    EXPECT_TRUE(sync_wait(dynamo.delete_item(api::DeleteItemRequest{})).ok());
    EXPECT_EQ(header(3, "X-Amz-Target"), "DynamoDB_20120810.DeleteItem");
    EXPECT_TRUE(sync_wait(dynamo.update_item(api::UpdateItemRequest{})).ok());
    EXPECT_EQ(header(4, "X-Amz-Target"), "DynamoDB_20120810.UpdateItem");
    EXPECT_TRUE(sync_wait(dynamo.scan(api::ScanRequest{})).ok());
    EXPECT_EQ(header(5, "X-Amz-Target"), "DynamoDB_20120810.Scan");
    EXPECT_TRUE(sync_wait(dynamo.create_table(api::CreateTableRequest{})).ok());
    EXPECT_EQ(header(6, "X-Amz-Target"), "DynamoDB_20120810.CreateTable");
    EXPECT_TRUE(sync_wait(dynamo.describe_table(api::DescribeTableRequest{})).ok());
    EXPECT_EQ(header(7, "X-Amz-Target"), "DynamoDB_20120810.DescribeTable");
    EXPECT_TRUE(sync_wait(dynamo.delete_table(api::DeleteTableRequest{})).ok());
    EXPECT_EQ(header(8, "X-Amz-Target"), "DynamoDB_20120810.DeleteTable");
}

TEST_F(HttpDynamoTest, NamesOperationsOnTablesAndStatements) {
    const auto sends = [&](const std::string& operation, const std::string& answer, auto method,
                           auto request) {
        transport.answer(200, answer);
        EXPECT_TRUE(sync_wait((dynamo.*method)(std::move(request))).ok()) << operation;
        EXPECT_EQ(header(transport.sent.size() - 1, "X-Amz-Target"),
                  "DynamoDB_20120810." + operation);
    };
    using D = HttpDynamo;
    sends("UpdateTable", R"({"TableDescription":{"TableName":"Notes"}})", &D::update_table,
          api::UpdateTableRequest{});
    sends("TagResource", "{}", &D::tag_resource, api::TagResourceRequest{});
    sends("UntagResource", "{}", &D::untag_resource, api::UntagResourceRequest{});
    sends("ListTagsOfResource", R"({"Tags":[]})", &D::list_tags_of_resource,
          api::ListTagsOfResourceRequest{});
    sends("UpdateTimeToLive", "{}", &D::update_time_to_live, api::UpdateTimeToLiveRequest{});
    sends("DescribeTimeToLive", "{}", &D::describe_time_to_live, api::DescribeTimeToLiveRequest{});
    sends("PutResourcePolicy", "{}", &D::put_resource_policy, api::PutResourcePolicyRequest{});
    sends("GetResourcePolicy", "{}", &D::get_resource_policy, api::GetResourcePolicyRequest{});
    sends("DeleteResourcePolicy", "{}", &D::delete_resource_policy,
          api::DeleteResourcePolicyRequest{});
    sends("DescribeLimits", "{}", &D::describe_limits, api::DescribeLimitsRequest{});
    sends("DescribeEndpoints", R"({"Endpoints":[]})", &D::describe_endpoints,
          api::DescribeEndpointsRequest{});
    sends("ExecuteStatement", R"({"Items":[]})", &D::execute_statement,
          api::ExecuteStatementRequest{});
    sends("BatchExecuteStatement", R"({"Responses":[]})", &D::batch_execute_statement,
          api::BatchExecuteStatementRequest{});
    sends("ExecuteTransaction", R"({"Responses":[]})", &D::execute_transaction,
          api::ExecuteTransactionRequest{});
}

TEST_F(HttpDynamoTest, NamesEachOperationOnStreams) {
    const auto sends = [&](const std::string& operation, const std::string& answer, auto method,
                           auto request) {
        transport.answer(200, answer);
        EXPECT_TRUE(sync_wait((dynamo.*method)(std::move(request))).ok()) << operation;
        EXPECT_EQ(header(transport.sent.size() - 1, "X-Amz-Target"),
                  "DynamoDBStreams_20120810." + operation);
    };
    using D = HttpDynamo;
    sends("ListStreams", R"({"Streams":[]})", &D::list_streams, api::ListStreamsRequest{});
    sends("DescribeStream", R"({"StreamDescription":{"Shards":[]}})", &D::describe_stream,
          api::DescribeStreamRequest{});
    sends("GetShardIterator", "{}", &D::get_shard_iterator, api::GetShardIteratorRequest{});
    sends("GetRecords", R"({"Records":[]})", &D::get_records, api::GetRecordsRequest{});
    EXPECT_EQ(transport.sent.back().endpoint.host, "localhost");
}

TEST_F(HttpDynamoTest, AsksAwsForStreamsAtTheirOwnEndpoint) {
    HttpDynamo aws(
        {.endpoint = {.tls = true, .host = "dynamodb.eu-west-1.amazonaws.com", .port = 443},
         .region = Region{"eu-west-1"}},
        {transport, credentials, clock, random, sleeper});
    transport.answer(200, R"({"Streams":[]})");
    EXPECT_TRUE(sync_wait(aws.list_streams(api::ListStreamsRequest{})).ok());
    transport.answer(200, R"({"TableNames":[]})");
    EXPECT_TRUE(sync_wait(aws.list_tables(api::ListTablesRequest{})).ok());
    EXPECT_EQ(transport.sent.at(0).endpoint.host, "streams.dynamodb.eu-west-1.amazonaws.com");
    EXPECT_EQ(transport.sent.at(1).endpoint.host, "dynamodb.eu-west-1.amazonaws.com");
}

TEST_F(HttpDynamoTest, DoesNotRepeatWhatWouldFailAgain) {
    transport.answer(400, error_body("ConditionalCheckFailedException", "no"));
    const auto got = get();
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, api::ErrorCode::kConditionalCheckFailed);
    EXPECT_FALSE(got.error().maybe_applied);
    EXPECT_EQ(transport.sent.size(), 1U);
    EXPECT_TRUE(sleeper.delays.empty());
}

TEST_F(HttpDynamoTest, RepeatsWhatFailedInPassing) {
    transport.answer(400, error_body("ProvisionedThroughputExceededException", "slow"));
    transport.answer(500, error_body("InternalServerError", "oops"));
    transport.answer(503, "<html>");
    transport.answer(200, "{}");
    EXPECT_TRUE(get().ok());
    EXPECT_EQ(transport.sent.size(), 4U);
    EXPECT_EQ(sleeper.delays.size(), 3U);
}

TEST_F(HttpDynamoTest, GivesUpAfterFourAttempts) {
    transport.otherwise = http::ExchangeError{ErrorKind::kUnavailable, "connection refused", false};
    const auto got = get();
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().code, api::ErrorCode::kUnreachable);
    EXPECT_EQ(got.error().message, "The DynamoDB endpoint does not answer: connection refused");
    EXPECT_FALSE(got.error().maybe_applied);
    EXPECT_EQ(transport.sent.size(), 4U);
}

TEST_F(HttpDynamoTest, SaysWhenAFailedConditionMayBeTheEchoOfItsOwnSuccess) {
    transport.fail({ErrorKind::kTimeout, "no answer", true});
    transport.answer(400, error_body("ConditionalCheckFailedException", "no"));
    const auto put = sync_wait(dynamo.put_item(api::PutItemRequest{}));
    ASSERT_FALSE(put.ok());
    EXPECT_EQ(put.error().code, api::ErrorCode::kConditionalCheckFailed);
    EXPECT_TRUE(put.error().maybe_applied);
}

TEST_F(HttpDynamoTest, KnowsThatARefusalWasNotCarriedOut) {
    transport.fail({ErrorKind::kUnavailable, "refused", false});
    transport.answer(400, error_body("ThrottlingException", "slow"));
    transport.answer(400, error_body("ConditionalCheckFailedException", "no"));
    const auto put = sync_wait(dynamo.put_item(api::PutItemRequest{}));
    ASSERT_FALSE(put.ok());
    EXPECT_FALSE(put.error().maybe_applied);
}

TEST_F(HttpDynamoTest, ReturnsTheItemThatFailedTheCondition) {
    transport.answer(400, R"({"__type":"com.amazonaws.dynamodb.v20120810#)"
                          R"(ConditionalCheckFailedException","message":"no",)"
                          R"("Item":{"PK":{"S":"a"}}})");
    const auto put = sync_wait(dynamo.put_item(api::PutItemRequest{}));
    ASSERT_FALSE(put.ok());
    ASSERT_TRUE(put.error().item);
    EXPECT_EQ(put.error().item->decode(), (AttributeMap{{"PK", "a"}}));
}

TEST_F(HttpDynamoTest, StaysWithinItsDeadline) {
    class Slow final : public CredentialsProvider {
     public:
        explicit Slow(RecordingSleeper& sleeper) : sleeper_(sleeper) {}
        Task<Result<sigv4::Credentials>> credentials() override {
            sleeper_.elapsed += 2s;
            co_return sigv4::Credentials{.access_key_id = "a", .secret_access_key = "b"};
        }
        void discard() override {}

     private:
        RecordingSleeper& sleeper_;
    };
    Slow slow(sleeper);
    HttpDynamo slowed({.endpoint = {.tls = false, .host = "x", .port = 80},
                       .region = Region{"us-east-1"},
                       .retry = {.attempts_max = 1000},
                       .attempt_timeout = 3s,
                       .deadline = 5s},
                      {transport, slow, clock, random, sleeper});
    EXPECT_FALSE(sync_wait(slowed.list_tables(api::ListTablesRequest{})).ok());
    ASSERT_GE(transport.sent.size(), 2U);
    EXPECT_EQ(transport.sent[0].deadline, 3s);
    EXPECT_LT(transport.sent[1].deadline, 3s);
    EXPECT_LE(sleeper.elapsed, 7s);
}

TEST_F(HttpDynamoTest, ChecksTheChecksumOfAnAnswer) {
    const std::string body = "{}";
    const auto right = crc32_z(0, reinterpret_cast<const Bytef*>(body.data()), body.size());
    transport.answer(200, body, {{"x-amz-crc32", std::to_string(right)}});
    EXPECT_TRUE(get().ok());
    transport.answer(200, body, {{"x-amz-crc32", std::to_string(right + 1)}});
    transport.answer(200, body, {{"x-amz-crc32", std::to_string(right)}});
    EXPECT_TRUE(get().ok());
    EXPECT_EQ(transport.sent.size(), 3U);
    for (int i = 0; i < 4; ++i) transport.answer(200, body, {{"x-amz-crc32", "x"}});
    const auto damaged = get();
    ASSERT_FALSE(damaged.ok());
    EXPECT_EQ(damaged.error().code, api::ErrorCode::kUnreachable);
    EXPECT_TRUE(damaged.error().maybe_applied);
}

TEST_F(HttpDynamoTest, SetsItsClockByTheServersWhenASignatureIsTooOld) {
    transport.answer(400,
                     R"({"__type":"com.amazon.coral.service#InvalidSignatureException",)"
                     R"("message":"Signature expired: 20150830T123600Z is now earlier than …"})",
                     {{"Date", "Sun, 30 Aug 2015 14:36:00 GMT"}});
    transport.answer(200, "{}");
    transport.answer(200, "{}");
    EXPECT_TRUE(get().ok());
    EXPECT_EQ(header(1, "X-Amz-Date"), "20150830T143600Z");
    EXPECT_TRUE(sleeper.delays.empty());
    EXPECT_TRUE(get().ok());
    EXPECT_EQ(header(2, "X-Amz-Date"), "20150830T143600Z");
}

TEST_F(HttpDynamoTest, DoesNotBlameTheClockForAWrongKey) {
    transport.answer(400,
                     R"({"__type":"com.amazon.coral.service#InvalidSignatureException",)"
                     R"("message":"The request signature we calculated does not match"})",
                     {{"Date", "Sun, 30 Aug 2015 14:36:00 GMT"}});
    EXPECT_EQ(get().error().code, api::ErrorCode::kInvalidSignature);
    transport.answer(400,
                     R"({"__type":"com.amazon.coral.service#InvalidSignatureException",)"
                     R"("message":"Signature expired"})",
                     {{"Date", "Sun, 30 Aug 2015 12:36:05 GMT"}});
    EXPECT_EQ(get().error().code, api::ErrorCode::kInvalidSignature);
    EXPECT_EQ(transport.sent.size(), 2U);
}

TEST_F(HttpDynamoTest, RenewsExpiredCredentialsOnce) {
    const std::string expired =
        R"({"__type":"com.amazon.coral.service#ExpiredTokenException","message":"old"})";
    transport.answer(400, expired);
    transport.answer(200, "{}");
    EXPECT_TRUE(get().ok());
    EXPECT_EQ(credentials.discarded, 1);
    EXPECT_NE(header(1, "Authorization").find("Credential=RENEWED/"), std::string::npos);
    transport.answer(400, expired);
    transport.answer(400, expired);
    EXPECT_EQ(get().error().code, api::ErrorCode::kExpiredToken);
    EXPECT_EQ(transport.sent.size(), 4U);
}

TEST_F(HttpDynamoTest, SendsNothingWithoutCredentials) {
    credentials.answer = Error{ErrorKind::kNotFound, "no AWS credentials found: set …"};
    const auto none = get();
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(none.error().code, api::ErrorCode::kMissingAuthenticationToken);
    EXPECT_EQ(none.error().message, "no AWS credentials found: set …");
    credentials.answer = Error{ErrorKind::kUnavailable, "STS does not answer"};
    EXPECT_EQ(get().error().code, api::ErrorCode::kUnreachable);
    EXPECT_TRUE(transport.sent.empty());
}

TEST_F(HttpDynamoTest, CallsAnAnswerItCannotReadAnErrorOfUnknownOutcome) {
    transport.answer(200, "<html>welcome</html>");
    const auto put = sync_wait(dynamo.put_item(api::PutItemRequest{}));
    ASSERT_FALSE(put.ok());
    EXPECT_EQ(put.error().code, api::ErrorCode::kSerialization);
    EXPECT_TRUE(put.error().maybe_applied);
}

TEST_F(HttpDynamoTest, CarriesATraceOnWithASpanOfItsOwnForEachAttempt) {
    const std::string trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const auto traced = dynamo.traced({.parent = "00-" + trace_id + "-00f067aa0ba902b7-01",
                                       .state = "vendor=a b",
                                       .amzn_id = "Root=1-5"});
    ASSERT_NE(traced, nullptr);
    transport.answer(500, "{}");
    transport.answer(200, R"({"TableNames":[]})");
    ASSERT_TRUE(sync_wait(traced->list_tables(api::ListTablesRequest{})).ok());
    ASSERT_EQ(transport.sent.size(), 2U);
    std::string before = "00f067aa0ba902b7";
    for (const std::size_t attempt : {0U, 1U}) {
        const std::string sent = header(attempt, "traceparent");
        ASSERT_EQ(sent.size(), 55U) << sent;
        EXPECT_EQ(sent.substr(0, 36), "00-" + trace_id + "-");
        const std::string span = sent.substr(36, 16);
        EXPECT_EQ(span.find_first_not_of("0123456789abcdef"), std::string::npos) << sent;
        EXPECT_NE(span, std::string(16, '0'));
        EXPECT_NE(span, before);
        before = span;
        EXPECT_EQ(sent.substr(52), "-01");
        EXPECT_EQ(header(attempt, "tracestate"), "vendor=a b");
        EXPECT_EQ(header(attempt, "X-Amzn-Trace-Id"), "Root=1-5");
        EXPECT_EQ(header(attempt, "Authorization").find("trace"), std::string::npos)
            << "a proxy may change what is not signed";
    }
}

TEST_F(HttpDynamoTest, WhatIsTracedSharesAllElse) {
    // The clock's correction is learned by one and used by the other.
    transport.answer(400,
                     R"({"__type":"com.amazon.coral.service#InvalidSignatureException",)"
                     R"("message":"Signature expired"})",
                     {{"Date", "Sun, 30 Aug 2015 14:36:00 GMT"}});
    transport.answer(200, R"({"TableNames":[]})");
    transport.answer(200, "{}");
    const auto traced = dynamo.traced({.amzn_id = "Root=1-5"});
    ASSERT_TRUE(sync_wait(traced->list_tables(api::ListTablesRequest{})).ok());
    EXPECT_EQ(header(1, "X-Amzn-Trace-Id"), "Root=1-5");
    EXPECT_EQ(header(1, "traceparent"), "(none)");
    ASSERT_TRUE(get().ok());
    EXPECT_EQ(header(2, "X-Amz-Date"), "20150830T143600Z");
    EXPECT_EQ(header(2, "X-Amzn-Trace-Id"), "(none)");
}

}  // namespace
}  // namespace tabella::client
