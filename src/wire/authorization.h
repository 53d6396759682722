#pragma once

#include "api/error.h"
#include "http/message.h"

namespace tabella::wire {

/// Whether the request carries an AWS signature of the right form, in its Authorization header or
/// in its query. The signature itself is not verified here. Errors: MissingAuthenticationToken,
/// IncompleteSignature naming what is missing. Source: "Signing AWS requests"
/// (reference_sigv.html).
api::Result<Nothing> check_authorization_form(const http::Request& request);

}  // namespace tabella::wire
