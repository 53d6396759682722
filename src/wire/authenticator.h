#pragma once

#include <map>
#include <string>

#include "api/error.h"
#include "base/clock.h"
#include "http/message.h"
#include "sigv4/sigv4.h"
#include "wire/authorization.h"

namespace tabella::wire {

/// The access keys that may sign, by their id.
using KeyRing = std::map<std::string, sigv4::Credentials, std::less<>>;

struct AuthenticatorOptions {
    std::string region;  ///< The one region to sign for; empty: any.
};

/// Verifies signatures (Signature Version 4), as the endpoint does with `--auth sigv4`.
///
/// What must hold: the credential's scope is today's date, the region, "dynamodb"; the time is at
/// most 15 minutes off (a signature in a query may last up to a week, X-Amz-Expires); Host and all
/// X-Amz- headers are signed; the body is the one that was signed; a temporary key comes with its
/// token. Signatures and tokens are compared in constant time. A request can be replayed within
/// those minutes, as on AWS.
///
/// Thread-safe. The clock outlives it.
/// Source: "Elements of an AWS API request signature" (reference_sigv-signing-elements.html).
class Authenticator {
 public:
    Authenticator(KeyRing keys, const Clock& clock, AuthenticatorOptions options)
        : keys_(std::move(keys)), clock_(clock), options_(std::move(options)) {}

    /// Errors, in the order of their checks: kIncompleteSignature, kInvalidSignature (scope, time,
    /// unsigned headers), kUnrecognizedClient (no such key, wrong token), kInvalidSignature (the
    /// signature).
    api::Result<Nothing> verify(const http::Request& request,
                                const Authorization& authorization) const;

 private:
    api::Result<Nothing> check_time(const Authorization& authorization) const;
    api::Result<Nothing> check_scope(const Authorization& authorization) const;

    const KeyRing keys_;
    const Clock& clock_;
    const AuthenticatorOptions options_;
};

}  // namespace tabella::wire
