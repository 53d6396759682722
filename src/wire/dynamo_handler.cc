#include "wire/dynamo_handler.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <algorithm>
#include <chrono>

#include "http/ascii.h"
#include "json/codec.h"
#include "wire/authorization.h"
#include "wire/compression.h"

namespace tabella::wire {

namespace {

constexpr const char* kJsonType = "application/x-amz-json-1.0";
constexpr std::size_t kRequestIdLength = 52;
/// Below it, gzip costs more than it saves: the answer fits one packet anyway.
constexpr std::size_t kCompressedBytesMin = 1'400;

/// A body may be this large whatever it was compressed to …
constexpr std::size_t kFreelyInflatedBytes = 2 * 1024 * 1024;
/// … and beyond that so many times as large. JSON becomes 5 to 20 times smaller; deflate's end is
/// about 1,000. To parse a body costs up to ten times its memory: a few kilobytes shall not cost us
/// a hundred megabytes.
constexpr std::size_t kInflationMax = 100;

http::Response success(std::string body) {
    return {.status = 200, .headers = {{"Content-Type", kJsonType}}, .body = std::move(body)};
}

http::Response answer_error(const api::Error& error) {
    http::Response response{.status = api::http_status(error.code),
                            .headers = {{"Content-Type", kJsonType}},
                            .body = json::encode_error(error)};
    if (error.code == api::ErrorCode::kServiceUnavailable) response.headers.add("Retry-After", "1");
    return response;
}

/// What AWS answers where it does not even see which protocol is spoken: a wrong method, a wrong
/// Content-Type.
http::Response not_dynamodb() {
    return {.status = 404,
            .headers = {{"Content-Type", "application/xml"}},
            .body = "<UnknownOperationException/>\n"};
}

bool speaks_json(const http::Request& request) {
    const std::string_view type = request.headers.find("Content-Type").value_or("");
    const std::string_view media = http::trim(type.substr(0, type.find(';')));
    return http::equal_ignoring_case(media, kJsonType) ||
           http::equal_ignoring_case(media, "application/json");
}

}  // namespace

DynamoHandler::DynamoHandler(Apis& apis, Random& random, DynamoHandlerOptions options)
    : apis_(apis),
      random_(random),
      options_(std::move(options)),
      inflated_bytes_in_flight_(options_.inflated_bytes_in_flight_max) {}

DynamoHandler::DynamoHandler(api::DynamoApi& api, Random& random, DynamoHandlerOptions options)
    : own_apis_(std::make_unique<OneApi>(api)),
      apis_(*own_apis_),
      random_(random),
      options_(std::move(options)),
      inflated_bytes_in_flight_(options_.inflated_bytes_in_flight_max) {}

Task<http::Response> DynamoHandler::handle(http::Request request) {
    using std::chrono::steady_clock;
    Metrics* const metrics = options_.metrics;
    if (metrics == nullptr) co_return co_await answer(request);
    http::RequestMetrics& counted = metrics->of(request.headers.find("X-Amz-Target").value_or(""));
    metrics->requests_in_flight.fetch_add(1, std::memory_order_relaxed);
    const steady_clock::time_point begin = steady_clock::now();
    http::Response response = co_await answer(request);
    counted.count(response.status, steady_clock::now() - begin);
    metrics->requests_in_flight.fetch_sub(1, std::memory_order_relaxed);
    co_return response;
}

Task<http::Response> DynamoHandler::answer(http::Request& request) {
    http::Response response;
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (request.method == "POST" && speaks_json(request))
        response = co_await post(request);
    else if (request.method == "OPTIONS")
        response = options_.cors.preflight(request);
    else if (reads && (request.path == "/" || request.path == "/health"))
        response = health();
    else
        response = not_dynamodb();
    finish(request.headers, response);
    co_return response;
}

Task<http::Response> DynamoHandler::post(http::Request& request) {
    const auto call = admit(request);
    if (!call.ok()) co_return answer_error(call.error());
    http::Lease inflated(inflated_bytes_in_flight_);
    const auto plain = decompress(request, inflated);
    if (!plain.ok()) co_return answer_error(plain.error());
    auto body = co_await call->operation(*call->api, std::move(request.body));
    if (!body.ok()) co_return answer_error(body.error());
    co_return success(std::move(body).value());
}

api::Result<DynamoHandler::Call> DynamoHandler::admit(const http::Request& request) {
    const auto target = request.headers.find("X-Amz-Target");
    Call call;
    if (target.has_value()) call.operation = find_operation(*target);
    if (call.operation == nullptr)
        return api::Error{.code = api::ErrorCode::kUnknownOperation, .message = ""};
    // Before the body is looked at: who may not ask shall not make work.
    TABELLA_ASSIGN(const Authorization authorization, read_authorization(request));
    if (options_.authenticator != nullptr)
        TABELLA_CHECK(options_.authenticator->verify(request, authorization));
    TABELLA_ASSIGN(call.api, apis_.find({.access_key_id = authorization.access_key_id,
                                         .region = authorization.region}));
    return call;
}

api::Result<Nothing> DynamoHandler::decompress(http::Request& request, http::Lease& lease) const {
    const auto encoding = request.headers.find("Content-Encoding");
    if (!encoding.has_value() || http::equal_ignoring_case(*encoding, "identity")) return Nothing{};
    if (!http::equal_ignoring_case(*encoding, "gzip"))
        return api::Error{
            .code = api::ErrorCode::kSerialization,
            .message = fmt::format("Content-Encoding {} is not supported", *encoding)};
    // A body that claims too much is refused unseen, and one that claims too little ends there.
    const auto bytes = claimed_bytes(request.body);
    const std::size_t inflated_max =
        std::max(kFreelyInflatedBytes, request.body.size() * kInflationMax);
    if (bytes.value_or(0) > std::min(options_.body_bytes_max, inflated_max))
        return api::Error{.code = api::ErrorCode::kRequestEntityTooLarge,
                          .message = "request body too large"};
    if (!lease.grow_to(bytes.value_or(0)))
        return api::Error{.code = api::ErrorCode::kServiceUnavailable,
                          .message = "overloaded, try again later"};
    auto body = gunzip(request.body, bytes.value_or(0));
    if (!body.ok())
        return api::Error{.code = api::ErrorCode::kSerialization,
                          .message = "The body is not what its Content-Encoding, gzip, says"};
    request.body = std::move(body).value();
    return Nothing{};
}

http::Response DynamoHandler::health() const {
    return {.status = 200,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
            .body = fmt::format("healthy: dynamodb.{}.amazonaws.com", options_.region)};
}

http::Response DynamoHandler::refuse(int status, std::string_view reason) {
    const api::ErrorCode code = status == 413   ? api::ErrorCode::kRequestEntityTooLarge
                                : status == 503 ? api::ErrorCode::kServiceUnavailable
                                                : api::ErrorCode::kSerialization;
    http::Response response = answer_error({.code = code, .message = std::string(reason)});
    response.status = status;
    finish({}, response);
    return response;
}

void DynamoHandler::finish(const http::Headers& request, http::Response& response) {
    if (response.body.size() >= kCompressedBytesMin &&
        accepts_gzip(request.find("Accept-Encoding").value_or(""))) {
        response.body = gzip(response.body);
        response.headers.add("Content-Encoding", "gzip");
    }
    // Of the bytes as sent, compressed or not: "if the response is gzipped the checksum is of the
    // gzipped response" (pkg.go.dev, aws-sdk-go-v2/service/dynamodb/internal/customizations); the
    // Java SDK knows the same as calculateCrc32FromCompressedData.
    const auto checksum = libdeflate_crc32(0, response.body.data(), response.body.size());
    response.headers.add("x-amzn-RequestId", random_id(random_, kRequestIdLength));
    response.headers.add("x-amz-crc32", std::to_string(checksum));
    options_.cors.allow(request.find("Origin").value_or(""), response);
}

}  // namespace tabella::wire
