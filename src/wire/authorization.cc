#include "wire/authorization.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "http/ascii.h"

namespace tabella::wire {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

using Parameters = std::map<std::string, std::string, std::less<>>;

api::Error incomplete(std::string message) {
    return {.code = api::ErrorCode::kIncompleteSignature, .message = std::move(message)};
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::string value_of(const Parameters& parameters, std::string_view name) {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
}

/// "Credential=…, SignedHeaders=…, Signature=…"
api::Result<Parameters> read_pairs(std::string_view header) {
    Parameters parameters;
    const std::size_t space = std::min(header.find(' '), header.size());
    const std::string_view pairs = http::trim(header.substr(space));
    if (pairs.empty()) return parameters;
    for (const std::string& part : split(pairs, ',')) {
        // A space ends a pair: what stands behind it must be one of its own.
        for (const std::string& pair : split(http::trim(part), ' ')) {
            const std::size_t equals = pair.find('=');
            if (equals == std::string::npos)
                return incomplete(
                    fmt::format("'{}' not a valid key=value pair (missing equal-sign) in "
                                "Authorization header: '{}'.",
                                pair, header));
        }
        const std::string_view pair = http::trim(part);
        const std::size_t equals = pair.find('=');
        parameters.insert_or_assign(std::string(pair.substr(0, equals)),
                                    std::string(pair.substr(equals + 1)));
    }
    return parameters;
}

api::Result<Nothing> read_credential(std::string_view credential, Authorization& authorization) {
    std::vector<std::string> parts = split(credential, '/');
    if (parts.size() != 5)
        return incomplete(
            fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                        "keyid/date/region/service/term, got '{}'",
                        credential));
    authorization.access_key_id = std::move(parts[0]);
    authorization.date = std::move(parts[1]);
    authorization.region = std::move(parts[2]);
    authorization.service = std::move(parts[3]);
    authorization.terminator = std::move(parts[4]);
    return Nothing{};
}

api::Result<Authorization> read_header(const http::Request& request, std::string_view header) {
    if (http::trim(header).empty())
        return incomplete(fmt::format("Authorization header cannot be empty: '{}'.", header));
    TABELLA_ASSIGN(const Parameters parameters, read_pairs(header));
    std::string missing;
    for (const std::string_view name : {"Credential", "Signature", "SignedHeaders"})
        if (value_of(parameters, name).empty())
            missing += fmt::format("Authorization header requires '{}' parameter. ", name);
    auto date = request.headers.find("X-Amz-Date");
    if (!date.has_value()) date = request.headers.find("Date");
    if (!date.has_value())
        missing +=
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    if (!missing.empty()) return incomplete(fmt::format("{}Authorization={}", missing, header));
    const std::string_view algorithm = header.substr(0, header.find(' '));
    if (algorithm != kAlgorithm)
        return incomplete(fmt::format("Unsupported AWS 'algorithm': '{}'.", algorithm));

    Authorization authorization;
    TABELLA_CHECK(read_credential(value_of(parameters, "Credential"), authorization));
    authorization.signed_headers = split(value_of(parameters, "SignedHeaders"), ';');
    authorization.signature = value_of(parameters, "Signature");
    authorization.timestamp = *date;
    authorization.security_token = request.headers.find("X-Amz-Security-Token");
    return authorization;
}

api::Result<Authorization> read_query(const http::Request& request, const Parameters& parameters) {
    std::string missing;
    for (const std::string_view name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature",
                                        "X-Amz-SignedHeaders", "X-Amz-Date"}) {
        const bool in_header = name == "X-Amz-Date" && request.headers.find(name).has_value();
        if (value_of(parameters, name).empty() && !in_header)
            missing += fmt::format("AWS query-string parameters must include '{}'. ", name);
    }
    if (!missing.empty()) return incomplete(missing + "Re-examine the query-string parameters.");
    if (value_of(parameters, "X-Amz-Algorithm") != kAlgorithm)
        return incomplete(fmt::format("Unsupported AWS 'algorithm': '{}'.",
                                      value_of(parameters, "X-Amz-Algorithm")));

    Authorization authorization{.in_query = true};
    TABELLA_CHECK(read_credential(value_of(parameters, "X-Amz-Credential"), authorization));
    authorization.signed_headers = split(value_of(parameters, "X-Amz-SignedHeaders"), ';');
    authorization.signature = value_of(parameters, "X-Amz-Signature");
    authorization.timestamp = value_of(parameters, "X-Amz-Date");
    if (authorization.timestamp.empty())
        authorization.timestamp = *request.headers.find("X-Amz-Date");
    const auto token = parameters.find("X-Amz-Security-Token");
    if (token != parameters.end()) authorization.security_token = token->second;
    const auto expires = parameters.find("X-Amz-Expires");
    if (expires != parameters.end()) authorization.expires_s = expires->second;
    return authorization;
}

}  // namespace

api::Result<Authorization> read_authorization(const http::Request& request) {
    Parameters query;
    bool in_query = false;
    for (auto& [name, value] : http::parse_query(request.query)) {
        in_query = in_query || name == "X-Amz-Algorithm" || name == "X-Amz-Credential" ||
                   name == "X-Amz-Signature";
        query.insert_or_assign(std::move(name), std::move(value));
    }
    const auto header = request.headers.find("Authorization");
    if (header.has_value() && in_query)
        return api::Error{.code = api::ErrorCode::kInvalidSignature,
                          .message =
                              "Found both 'X-Amz-Algorithm' as a query-string param and "
                              "'Authorization' as HTTP header."};
    if (header.has_value()) return read_header(request, *header);
    if (in_query) return read_query(request, query);
    return api::Error{.code = api::ErrorCode::kMissingAuthenticationToken,
                      .message = "Request is missing Authentication Token"};
}

}  // namespace tabella::wire
