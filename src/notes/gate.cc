#include "notes/gate.h"

#include <fmt/format.h>

#include "http/ascii.h"

namespace tabella::notes {

namespace {

Problem unauthorized(std::string message) {
    // Without a token there is no error to name (RFC 6750, 3.1).
    Problem problem{.status = 401, .message = std::move(message)};
    problem.headers.add("WWW-Authenticate", "Bearer realm=\"notes\"");
    return problem;
}

Problem invalid_token(std::string message) {
    Problem problem{.status = 401, .message = std::move(message)};
    problem.headers.add("WWW-Authenticate",
                        fmt::format(R"(Bearer realm="notes", error="invalid_token", )"
                                    R"(error_description="{}")",
                                    problem.message));
    return problem;
}

/// The token of the one Authorization header; nothing without the header, and "" when there are
/// several or it is of another scheme: no token is like that.
std::optional<std::string> token_of(const http::Headers& headers) {
    constexpr std::string_view kScheme = "Bearer ";
    std::optional<std::string> token;
    for (const auto& [name, value] : headers.fields()) {
        if (!http::equal_ignoring_case(name, "Authorization")) continue;
        if (token.has_value()) return "";
        token = "";
        if (http::equal_ignoring_case(value.substr(0, kScheme.size()), kScheme))
            token = http::trim(std::string_view(value).substr(kScheme.size()));
    }
    return token;
}

}  // namespace

OpenGate::OpenGate(UserKey user) : everyone_(std::move(user)) {
    for (const std::string_view scope : {kReadScope, kWriteScope, kAdminScope})
        everyone_.allow(scope);
}

Task<Result<Caller, Problem>> OpenGate::admit(const http::Request&) {
    co_return everyone_;
}

Task<Result<Caller, Problem>> TokenGate::admit(const http::Request& request) {
    std::optional<std::string> token = token_of(request.headers);
    if (!token.has_value()) co_return unauthorized("A token is needed");
    auto identity = co_await verifier_.verify(*std::move(token));
    if (!identity.ok()) {
        if (identity.error().keys_unavailable)
            co_return Problem{.status = 503, .message = identity.error().message};
        co_return invalid_token(identity.error().message);
    }
    Caller caller(UserKey("USER#" + identity->subject));
    for (const std::string& scope : identity->scopes) caller.allow(scope);
    co_return caller;
}

Problem insufficient_scope(std::string_view scope) {
    Problem problem{.status = 403, .message = fmt::format("The scope {} is needed", scope)};
    problem.headers.add("WWW-Authenticate",
                        fmt::format(R"(Bearer realm="notes", error="insufficient_scope", )"
                                    R"(scope="{}")",
                                    scope));
    return problem;
}

}  // namespace tabella::notes
