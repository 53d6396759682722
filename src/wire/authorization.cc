#include "wire/authorization.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/ascii.h"

namespace tabella::wire {

namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

api::Error incomplete(std::string message) {
    return {.code = api::ErrorCode::kIncompleteSignature, .message = std::move(message)};
}

/// Takes what stands before the separator, and both, off the text.
std::string_view take_part(std::string_view& text, char separator) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return part;
}

/// The parts of an Authorization header: "Credential=…, SignedHeaders=…, Signature=…".
struct Pairs {
    std::string_view credential;
    std::string_view signed_headers;
    std::string_view signature;
};

/// One "key=value"; a space in it ends a pair, and what follows must be one of its own.
api::Result<Nothing> read_pair(std::string_view pair, std::string_view header, Pairs& pairs) {
    std::string_view rest = pair;
    do {
        const std::string_view word = take_part(rest, ' ');
        if (word.find('=') == std::string_view::npos)
            return incomplete(
                fmt::format("'{}' not a valid key=value pair (missing equal-sign) in Authorization "
                            "header: '{}'.",
                            word, header));
    } while (!rest.empty());
    const std::size_t equals = pair.find('=');
    const std::string_view key = pair.substr(0, equals);
    const std::string_view value = pair.substr(equals + 1);
    if (key == "Credential") pairs.credential = value;
    if (key == "SignedHeaders") pairs.signed_headers = value;
    if (key == "Signature") pairs.signature = value;
    return Nothing{};
}

api::Result<Pairs> read_pairs(std::string_view header) {
    Pairs pairs;
    std::string_view rest = http::trim(header.substr(std::min(header.find(' '), header.size())));
    while (!rest.empty()) {
        const bool ends_in_comma = rest.back() == ',';
        const std::string_view pair = http::trim(take_part(rest, ','));
        TABELLA_CHECK(read_pair(pair, header, pairs));
        if (rest.empty() && ends_in_comma) TABELLA_CHECK(read_pair({}, header, pairs));
    }
    return pairs;
}

api::Result<Nothing> read_credential(std::string_view credential, Authorization& authorization) {
    if (std::count(credential.begin(), credential.end(), '/') != 4)
        return incomplete(
            fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                        "keyid/date/region/service/term, got '{}'",
                        credential));
    authorization.access_key_id = take_part(credential, '/');
    authorization.date = take_part(credential, '/');
    authorization.region = take_part(credential, '/');
    authorization.service = take_part(credential, '/');
    authorization.terminator = credential;
    return Nothing{};
}

api::Result<Authorization> read_header(const http::Request& request, std::string_view header) {
    if (http::trim(header).empty())
        return incomplete(fmt::format("Authorization header cannot be empty: '{}'.", header));
    TABELLA_ASSIGN(const Pairs pairs, read_pairs(header));
    auto date = request.headers.find("X-Amz-Date");
    if (!date.has_value()) date = request.headers.find("Date");
    std::string missing;
    const auto require = [&](std::string_view name, std::string_view value) {
        if (value.empty())
            missing += fmt::format("Authorization header requires '{}' parameter. ", name);
    };
    require("Credential", pairs.credential);
    require("Signature", pairs.signature);
    require("SignedHeaders", pairs.signed_headers);
    if (!date.has_value())
        missing +=
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    if (!missing.empty()) return incomplete(fmt::format("{}Authorization={}", missing, header));
    const std::string_view algorithm = header.substr(0, header.find(' '));
    if (algorithm != kAlgorithm)
        return incomplete(fmt::format("Unsupported AWS 'algorithm': '{}'.", algorithm));

    Authorization authorization{.signed_headers = pairs.signed_headers,
                                .signature = pairs.signature,
                                .timestamp = *date,
                                .security_token = request.headers.find("X-Amz-Security-Token")};
    TABELLA_CHECK(read_credential(pairs.credential, authorization));
    return authorization;
}

using Parameters = std::vector<std::pair<std::string, std::string>>;

api::Result<Authorization> read_query(const http::Request& request, Parameters parameters) {
    Authorization authorization;
    authorization.decoded.reserve(parameters.size());
    const auto take = [&](std::string_view name) -> std::optional<std::string_view> {
        for (auto& [key, value] : parameters) {
            if (key != name) continue;
            authorization.decoded.push_back(std::move(value));
            return authorization.decoded.back();
        }
        return std::nullopt;
    };
    std::string missing;
    const auto require = [&](std::string_view name, std::optional<std::string_view> otherwise) {
        std::optional<std::string_view> value = take(name);
        if (!value.has_value() || value->empty()) value = otherwise;
        if (!value.has_value() || value->empty())
            missing += fmt::format("AWS query-string parameters must include '{}'. ", name);
        return value.value_or("");
    };
    const std::string_view algorithm = require("X-Amz-Algorithm", std::nullopt);
    const std::string_view credential = require("X-Amz-Credential", std::nullopt);
    authorization.signature = require("X-Amz-Signature", std::nullopt);
    authorization.signed_headers = require("X-Amz-SignedHeaders", std::nullopt);
    authorization.timestamp = require("X-Amz-Date", request.headers.find("X-Amz-Date"));
    if (!missing.empty()) return incomplete(missing + "Re-examine the query-string parameters.");
    if (algorithm != kAlgorithm)
        return incomplete(fmt::format("Unsupported AWS 'algorithm': '{}'.", algorithm));
    TABELLA_CHECK(read_credential(credential, authorization));
    authorization.security_token = take("X-Amz-Security-Token");
    authorization.expires_s = take("X-Amz-Expires");
    return authorization;
}

}  // namespace

bool Authorization::has_signed(std::string_view header) const {
    std::string_view rest = signed_headers;
    while (!rest.empty())
        if (take_part(rest, ';') == header) return true;
    return false;
}

api::Result<Authorization> read_authorization(const http::Request& request) {
    Parameters query;
    if (!request.query.empty()) query = http::parse_query(request.query);
    const bool in_query = std::any_of(query.begin(), query.end(), [](const auto& parameter) {
        return parameter.first == "X-Amz-Algorithm" || parameter.first == "X-Amz-Credential" ||
               parameter.first == "X-Amz-Signature";
    });
    const auto header = request.headers.find("Authorization");
    if (header.has_value() && in_query)
        return api::Error{.code = api::ErrorCode::kInvalidSignature,
                          .message =
                              "Found both 'X-Amz-Algorithm' as a query-string param and "
                              "'Authorization' as HTTP header."};
    if (header.has_value()) return read_header(request, *header);
    if (in_query) return read_query(request, std::move(query));
    return api::Error{.code = api::ErrorCode::kMissingAuthenticationToken,
                      .message = "Request is missing Authentication Token"};
}

}  // namespace tabella::wire
