#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

// What a server counts of its answers, in Prometheus's text format, version 0.0.4.

namespace tabella::http {

/// The answers of one kind of request: how many by status, and how long they took. Thread-safe,
/// without locks.
struct RequestMetrics {
    static constexpr std::array<double, 10> kBucketsS{0.001, 0.0025, 0.005, 0.01, 0.025,
                                                      0.05,  0.1,    0.25,  0.5,  1.0};

    void count(int status, std::chrono::nanoseconds took);
    bool counted_any() const;

    std::array<std::atomic<std::uint64_t>, 600> by_status{};
    std::array<std::atomic<std::uint64_t>, kBucketsS.size() + 1> by_time{};  ///< The last: longer.
    std::atomic<std::uint64_t> nanoseconds{0};
};

/// The two lines before a metric's values.
void append_metric_head(std::string& out, std::string_view name, std::string_view type,
                        std::string_view help);
/// A counter: a line for each status that there was. `labels`: `method="GET",route="/notes"`.
void append_answers(std::string& out, std::string_view name, std::string_view labels,
                    const RequestMetrics& metrics);
/// A histogram of seconds.
void append_latencies(std::string& out, std::string_view name, std::string_view labels,
                      const RequestMetrics& metrics);

}  // namespace tabella::http
