#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/error.h"
#include "http/message.h"

namespace tabella::wire {

/// What a request says of its signature, in its Authorization header or in its query. Nothing of it
/// is verified yet.
struct Authorization {
    // The five elements of the credential.
    std::string access_key_id;
    std::string date;        ///< "20150830"
    std::string region;      ///< "us-east-1"
    std::string service;     ///< "dynamodb"
    std::string terminator;  ///< "aws4_request"

    std::vector<std::string> signed_headers;  ///< Lower case, as listed.
    std::string signature;
    std::string timestamp;  ///< X-Amz-Date, or Date: "20150830T123600Z".
    std::optional<std::string> security_token;
    bool in_query = false;
    std::optional<std::string> expires_s;  ///< X-Amz-Expires; in a query only.
};

/// Reads both forms. Errors, with AWS's messages: kMissingAuthenticationToken without either form;
/// kInvalidSignature with both; kIncompleteSignature for a form that is not whole.
/// Source: "Create a signed AWS API request" (reference_sigv-create-signed-request.html);
/// "Troubleshoot Signature Version 4 signing" (reference_sigv-troubleshooting.html).
api::Result<Authorization> read_authorization(const http::Request& request);

}  // namespace tabella::wire
