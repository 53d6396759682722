#include "http/response_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

#include "http/ascii.h"

namespace tabella::http {
namespace {

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 428:
            return "Precondition Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        default:
            return "";
    }
}

bool is_written_by_server(std::string_view name) {
    return equal_ignoring_case(name, "Content-Length") ||
           equal_ignoring_case(name, "Transfer-Encoding") ||
           equal_ignoring_case(name, "Connection") || equal_ignoring_case(name, "Date");
}

/// The Date line, made once a second on each thread.
std::string_view date_line() {
    struct Cached {
        EpochMs second = -1;
        std::string line;
    };
    static thread_local Cached cached;
    const EpochMs now = SystemClock().now_ms();
    if (now / 1000 != cached.second) {
        cached.second = now / 1000;
        cached.line = fmt::format("Date: {}\r\n", format_http_date(now));
    }
    return cached.line;
}

}  // namespace

bool status_has_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

std::string format_http_date(EpochMs time) {
    using namespace std::chrono;
    static constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed",
                                                              "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> kMonths = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_time<milliseconds> instant{milliseconds{time}};
    const auto day = floor<days>(instant);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<seconds>(instant - day)};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday{day}.c_encoding()],
                       static_cast<unsigned>(date.day()),
                       kMonths[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count());
}

void append_field(std::string_view name, std::string_view value, std::string& out) {
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_token_char)) return;
    out.append(name).append(": ");
    std::transform(value.begin(), value.end(), std::back_inserter(out),
                   [](char c) { return is_field_char(c) ? c : ' '; });
    out.append("\r\n");
}

void write_response_head(const Response& response, Persistence persistence, std::string& out) {
    out.clear();
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status,
                   reason_phrase(response.status));
    for (const auto& [name, value] : response.headers.fields())
        if (!is_written_by_server(name)) append_field(name, value, out);
    if (status_has_body(response.status)) {
        out.append("Content-Length: ");
        fmt::format_to(std::back_inserter(out), "{}\r\n", response.body.size());
    }
    out.append(date_line());
    if (persistence == Persistence::kClose) out.append("Connection: close\r\n");
    if (persistence == Persistence::kKeepAlive10) out.append("Connection: keep-alive\r\n");
    out.append("\r\n");
}

}  // namespace tabella::http
