#include "wire/authenticator.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "http/ascii.h"
#include "sigv4/hash.h"

namespace tabella::wire {

namespace {

constexpr std::int64_t kSkewMaxS = 15 * 60;
constexpr std::int64_t kExpiresMaxS = 7 * 24 * 3600;

constexpr const char* kWrongSignature =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";

api::Error invalid(std::string message) {
    return {.code = api::ErrorCode::kInvalidSignature, .message = std::move(message)};
}

api::Error unrecognized() {
    return {.code = api::ErrorCode::kUnrecognizedClient,
            .message = "The security token included in the request is invalid."};
}

api::Error not_iso(std::string_view timestamp) {
    return {.code = api::ErrorCode::kIncompleteSignature,
            .message = fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                                   "http://en.wikipedia.org/wiki/ISO_8601",
                                   timestamp)};
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), http::to_lower);
    return out;
}

/// "15 min.", "90 sec."
std::string spelled(std::int64_t seconds) {
    return seconds % 60 == 0 ? fmt::format("{} min.", seconds / 60)
                             : fmt::format("{} sec.", seconds);
}

/// Host and every X-Amz- header are signed: else they could be changed on the way.
api::Result<Nothing> check_signed_headers(const http::Request& request,
                                          const Authorization& authorization) {
    if (!authorization.has_signed("host"))
        return invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    for (const auto& [name, value] : request.headers.fields()) {
        const std::string lower_name = lower(name);
        if (lower_name.starts_with("x-amz-") && !authorization.has_signed(lower_name))
            return invalid(
                fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", name));
    }
    return Nothing{};
}

/// The query as it was when it was signed.
std::string without_signature(std::string_view query) {
    std::string kept;
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        if (pair.substr(0, pair.find('=')) == "X-Amz-Signature") continue;
        if (!kept.empty()) kept.push_back('&');
        kept += pair;
    }
    return kept;
}

sigv4::SignedParts signed_parts(const http::Request& request, const Authorization& authorization) {
    sigv4::SignedParts parts{.method = request.method,
                             .path = request.path,
                             .query = without_signature(request.query),
                             .headers = {},
                             .body_sha256_hex = sigv4::hex(sigv4::sha256(request.body))};
    for (const auto& [name, value] : request.headers.fields())
        if (authorization.has_signed(lower(name))) parts.headers.emplace_back(name, value);
    return parts;
}

}  // namespace

api::Result<Nothing> Authenticator::check_time(const Authorization& authorization) const {
    const auto time_ms = sigv4::parse_amz_date(authorization.timestamp);
    if (!time_ms.has_value()) return not_iso(authorization.timestamp);
    std::int64_t lasts_s = kSkewMaxS;
    if (authorization.expires_s.has_value()) {
        const std::string_view text = *authorization.expires_s;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), lasts_s);
        if (error != std::errc() || end != text.data() + text.size() || lasts_s < 1 ||
            lasts_s > kExpiresMaxS)
            return invalid("X-Amz-Expires must be a number of seconds from 1 to 604800");
    }
    const EpochMs now_ms = clock_.now_ms() / 1000 * 1000;
    const auto spell = [](EpochMs ms) { return sigv4::SigningTime(ms).amz_date; };
    if (*time_ms < now_ms - lasts_s * 1000)
        return invalid(fmt::format("Signature expired: {} is now earlier than {} ({} - {})",
                                   authorization.timestamp, spell(now_ms - lasts_s * 1000),
                                   spell(now_ms), spelled(lasts_s)));
    if (*time_ms > now_ms + kSkewMaxS * 1000)
        return invalid(fmt::format("Signature not yet current: {} is still later than {} ({} + {})",
                                   authorization.timestamp, spell(now_ms + kSkewMaxS * 1000),
                                   spell(now_ms), spelled(kSkewMaxS)));
    return Nothing{};
}

api::Result<Nothing> Authenticator::check_scope(const Authorization& authorization) const {
    std::string wrong;
    if (!options_.region.empty() && authorization.region != options_.region)
        wrong += fmt::format("Credential should be scoped to a valid region, not '{}'. ",
                             authorization.region);
    if (authorization.service != "dynamodb")
        wrong += "Credential should be scoped to correct service: 'dynamodb'. ";
    if (authorization.terminator != "aws4_request")
        wrong += fmt::format(
            "Credential should be scoped with a valid terminator: 'aws4_request', not '{}'. ",
            authorization.terminator);
    const std::string_view date = authorization.timestamp.substr(0, 8);
    if (authorization.date != date)
        wrong += fmt::format(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
            "HTTP: '{}' != '{}', from '{}'. ",
            authorization.date, date, authorization.timestamp);
    if (!wrong.empty()) return invalid(std::move(wrong));
    return Nothing{};
}

api::Result<Nothing> Authenticator::verify(const http::Request& request,
                                           const Authorization& authorization) const {
    TABELLA_CHECK(check_time(authorization));
    TABELLA_CHECK(check_scope(authorization));
    TABELLA_CHECK(check_signed_headers(request, authorization));
    const auto key = keys_.find(authorization.access_key_id);
    if (key == keys_.end()) return unrecognized();
    const sigv4::Credentials& credentials = key->second;
    if (!sigv4::equal_in_constant_time(authorization.security_token.value_or(""),
                                       credentials.session_token))
        return unrecognized();

    const sigv4::SignedParts parts = signed_parts(request, authorization);
    const sigv4::SigningTime time(*sigv4::parse_amz_date(authorization.timestamp));
    const sigv4::Scope scope{.region = std::string(authorization.region),
                             .service = std::string(authorization.service)};
    const std::string expected =
        sigv4::signature(credentials, time, scope,
                         sigv4::string_to_sign(time, scope, sigv4::canonical_request(parts)));
    // A listed header that is not there, or an order of its own, changes the list.
    if (sigv4::signed_header_names(parts) != authorization.signed_headers ||
        !sigv4::equal_in_constant_time(expected, authorization.signature))
        return invalid(kWrongSignature);
    return Nothing{};
}

}  // namespace tabella::wire
