#include "notes/metrics.h"

#include <fmt/format.h>

#include <iterator>

namespace tabella::notes {

namespace {

constexpr std::string_view kRequests = "tabella_notes_requests_total";
constexpr std::string_view kSeconds = "tabella_notes_request_seconds";

std::string labels_of(const NamedRouteMetrics& route) {
    return fmt::format("method=\"{}\",route=\"{}\"", route.method, route.path);
}

}  // namespace

std::string metrics_text(const NotesMetrics& notes, const StoreMetrics& store) {
    std::string out;
    const std::vector<NamedRouteMetrics>& routes = notes.routes;
    http::append_metric_head(out, kRequests, "counter", "Answers by route and status.");
    for (const NamedRouteMetrics& route : routes)
        http::append_answers(out, kRequests, labels_of(route), *route.metrics);
    http::append_metric_head(out, kSeconds, "histogram", "Time to answer by route.");
    for (const NamedRouteMetrics& route : routes)
        http::append_latencies(out, kSeconds, labels_of(route), *route.metrics);
    http::append_metric_head(out, "tabella_notes_requests_in_flight", "gauge",
                             "Requests being answered.");
    fmt::format_to(std::back_inserter(out), "tabella_notes_requests_in_flight {}\n",
                   notes.requests_in_flight.load());
    http::append_metric_head(out, "tabella_notes_store_calls_total", "counter",
                             "Calls to the store; a condition that was not met is an answer.");
    for (std::size_t i = 0; i < StoreMetrics::kNames.size(); ++i)
        for (const auto& [outcome, counts] :
             {std::pair{"answer", &store.answers}, std::pair{"failure", &store.failures}})
            fmt::format_to(
                std::back_inserter(out),
                "tabella_notes_store_calls_total{{operation=\"{}\",outcome=\"{}\"}} {}\n",
                StoreMetrics::kNames[i], outcome, (*counts)[i].load());
    http::append_metric_head(out, "tabella_notes_read_capacity_units_total", "counter",
                             "Read capacity that reads and listings consumed.");
    fmt::format_to(std::back_inserter(out), "tabella_notes_read_capacity_units_total {:.3f}\n",
                   static_cast<double>(store.read_capacity_milliunits.load()) / 1'000);
    http::append_metric_head(out, "tabella_notes_write_capacity_units_total", "counter",
                             "Write capacity that changes consumed; refused ones do not tell.");
    fmt::format_to(std::back_inserter(out), "tabella_notes_write_capacity_units_total {:.3f}\n",
                   static_cast<double>(store.write_capacity_milliunits.load()) / 1'000);
    if (notes.commit_queue_depth) {
        http::append_metric_head(out, "tabella_commit_queue_depth", "gauge",
                                 "Writes that wait for the embedded store or are being committed.");
        fmt::format_to(std::back_inserter(out), "tabella_commit_queue_depth {}\n",
                       notes.commit_queue_depth());
    }
    if (notes.more) out += notes.more();
    return out;
}

}  // namespace tabella::notes
