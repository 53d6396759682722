#include "http/response_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "http/ascii.h"

namespace tabella::http {
namespace {

struct Reason {
    int status;
    std::string_view phrase;
};

constexpr Reason kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

std::string_view reason_phrase(int status) {
    for (const Reason& reason : kReasons)
        if (reason.status == status) return reason.phrase;
    return {};
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
    if (name.empty() || !all_token_chars(name)) return;
    out.append(name).append(": ");
    const std::size_t begin = out.size();
    out.append(value);
    if (!all_field_chars(value))
        std::replace_if(
            out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
            [](char c) { return !is_field_char(c); }, ' ');
    out.append("\r\n");
}

void write_response_head(const Response& response, Persistence persistence, std::string& out) {
    out.clear();
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(reason_phrase(response.status)).append("\r\n");
    for (const auto& [name, value] : response.headers.fields())
        if (!is_written_by_server(name)) append_field(name, value, out);
    if (status_has_body(response.status))
        out.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
    out.append(date_line());
    if (persistence == Persistence::kClose) out.append("Connection: close\r\n");
    if (persistence == Persistence::kKeepAlive10) out.append("Connection: keep-alive\r\n");
    out.append("\r\n");
}

}  // namespace tabella::http
