#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "notes/note_attributes.h"
#include "notes/problem.h"

namespace tabella::notes {

/// The body of a request that makes or changes a note. Members that it does not know are passed
/// over, as in the seed.
struct NoteBody {
    std::optional<std::string> title = {};
    std::optional<std::string> content = {};
    std::optional<EpochSeconds> expires_at = {};  ///< From `expires_in` or `expires_at`.
    bool keeps_for_ever = false;                  ///< `"expires_at": null`
};

/// Reads `{"title":…,"content":…,"expires_in":seconds}` or with `"expires_at"`, epoch seconds or
/// ISO 8601. 400 names the member.
Result<NoteBody, Problem> parse_note_body(std::string_view text, EpochMs now);

}  // namespace tabella::notes
