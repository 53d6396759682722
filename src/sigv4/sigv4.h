#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"

// AWS Signature Version 4, the parts that signer and verifier share, as pure functions. See "Create
// a signed AWS API request" (IAM user guide, reference_sigv-create-signed-request.html).

namespace tabella::sigv4 {

struct Credentials {
    std::string access_key_id;
    std::string secret_access_key;
    std::string session_token = {};  ///< Empty for long-lived keys.
};

/// For what a signature is valid besides its day: {"us-east-1", "dynamodb"}.
struct Scope {
    std::string region;
    std::string service;
};

/// The time of a signature in both its spellings.
struct SigningTime {
    explicit SigningTime(EpochMs now_ms);
    std::string amz_date;  ///< The value of X-Amz-Date: "20150830T123600Z".
    std::string date;      ///< "20150830"
};

/// The time that an X-Amz-Date spells ("20150830T123600Z", ISO 8601's basic format in UTC); nothing
/// when it is not exactly that.
std::optional<EpochMs> parse_amz_date(std::string_view text);

/// What is signed of a request. `headers` are exactly those to sign, in any order and case, Host
/// and X-Amz-Date among them. `path` and `query` are as sent; the query without its `?`.
struct SignedParts {
    std::string method = "POST";
    std::string path = "/";
    std::string query = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body_sha256_hex = {};
};

/// "host;x-amz-date;x-amz-target": lower case, sorted.
std::string signed_header_names(const SignedParts& parts);

/// Task 1. The path is normalised and encoded once more, as every service but S3 wants it.
std::string canonical_request(const SignedParts& parts);

/// "20150830/us-east-1/dynamodb/aws4_request"
std::string credential_scope(const SigningTime& time, const Scope& scope);

/// Task 2.
std::string string_to_sign(const SigningTime& time, const Scope& scope,
                           std::string_view canonical_request);

/// Task 3: 64 hexadecimal digits.
std::string signature(const Credentials& credentials, const SigningTime& time, const Scope& scope,
                      std::string_view string_to_sign);

/// Task 4: the whole value of the Authorization header for these parts.
///
///     parts.headers = {{"Host", "dynamodb.us-east-1.amazonaws.com"}, {"X-Amz-Date",
///     time.amz_date}}; parts.body_sha256_hex = hex(sha256(body)); headers.add("Authorization",
///     authorization(credentials, time, scope, parts));
std::string authorization(const Credentials& credentials, const SigningTime& time,
                          const Scope& scope, const SignedParts& parts);

}  // namespace tabella::sigv4
