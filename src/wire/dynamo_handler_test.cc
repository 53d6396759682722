#include "wire/dynamo_handler.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <regex>

#include "base/clock.h"
#include "engine/engine.h"
#include "json/document.h"
#include "wire/compression.h"

namespace tabella::wire {
namespace {

constexpr const char* kAuthorization =
    "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=0";

class DynamoHandlerTest : public testing::Test {
 protected:
    void SetUp() override {
        auto opened = engine::Engine::open({.store = {.in_memory = true}}, clock_, random_);
        ASSERT_TRUE(opened.ok());
        engine_ = std::move(opened).value();
        handler_ = std::make_unique<DynamoHandler>(*engine_, random_, DynamoHandlerOptions{});
    }

    http::Request request(std::string operation, std::string body) {
        http::Request request{.method = "POST", .target = "/", .path = "/"};
        request.headers.add("Content-Type", "application/x-amz-json-1.0");
        request.headers.add("X-Amz-Target", "DynamoDB_20120810." + operation);
        request.headers.add("Authorization", kAuthorization);
        request.headers.add("X-Amz-Date", "20260101T000000Z");
        request.body = std::move(body);
        return request;
    }
    http::Response call(http::Request request) {
        return sync_wait(handler_->handle(std::move(request)));
    }
    http::Response call(std::string operation, std::string body) {
        return call(request(std::move(operation), std::move(body)));
    }
    std::string type_of(const http::Response& response) {
        const auto body = json::parse(response.body);
        const json::Value* type = body.ok() ? body->find("__type") : nullptr;
        return type == nullptr ? response.body : *type->string();
    }
    void create_table() {
        const auto response = call("CreateTable", R"({"TableName":"Tab","KeySchema":[
            {"AttributeName":"PK","KeyType":"HASH"}],"AttributeDefinitions":[
            {"AttributeName":"PK","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST"})");
        ASSERT_EQ(response.status, 200) << response.body;
    }

