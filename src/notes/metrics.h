#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/types.h"

namespace tabella::notes {

/// What is counted of one route: answers by status, and how long they took. Thread-safe, without
/// locks.
struct RouteMetrics {
    static constexpr std::array<double, 10> kBucketsS{0.001, 0.0025, 0.005, 0.01, 0.025,
                                                      0.05,  0.1,    0.25,  0.5,  1.0};

    void count(int status, std::chrono::nanoseconds took);

    std::array<std::atomic<std::uint64_t>, 600> by_status{};
    std::array<std::atomic<std::uint64_t>, kBucketsS.size() + 1> by_time{};  ///< The last: longer.
    std::atomic<std::uint64_t> nanoseconds{0};
};

/// What is counted of the calls to the store. Thread-safe, without locks.
struct StoreMetrics {
    enum Operation { kPutItem, kGetItem, kUpdateItem, kDeleteItem, kQuery, kTransactWriteItems };
    static constexpr std::array<std::string_view, 6> kNames{
        "PutItem", "GetItem", "UpdateItem", "DeleteItem", "Query", "TransactWriteItems"};

    /// A condition that was not met is an answer, and no failure.
    void count(Operation operation, bool answered) {
        (answered ? answers : failures)[operation].fetch_add(1, std::memory_order_relaxed);
    }

    /// What a write consumed, as its answer says. Refused ones do not tell.
    void count_written(const std::optional<api::ConsumedCapacity>& capacity) {
        const double units = capacity ? capacity->capacity_units.value_or(0) : 0;
        write_capacity_milliunits.fetch_add(static_cast<std::uint64_t>(units * 1'000),
                                            std::memory_order_relaxed);
    }

    std::array<std::atomic<std::uint64_t>, kNames.size()> answers{};
    std::array<std::atomic<std::uint64_t>, kNames.size()> failures{};
    /// Of listings, in thousandths of a read capacity unit.
    std::atomic<std::uint64_t> read_capacity_milliunits{0};
    /// Of writes, likewise.
    std::atomic<std::uint64_t> write_capacity_milliunits{0};
};

/// One route with its name, which outlives this.
struct NamedRouteMetrics {
    std::string_view method;
    std::string_view path;
    std::unique_ptr<RouteMetrics> metrics = std::make_unique<RouteMetrics>();
};

/// What is counted of requests. `routes` is filled before the first.
struct NotesMetrics {
    std::vector<NamedRouteMetrics> routes = {};
    std::atomic<std::int64_t> requests_in_flight{0};
    /// Of the embedded store: writes that wait or are being committed. Empty with another store.
    std::function<std::size_t()> commit_queue_depth = {};
};

/// In Prometheus's text format, version 0.0.4.
std::string metrics_text(const NotesMetrics& notes, const StoreMetrics& store);

}  // namespace tabella::notes
