#include "notes/responses.h"

#include "json/writer.h"

namespace tabella::notes {

http::Response json_response(int status, std::string body) {
    http::Response response{.status = status, .body = std::move(body)};
    response.headers.add("Content-Type", "application/json");
    return response;
}

http::Response error_response(int status, std::string_view message) {
    std::string body = R"({"error":)";
    json::append_json_string(body, message);
    body += '}';
    http::Response response = json_response(status, std::move(body));
    if (status == 503) response.headers.add("Retry-After", "1");
    return response;
}

http::Response error_response(const NotesError& error) {
    switch (error.kind) {
        case NotesError::Kind::kStoreUnavailable:
            return error_response(503, error.message);
        case NotesError::Kind::kTooLarge:
            return error_response(413, error.message);
        case NotesError::Kind::kInvalidCursor:
            return error_response(400, error.message);
        case NotesError::Kind::kInternal:
            break;
    }
    return error_response(500, error.message);
}

}  // namespace tabella::notes
