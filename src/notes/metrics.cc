#include "notes/metrics.h"

#include <fmt/format.h>

#include <iterator>

namespace tabella::notes {

namespace {

void append_head(std::string& out, std::string_view name, std::string_view type,
                 std::string_view help) {
    fmt::format_to(std::back_inserter(out), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

void append_requests(std::string& out, const NamedRouteMetrics& route) {
    for (std::size_t status = 0; status < route.metrics->by_status.size(); ++status)
        if (const auto count = route.metrics->by_status[status].load(); count > 0)
            fmt::format_to(
                std::back_inserter(out),
                "tabella_notes_requests_total{{method=\"{}\",route=\"{}\",status=\"{}\"}} "
                "{}\n",
                route.method, route.path, status, count);
}

void append_latencies(std::string& out, const NamedRouteMetrics& route) {
    constexpr std::string_view kName = "tabella_notes_request_seconds";
    const std::string labels = fmt::format("method=\"{}\",route=\"{}\"", route.method, route.path);
    std::uint64_t total = 0;
    for (std::size_t i = 0; i < RouteMetrics::kBucketsS.size(); ++i) {
        total += route.metrics->by_time[i].load();
        fmt::format_to(std::back_inserter(out), "{}_bucket{{{},le=\"{}\"}} {}\n", kName, labels,
                       RouteMetrics::kBucketsS[i], total);
    }
    total += route.metrics->by_time.back().load();
    fmt::format_to(std::back_inserter(out), "{0}_bucket{{{1},le=\"+Inf\"}} {2}\n", kName, labels,
                   total);
    fmt::format_to(std::back_inserter(out), "{0}_sum{{{1}}} {2:.6f}\n{0}_count{{{1}}} {3}\n", kName,
                   labels, static_cast<double>(route.metrics->nanoseconds.load()) / 1e9, total);
}

}  // namespace

void RouteMetrics::count(int status, std::chrono::nanoseconds took) {
    const auto index = static_cast<std::size_t>(status);
    if (index < by_status.size()) by_status[index].fetch_add(1, std::memory_order_relaxed);
    const double seconds = std::chrono::duration<double>(took).count();
    std::size_t bucket = 0;
    while (bucket < kBucketsS.size() && seconds > kBucketsS[bucket]) ++bucket;
    by_time[bucket].fetch_add(1, std::memory_order_relaxed);
    nanoseconds.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
}

std::string metrics_text(const NotesMetrics& notes, const StoreMetrics& store) {
    std::string out;
    const std::vector<NamedRouteMetrics>& routes = notes.routes;
    append_head(out, "tabella_notes_requests_total", "counter", "Answers by route and status.");
    for (const NamedRouteMetrics& route : routes) append_requests(out, route);
    append_head(out, "tabella_notes_request_seconds", "histogram", "Time to answer by route.");
    for (const NamedRouteMetrics& route : routes) append_latencies(out, route);
    append_head(out, "tabella_notes_requests_in_flight", "gauge", "Requests being answered.");
    fmt::format_to(std::back_inserter(out), "tabella_notes_requests_in_flight {}\n",
                   notes.requests_in_flight.load());
    append_head(out, "tabella_notes_store_calls_total", "counter",
                "Calls to the store; a condition that was not met is an answer.");
    for (std::size_t i = 0; i < StoreMetrics::kNames.size(); ++i)
        for (const auto& [outcome, counts] :
             {std::pair{"answer", &store.answers}, std::pair{"failure", &store.failures}})
            fmt::format_to(
                std::back_inserter(out),
                "tabella_notes_store_calls_total{{operation=\"{}\",outcome=\"{}\"}} {}\n",
                StoreMetrics::kNames[i], outcome, (*counts)[i].load());
    append_head(out, "tabella_notes_read_capacity_units_total", "counter",
                "Read capacity that listings consumed.");
    fmt::format_to(std::back_inserter(out), "tabella_notes_read_capacity_units_total {:.3f}\n",
                   static_cast<double>(store.read_capacity_milliunits.load()) / 1'000);
    append_head(out, "tabella_notes_write_capacity_units_total", "counter",
                "Write capacity that changes consumed; refused ones do not tell.");
    fmt::format_to(std::back_inserter(out), "tabella_notes_write_capacity_units_total {:.3f}\n",
                   static_cast<double>(store.write_capacity_milliunits.load()) / 1'000);
    if (!notes.commit_queue_depth) return out;
    append_head(out, "tabella_commit_queue_depth", "gauge",
                "Writes that wait for the embedded store or are being committed.");
    fmt::format_to(std::back_inserter(out), "tabella_commit_queue_depth {}\n",
                   notes.commit_queue_depth());
    return out;
}

}  // namespace tabella::notes
