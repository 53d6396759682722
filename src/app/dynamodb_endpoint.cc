#include "app/dynamodb_endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

#include "app/store.h"
#include "client/profiles.h"
#include "engine/data_sets.h"
#include "wire/dynamo_handler.h"

namespace tabella::app {

namespace {

constexpr std::size_t kRegionBytesMax = 64;

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Tables of their own for each access key and region.
class SeparateApis final : public wire::Apis {
 public:
    explicit SeparateApis(std::unique_ptr<engine::DataSets> sets) : sets_(std::move(sets)) {}

    api::Result<api::DynamoApi*> find(const wire::Caller& caller) override {
        // Letters and digits only, as in DynamoDB Local since 2.0 (DynamoDBLocal.UsageNotes.html).
        const std::string_view key = caller.access_key_id;
        if (key.empty() || !std::all_of(key.begin(), key.end(), is_alphanumeric))
            return api::Error{.code = api::ErrorCode::kUnrecognizedClient,
                              .message = "The Access Key ID or security token is invalid."};
        const std::string_view region = caller.region;
        if (region.empty() || region.size() > kRegionBytesMax ||
            !std::all_of(region.begin(), region.end(),
                         [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }))
            return api::Error{
                .code = api::ErrorCode::kInvalidSignature,
                .message = fmt::format("Credential should be scoped to a valid region, not '{}'. ",
                                       region)};
        engine::Engine* engine = sets_->find(engine::DataSet(key, region));
        if (engine == nullptr)
            return api::Error{.code = api::ErrorCode::kLimitExceeded,
                              .message = "Too many access keys and regions"};
        return engine;
    }

 private:
    std::unique_ptr<engine::DataSets> sets_;
};

/// All that a handler needs to stay alive, in the order of need.
class Endpoint final : public DynamodbEndpoint {
 public:
    Endpoint(std::unique_ptr<api::DynamoApi> own_api, std::unique_ptr<wire::Apis> apis,
             std::unique_ptr<wire::Authenticator> authenticator, const Options& options,
             Random& random, wire::Metrics& metrics)
        : own_api_(std::move(own_api)),
          apis_(std::move(apis)),
          authenticator_(std::move(authenticator)),
          handler_(*apis_, random,
                   {.region = options.region,
                    .cors = options.cors.empty() ? wire::Cors() : wire::Cors(options.cors),
                    .authenticator = authenticator_.get(),
                    .metrics = &metrics}) {}

    http::Handler& handler() override { return handler_; }

 private:
    std::unique_ptr<api::DynamoApi> own_api_;
    std::unique_ptr<wire::Apis> apis_;
    std::unique_ptr<wire::Authenticator> authenticator_;
    wire::DynamoHandler handler_;
};

Result<std::string> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!(text << file.rdbuf()))
        return Error{ErrorKind::kIo, fmt::format("cannot read the credentials file {}", path)};
    return text.str();
}

Result<wire::KeyRing> load_keys(const Options& options) {
    wire::KeyRing keys;
    if (!options.credentials_file.empty()) {
        TABELLA_ASSIGN(const std::string text, read_file(options.credentials_file));
        auto parsed = parse_keys(text);
        if (!parsed.ok())
            return Error{parsed.error().kind,
                         fmt::format("{}: {}", options.credentials_file, parsed.error().message)};
        keys = std::move(parsed).value();
    }
    if (!options.access_key_id.empty() && !options.secret_access_key.empty())
        keys.insert_or_assign(options.access_key_id,
                              sigv4::Credentials{.access_key_id = options.access_key_id,
                                                 .secret_access_key = options.secret_access_key,
                                                 .session_token = options.session_token});
    return keys;
}

/// Null: any signature will do.
Result<std::unique_ptr<wire::Authenticator>> make_authenticator(const Options& options,
                                                                const Clock& clock) {
    if (options.auth != "sigv4") return std::unique_ptr<wire::Authenticator>();
    TABELLA_ASSIGN(wire::KeyRing keys, load_keys(options));
    // With separate data, every region is one of its own.
    const std::string region = options.separate_data ? "" : options.region;
    return std::make_unique<wire::Authenticator>(std::move(keys), clock,
                                                 wire::AuthenticatorOptions{.region = region});
}

}  // namespace

Result<wire::KeyRing> parse_keys(std::string_view text) {
    wire::KeyRing keys;
    const client::Profiles profiles =
        client::parse_profiles(text, client::ProfileFile::kCredentials);
    for (const auto& [profile, settings] : profiles) {
        const auto value = [&settings = settings](std::string_view name) {
            const auto found = settings.find(name);
            return found == settings.end() ? std::string() : found->second;
        };
        sigv4::Credentials key{.access_key_id = value("aws_access_key_id"),
                               .secret_access_key = value("aws_secret_access_key"),
                               .session_token = value("aws_session_token")};
        if (key.access_key_id.empty() && key.secret_access_key.empty()) continue;
        if (key.access_key_id.empty() || key.secret_access_key.empty())
            return Error{ErrorKind::kInvalidArgument,
                         fmt::format("[{}] needs both aws_access_key_id and aws_secret_access_key",
                                     profile)};
        const std::string id = key.access_key_id;
        keys.insert_or_assign(id, std::move(key));
    }
    if (keys.empty()) return Error{ErrorKind::kInvalidArgument, "no access key in it"};
    return keys;
}

Result<std::unique_ptr<DynamodbEndpoint>> DynamodbEndpoint::over(api::DynamoApi& api,
                                                                 const Options& options,
                                                                 const Clock& clock, Random& random,
                                                                 wire::Metrics& metrics) {
    TABELLA_ASSIGN(auto authenticator, make_authenticator(options, clock));
    return std::unique_ptr<DynamodbEndpoint>(
        std::make_unique<Endpoint>(nullptr, std::make_unique<wire::OneApi>(api),
                                   std::move(authenticator), options, random, metrics));
}

Result<std::unique_ptr<DynamodbEndpoint>> DynamodbEndpoint::open(const Options& options,
                                                                 const Clock& clock, Random& random,
                                                                 wire::Metrics& metrics) {
    TABELLA_ASSIGN(auto authenticator, make_authenticator(options, clock));
    std::unique_ptr<api::DynamoApi> own_api;
    std::unique_ptr<wire::Apis> apis;
    if (options.separate_data) {
        TABELLA_ASSIGN(auto sets, engine::DataSets::open(engine_options(options), clock, random));
        apis = std::make_unique<SeparateApis>(std::move(sets));
    } else {
        TABELLA_ASSIGN(auto engine, open_engine(options, clock, random));
        metrics.commit_queue_depth = [&opened = *engine] { return opened.commit_queue_depth(); };
        apis = std::make_unique<wire::OneApi>(*engine);
        own_api = std::move(engine);
    }
    return std::unique_ptr<DynamodbEndpoint>(std::make_unique<Endpoint>(
        std::move(own_api), std::move(apis), std::move(authenticator), options, random, metrics));
}

}  // namespace tabella::app
