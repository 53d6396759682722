#include "notes/request_trace.h"

#include <algorithm>

namespace tabella::notes {

namespace {

constexpr std::size_t kIdBytesMax = 128;
constexpr std::size_t kAmznBytesMax = 512;

/// What comes from outside goes into logs: visible ASCII only, and not for ever.
std::string visible(const http::Headers& headers, std::string_view name, std::size_t bytes_max) {
    const auto value = headers.find(name);
    if (!value.has_value() || value->empty() || value->size() > bytes_max) return "";
    const bool plain = std::all_of(value->begin(), value->end(), [](char c) {
        return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
    });
    return plain ? std::string(*value) : "";
}

/// version "-" trace-id "-" parent-id "-" flags, in lower-case hexadecimal.
bool is_trace_parent(const std::string& text) {
    if (text.size() != 55 || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 2 || i == 35 || i == 52) continue;
        const bool hex = (text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f');
        if (!hex) return false;
    }
    return true;
}

}  // namespace

RequestTrace trace_of(const http::Headers& headers, Random& random) {
    RequestTrace trace{.request_id = visible(headers, "X-Request-Id", kIdBytesMax),
                       .trace_parent = visible(headers, "traceparent", kIdBytesMax),
                       .amzn_trace_id = visible(headers, "X-Amzn-Trace-Id", kAmznBytesMax)};
    if (trace.request_id.empty()) trace.request_id = random_id(random, 16);
    if (!is_trace_parent(trace.trace_parent)) trace.trace_parent.clear();
    return trace;
}

void add_trace(const RequestTrace& trace, http::Response& response) {
    response.headers.add("X-Request-Id", trace.request_id);
    if (!trace.trace_parent.empty()) response.headers.add("traceparent", trace.trace_parent);
    if (!trace.amzn_trace_id.empty()) response.headers.add("X-Amzn-Trace-Id", trace.amzn_trace_id);
}

}  // namespace tabella::notes
