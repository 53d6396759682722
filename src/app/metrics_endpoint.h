#pragma once

#include <string_view>

#include "http/server.h"
#include "wire/metrics.h"

namespace tabella::app {

/// What watches `tabella dynamodb` asks, on a port of its own: the DynamoDB port answers as AWS's
/// does, which knows no such thing. GET /metrics in Prometheus's text format, GET /health; nobody
/// is asked for a signature. The metrics outlive it.
class MetricsEndpoint final : public http::Handler {
 public:
    explicit MetricsEndpoint(const wire::Metrics& metrics) : metrics_(metrics) {}

    Task<http::Response> handle(http::Request request) override;
    http::Response refuse(int status, std::string_view reason) override;

 private:
    const wire::Metrics& metrics_;
};

}  // namespace tabella::app
