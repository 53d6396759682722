#pragma once

#include <string>
#include <string_view>

#include "client/credentials.h"
#include "client/transport.h"

// What the sources that ask a server have in common.

namespace tabella::client {

/// A URL cut into what http::Endpoint takes and the rest, at least "/".
struct Url {
    http::Endpoint endpoint;
    std::string target;
    static Result<Url> parse(std::string_view url);
};

/// {"AccessKeyId":…, "SecretAccessKey":…, "Token":…, "Expiration":…}, the answer of the container
/// endpoint and of the instance metadata. `source` names the server in errors.
Result<ResolvedCredentials> parse_credentials_json(const std::string& body,
                                                   const std::string& source);

}  // namespace tabella::client
