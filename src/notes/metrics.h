#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/types.h"
#include "http/request_metrics.h"

namespace tabella::notes {

/// What is counted of the calls to the store. Thread-safe, without locks.
struct StoreMetrics {
    enum Operation { kPutItem, kGetItem, kUpdateItem, kDeleteItem, kQuery, kTransactWriteItems };
    static constexpr std::array<std::string_view, 6> kNames{
        "PutItem", "GetItem", "UpdateItem", "DeleteItem", "Query", "TransactWriteItems"};

    /// A condition that was not met is an answer, and no failure.
    void count(Operation operation, bool answered) {
        (answered ? answers : failures)[operation].fetch_add(1, std::memory_order_relaxed);
    }

    /// What a read consumed, as its answer says.
    void count_read(const std::optional<api::ConsumedCapacity>& capacity) {
        add(read_capacity_milliunits, capacity);
    }
    /// What a write consumed, likewise. Refused ones do not tell.
    void count_written(const std::optional<api::ConsumedCapacity>& capacity) {
        add(write_capacity_milliunits, capacity);
    }

    std::array<std::atomic<std::uint64_t>, kNames.size()> answers{};
    std::array<std::atomic<std::uint64_t>, kNames.size()> failures{};
    /// In thousandths of a capacity unit.
    std::atomic<std::uint64_t> read_capacity_milliunits{0};
    std::atomic<std::uint64_t> write_capacity_milliunits{0};

 private:
    static void add(std::atomic<std::uint64_t>& total,
                    const std::optional<api::ConsumedCapacity>& capacity) {
        const double units = capacity ? capacity->capacity_units.value_or(0) : 0;
        total.fetch_add(static_cast<std::uint64_t>(units * 1'000), std::memory_order_relaxed);
    }
};

/// One route with its name, which outlives this.
struct NamedRouteMetrics {
    std::string_view method;
    std::string_view path;
    std::unique_ptr<http::RequestMetrics> metrics = std::make_unique<http::RequestMetrics>();
};

/// What is counted of requests. `routes` is filled before the first.
struct NotesMetrics {
    std::vector<NamedRouteMetrics> routes = {};
    std::atomic<std::int64_t> requests_in_flight{0};
    /// Of the embedded store: writes that wait or are being committed. Empty with another store.
    std::function<std::size_t()> commit_queue_depth = {};
    /// What others count in this process, in the same format. Empty: nobody.
    std::function<std::string()> more = {};
};

/// In Prometheus's text format, version 0.0.4.
std::string metrics_text(const NotesMetrics& notes, const StoreMetrics& store);

}  // namespace tabella::notes
