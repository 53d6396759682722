#include "notes/notes_error.h"

#include <spdlog/spdlog.h>

namespace tabella::notes {

namespace {

NotesError::Kind kind_of(const api::Error& error) {
    switch (error.code) {
        case api::ErrorCode::kUnreachable:
        case api::ErrorCode::kThrottling:
        case api::ErrorCode::kProvisionedThroughputExceeded:
        case api::ErrorCode::kRequestLimitExceeded:
        case api::ErrorCode::kServiceUnavailable:
        case api::ErrorCode::kTransactionConflict:
        case api::ErrorCode::kTransactionInProgress:
            return NotesError::Kind::kStoreUnavailable;
        case api::ErrorCode::kRequestEntityTooLarge:
            return NotesError::Kind::kTooLarge;
        case api::ErrorCode::kValidation:
            // Item collections with local indexes may be fuller than the item says.
            return error.message.find("Item size") != std::string::npos
                       ? NotesError::Kind::kTooLarge
                       : NotesError::Kind::kInternal;
        default:
            return NotesError::Kind::kInternal;
    }
}

}  // namespace

NotesError make_error(NotesError::Kind kind) {
    switch (kind) {
        case NotesError::Kind::kStoreUnavailable:
            return {kind, "The store cannot be reached at the moment"};
        case NotesError::Kind::kTooLarge:
            return {kind, "The note is larger than 400 KB"};
        case NotesError::Kind::kInvalidCursor:
            return {kind, "cursor is not valid"};
        case NotesError::Kind::kNotFound:
            return {kind, "Not found"};
        case NotesError::Kind::kPreconditionFailed:
            return {kind, "The note is not at the version of If-Match"};
        case NotesError::Kind::kKeyReused:
            return {kind, "Idempotency-Key was used for another note"};
        case NotesError::Kind::kNoIndex:
            return {kind,
                    "The table has no index for this listing; docs/data-model.md says how to add "
                    "it"};
        case NotesError::Kind::kInternal:
            break;
    }
    return {kind, "Internal server error"};
}

NotesError to_notes_error(std::string_view operation, const api::Error& error) {
    const NotesError::Kind kind = kind_of(error);
    if (kind != NotesError::Kind::kTooLarge)
        spdlog::log(kind == NotesError::Kind::kInternal ? spdlog::level::err : spdlog::level::warn,
                    "notes: {}: {}: {}", operation, api::type_name(error.code), error.message);
    return make_error(kind);
}

}  // namespace tabella::notes
