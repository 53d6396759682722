#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/error.h"
#include "base/result.h"

namespace tabella::notes {

/// What the user of the API has to know of a failure. The message names nothing internal.
struct NotesError {
    enum class Kind {
        kStoreUnavailable,    ///< Throttled or unreachable: may be tried again.
        kTooLarge,            ///< More than DynamoDB's 400 KB an item.
        kInvalidCursor,       ///< A cursor that no such listing of this user's has given.
        kNotFound,            ///< No such note to change.
        kPreconditionFailed,  ///< The note is not at the version that was asked for.
        kKeyReused,           ///< An idempotency key came again with another note.
        kNoIndex,             ///< The table lacks the index that the listing needs.
        kInternal,
    };
    Kind kind = Kind::kInternal;
    std::string message;
    /// With kPreconditionFailed, the version that the note is at, where there is one.
    std::optional<std::int64_t> version = std::nullopt;
};

template <class T>
using NotesResult = Result<T, NotesError>;

NotesError make_error(NotesError::Kind kind);

/// What the user may know of the store's error; the rest goes to the log.
NotesError to_notes_error(std::string_view operation, const api::Error& error);

}  // namespace tabella::notes
