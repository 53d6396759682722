#include "engine/statement_errors.h"

namespace tabella::engine {

namespace {

api::BatchStatementErrorCode code_of(api::ErrorCode code) {
    using Code = api::BatchStatementErrorCode;
    switch (code) {
        case api::ErrorCode::kConditionalCheckFailed:
            return Code::kConditionalCheckFailed;
        case api::ErrorCode::kDuplicateItem:
            return Code::kDuplicateItem;
        case api::ErrorCode::kResourceNotFound:
            return Code::kResourceNotFound;
        case api::ErrorCode::kItemCollectionSizeLimitExceeded:
            return Code::kItemCollectionSizeLimitExceeded;
        case api::ErrorCode::kThrottling:
            return Code::kThrottlingError;
        case api::ErrorCode::kInternalServerError:
            return Code::kInternalServerError;
        default:
            return Code::kValidationError;
    }
}

}  // namespace

api::Error exists_outside_transaction() {
    return api::validation_error("EXISTS can only be used in ExecuteTransaction write requests.");
}

api::BatchStatementError batch_statement_error(api::Error error) {
    return {.code = code_of(error.code),
            .message = std::move(error.message),
            .item = std::move(error.item)};
}

}  // namespace tabella::engine
