#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "notes/notes_service.h"

// cursor := base64( "1" sort-key u32(CRC-32 of what stands before it, big-endian) )
//
// Opaque to clients; the checksum finds those that were cut or changed on their way. What it says
// is the client's own data, so it need not be secret.

namespace tabella::notes {

std::string encode_cursor(const ListPosition& position);
/// Nothing when it is none of ours.
std::optional<ListPosition> decode_cursor(std::string_view cursor);

}  // namespace tabella::notes
