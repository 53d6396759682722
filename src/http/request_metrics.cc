#include "http/request_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace tabella::http {

void RequestMetrics::count(int status, std::chrono::nanoseconds took) {
    const auto index = static_cast<std::size_t>(status);
    if (index < by_status.size()) by_status[index].fetch_add(1, std::memory_order_relaxed);
    const double seconds = std::chrono::duration<double>(took).count();
    std::size_t bucket = 0;
    while (bucket < kBucketsS.size() && seconds > kBucketsS[bucket]) ++bucket;
    by_time[bucket].fetch_add(1, std::memory_order_relaxed);
    nanoseconds.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
}

bool RequestMetrics::counted_any() const {
    return std::any_of(by_time.begin(), by_time.end(),
                       [](const auto& bucket) { return bucket.load() > 0; });
}

void append_metric_head(std::string& out, std::string_view name, std::string_view type,
                        std::string_view help) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

void append_answers(std::string& out, std::string_view name, std::string_view labels,
                    const RequestMetrics& metrics) {
    for (std::size_t status = 0; status < metrics.by_status.size(); ++status)
        if (const auto count = metrics.by_status[status].load(); count > 0)
            fmt::format_to(std::back_inserter(out), "{}{{{},status=\"{}\"}} {}\n", name, labels,
                           status, count);
}

void append_latencies(std::string& out, std::string_view name, std::string_view labels,
                      const RequestMetrics& metrics) {
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < RequestMetrics::kBucketsS.size(); ++i) {
        total += metrics.by_time[i].load();
        fmt::format_to(std::back_inserter(out), "{}_bucket{{{},le=\"{}\"}} {}\n", name, labels,
                       RequestMetrics::kBucketsS[i], total);
    }
    total += metrics.by_time.back().load();
    fmt::format_to(std::back_inserter(out), "{0}_bucket{{{1},le=\"+Inf\"}} {2}\n", name, labels,
                   total);
    fmt::format_to(std::back_inserter(out), "{0}_sum{{{1}}} {2:.6f}\n{0}_count{{{1}}} {3}\n", name,
                   labels, static_cast<double>(metrics.nanoseconds.load()) / 1e9, total);
}

}  // namespace tabella::http
