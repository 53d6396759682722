#include <algorithm>
#include <array>
#include <utility>

#include "client/credential_sources.h"
#include "client/remote_credentials.h"

// See "Container credential provider" (AWS SDKs and tools reference guide,
// feature-container-credentials.html).

namespace tabella::client {

namespace {

using namespace std::chrono_literals;

constexpr int kAttemptsMax = 3;
constexpr std::chrono::milliseconds kAttemptTimeout = 2s;
constexpr std::chrono::milliseconds kPause = 1s;

/// Only hosts that the instance itself provides may be given its token in clear text.
bool may_be_asked_in_clear(const std::string& host) {
    static constexpr std::array<std::string_view, 5> kHosts{"169.254.170.2", "169.254.170.23",
                                                            "fd00:ec2::23", "localhost", "::1"};
    // The whole of 127.0.0.0/8 is loopback, but "127.evil.example" is a name.
    const bool loopback =
        host.rfind("127.", 0) == 0 && host.find_first_not_of("0123456789.") == std::string::npos;
    return loopback || std::find(kHosts.begin(), kHosts.end(), host) != kHosts.end();
}

Result<std::optional<std::string>> authorization_token(const Environment& environment) {
    std::optional<std::string> token;
    if (const auto path = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
        TABELLA_ASSIGN(token, environment.read_file(*path));
        while (!token->empty() && (token->back() == '\n' || token->back() == '\r'))
            token->pop_back();
    } else {
        token = environment.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    }
    if (token && token->find_first_of("\r\n") != std::string::npos)
        return Error{ErrorKind::kInvalidArgument,
                     "the container authorization token has a line break in it"};
    return token;
}

Result<std::optional<Url>> configured_url(const Environment& environment) {
    if (const auto relative = environment.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
        TABELLA_ASSIGN(Url url, Url::parse("http://169.254.170.2" + *relative));
        return std::optional(std::move(url));
    }
    const auto full = environment.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (!full) return std::optional<Url>();
    TABELLA_ASSIGN(Url url, Url::parse(*full));
    if (!url.endpoint.tls && !may_be_asked_in_clear(url.endpoint.host))
        return Error{ErrorKind::kInvalidArgument,
                     "AWS_CONTAINER_CREDENTIALS_FULL_URI names the host " + url.endpoint.host +
                         ", which may only be asked over https"};
    return std::optional(std::move(url));
}

}  // namespace

Task<FoundCredentials> ContainerCredentials::find() {
    const Result<std::optional<Url>> url = configured_url(environment_);
    if (!url.ok()) co_return url.error();
    if (!url->has_value()) co_return std::optional<ResolvedCredentials>();
    const Result<std::optional<std::string>> token = authorization_token(environment_);
    if (!token.ok()) co_return token.error();

    http::Request request;
    request.method = "GET";
    request.target = (*url)->target;
    request.headers.add("Accept", "application/json");
    if (token->has_value()) request.headers.add("Authorization", **token);

    const std::string source = "the container credentials endpoint";
    Error last{ErrorKind::kUnavailable, source + " does not answer"};
    for (int attempt = 1; attempt <= kAttemptsMax; ++attempt) {
        http::Endpoint endpoint = (*url)->endpoint;
        http::Request copy = request;
        auto response =
            co_await transport_.send(std::move(endpoint), std::move(copy), kAttemptTimeout);
        if (response.ok() && response->status == 200) {
            Result<ResolvedCredentials> found = parse_credentials_json(response->body, source);
            if (!found.ok()) co_return std::move(found).error();
            co_return std::optional(std::move(*found));
        }
        last.message = source + (response.ok() ? " answered " + std::to_string(response->status)
                                               : ": " + response.error().message);
        if (attempt < kAttemptsMax) co_await sleeper_.sleep_for(kPause);
    }
    co_return last;
}

}  // namespace tabella::client
