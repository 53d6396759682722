#include "notes/request_trace.h"

#include <algorithm>

#include "http/ascii.h"

namespace tabella::notes {

namespace {

constexpr std::size_t kIdBytesMax = 128;
constexpr std::size_t kAmznBytesMax = 512;
/// At least 512 should be passed on (W3C Trace Context, 3.3.1.5).
constexpr std::size_t kStateBytesMax = 2'048;

/// What comes from outside goes into logs: visible ASCII only, and not for ever.
std::string visible(const http::Headers& headers, std::string_view name, std::size_t bytes_max) {
    const auto value = headers.find(name);
    if (!value.has_value() || value->empty() || value->size() > bytes_max) return "";
    const bool plain = std::all_of(value->begin(), value->end(), [](char c) {
        return c > 0x20 && c < 0x7F && c != '"' && c != '\\';
    });
    return plain ? std::string(*value) : "";
}

bool is_lower_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_zero(std::string_view text) {
    return text.find_first_not_of('0') == std::string_view::npos;
}

/// version "-" trace-id "-" parent-id "-" flags, in lower-case hexadecimal; ids of zeros only are
/// none. Of a version that is not known yet its first four fields count, and of its flags the one
/// that is known. Empty for what is no traceparent.
/// Source: W3C Trace Context, 3.2.2 and 4.3.
std::string trace_parent_of(std::string_view text) {
    constexpr std::size_t kBytes = 55;
    if (text.size() < kBytes || text[2] != '-' || text[35] != '-' || text[52] != '-') return "";
    const std::string_view version = text.substr(0, 2);
    const std::string_view trace_id = text.substr(3, 32);
    const std::string_view parent_id = text.substr(36, 16);
    const std::string_view flags = text.substr(53, 2);
    for (const std::string_view field : {version, trace_id, parent_id, flags})
        if (!is_lower_hex(field)) return "";
    if (version == "ff" || is_zero(trace_id) || is_zero(parent_id)) return "";
    if (version == "00") return text.size() == kBytes ? std::string(text) : "";
    if (text.size() > kBytes && text[kBytes] != '-') return "";
    const bool sampled = std::string_view("13579bdf").find(flags[1]) != std::string_view::npos;
    return "00" + std::string(text.substr(2, 51)) + (sampled ? "01" : "00");
}

/// A traceparent that comes twice is none.
bool comes_once(const http::Headers& headers, std::string_view name) {
    const auto& fields = headers.fields();
    return std::count_if(fields.begin(), fields.end(), [&](const auto& field) {
               return http::equal_ignoring_case(field.first, name);
           }) == 1;
}

/// All its fields as one list, which is others' and passed on as it is; empty where it is too long,
/// or holds what a header cannot.
std::string trace_state_of(const http::Headers& headers) {
    std::string state;
    for (const auto& [name, value] : headers.fields()) {
        if (!http::equal_ignoring_case(name, "tracestate") || value.empty()) continue;
        if (!state.empty()) state += ',';
        state += value;
    }
    const bool printable =
        std::all_of(state.begin(), state.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
    return printable && state.size() <= kStateBytesMax ? state : "";
}

}  // namespace

RequestTrace trace_of(const http::Headers& headers, Random& random) {
    RequestTrace trace{.request_id = visible(headers, "X-Request-Id", kIdBytesMax)};
    if (trace.request_id.empty()) trace.request_id = random_id(random, 16);
    trace.trace.amzn_id = visible(headers, "X-Amzn-Trace-Id", kAmznBytesMax);
    if (comes_once(headers, "traceparent"))
        trace.trace.parent = trace_parent_of(visible(headers, "traceparent", kIdBytesMax));
    if (!trace.trace.parent.empty()) trace.trace.state = trace_state_of(headers);
    return trace;
}

void add_trace(const RequestTrace& trace, http::Response& response) {
    response.headers.add("X-Request-Id", trace.request_id);
    const api::Trace& ids = trace.trace;
    if (!ids.parent.empty()) response.headers.add("traceparent", ids.parent);
    if (!ids.amzn_id.empty()) response.headers.add("X-Amzn-Trace-Id", ids.amzn_id);
}

}  // namespace tabella::notes
