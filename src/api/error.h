#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/item.h"

namespace tabella::api {

/// Every error type of the DynamoDB API that Tabella knows, as server or as client.
/// Source: the service model's exception shapes, and "Error handling with DynamoDB"
/// (Programming.Errors.html) for those that are common to all services.
enum class ErrorCode {
    kBackupNotFound,
    kConditionalCheckFailed,
    kDuplicateItem,
    kExpiredIterator,
    kExportNotFound,
    kGlobalTableNotFound,
    kIdempotentParameterMismatch,
    kImportNotFound,
    kIndexNotFound,
    kInternalServerError,
    kItemCollectionSizeLimitExceeded,
    kLimitExceeded,
    kPolicyNotFound,
    kProvisionedThroughputExceeded,
    kRequestLimitExceeded,
    kResourceInUse,
    kResourceNotFound,
    kTableNotFound,
    kTransactionCanceled,
    kTransactionConflict,
    kTransactionInProgress,
    kTrimmedDataAccess,
    kValidation,
    kThrottling,
    kServiceUnavailable,
    kAccessDenied,
    kIncompleteSignature,
    kInvalidSignature,
    kMissingAuthenticationToken,
    kUnrecognizedClient,
    kExpiredToken,
    kSerialization,
    kUnknownOperation,
    kRequestEntityTooLarge,
    /// The client's own: no answer came from the endpoint. Never sent by the server.
    kUnreachable,
    /// An answer of a type that this enum does not know; the message begins with its `__type`.
    kOther,
};

/// One entry of TransactionCanceledException.CancellationReasons; code "None" for an innocent
/// action.
struct CancellationReason {
    std::string code;
    std::string message;
    std::optional<Item> item;
};

/// What a DynamoDB operation answers when it fails. `message` is for the user, in DynamoDB's words,
/// and names nothing internal.
struct Error {
    ErrorCode code = ErrorCode::kInternalServerError;
    std::string message;
    /// The item that failed the condition, where ReturnValuesOnConditionCheckFailure asked for it.
    std::optional<Item> item = std::nullopt;
    std::vector<CancellationReason> cancellation_reasons = {};
    /// Set by a client across the network: the request, or an earlier attempt of it, may have been
    /// carried out although this error came back. A failed condition may then be the echo of the
    /// write's own success.
    bool maybe_applied = false;
    /// Of an action of a TransactWriteItems: it refuses the request as a whole, and is not the
    /// reason of a cancellation.
    bool refuses_transaction = false;
};

template <class T>
using Result = tabella::Result<T, Error>;

inline Error validation_error(std::string message) {
    return Error{.code = ErrorCode::kValidation, .message = std::move(message)};
}

/// The `__type` of the wire, e.g.
/// "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException".
std::string_view wire_type(ErrorCode code);
/// The name alone: "ResourceNotFoundException".
std::string_view type_name(ErrorCode code);
/// From a `__type` or an x-amzn-ErrorType, with or without its prefix; kOther when unknown.
ErrorCode error_code_from_type(std::string_view type);
/// 400 or 500 (and 413, 503), as DynamoDB answers.
int http_status(ErrorCode code);

}  // namespace tabella::api
