#include "api/error.h"

#include <gtest/gtest.h>

namespace tabella::api {
namespace {

TEST(ApiError, TypesOfTheWireAreRecognisedWithAndWithoutPrefix) {
    EXPECT_EQ(wire_type(ErrorCode::kResourceNotFound),
              "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException");
    EXPECT_EQ(wire_type(ErrorCode::kValidation), "com.amazon.coral.validate#ValidationException");
    EXPECT_EQ(type_name(ErrorCode::kValidation), "ValidationException");
    for (int i = 0; i <= static_cast<int>(ErrorCode::kOther); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        EXPECT_EQ(error_code_from_type(wire_type(code)), code);
        EXPECT_EQ(error_code_from_type(type_name(code)), code);
    }
    EXPECT_EQ(error_code_from_type("ThrottlingException:http://internal.amazon.com/"),
              ErrorCode::kThrottling);
    EXPECT_EQ(error_code_from_type("com.example#NewException"), ErrorCode::kOther);
}

TEST(ApiError, OnlyFaultsOfTheServerAreNotFourHundred) {
    EXPECT_EQ(http_status(ErrorCode::kConditionalCheckFailed), 400);
    EXPECT_EQ(http_status(ErrorCode::kInternalServerError), 500);
}

}  // namespace
}  // namespace tabella::api
