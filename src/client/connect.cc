#include "client/connect.h"

#include <fmt/format.h>

#include <utility>

#include "client/credential_sources.h"

namespace tabella::client {

namespace {

/// What an HttpDynamo works with, owned.
struct Assembly {
    Assembly(http::Runtime& runtime, const http::ClientOptions& http_options)
        : http(runtime, http_options), transport(http), sleeper(runtime) {}

    /// Not before all that it works with is there, and so not a member of what is built upon it.
    CredentialsProvider& chain(const Environment& environment, const Clock& clock,
                               LastResort last_resort) {
        credentials = default_credentials({environment, clock, transport, sleeper}, last_resort);
        return *credentials;
    }

    http::Client http;
    HttpTransport transport;
    RuntimeSleeper sleeper;
    std::unique_ptr<CredentialsChain> credentials;
};

/// An HttpDynamo with its Assembly, which as the first base lives longer.
class ConnectedDynamo final : private Assembly, public HttpDynamo {
 public:
    ConnectedDynamo(http::Runtime& runtime, const http::ClientOptions& http_options,
                    HttpDynamoOptions options, const Environment& environment, const Clock& clock,
                    Random& random, LastResort last_resort)
        : Assembly(runtime, http_options),
          HttpDynamo(std::move(options),
                     {transport, chain(environment, clock, last_resort), clock, random, sleeper}) {}
};

struct Target {
    http::Endpoint endpoint;
    Region region;
    std::string url;
};

Result<Target> target_of(const ConnectOptions& options, const Environment& environment) {
    std::optional<Region> region = options.region;
    if (!region) {
        TABELLA_ASSIGN(region, find_region(environment));
    }
    std::string url = options.store;
    if (options.store == "aws") {
        if (!region)
            return Error{ErrorKind::kInvalidArgument,
                         "no AWS region: set AWS_REGION, or a region in the profile"};
        TABELLA_ASSIGN(const std::string suffix, dns_suffix(*region));
        url = fmt::format("https://dynamodb.{}.{}", region->value, suffix);
    }
    TABELLA_ASSIGN(http::Endpoint endpoint, http::Endpoint::parse(url));
    return Target{.endpoint = std::move(endpoint),
                  .region = region.value_or(Region{"us-east-1"}),
                  .url = std::move(url)};
}

}  // namespace

Result<Connection> connect(const ConnectOptions& options, http::Runtime& runtime,
                           const Environment& environment, const Clock& clock, Random& random) {
    TABELLA_ASSIGN(Target target, target_of(options, environment));
    http::ClientOptions http_options = options.http;
    if (const auto bundle = environment.variable("AWS_CA_BUNDLE")) http_options.ca_file = *bundle;
    const LastResort last_resort =
        target.endpoint.tls ? LastResort::kInstanceMetadata : LastResort::kDummyCredentials;
    HttpDynamoOptions dynamo_options{.endpoint = std::move(target.endpoint),
                                     .region = std::move(target.region),
                                     .retry = options.retry};
    return Connection{
        .api = std::make_unique<ConnectedDynamo>(runtime, http_options, std::move(dynamo_options),
                                                 environment, clock, random, last_resort),
        .description = std::move(target.url)};
}

}  // namespace tabella::client
