#pragma once

#include <memory>
#include <string>

#include "base/random.h"
#include "http/admission.h"
#include "http/server.h"
#include "model/limits.h"
#include "wire/apis.h"
#include "wire/authenticator.h"
#include "wire/cors.h"
#include "wire/metrics.h"
#include "wire/operations.h"

namespace tabella::wire {

struct DynamoHandlerOptions {
    std::string region = "us-east-1";  ///< For the answer to GET /.
    Cors cors = {};
    /// Verifies signatures; null: any will do. Outlives the handler.
    const Authenticator* authenticator = nullptr;
    Metrics* metrics = nullptr;  ///< Counts what is answered; outlives the handler.
    std::size_t body_bytes_max = limits::kRequestBytesMax;  ///< After decompression.
    /// Decompressed bodies in memory at one time; beyond it, 503.
    std::size_t inflated_bytes_in_flight_max = 256 * 1024 * 1024;
};

/// DynamoDB's front door: turns HTTP requests into calls of a DynamoApi and its answers into
/// DynamoDB JSON 1.0, with request id and CRC32, compressed both ways where the client likes.
/// Serves any DynamoApi.
///
/// A request must carry an AWS signature of the right form, whoever's it is; with an authenticator
/// it must be right too.
///
/// Thread-safe. `apis` and `random` outlive it.
/// Source: "DynamoDB low-level API" (Programming.LowLevelAPI.html), "Error handling with DynamoDB"
/// (Programming.Errors.html).
class DynamoHandler final : public http::Handler {
 public:
    DynamoHandler(Apis& apis, Random& random, DynamoHandlerOptions options);
    /// The same tables for everyone.
    DynamoHandler(api::DynamoApi& api, Random& random, DynamoHandlerOptions options);

    Task<http::Response> handle(http::Request request) override;
    http::Response refuse(int status, std::string_view reason) override;

 private:
    struct Call {
        Operation operation = nullptr;
        api::DynamoApi* api = nullptr;
    };

    // `request` stays where it is, in the frame of `handle`: to move it costs as much as to read
    // it.
    Task<http::Response> answer(http::Request& request);
    Task<http::Response> post(http::Request& request);
    /// All that stands before an operation: what it is, who asks.
    api::Result<Call> admit(const http::Request& request);
    /// Takes the body's compression off.
    api::Result<Nothing> decompress(http::Request& request, http::Lease& lease) const;
    http::Response health() const;
    /// What only request and answer together decide: compression, checksum, CORS.
    void finish(const http::Headers& request, http::Response& response);

    std::unique_ptr<Apis> own_apis_;
    Apis& apis_;
    Random& random_;
    DynamoHandlerOptions options_;
    http::Budget inflated_bytes_in_flight_;
};

}  // namespace tabella::wire
