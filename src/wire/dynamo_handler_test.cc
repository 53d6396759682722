#include "wire/dynamo_handler.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <regex>

#include "base/clock.h"
#include "engine/engine.h"
#include "json/document.h"

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
    http::Request unsigned_request{.method = "POST", .target = "/", .path = "/"};
    unsigned_request.headers.add("X-Amz-Target", "DynamoDB_20120810.ListTables");
    EXPECT_EQ(type_of(call(unsigned_request)),
              "com.amazon.coral.service#MissingAuthenticationTokenException");
    unsigned_request.headers.add("Authorization", "AWS4-HMAC-SHA256 Credential=any");
    const http::Response response = call(unsigned_request);
    EXPECT_EQ(type_of(response), "com.amazon.coral.service#IncompleteSignatureException");
    EXPECT_NE(response.body.find("requires 'Signature' parameter"), std::string::npos);
    EXPECT_EQ(response.body.find("requires 'Credential' parameter"), std::string::npos);
}

TEST_F(DynamoHandlerTest, SaysThatItIsHealthyAndAnswersBrowsers) {
    const http::Response healthy = call(http::Request{.method = "GET", .target = "/", .path = "/"});
    EXPECT_EQ(healthy.status, 200);
    EXPECT_EQ(healthy.body, "healthy: dynamodb.us-east-1.amazonaws.com");
    http::Request asks{.method = "OPTIONS", .target = "/", .path = "/"};
    asks.headers.add("Origin", "http://localhost:3000");
    asks.headers.add("Access-Control-Request-Headers", "x-amz-target");
    const http::Response may = call(asks);
    EXPECT_EQ(may.headers.find("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(may.headers.find("Access-Control-Allow-Headers"), "x-amz-target");
}

TEST_F(DynamoHandlerTest, RefusalsOfTheServerAreDynamoErrors) {
    const http::Response response = handler_->refuse(413, "too large");
    EXPECT_EQ(response.status, 413);
    EXPECT_EQ(type_of(response), "com.amazon.coral.service#RequestEntityTooLargeException");
}

}  // namespace
}  // namespace tabella::wire
