#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "http/message.h"

namespace tabella::http {

enum class Persistence { kClose, kKeepAlive, kKeepAlive10 /* said aloud, for HTTP/1.0 */ };

/// Replaces `out` with the status line and the fields of the response, up to the blank line. What
/// the server writes itself (Content-Length, Transfer-Encoding, Connection, Date) is taken from
/// nowhere else. Control characters in fields become spaces: no field can begin another.
void write_response_head(const Response& response, Persistence persistence, std::string& out);

/// Whether a response of that status carries a body (RFC 9110, 6.4.1).
bool status_has_body(int status);

/// IMF-fixdate: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string format_http_date(EpochMs time);

/// Appends "name: value\r\n" with control characters as spaces; drops a name that is not a token.
void append_field(std::string_view name, std::string_view value, std::string& out);

}  // namespace tabella::http
