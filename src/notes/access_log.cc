#include "notes/access_log.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "json/writer.h"
#include "sigv4/hash.h"

namespace tabella::notes {

namespace {

/// Enough to tell users apart, too little to be taken for a name.
std::string hash_of(const std::string& user) {
    return user.empty() ? "-" : sigv4::hex(sigv4::sha256(user)).substr(0, 12);
}

double milliseconds(std::chrono::nanoseconds took) {
    return std::chrono::duration<double, std::milli>(took).count();
}

void append(std::string& out, std::string_view name, std::string_view text) {
    out += out.empty() ? '{' : ',';
    json::append_json_string(out, name);
    out += ':';
    json::append_json_string(out, text);
}

std::string json_line(const AccessEntry& entry, const RequestTrace& trace) {
    std::string out;
    append(out, "method", entry.method);
    append(out, "path", entry.path);
    out += fmt::format(",\"status\":{},\"bytes\":{},\"ms\":{:.3f}", entry.status, entry.body_bytes,
                       milliseconds(entry.took));
    append(out, "remote", entry.remote_address);
    append(out, "user", hash_of(entry.user));
    append(out, "request_id", trace.request_id);
    if (!trace.trace.parent.empty()) append(out, "traceparent", trace.trace.parent);
    if (!trace.trace.amzn_id.empty()) append(out, "amzn_trace_id", trace.trace.amzn_id);
    return out + '}';
}

}  // namespace

std::string access_line(const AccessEntry& entry, const RequestTrace& trace, LogFormat format) {
    if (format == LogFormat::kJson) return json_line(entry, trace);
    std::string out =
        fmt::format("{} {} {} {}B {:.3f}ms {} user={} request={}", entry.method, entry.path,
                    entry.status, entry.body_bytes, milliseconds(entry.took), entry.remote_address,
                    hash_of(entry.user), trace.request_id);
    if (!trace.trace.parent.empty()) out += " trace=" + trace.trace.parent;
    if (!trace.trace.amzn_id.empty()) out += " amzn-trace=" + trace.trace.amzn_id;
    return out;
}

void AccessLog::write(const AccessEntry& entry, const RequestTrace& trace) const {
    if (is_on()) logger_->info(access_line(entry, trace, format_));
}

}  // namespace tabella::notes
