#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "notes/notes_service.h"
#include "notes/problem.h"

// Entity tags and the conditions that are made of them (RFC 9110, 8.8.3, 13.1.1, 13.1.2). A note's
// tag is its version in quotes: "0" for one that was never changed, also for those of the seed.

namespace tabella::notes {

std::string etag_of(std::int64_t version);

/// If-Match, for what changes a note; nothing without the header. Weak tags match nothing, and
/// neither do those that no note has. 400 where it is no list of tags.
Result<std::optional<VersionMatch>, Problem> if_match_of(const http::Headers& headers);

/// Whether If-None-Match names the version (or is `*`), so that a reader has the note already. 400
/// as above.
Result<bool, Problem> is_known(const http::Headers& headers, std::int64_t version);

}  // namespace tabella::notes