    ManualClock clock_{1'700'000'000'000};
    SeededRandom random_{1};
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<DynamoHandler> handler_;
};

TEST_F(DynamoHandlerTest, ServesOperationsOfTheEngine) {
    create_table();
    EXPECT_EQ(
        call("PutItem", R"({"TableName":"Tab","Item":{"PK":{"S":"a"},"n":{"N":"1.50"}}})").body,
        "{}");
    EXPECT_EQ(call("GetItem", R"({"TableName":"Tab","Key":{"PK":{"S":"a"}}})").body,
              R"({"Item":{"PK":{"S":"a"},"n":{"N":"1.5"}}})");
    EXPECT_EQ(call("GetItem", R"({"TableName":"Tab","Key":{"PK":{"S":"b"}}})").body, "{}");
}

TEST_F(DynamoHandlerTest, AnswersCarryRequestIdChecksumAndType) {
    const http::Response response = call("ListTables", "{}");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.find("Content-Type"), "application/x-amz-json-1.0");
    const std::string id(response.headers.find("x-amzn-requestid").value_or(""));
    EXPECT_TRUE(std::regex_match(id, std::regex("[A-Z0-9]{52}"))) << id;
    const auto checksum = ::crc32(0L, reinterpret_cast<const Bytef*>(response.body.data()),
                                  static_cast<uInt>(response.body.size()));
    EXPECT_EQ(response.headers.find("x-amz-crc32"), fmt::format("{}", checksum));
}

TEST_F(DynamoHandlerTest, ErrorsCarryTheirType) {
    http::Response response = call("GetItem", R"({"TableName":"Nope","Key":{"PK":{"S":"a"}}})");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(type_of(response), "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException");
    EXPECT_EQ(type_of(call("GetItem", "{")), "com.amazon.coral.service#SerializationException");
    EXPECT_EQ(type_of(call("GetItem", "{}")), "com.amazon.coral.validate#ValidationException");
}

TEST_F(DynamoHandlerTest, UnknownOperationsAreNeverASuccess) {
    for (const char* operation : {"Nope", "UpdateContinuousBackups", ""}) {
        const http::Response response = call(operation, "{}");
        EXPECT_EQ(response.status, 400);
        EXPECT_EQ(type_of(response), "com.amazon.coral.service#UnknownOperationException");
    }
}

TEST_F(DynamoHandlerTest, ARequestMustCarryASignatureOfTheRightForm) {
    http::Request unsigned_request = request("ListTables", "{}");
    unsigned_request.headers = {{"Content-Type", "application/x-amz-json-1.0"},
                                {"X-Amz-Target", "DynamoDB_20120810.ListTables"}};
    EXPECT_EQ(type_of(call(unsigned_request)),
              "com.amazon.coral.service#MissingAuthenticationTokenException");
    unsigned_request.headers.add("Authorization", "AWS4-HMAC-SHA256 Credential=any");
    EXPECT_EQ(type_of(call(unsigned_request)),
              "com.amazon.coral.service#IncompleteSignatureException");
}

TEST_F(DynamoHandlerTest, WhatIsNotDynamoDbIsNotFound) {
    const std::string answer = "<UnknownOperationException/>\n";
    for (const char* type :
         {"", "text/plain", "application/x-amz-json-1.1", "application/x-www-form-urlencoded"}) {
        http::Request other = request("ListTables", "{}");
        other.headers.set("Content-Type", type);
        const http::Response response = call(other);
        EXPECT_EQ(response.status, 404) << type;
        EXPECT_EQ(response.body, answer);
        EXPECT_TRUE(response.headers.find("x-amzn-RequestId").has_value());
        EXPECT_TRUE(response.headers.find("x-amz-crc32").has_value());
    }
    for (const char* type : {"application/json", "Application/X-Amz-Json-1.0; charset=utf-8"}) {
        http::Request same = request("ListTables", "{}");
        same.headers.set("Content-Type", type);
        EXPECT_EQ(call(same).status, 200) << type;
    }
    for (const char* method : {"PUT", "DELETE", "PATCH", "post"}) {
        http::Request other = request("ListTables", "{}");
        other.method = method;
        EXPECT_EQ(call(other).status, 404) << method;
    }
    EXPECT_EQ(call({.method = "GET", .target = "/x", .path = "/x"}).status, 404);
}

TEST_F(DynamoHandlerTest, SaysThatItIsHealthyAndAnswersBrowsers) {
    const http::Response healthy = call(http::Request{.method = "GET", .target = "/", .path = "/"});
    EXPECT_EQ(healthy.status, 200);
    EXPECT_EQ(healthy.body, "healthy: dynamodb.us-east-1.amazonaws.com");
    http::Request asks{.method = "OPTIONS", .target = "/", .path = "/"};
    asks.headers.add("Origin", "http://localhost:3000");
    asks.headers.add("Access-Control-Request-Headers", "x-amz-target");
    const http::Response may = call(asks);
    EXPECT_EQ(may.headers.find("Access-Control-Allow-Origin"), "http://localhost:3000");
    EXPECT_EQ(may.headers.find("Access-Control-Allow-Headers"), "x-amz-target");
}

TEST_F(DynamoHandlerTest, TakesGzipAndAnswersInIt) {
    create_table();
    const std::string text(5'000, 'x');
    http::Request put = request(
        "PutItem",
        gzip(fmt::format(R"({{"TableName":"Tab","Item":{{"PK":{{"S":"a"}},"t":{{"S":"{}"}}}}}})",
                         text)));
    put.headers.add("Content-Encoding", "GZIP");
    EXPECT_EQ(call(put).body, "{}");
    http::Request get = request("GetItem", R"({"TableName":"Tab","Key":{"PK":{"S":"a"}}})");
    const http::Response plain = call(get);
    EXPECT_FALSE(plain.headers.find("Content-Encoding").has_value());
    get.headers.add("Accept-Encoding", "br, gzip");
    const http::Response response = call(get);
    EXPECT_EQ(response.headers.find("Content-Encoding"), "gzip");
    EXPECT_LT(response.body.size(), 500U);
    EXPECT_EQ(gunzip(response.body, plain.body.size()).value(), plain.body);
    const auto checksum = ::crc32(0L, reinterpret_cast<const Bytef*>(response.body.data()),
                                  static_cast<uInt>(response.body.size()));
    EXPECT_EQ(response.headers.find("x-amz-crc32"), fmt::format("{}", checksum));
    get.body = R"({"TableName":"Tab","Key":{"PK":{"S":"b"}}})";
    EXPECT_EQ(call(get).body, "{}");  // Too small to be worth it.
}

TEST_F(DynamoHandlerTest, RefusesABombUnseenAndWhatIsNoGzip) {
    http::Request bomb =
        request("ListTables", gzip(std::string(limits::kRequestBytesMax + 1, ' ')));
    bomb.headers.add("Content-Encoding", "gzip");
    http::Response response = call(bomb);
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(type_of(response), "com.amazon.coral.service#RequestEntityTooLargeException");
    // A bomb that claims to be small ends where it said it would.
    bomb.body.replace(bomb.body.size() - 4, 4, std::string("\x02\0\0\0", 4));
    EXPECT_EQ(type_of(call(bomb)), "com.amazon.coral.service#SerializationException");
    for (const std::string& body : {std::string(), std::string("{}"), gzip("{}").substr(1)}) {
        bomb.body = body;
        EXPECT_EQ(type_of(call(bomb)), "com.amazon.coral.service#SerializationException");
    }
    bomb.body = "{}";
    bomb.headers.set("Content-Encoding", "br");
    EXPECT_EQ(type_of(call(bomb)), "com.amazon.coral.service#SerializationException");
    bomb.headers.set("Content-Encoding", "identity");
    EXPECT_EQ(call(bomb).status, 200);
}

TEST_F(DynamoHandlerTest, ALargeBodyMustNotHaveBeenCompressedTooWell) {
    constexpr std::size_t kFree = 2 * 1024 * 1024;
    http::Request large = request("ListTables", gzip("{}" + std::string(kFree - 2, ' ')));
    large.headers.add("Content-Encoding", "gzip");
    EXPECT_EQ(call(large).status, 200);
    large.body = gzip("{}" + std::string(kFree - 1, ' '));
    EXPECT_EQ(call(large).status, 413);
    // Compressed a little less well: letters without a pattern.
    std::string letters;
    while (letters.size() < 40'000) letters += random_id(random_, 50);
    large.body =
        gzip(R"({"ExclusiveStartTableName":")" + letters + "\"}" + std::string(kFree, ' '));
    EXPECT_GT(large.body.size() * 100, kFree + 40'000);
    EXPECT_EQ(type_of(call(large)), "com.amazon.coral.validate#ValidationException");
}

TEST_F(DynamoHandlerTest, BoundsWhatIsDecompressedAtOneTime) {
    DynamoHandler small(*engine_, random_, {.inflated_bytes_in_flight_max = 10});
    http::Request eleven = request("ListTables", gzip(std::string(9, ' ') + "{}"));
    eleven.headers.add("Content-Encoding", "gzip");
    const http::Response response = sync_wait(small.handle(eleven));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.headers.find("Retry-After"), "1");
    eleven.body = gzip(std::string(8, ' ') + "{}");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(sync_wait(small.handle(eleven)).status, 200);
}

TEST_F(DynamoHandlerTest, AsksTheAuthenticator) {
    const Authenticator nobody({}, clock_, {});
    DynamoHandler handler(*engine_, random_, {.authenticator = &nobody});
    const http::Response response = sync_wait(handler.handle(request("ListTables", "{}")));
    EXPECT_EQ(type_of(response), "com.amazon.coral.service#InvalidSignatureException");
    EXPECT_NE(response.body.find("Signature not yet current"), std::string::npos);
}

/// Records who asked, and refuses.
class NoApis final : public Apis {
 public:
    api::Result<api::DynamoApi*> find(const Caller& caller) override {
        asked = fmt::format("{} in {}", caller.access_key_id, caller.region);
        return api::Error{.code = api::ErrorCode::kUnrecognizedClient, .message = "no"};
    }
    std::string asked;
};

TEST_F(DynamoHandlerTest, FindsTheTablesOfTheCaller) {
    NoApis apis;
    DynamoHandler handler(apis, random_, DynamoHandlerOptions{});
    const http::Response response = sync_wait(handler.handle(request("ListTables", "{}")));
    EXPECT_EQ(type_of(response), "com.amazon.coral.service#UnrecognizedClientException");
    EXPECT_EQ(apis.asked, "any in us-east-1");
}

TEST_F(DynamoHandlerTest, RefusalsOfTheServerAreDynamoErrors) {
    const http::Response response = handler_->refuse(413, "too large");
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(type_of(response), "com.amazon.coral.service#RequestEntityTooLargeException");
}

TEST_F(DynamoHandlerTest, CountsItsAnswersByOperation) {
    Metrics metrics;
    metrics.commit_queue_depth = [] { return std::size_t{3}; };
    handler_ = std::make_unique<DynamoHandler>(*engine_, random_,
                                               DynamoHandlerOptions{.metrics = &metrics});
    create_table();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(call("PutItem", R"({"TableName":"Tab","Item":{"PK":{"S":"a"}}})").status, 200);
    EXPECT_EQ(call("PutItem", R"({"TableName":"Nope","Item":{"PK":{"S":"a"}}})").status, 400);
    EXPECT_EQ(call("NoSuch", "{}").status, 400);
    EXPECT_EQ(call(http::Request{.method = "GET", .target = "/", .path = "/"}).status, 200);
    http::Request list = request("ListStreams", "{}");
    list.headers.set("X-Amz-Target", "DynamoDBStreams_20120810.ListStreams");
    EXPECT_EQ(call(std::move(list)).status, 200);
    const std::string text = metrics.text();
    for (const char* line :
         {"tabella_dynamodb_requests_total{operation=\"PutItem\",status=\"200\"} 3\n",
          "tabella_dynamodb_requests_total{operation=\"PutItem\",status=\"400\"} 1\n",
          "tabella_dynamodb_requests_total{operation=\"ListStreams\",status=\"200\"} 1\n",
          "tabella_dynamodb_requests_total{operation=\"other\",status=\"200\"} 1\n",
          "tabella_dynamodb_requests_total{operation=\"other\",status=\"400\"} 1\n",
          "tabella_dynamodb_request_seconds_count{operation=\"PutItem\"} 4\n",
          "tabella_dynamodb_requests_in_flight 0\n", "tabella_commit_queue_depth 3\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    EXPECT_EQ(text.find("operation=\"Query\""), std::string::npos) << "nobody asked";
}

}  // namespace
}  // namespace tabella::wire
