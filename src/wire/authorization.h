#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/error.h"
#include "http/message.h"

namespace tabella::wire {

/// What a request says of its signature, in its Authorization header or in its query. Nothing of it
/// is verified yet. It views the request, which outlives it.
struct Authorization {
    // The five elements of the credential.
    std::string_view access_key_id;
    std::string_view date;        ///< "20150830"
    std::string_view region;      ///< "us-east-1"
    std::string_view service;     ///< "dynamodb"
    std::string_view terminator;  ///< "aws4_request"

    std::string_view signed_headers;  ///< As listed: "host;x-amz-date".
    std::string_view signature;
    std::string_view timestamp;  ///< X-Amz-Date, or Date: "20150830T123600Z".
    std::optional<std::string_view> security_token;
    std::optional<std::string_view> expires_s;  ///< X-Amz-Expires; in a query only.

    std::vector<std::string> decoded;  ///< Where the above stands of a query.

    /// Whether the header, in lower case, is among those signed.
    bool has_signed(std::string_view header) const;
};

/// Reads both forms. Errors, with AWS's messages: kMissingAuthenticationToken without either form;
/// kInvalidSignature with both; kIncompleteSignature for a form that is not whole.
/// Source: "Create a signed AWS API request" (reference_sigv-create-signed-request.html);
/// "Troubleshoot Signature Version 4 signing" (reference_sigv-troubleshooting.html).
api::Result<Authorization> read_authorization(const http::Request& request);

}  // namespace tabella::wire
