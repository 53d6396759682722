#include "client/credential_sources.h"

#include <utility>

#include "client/profiles.h"

namespace tabella::client {

namespace {

FoundCredentials not_configured() {
    return std::optional<ResolvedCredentials>();
}

std::optional<std::string> setting(const std::optional<ProfileSettings>& settings,
                                   std::string_view name) {
    if (!settings) return std::nullopt;
    const auto found = settings->find(name);
    if (found == settings->end() || found->second.empty()) return std::nullopt;
    return found->second;
}

FoundCredentials static_keys(const std::optional<ProfileSettings>& settings,
                             const std::string& profile) {
    const std::optional<std::string> key = setting(settings, "aws_access_key_id");
    if (!key) return not_configured();
    const std::optional<std::string> secret = setting(settings, "aws_secret_access_key");
    if (!secret)
        return Error{
            ErrorKind::kInvalidArgument,
            "AWS profile " + profile + " has aws_access_key_id, but no aws_secret_access_key"};
    return std::optional(ResolvedCredentials{
        .keys = {.access_key_id = *key,
                 .secret_access_key = *secret,
                 .session_token = setting(settings, "aws_session_token").value_or("")}});
}

/// What the profile wants and this client cannot do.
std::optional<std::string> unsupported_setting(const ActiveProfile& profile) {
    for (const auto* settings : {&profile.config, &profile.credentials})
        for (const char* name : {"role_arn", "sso_session", "sso_start_url", "credential_process"})
            if (setting(*settings, name)) return name;
    return std::nullopt;
}

}  // namespace

Task<FoundCredentials> EnvironmentCredentials::find() {
    const std::optional<std::string> key = environment_.variable("AWS_ACCESS_KEY_ID");
    if (!key) co_return not_configured();
    const std::optional<std::string> secret = environment_.variable("AWS_SECRET_ACCESS_KEY");
    if (!secret)
        co_return Error{ErrorKind::kInvalidArgument,
                        "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"};
    ResolvedCredentials found;
    found.keys.access_key_id = *key;
    found.keys.secret_access_key = *secret;
    found.keys.session_token = environment_.variable("AWS_SESSION_TOKEN").value_or("");
    co_return std::optional(std::move(found));
}

Task<FoundCredentials> ProfileCredentials::find() {
    const Result<ActiveProfile> profile = load_active_profile(environment_);
    if (!profile.ok()) co_return profile.error();
    if (profile->chosen && !profile->config && !profile->credentials)
        co_return Error{ErrorKind::kNotFound,
                        "the AWS profile " + profile->name + " (AWS_PROFILE) does not exist"};
    // As in boto3, a role to assume comes before the profile's own keys: those may be the keys that
    // assume it.
    const std::optional<std::string> unsupported = unsupported_setting(*profile);
    if (unsupported == "role_arn")
        co_return Error{ErrorKind::kInvalidArgument,
                        "AWS profile " + profile->name +
                            " assumes a role (role_arn), which is not supported: set "
                            "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"};
    for (const auto* settings : {&profile->credentials, &profile->config}) {
        FoundCredentials found = static_keys(*settings, profile->name);
        if (!found.ok() || found->has_value()) co_return found;
    }
    if (unsupported)
        co_return Error{ErrorKind::kInvalidArgument,
                        "AWS profile " + profile->name + " uses " + *unsupported +
                            ", which is not supported: set AWS_ACCESS_KEY_ID, "
                            "AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"};
    co_return not_configured();
}

Task<FoundCredentials> DummyCredentials::find() {
    ResolvedCredentials dummy;
    dummy.keys.access_key_id = "local";
    dummy.keys.secret_access_key = "local";
    co_return std::optional(std::move(dummy));
}

std::unique_ptr<CredentialsChain> default_credentials(ChainParts parts, LastResort last_resort) {
    std::vector<std::unique_ptr<CredentialSource>> sources;
    sources.push_back(std::make_unique<EnvironmentCredentials>(parts.environment));
    sources.push_back(
        std::make_unique<WebIdentityCredentials>(parts.environment, parts.clock, parts.transport));
    sources.push_back(std::make_unique<ProfileCredentials>(parts.environment));
    sources.push_back(
        std::make_unique<ContainerCredentials>(parts.environment, parts.transport, parts.sleeper));
    if (last_resort == LastResort::kDummyCredentials)
        sources.push_back(std::make_unique<DummyCredentials>());
    else
        sources.push_back(
            std::make_unique<InstanceMetadataCredentials>(parts.environment, parts.transport));
    return std::make_unique<CredentialsChain>(parts.clock, std::move(sources));
}

}  // namespace tabella::client
