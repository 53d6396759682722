#pragma once

#include <string>
#include <string_view>

#include "api/error.h"
#include "api/operations.h"
#include "api/statement_operations.h"
#include "api/stream_operations.h"
#include "api/table_operations.h"

// DynamoDB JSON 1.0, both directions: what the server reads and writes, and what the client writes
// and reads. Source: the service model (dynamodb/2012-08-10) and the API reference.
//
// Thread-safety: every function may be called from any thread; each thread keeps its own parser.
// What a call takes it only reads, and what it returns owns its bytes.

namespace tabella::json {

/// A request body as the server reads it; for every Request of api/operations.h.
///
/// Errors, in the order in which they are looked for: kSerialization where the body is no JSON
/// object or a member has the wrong JSON type; kValidation with all violated constraints of the
/// service model ("2 validation errors detected: …"); kValidation for an attribute value that is
/// none. Members that the service model does not know are skipped, a null member counts as absent.
/// Table names may be ARNs and are checked only for their length here.
template <class Request>
api::Result<Request> decode_request(std::string_view body);

/// A request body as the client sends it.
template <class Request>
std::string encode_request(const Request& request);

/// An answer's body as the server sends it.
template <class Response>
std::string encode_response(const Response& response);

/// An answer's body as the client reads it. Errors: kSerialization when it is not what the service
/// model says; an unknown value of a required
/// enum is one, that of an optional enum counts as absent.
template <class Response>
api::Result<Response> decode_response(std::string_view body);

/// `{"__type":"…","message":"…"}` with Item and CancellationReasons where the error has them. The
/// errors of the protocol itself spell "Message", or have none, as AWS does.
std::string encode_error(const api::Error& error);

/// The error that an answer with `http_status` carries. A body that is no DynamoDB error gives
/// kServiceUnavailable for 502, 503 and 504, kInternalServerError for another 5xx, else kOther.
api::Error decode_error(int http_status, std::string_view body);

}  // namespace tabella::json
