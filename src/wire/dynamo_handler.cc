#include "wire/dynamo_handler.h"

#include <fmt/format.h>
#include <zlib.h>

#include "json/codec.h"
#include "wire/authorization.h"
#include "wire/operations.h"

namespace tabella::wire {

namespace {

constexpr const char* kJsonType = "application/x-amz-json-1.0";
constexpr std::size_t kRequestIdLength = 52;

/// The answer to a browser that asks whether it may send.
http::Response preflight(const http::Request& request) {
    http::Response response{.status = 200};
    response.headers.add("Access-Control-Allow-Methods", "POST, GET, OPTIONS");
    if (const auto asked = request.headers.find("Access-Control-Request-Headers"))
        response.headers.add("Access-Control-Allow-Headers", std::string(*asked));
    response.headers.add("Access-Control-Expose-Headers", "x-amzn-RequestId, x-amz-crc32");
    response.headers.add("Access-Control-Max-Age", "172800");
    return response;
}

}  // namespace

DynamoHandler::DynamoHandler(api::DynamoApi& api, Random& random, DynamoHandlerOptions options)
    : api_(api), random_(random), options_(std::move(options)) {}

Task<http::Response> DynamoHandler::handle(http::Request request) {
    const bool cross_origin = request.headers.find("Origin").has_value();
    http::Response response;
    if (request.method == "POST") {
        response = co_await post(std::move(request));
    } else if (request.method == "OPTIONS") {
        response = preflight(request);
    } else if (request.method == "GET" || request.method == "HEAD") {
        response = answer(200, fmt::format("healthy: dynamodb.{}.amazonaws.com", options_.region));
        response.headers.set("Content-Type", "text/plain; charset=utf-8");
    } else {
        response = answer_error({.code = api::ErrorCode::kUnknownOperation, .message = ""});
    }
    if (cross_origin) response.headers.set("Access-Control-Allow-Origin", "*");
    co_return response;
}

Task<http::Response> DynamoHandler::post(http::Request request) {
    const auto target = request.headers.find("X-Amz-Target");
    const Operation operation = target.has_value() ? find_operation(*target) : nullptr;
    if (operation == nullptr)
        co_return answer_error({.code = api::ErrorCode::kUnknownOperation, .message = ""});
    auto authorized = check_authorization_form(request);
    if (!authorized.ok()) co_return answer_error(authorized.error());
    if (request.headers.find("Content-Encoding").has_value())
        co_return answer_error({.code = api::ErrorCode::kSerialization,
                                .message = "Content-Encoding is not supported"});
    auto body = co_await operation(api_, std::move(request.body));
    if (!body.ok()) co_return answer_error(body.error());
    co_return answer(200, std::move(body).value());
}

http::Response DynamoHandler::refuse(int status, std::string_view reason) {
    const api::ErrorCode code = status == 413   ? api::ErrorCode::kRequestEntityTooLarge
                                : status == 503 ? api::ErrorCode::kServiceUnavailable
                                                : api::ErrorCode::kSerialization;
    return answer(status, json::encode_error({.code = code, .message = std::string(reason)}));
}

http::Response DynamoHandler::answer(int status, std::string body) {
    const auto checksum =
        ::crc32(0L, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    http::Response response{.status = status, .body = std::move(body)};
    response.headers.add("Content-Type", kJsonType);
    response.headers.add("x-amzn-RequestId", random_id(random_, kRequestIdLength));
    response.headers.add("x-amz-crc32", fmt::format("{}", checksum));
    return response;
}

http::Response DynamoHandler::answer_error(const api::Error& error) {
    return answer(api::http_status(error.code), json::encode_error(error));
}

}  // namespace tabella::wire
