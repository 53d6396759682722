#pragma once

#include <string>
#include <string_view>

#include "http/message.h"
#include "notes/notes_service.h"

namespace tabella::notes {

http::Response json_response(int status, std::string body);

/// `{"error":"…"}`.
http::Response error_response(int status, std::string_view message);

/// 503 with Retry-After, 413, 400 or 500, as the error is.
http::Response error_response(const NotesError& error);

}  // namespace tabella::notes
