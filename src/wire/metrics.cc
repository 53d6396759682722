#include "wire/metrics.h"

#include <fmt/format.h>

#include <iterator>

#include "wire/operations.h"

namespace tabella::wire {

Metrics::Metrics() {
    for (const std::string_view name : operation_names())
        operations_.emplace(name, std::make_unique<http::RequestMetrics>());
}

http::RequestMetrics& Metrics::of(std::string_view target) {
    if (find_operation(target) == nullptr) return other_;
    const auto found = operations_.find(target.substr(target.find('.') + 1));
    return found == operations_.end() ? other_ : *found->second;
}

std::string Metrics::text() const {
    constexpr std::string_view kRequests = "tabella_dynamodb_requests_total";
    constexpr std::string_view kSeconds = "tabella_dynamodb_request_seconds";
    std::string out;
    http::append_metric_head(out, kRequests, "counter",
                             "Answers of the DynamoDB endpoint by operation and status.");
    for (const auto& [name, metrics] : operations_)
        http::append_answers(out, kRequests, fmt::format("operation=\"{}\"", name), *metrics);
    http::append_answers(out, kRequests, "operation=\"other\"", other_);
    http::append_metric_head(out, kSeconds, "histogram", "Time to answer by operation.");
    for (const auto& [name, metrics] : operations_)
        if (metrics->counted_any())
            http::append_latencies(out, kSeconds, fmt::format("operation=\"{}\"", name), *metrics);
    http::append_metric_head(out, "tabella_dynamodb_requests_in_flight", "gauge",
                             "Requests being answered.");
    fmt::format_to(std::back_inserter(out), "tabella_dynamodb_requests_in_flight {}\n",
                   requests_in_flight.load());
    if (!commit_queue_depth) return out;
    http::append_metric_head(out, "tabella_commit_queue_depth", "gauge",
                             "Writes that wait for the embedded store or are being committed.");
    fmt::format_to(std::back_inserter(out), "tabella_commit_queue_depth {}\n",
                   commit_queue_depth());
    return out;
}

}  // namespace tabella::wire
