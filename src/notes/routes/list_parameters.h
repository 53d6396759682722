#pragma once

#include <string>
#include <string_view>

#include "notes/note_query.h"
#include "notes/problem.h"

namespace tabella::notes {

/// Reads the parameters of GET /notes: limit, cursor, order, sort, title_prefix, day,
/// created_after, created_before, q. 400 names the one that is wrong, or does not go with another.
/// Parameters that it does not know are passed over, as in the seed.
Result<NoteQuery, Problem> parse_list_parameters(std::string_view query_string);

/// The target of the page that begins at the cursor: the same query.
std::string next_target(std::string_view query_string, const Cursor& cursor);

}  // namespace tabella::notes
