#include "sigv4/sigv4.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

#include "sigv4/hash.h"

namespace tabella::sigv4 {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

void append_encoded(std::string& out, char c) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 0xF]);
}

std::optional<int> hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return std::nullopt;
}

/// Encoded exactly once, whether it came encoded or not.
std::string encoded_once(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%' && i + 2 < text.size()) {
            const std::optional<int> high = hex_digit(text[i + 1]);
            const std::optional<int> low = hex_digit(text[i + 2]);
            if (high && low) {
                c = static_cast<char>(*high * 16 + *low);
                i += 2;
            }
        }
        if (is_unreserved(c))
            out.push_back(c);
        else
            append_encoded(out, c);
    }
    return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// Without empty, "." and ".." segments (RFC 3986, 5.2.4), encoded.
std::string canonical_path(std::string_view path) {
    std::vector<std::string_view> kept;
    for (const std::string_view segment : split(path, '/')) {
        if (segment == "..") {
            if (!kept.empty()) kept.pop_back();
        } else if (!segment.empty() && segment != ".") {
            kept.push_back(segment);
        }
    }
    std::string out = "/";
    for (const std::string_view segment : kept) {
        if (out.size() > 1) out.push_back('/');
        for (const char c : segment) {
            if (is_unreserved(c))
                out.push_back(c);
            else
                append_encoded(out, c);
        }
    }
    if (!kept.empty() && path.back() == '/') out.push_back('/');
    return out;
}

std::string canonical_query(std::string_view query) {
    if (query.empty()) return {};
    std::vector<std::pair<std::string, std::string>> parameters;
    for (const std::string_view parameter : split(query, '&')) {
        const std::size_t equals = parameter.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? "" : parameter.substr(equals + 1);
        parameters.emplace_back(encoded_once(parameter.substr(0, equals)), encoded_once(value));
    }
    std::sort(parameters.begin(), parameters.end());
    std::string out;
    for (const auto& [name, value] : parameters)
        fmt::format_to(std::back_inserter(out), "{}{}={}", out.empty() ? "" : "&", name, value);
    return out;
}

/// Trimmed, and runs of spaces made one.
std::string canonical_value(std::string_view value) {
    std::string out;
    for (const char c : value) {
        const bool space = c == ' ' || c == '\t';
        if (!space)
            out.push_back(c);
        else if (!out.empty() && out.back() != ' ')
            out.push_back(' ');
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

/// Lower-case names in order; the values of a repeated one are joined by commas.
std::map<std::string, std::string> canonical_headers(const SignedParts& parts) {
    std::map<std::string, std::string> headers;
    for (const auto& [name, value] : parts.headers) {
        std::string lower = name;
        std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        const auto [place, is_new] = headers.try_emplace(lower, canonical_value(value));
        if (!is_new) place->second += "," + canonical_value(value);
    }
    return headers;
}

std::string names_of(const std::map<std::string, std::string>& headers) {
    std::string names;
    for (const auto& [name, value] : headers) {
        if (!names.empty()) names.push_back(';');
        names += name;
    }
    return names;
}

}  // namespace

SigningTime::SigningTime(EpochMs now_ms) {
    const std::chrono::sys_time<std::chrono::milliseconds> exact{std::chrono::milliseconds(now_ms)};
    const auto time = std::chrono::floor<std::chrono::seconds>(exact);
    amz_date = fmt::format("{:%Y%m%dT%H%M%SZ}", time);
    date = amz_date.substr(0, 8);
}

std::optional<EpochMs> parse_amz_date(std::string_view text) {
    using namespace std::chrono;
    if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return std::nullopt;
    const auto number = [&](std::size_t begin, std::size_t count) {
        int value = 0;
        for (const char c : text.substr(begin, count)) {
            if (c < '0' || c > '9') return -1;
            value = value * 10 + (c - '0');
        }
        return value;
    };
    const int hour = number(9, 2);
    const int minute = number(11, 2);
    const int second = number(13, 2);
    const year_month_day date{year{number(0, 4)}, month{static_cast<unsigned>(number(4, 2))},
                              day{static_cast<unsigned>(number(6, 2))}};
    const bool digits = number(0, 8) >= 0 && hour >= 0 && minute >= 0 && second >= 0;
    if (!digits || !date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    const auto time = sys_days(date) + hours{hour} + minutes{minute} + seconds{second};
    return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

std::string signed_header_names(const SignedParts& parts) {
    return names_of(canonical_headers(parts));
}

std::string canonical_request(const SignedParts& parts) {
    const std::map<std::string, std::string> headers = canonical_headers(parts);
    std::string lines;
    for (const auto& [name, value] : headers)
        fmt::format_to(std::back_inserter(lines), "{}:{}\n", name, value);
    return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", parts.method, canonical_path(parts.path),
                       canonical_query(parts.query), lines, names_of(headers),
                       parts.body_sha256_hex);
}

std::string credential_scope(const SigningTime& time, const Scope& scope) {
    return fmt::format("{}/{}/{}/aws4_request", time.date, scope.region, scope.service);
}

std::string string_to_sign(const SigningTime& time, const Scope& scope,
                           std::string_view canonical_request) {
    return fmt::format("{}\n{}\n{}\n{}", kAlgorithm, time.amz_date, credential_scope(time, scope),
                       hex(sha256(canonical_request)));
}

std::string signature(const Credentials& credentials, const SigningTime& time, const Scope& scope,
                      std::string_view string_to_sign) {
    std::string key = hmac_sha256("AWS4" + credentials.secret_access_key, time.date);
    key = hmac_sha256(key, scope.region);
    key = hmac_sha256(key, scope.service);
    key = hmac_sha256(key, "aws4_request");
    return hex(hmac_sha256(key, string_to_sign));
}

std::string authorization(const Credentials& credentials, const SigningTime& time,
                          const Scope& scope, const SignedParts& parts) {
    const std::string to_sign = string_to_sign(time, scope, canonical_request(parts));
    return fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", kAlgorithm,
                       credentials.access_key_id, credential_scope(time, scope),
                       signed_header_names(parts), signature(credentials, time, scope, to_sign));
}

}  // namespace tabella::sigv4
