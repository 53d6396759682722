#include <fmt/format.h>

#include <utility>

#include "client/credential_sources.h"
#include "client/profiles.h"
#include "client/region.h"
#include "client/remote_credentials.h"
#include "client/times.h"

// See API_AssumeRoleWithWebIdentity.html (STS API reference).

namespace tabella::client {

namespace {

constexpr std::chrono::milliseconds kRequestTimeout{10'000};

struct WebIdentity {
    std::string token_file;
    std::string role_arn;
    std::string session_name;
};

Result<std::optional<WebIdentity>> configured(const Environment& environment, const Clock& clock) {
    const auto either = [&](const char* variable, const ProfileSettings& settings,
                            std::string_view name) -> std::optional<std::string> {
        if (auto value = environment.variable(variable)) return value;
        const auto found = settings.find(name);
        if (found == settings.end()) return std::nullopt;
        return found->second;
    };
    TABELLA_ASSIGN(const ActiveProfile profile, load_active_profile(environment));
    ProfileSettings settings = profile.config.value_or(ProfileSettings{});
    for (const auto& [name, value] : profile.credentials.value_or(ProfileSettings{}))
        settings[name] = value;
    const auto token_file =
        either("AWS_WEB_IDENTITY_TOKEN_FILE", settings, "web_identity_token_file");
    if (!token_file) return std::optional<WebIdentity>();
    const auto role_arn = either("AWS_ROLE_ARN", settings, "role_arn");
    if (!role_arn)
        return Error{ErrorKind::kInvalidArgument,
                     "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not"};
    return std::optional(WebIdentity{
        .token_file = *token_file,
        .role_arn = *role_arn,
        .session_name = either("AWS_ROLE_SESSION_NAME", settings, "role_session_name")
                            .value_or(fmt::format("tabella-{}", clock.now_ms() / 1000))});
}

Result<Url> sts_url(const Environment& environment) {
    if (const auto url = environment.variable("AWS_ENDPOINT_URL_STS")) return Url::parse(*url);
    TABELLA_ASSIGN(const std::optional<Region> region, find_region(environment));
    if (!region) return Url::parse("https://sts.amazonaws.com");
    TABELLA_ASSIGN(const std::string suffix, dns_suffix(*region));
    return Url::parse(fmt::format("https://sts.{}.{}", region->value, suffix));
}

/// The text of the first element of that name. STS answers with flat, attribute-free XML; the
/// characters that credentials consist of are never escaped.
std::string element_text(std::string_view xml, std::string_view name) {
    const std::string open = fmt::format("<{}>", name);
    const std::size_t start = xml.find(open);
    if (start == std::string_view::npos) return {};
    xml.remove_prefix(start + open.size());
    return std::string(xml.substr(0, xml.find('<')));
}

Result<ResolvedCredentials> parse_answer(const http::Response& response) {
    if (response.status != 200)
        return Error{ErrorKind::kUnavailable,
                     fmt::format("STS refused the web identity ({}): {} {}", response.status,
                                 element_text(response.body, "Code"),
                                 element_text(response.body, "Message"))};
    ResolvedCredentials found;
    found.keys.access_key_id = element_text(response.body, "AccessKeyId");
    found.keys.secret_access_key = element_text(response.body, "SecretAccessKey");
    found.keys.session_token = element_text(response.body, "SessionToken");
    found.expires_ms = parse_iso8601(element_text(response.body, "Expiration"));
    if (found.keys.access_key_id.empty() || found.keys.secret_access_key.empty() ||
        found.keys.session_token.empty() || !found.expires_ms)
        return Error{ErrorKind::kUnavailable, "STS answered without credentials"};
    return found;
}

}  // namespace

Task<FoundCredentials> WebIdentityCredentials::find() {
    const Result<std::optional<WebIdentity>> identity = configured(environment_, clock_);
    if (!identity.ok()) co_return identity.error();
    if (!identity->has_value()) co_return std::optional<ResolvedCredentials>();
    const Result<std::string> token =
        environment_.read_file(expand_home(environment_, (*identity)->token_file));
    if (!token.ok()) co_return token.error();
    Result<Url> url = sts_url(environment_);
    if (!url.ok()) co_return url.error();

    http::Request request;
    request.method = "POST";
    request.target = url->target;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = fmt::format(
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn={}&RoleSessionName={}"
        "&WebIdentityToken={}",
        http::percent_encode((*identity)->role_arn),
        http::percent_encode((*identity)->session_name), http::percent_encode(*token));
    auto response =
        co_await transport_.send(std::move(url->endpoint), std::move(request), kRequestTimeout);
    if (!response.ok())
        co_return Error{ErrorKind::kUnavailable,
                        "STS does not answer: " + response.error().message};
    Result<ResolvedCredentials> found = parse_answer(*response);
    if (!found.ok()) co_return std::move(found).error();
    co_return std::optional(std::move(*found));
}

}  // namespace tabella::client
