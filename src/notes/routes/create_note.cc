#include <fmt/format.h>

#include "json/document.h"
#include "notes/responses.h"
#include "notes/routes/routes.h"

namespace tabella::notes {

namespace {

struct NewNote {
    std::string title;
    std::string content;
};

/// What was wrong with the body, for the user.
struct BadBody {
    std::string message;
};

Result<std::string, BadBody> text_member(const json::Value& body, std::string_view name) {
    const json::Value* member = body.find(name);
    if (member == nullptr) return std::string();
    if (member->string() == nullptr) return BadBody{fmt::format("{} must be a string", name)};
    return *member->string();
}

Result<NewNote, BadBody> parse_note(std::string_view text) {
    const auto body = json::parse(text);
    if (!body.ok()) return BadBody{"The body is not valid JSON: " + body.error().message};
    if (!body->is_object()) return BadBody{"The body must be a JSON object"};
    TABELLA_ASSIGN(std::string title, text_member(*body, "title"));
    TABELLA_ASSIGN(std::string content, text_member(*body, "content"));
    return NewNote{std::move(title), std::move(content)};
}

}  // namespace

Task<http::Response> create_note(RouteCall call) {
    auto note = parse_note(call.request.body);
    if (!note.ok()) co_return error_response(400, note.error().message);
    auto id = co_await call.service.create(std::move(note->title), std::move(note->content));
    if (!id.ok()) co_return error_response(id.error());
    std::string body = R"({"id":)";
    json::append_json_string(body, id->value);
    body += '}';
    http::Response response = json_response(201, std::move(body));
    response.headers.add("Location", "/notes/" + id->value);
    co_return response;
}

}  // namespace tabella::notes
