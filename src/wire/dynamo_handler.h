#pragma once

#include <string>

#include "api/dynamo_api.h"
#include "base/random.h"
#include "http/server.h"

namespace tabella::wire {

struct DynamoHandlerOptions {
    std::string region = "us-east-1";  ///< For the answer to GET /.
};

/// DynamoDB's front door: turns HTTP requests into calls of a DynamoApi and its answers into
/// DynamoDB JSON 1.0, with request id and CRC32. Serves any DynamoApi.
///
/// Any access key is accepted, but a request must carry one: without an Authorization header it is
/// refused as AWS does (MissingAuthenticationTokenException).
///
/// Thread-safe. `api` and `random` outlive it.
/// Source: "DynamoDB low-level API" (Programming.LowLevelAPI.html).
class DynamoHandler final : public http::Handler {
 public:
    DynamoHandler(api::DynamoApi& api, Random& random, DynamoHandlerOptions options);

    Task<http::Response> handle(http::Request request) override;
    http::Response refuse(int status, std::string_view reason) override;

 private:
    Task<http::Response> post(http::Request request);
    http::Response answer(int status, std::string body);
    http::Response answer_error(const api::Error& error);

    api::DynamoApi& api_;
    Random& random_;
    DynamoHandlerOptions options_;
};

}  // namespace tabella::wire
