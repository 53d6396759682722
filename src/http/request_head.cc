#include "http/request_head.h"

#include <algorithm>
#include <limits>

#include "http/ascii.h"

namespace tabella::http {
namespace {

/// nullopt: all is well.
using Complaint = std::optional<Refusal>;

Complaint bad(std::string_view reason) {
    return Refusal{400, reason};
}

/// Cuts the next line off, without its CRLF; find_end has seen that every line has one.
std::string_view take_line(std::string_view& rest) {
    const std::size_t line_feed = rest.find('\n');
    const std::string_view line = rest.substr(0, line_feed - 1);
    rest.remove_prefix(line_feed + 1);
    return line;
}

/// Path and query of the three forms of a target that name a resource here (RFC 9112, 3.2).
Complaint split_target(Request& request) {
    std::string_view rest = request.target;
    for (const char c : rest) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte == 0x7F || c == '#') return bad("malformed request target");
    }
    if (rest.starts_with("http://") || rest.starts_with("https://")) {
        rest.remove_prefix(rest.find("//") + 2);
        rest.remove_prefix(std::min(rest.find_first_of("/?"), rest.size()));
    } else if (!rest.starts_with('/') && rest != "*") {
        return bad("malformed request target");
    }
    const std::size_t question = std::min(rest.find('?'), rest.size());
    request.path = rest.substr(0, question);
    if (request.path.empty()) request.path = "/";
    request.query = rest.substr(std::min(question + 1, rest.size()));
    return std::nullopt;
}

Complaint read_request_line(std::string_view line, RequestHead& head) {
    const std::size_t method_end = line.find(' ');
    const std::size_t target_end = line.rfind(' ');
    if (method_end == std::string_view::npos || method_end == target_end)
        return bad("malformed request line");
    const std::string_view method = line.substr(0, method_end);
    const std::string_view version = line.substr(target_end + 1);
    if (method.empty() || !all_token_chars(method)) return bad("malformed method");
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return bad("unsupported HTTP version");
    head.http_1_0 = version == "HTTP/1.0";
    head.keep_alive = !head.http_1_0;
    head.request.method = method;
    head.request.target = line.substr(method_end + 1, target_end - method_end - 1);
    return split_target(head.request);
}

Complaint read_content_length(std::string_view value, RequestHead& head) {
    if (value.empty() || !std::all_of(value.begin(), value.end(), is_digit))
        return bad("malformed Content-Length");
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t length = 0;
    for (const char c : value) {
        const auto digit = static_cast<std::uint64_t>(c - '0');
        length = length > (kMax - digit) / 10 ? kMax : length * 10 + digit;
    }
    head.content_length = length;
    return std::nullopt;
}

bool is_host(std::string_view value) {
    return std::all_of(value.begin(), value.end(), [](char c) {
        return is_alpha(c) || is_digit(c) ||
               (c != '\0' &&
                std::string_view("-._~!$&'()*+;=:[]%").find(c) != std::string_view::npos);
    });
}

void read_connection(std::string_view value, RequestHead& head) {
    while (!value.empty()) {
        const std::size_t comma = std::min(value.find(','), value.size());
        const std::string_view option = trim(value.substr(0, comma));
        value.remove_prefix(std::min(comma + 1, value.size()));
        if (equal_ignoring_case(option, "close")) {
            head.keep_alive = false;
            return;  // It wins over a keep-alive beside it.
        }
        if (equal_ignoring_case(option, "keep-alive")) head.keep_alive = true;
    }
}

/// The fields that decide about framing, each of which may come once.
class Framing {
 public:
    Complaint see(std::string_view name, std::string_view value, RequestHead& head) {
        if (equal_ignoring_case(name, "Content-Length")) {
            if (std::exchange(has_length_, true)) return bad("repeated Content-Length");
            return read_content_length(value, head);
        }
        if (equal_ignoring_case(name, "Transfer-Encoding")) {
            if (head.chunked || value != "chunked") return bad("unsupported Transfer-Encoding");
            head.chunked = true;
        } else if (equal_ignoring_case(name, "Host")) {
            if (std::exchange(has_host_, true)) return bad("repeated Host");
            if (!is_host(value)) return bad("malformed Host");
        } else if (equal_ignoring_case(name, "Connection")) {
            connection_ += connection_.empty() ? "" : ",";
            connection_ += value;
        } else if (equal_ignoring_case(name, "Expect")) {
            head.expects_continue = equal_ignoring_case(value, "100-continue");
        }
        return std::nullopt;
    }

    Complaint conclude(RequestHead& head) const {
        if (head.chunked && has_length_) return bad("both Transfer-Encoding and Content-Length");
        if (head.chunked && head.http_1_0) return bad("Transfer-Encoding in HTTP/1.0");
        if (!head.http_1_0 && !has_host_) return bad("missing Host");
        read_connection(connection_, head);
        return std::nullopt;
    }

 private:
    bool has_length_ = false;
    bool has_host_ = false;
    std::string connection_;
};

Complaint read_fields(std::string_view rest, RequestHead& head) {
    Framing framing;
    while (true) {
        const std::string_view line = take_line(rest);
        if (line.empty()) return framing.conclude(head);
        if (line.front() == ' ' || line.front() == '\t') return bad("folded header field");
        const std::size_t colon = line.find(':');
        const std::string_view name = line.substr(0, colon);
        if (colon == std::string_view::npos || name.empty() || !all_token_chars(name))
            return bad("malformed header field name");
        const std::string_view value = trim(line.substr(colon + 1));
        if (!all_field_chars(value)) return bad("malformed header field value");
        if (Complaint complaint = framing.see(name, value, head)) return complaint;
        head.request.headers.add(std::string(name), std::string(value));
    }
}

}  // namespace

std::optional<std::size_t> RequestHeadParser::find_end(std::string_view unread) {
    while (true) {
        const std::size_t line_feed = unread.find('\n', line_begin_);
        if (line_feed == std::string_view::npos) return std::nullopt;
        if (line_feed == line_begin_ || unread[line_feed - 1] != '\r') {
            refusal_ = {400, "line does not end in CRLF"};
            return std::nullopt;
        }
        const bool blank = line_feed == line_begin_ + 1;
        line_begin_ = line_feed + 1;
        if (blank) return line_begin_;
    }
}

RequestHeadParser::Outcome RequestHeadParser::parse(std::string_view unread) {
    // One empty line before a request is forgiven (RFC 9112, 2.2).
    const std::size_t skipped = unread.starts_with("\r\n") ? 2 : 0;
    if (line_begin_ == 0) {
        if (unread == "\r") return Outcome::kMore;
        line_begin_ = skipped;
        refusal_ = {0, {}};
    }
    const std::optional<std::size_t> end = find_end(unread);
    if (refusal_.status != 0) return Outcome::kRefused;
    if (end ? *end > bytes_max_ : unread.size() >= bytes_max_) {
        refusal_ = {431, "request header too large"};
        return Outcome::kRefused;
    }
    if (!end) return Outcome::kMore;

    line_begin_ = 0;
    head_bytes_ = *end;
    head_ = RequestHead();
    std::string_view rest = unread.substr(skipped, *end - skipped);
    const std::string_view request_line = take_line(rest);
    Complaint complaint = read_request_line(request_line, head_);
    if (!complaint) complaint = read_fields(rest, head_);
    if (!complaint) return Outcome::kDone;
    refusal_ = *complaint;
    return Outcome::kRefused;
}

}  // namespace tabella::http
