#include "wire/authorization.h"

#include <gtest/gtest.h>

namespace tabella::wire {
namespace {

constexpr const char* kWhole =
    "AWS4-HMAC-SHA256 Credential=AKID/20150830/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=5fa0";

http::Request with_header(const std::string& authorization) {
    http::Request request{.method = "POST"};
    request.headers.add("Authorization", authorization);
    request.headers.add("X-Amz-Date", "20150830T123600Z");
    return request;
}

http::Request with_query(const std::string& query) {
    http::Request request{.method = "POST"};
    request.query = query;
    return request;
}

struct Refusal {
    api::ErrorCode code;
    std::string message;
};

Refusal refusal(const http::Request& request) {
    const auto authorization = read_authorization(request);
    if (authorization.ok()) return {api::ErrorCode::kOther, "accepted"};
    return {authorization.error().code, authorization.error().message};
}

TEST(Authorization, IsReadFromAHeader) {
    http::Request request = with_header(kWhole);
    request.headers.add("X-Amz-Security-Token", "TOKEN");
    const auto authorization = read_authorization(request);
    ASSERT_TRUE(authorization.ok()) << authorization.error().message;
    EXPECT_EQ(authorization->access_key_id, "AKID");
    EXPECT_EQ(authorization->date, "20150830");
    EXPECT_EQ(authorization->region, "us-east-1");
    EXPECT_EQ(authorization->service, "dynamodb");
    EXPECT_EQ(authorization->terminator, "aws4_request");
    EXPECT_EQ(authorization->signed_headers, "host;x-amz-date");
    EXPECT_EQ(authorization->signature, "5fa0");
    EXPECT_EQ(authorization->timestamp, "20150830T123600Z");
    EXPECT_EQ(authorization->security_token, "TOKEN");
    EXPECT_TRUE(authorization->has_signed("host"));
    EXPECT_TRUE(authorization->has_signed("x-amz-date"));
    EXPECT_FALSE(authorization->has_signed("x-amz"));
    EXPECT_FALSE(authorization->has_signed(""));
}

TEST(Authorization, IsReadWithoutSpaces) {
    const http::Request request = with_header(
        "AWS4-HMAC-SHA256 "
        "Credential=a/20150830/us-east-1/dynamodb/aws4_request,SignedHeaders=host,Signature=0");
    const auto authorization = read_authorization(request);
    ASSERT_TRUE(authorization.ok()) << authorization.error().message;
    EXPECT_EQ(authorization->access_key_id, "a");
}

TEST(Authorization, IsReadFromAQuery) {
    const http::Request request = with_query(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F20150830%2Fus-east-1%2Fdynamodb%"
        "2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-"
        "amz-target&X-Amz-Security-Token=a%2Fb%3D&X-Amz-Signature=5fa0");
    const auto authorization = read_authorization(request);
    ASSERT_TRUE(authorization.ok()) << authorization.error().message;
    EXPECT_EQ(authorization->access_key_id, "AKID");
    EXPECT_EQ(authorization->signed_headers, "host;x-amz-target");
    EXPECT_EQ(authorization->expires_s, "60");
    EXPECT_EQ(authorization->security_token, "a/b=");
}

TEST(Authorization, IsMissing) {
    const auto [code, message] = refusal(http::Request{.method = "POST"});
    EXPECT_EQ(code, api::ErrorCode::kMissingAuthenticationToken);
    EXPECT_EQ(message, "Request is missing Authentication Token");
}

TEST(Authorization, ListsWhatIsMissingInAHeader) {
    EXPECT_EQ(refusal(with_header("AWS4-HMAC-SHA256")).message,
              "Authorization header requires 'Credential' parameter. Authorization header requires "
              "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
              "Authorization=AWS4-HMAC-SHA256");
    EXPECT_EQ(refusal(with_header("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, Signature=0")).message,
              "Authorization header requires 'SignedHeaders' parameter. "
              "Authorization=AWS4-HMAC-SHA256 Credential=a/b/c/d/e, Signature=0");
    http::Request undated{.method = "POST"};
    undated.headers.add("Authorization", kWhole);
    EXPECT_EQ(refusal(undated).message,
              std::string("Authorization header requires existence of either a 'X-Amz-Date' or a "
                          "'Date' header. Authorization=") +
                  kWhole);
    undated.headers.add("Date", "20150830T123600Z");
    EXPECT_EQ(refusal(undated).message, "accepted");
}

TEST(Authorization, ListsWhatIsMissingInAQuery) {
    EXPECT_EQ(
        refusal(with_query("X-Amz-Signature=0&X-Amz-Date=20150830T123600Z")).message,
        "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string "
        "parameters must include 'X-Amz-Credential'. AWS query-string parameters must include "
        "'X-Amz-SignedHeaders'. Re-examine the query-string parameters.");
    EXPECT_EQ(refusal(with_query("X-Amz-Algorithm=AWS4-HMAC-SHA256")).code,
              api::ErrorCode::kIncompleteSignature);
}

TEST(Authorization, IsRefusedWhereItIsMalformed) {
    EXPECT_EQ(refusal(with_header("")).message, "Authorization header cannot be empty: ''.");
    EXPECT_EQ(refusal(with_header("Bearer token")).message,
              "'token' not a valid key=value pair (missing equal-sign) in Authorization header: "
              "'Bearer token'.");
    for (const char* commas :
         {"AWS4-HMAC-SHA256 Credential=a/b/c/d/e,, SignedHeaders=host, Signature=0",
          "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=0,"})
        EXPECT_EQ(refusal(with_header(commas)).message.substr(0, 3), "'' ") << commas;
    EXPECT_EQ(refusal(with_header("AWS4-HMAC-SHA256 Credential=a b/c, Signature=0")).message,
              "'b/c' not a valid key=value pair (missing equal-sign) in Authorization header: "
              "'AWS4-HMAC-SHA256 Credential=a b/c, Signature=0'.");
    EXPECT_EQ(
        refusal(with_header("AWS4-HMAC-SHA256 Credential=a/b, Signature=0, SignedHeaders=host"))
            .message,
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/term, got 'a/b'");
    EXPECT_EQ(
        refusal(with_header("AWS4-HMAC-SHA1 Credential=a/b/c/d/e, Signature=0, SignedHeaders=host"))
            .message,
        "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.");
    http::Request both = with_header(kWhole);
    both.query = "X-Amz-Algorithm=AWS4-HMAC-SHA256";
    EXPECT_EQ(refusal(both).code, api::ErrorCode::kInvalidSignature);
}

}  // namespace
}  // namespace tabella::wire
