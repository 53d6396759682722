#include "api/error.h"

#include <array>

namespace tabella::api {

namespace {

struct ErrorRow {
    ErrorCode code;
    std::string_view wire_type;
    int status;
};

#define DYNAMO(name) "com.amazonaws.dynamodb.v20120810#" name
#define CORAL_SERVICE(name) "com.amazon.coral.service#" name
#define CORAL_VALIDATE(name) "com.amazon.coral.validate#" name

constexpr std::array kRows{
    ErrorRow{ErrorCode::kBackupNotFound, DYNAMO("BackupNotFoundException"), 400},
    ErrorRow{ErrorCode::kConditionalCheckFailed, DYNAMO("ConditionalCheckFailedException"), 400},
    ErrorRow{ErrorCode::kDuplicateItem, DYNAMO("DuplicateItemException"), 400},
    ErrorRow{ErrorCode::kExpiredIterator, DYNAMO("ExpiredIteratorException"), 400},
    ErrorRow{ErrorCode::kExportNotFound, DYNAMO("ExportNotFoundException"), 400},
    ErrorRow{ErrorCode::kGlobalTableNotFound, DYNAMO("GlobalTableNotFoundException"), 400},
    ErrorRow{ErrorCode::kIdempotentParameterMismatch,
             DYNAMO("IdempotentParameterMismatchException"), 400},
    ErrorRow{ErrorCode::kImportNotFound, DYNAMO("ImportNotFoundException"), 400},
    ErrorRow{ErrorCode::kIndexNotFound, DYNAMO("IndexNotFoundException"), 400},
    ErrorRow{ErrorCode::kInternalServerError, DYNAMO("InternalServerError"), 500},
    ErrorRow{ErrorCode::kItemCollectionSizeLimitExceeded,
             DYNAMO("ItemCollectionSizeLimitExceededException"), 400},
    ErrorRow{ErrorCode::kLimitExceeded, DYNAMO("LimitExceededException"), 400},
    ErrorRow{ErrorCode::kPolicyNotFound, DYNAMO("PolicyNotFoundException"), 400},
    ErrorRow{ErrorCode::kProvisionedThroughputExceeded,
             DYNAMO("ProvisionedThroughputExceededException"), 400},
    ErrorRow{ErrorCode::kRequestLimitExceeded, DYNAMO("RequestLimitExceeded"), 400},
    ErrorRow{ErrorCode::kResourceInUse, DYNAMO("ResourceInUseException"), 400},
    ErrorRow{ErrorCode::kResourceNotFound, DYNAMO("ResourceNotFoundException"), 400},
    ErrorRow{ErrorCode::kTableNotFound, DYNAMO("TableNotFoundException"), 400},
    ErrorRow{ErrorCode::kTransactionCanceled, DYNAMO("TransactionCanceledException"), 400},
    ErrorRow{ErrorCode::kTransactionConflict, DYNAMO("TransactionConflictException"), 400},
    ErrorRow{ErrorCode::kTransactionInProgress, DYNAMO("TransactionInProgressException"), 400},
    ErrorRow{ErrorCode::kTrimmedDataAccess, DYNAMO("TrimmedDataAccessException"), 400},
    ErrorRow{ErrorCode::kValidation, CORAL_VALIDATE("ValidationException"), 400},
    ErrorRow{ErrorCode::kThrottling, DYNAMO("ThrottlingException"), 400},
    ErrorRow{ErrorCode::kServiceUnavailable, CORAL_SERVICE("ServiceUnavailableException"), 503},
    ErrorRow{ErrorCode::kAccessDenied, CORAL_SERVICE("AccessDeniedException"), 400},
    ErrorRow{ErrorCode::kIncompleteSignature, CORAL_SERVICE("IncompleteSignatureException"), 400},
    ErrorRow{ErrorCode::kInvalidSignature, CORAL_SERVICE("InvalidSignatureException"), 400},
    ErrorRow{ErrorCode::kMissingAuthenticationToken,
             CORAL_SERVICE("MissingAuthenticationTokenException"), 400},
    ErrorRow{ErrorCode::kUnrecognizedClient, CORAL_SERVICE("UnrecognizedClientException"), 400},
    ErrorRow{ErrorCode::kExpiredToken, CORAL_SERVICE("ExpiredTokenException"), 400},
    ErrorRow{ErrorCode::kSerialization, CORAL_SERVICE("SerializationException"), 400},
    ErrorRow{ErrorCode::kUnknownOperation, CORAL_SERVICE("UnknownOperationException"), 400},
    ErrorRow{ErrorCode::kRequestEntityTooLarge, CORAL_SERVICE("RequestEntityTooLargeException"),
             413},
    ErrorRow{ErrorCode::kUnreachable, "Unreachable", 503},
    ErrorRow{ErrorCode::kOther, "Other", 500},
};

constexpr std::string_view after_hash(std::string_view type) {
    const std::size_t hash = type.find('#');
    return hash == std::string_view::npos ? type : type.substr(hash + 1);
}

const ErrorRow& row_of(ErrorCode code) {
    for (const ErrorRow& row : kRows)
        if (row.code == code) return row;
    return kRows.back();
}

}  // namespace

std::string_view wire_type(ErrorCode code) {
    return row_of(code).wire_type;
}

std::string_view type_name(ErrorCode code) {
    return after_hash(row_of(code).wire_type);
}

ErrorCode error_code_from_type(std::string_view type) {
    std::string_view name = after_hash(type);
    // An x-amzn-ErrorType may go on with ":http://…".
    name = name.substr(0, name.find(':'));
    for (const ErrorRow& row : kRows)
        if (after_hash(row.wire_type) == name) return row.code;
    return ErrorCode::kOther;
}

int http_status(ErrorCode code) {
    return row_of(code).status;
}

}  // namespace tabella::api
