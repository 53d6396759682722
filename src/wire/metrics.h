#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "http/request_metrics.h"

namespace tabella::wire {

/// What is counted of the requests to a DynamoDB endpoint, by operation. Thread-safe, without
/// locks.
class Metrics {
 public:
    Metrics();

    /// Where a request of that X-Amz-Target is counted: those of none of `operation_names`
    /// together.
    http::RequestMetrics& of(std::string_view target);

    /// In Prometheus's text format, version 0.0.4. Operations that nobody called have no latencies.
    std::string text() const;

    std::atomic<std::int64_t> requests_in_flight{0};
    /// Of the embedded store: writes that wait or are being committed. Empty where somebody else
    /// tells it.
    std::function<std::size_t()> commit_queue_depth = {};

 private:
    /// Filled once, by name.
    std::map<std::string_view, std::unique_ptr<http::RequestMetrics>> operations_;
    http::RequestMetrics other_;
};

}  // namespace tabella::wire
