#include <algorithm>
#include <utility>

#include "client/credential_sources.h"
#include "client/remote_credentials.h"

// See "Use the Instance Metadata Service" (EC2 user guide, instancedata-data-retrieval.html).

namespace tabella::client {

namespace {

constexpr std::chrono::milliseconds kRequestTimeout{1'000};
constexpr std::string_view kRolePath = "/latest/meta-data/iam/security-credentials/";

Result<http::Endpoint> service_endpoint(const Environment& environment) {
    if (const auto url = environment.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT"))
        return http::Endpoint::parse(*url);
    const bool ipv6 = environment.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE") == "IPv6" ||
                      environment.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE") == "ipv6";
    return http::Endpoint::parse(ipv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
}

/// The body of a 200, or nothing.
Task<std::optional<std::string>> ask(Transport& transport, http::Endpoint endpoint,
                                     http::Request request) {
    auto response =
        co_await transport.send(std::move(endpoint), std::move(request), kRequestTimeout);
    if (!response.ok() || response->status != 200) co_return std::nullopt;
    co_return std::move(response->body);
}

http::Request metadata_request(std::string method, std::string target) {
    http::Request request;
    request.method = std::move(method);
    request.target = std::move(target);
    return request;
}

}  // namespace

Task<FoundCredentials> InstanceMetadataCredentials::find() {
    const auto disabled = environment_.variable("AWS_EC2_METADATA_DISABLED");
    if (disabled == "true" || disabled == "TRUE" || disabled == "True")
        co_return std::optional<ResolvedCredentials>();
    const Result<http::Endpoint> endpoint = service_endpoint(environment_);
    if (!endpoint.ok()) co_return endpoint.error();

    http::Request token_request = metadata_request("PUT", "/latest/api/token");
    token_request.headers.add("X-aws-ec2-metadata-token-ttl-seconds", "21600");
    http::Endpoint token_endpoint = *endpoint;
    const std::optional<std::string> token =
        co_await ask(transport_, std::move(token_endpoint), std::move(token_request));
    if (!token) co_return std::optional<ResolvedCredentials>();

    http::Request role_request = metadata_request("GET", std::string(kRolePath));
    role_request.headers.add("X-aws-ec2-metadata-token", *token);
    http::Endpoint role_endpoint = *endpoint;
    std::optional<std::string> role =
        co_await ask(transport_, std::move(role_endpoint), std::move(role_request));
    if (!role || role->empty()) co_return std::optional<ResolvedCredentials>();
    role->resize(std::min(role->find_first_of("\r\n"), role->size()));

    http::Request keys_request = metadata_request("GET", std::string(kRolePath) + *role);
    keys_request.headers.add("X-aws-ec2-metadata-token", *token);
    http::Endpoint keys_endpoint = *endpoint;
    const std::optional<std::string> keys =
        co_await ask(transport_, std::move(keys_endpoint), std::move(keys_request));
    const std::string source = "the instance metadata service";
    if (!keys)
        co_return Error{ErrorKind::kUnavailable, source + " gave no credentials for role " + *role};
    Result<ResolvedCredentials> found = parse_credentials_json(*keys, source);
    if (!found.ok()) co_return std::move(found).error();
    co_return std::optional(std::move(*found));
}

}  // namespace tabella::client
