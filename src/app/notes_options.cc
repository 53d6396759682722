#include "app/notes_options.h"

#include <fmt/format.h>

#include <algorithm>

namespace tabella::app {

namespace {

/// As many as the hash has: RFC 7518, 3.2.
constexpr std::size_t kSecretBytesMin = 32;

void declare_issuer(Declared& declared, NotesOptions& options) {
    declared.option("--jwt-issuer", options.jwt_issuer, "TABELLA_JWT_ISSUER",
                    "Claim iss of the tokens; empty: any");
    declared.option("--jwt-audience", options.jwt_audience, "TABELLA_JWT_AUDIENCE",
                    "One of the claim aud of the tokens; empty: they have none");
}

std::optional<std::string> check_secret(const NotesOptions& options) {
    if (options.jwt_secret.size() >= kSecretBytesMin) return std::nullopt;
    return fmt::format("TABELLA_JWT_SECRET: tokens of HS256 need a secret of at least {} bytes",
                       kSecretBytesMin);
}

std::optional<std::string> check_cognito(const NotesOptions& options) {
    const bool letters =
        std::all_of(options.cognito_pool.begin(), options.cognito_pool.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '-' || c == '_';
        });
    if (!letters || options.cognito_pool.find('_') == std::string::npos)
        return "--cognito-pool: a pool's id is like eu-west-1_AbCdEf";
    if (options.cognito_client.empty()) return "--cognito-pool needs --cognito-client";
    const bool fixed = !options.jwt_issuer.empty() || !options.jwt_audience.empty() ||
                       !options.jwt_client_id.empty() || !options.jwt_token_use.empty() ||
                       (!options.jwt_algorithm.empty() && options.jwt_algorithm != "RS256");
    if (fixed) return "--cognito-pool decides the other --jwt options, but for --jwt-keys";
    return std::nullopt;
}

std::string algorithm_of(const NotesOptions& options) {
    if (!options.jwt_algorithm.empty()) return options.jwt_algorithm;
    return options.jwt_keys.empty() && options.cognito_pool.empty() ? "HS256" : "RS256";
}

}  // namespace

void declare_notes(Declared& declared, NotesOptions& options) {
    declared
        .option("--auth", options.auth, "TABELLA_AUTH",
                "Users of the Notes API: none (all are --user-id) or jwt (whom a token names)")
        ->check(CLI::IsMember({"none", "jwt"}));
    declared
        .option("--rate-limit", options.rate_limit, "TABELLA_RATE_LIMIT",
                "Requests a second of each user, and as many at once after a rest; 0: no limit")
        ->check(CLI::Range(0.0, 1e9));
    declared.option("--cors", options.cors, "TABELLA_CORS",
                    "Origins of browsers' pages that may use the Notes API, with commas between "
                    "them; *: all; by default none");
    declared.flag("--access-log", options.access_log, "TABELLA_ACCESS_LOG",
                  "Log a line for each request of the Notes API");
    declared
        .option("--jwt-algorithm", options.jwt_algorithm, "TABELLA_JWT_ALGORITHM",
                "HS256 with TABELLA_JWT_SECRET, RS256 or ES256 with --jwt-keys")
        ->check(CLI::IsMember({"HS256", "RS256", "ES256"}));
    declared.option("--jwt-keys", options.jwt_keys, "TABELLA_JWT_KEYS",
                    "File or URL of the key set that tokens are checked with");
    declare_issuer(declared, options);
    declared.option("--jwt-client-id", options.jwt_client_id, "TABELLA_JWT_CLIENT_ID",
                    "Claim client_id of the tokens; empty: any");
    declared.option("--jwt-token-use", options.jwt_token_use, "TABELLA_JWT_TOKEN_USE",
                    "Claim token_use of the tokens; empty: any");
    declared.option("--default-scopes", options.default_scopes, "TABELLA_DEFAULT_SCOPES",
                    "Scopes of tokens without a claim scope");
    declared.option("--cognito-pool", options.cognito_pool, "TABELLA_COGNITO_POOL",
                    "Id of the Cognito user pool whose tokens are taken");
    declared.option("--cognito-client", options.cognito_client, "TABELLA_COGNITO_CLIENT",
                    "Id of the pool's app client");
    declared
        .option("--cognito-token-use", options.cognito_token_use, "TABELLA_COGNITO_TOKEN_USE",
                "access or id tokens")
        ->check(CLI::IsMember({"access", "id"}));
}

void declare_token(Declared& declared, Options& options) {
    declared.option("--sub", options.token.subject, "TABELLA_TOKEN_SUB", "The user");
    declared.option("--scope", options.token.scopes, "TABELLA_TOKEN_SCOPE",
                    "Scopes, with spaces between: notes:read, notes:write, notes:admin");
    declared
        .option("--expires-in", options.token.expires_in_s, "TABELLA_TOKEN_EXPIRES_IN",
                "Seconds for which it is good")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{10} * 365 * 24 * 3'600));
    declare_issuer(declared, options.notes);
}

void take_notes_secrets(NotesOptions& options, const Environment& environment) {
    options.cursor_secret = environment("TABELLA_CURSOR_SECRET").value_or("");
    options.jwt_secret = environment("TABELLA_JWT_SECRET").value_or("");
}

std::optional<std::string> check_notes(const NotesOptions& options) {
    if (!options.cursor_secret.empty() && options.cursor_secret.size() < kSecretBytesMin)
        return fmt::format("TABELLA_CURSOR_SECRET: shorter than {} bytes", kSecretBytesMin);
    if (options.auth != "jwt") return std::nullopt;
    if (!options.cognito_pool.empty()) return check_cognito(options);
    if (algorithm_of(options) == "HS256") {
        if (!options.jwt_keys.empty()) return "--jwt-keys: HS256 has a secret and no key set";
        return check_secret(options);
    }
    if (options.jwt_keys.empty())
        return fmt::format("--jwt-algorithm {} needs --jwt-keys", options.jwt_algorithm);
    return std::nullopt;
}

std::optional<std::string> check_token(const Options& options) {
    if (options.token.subject.empty()) return "--sub: whom is the token for?";
    return check_secret(options.notes);
}

TokenRules token_rules(const NotesOptions& options) {
    if (!options.cognito_pool.empty()) {
        const jwt::CognitoPool pool{.id = options.cognito_pool,
                                    .client_id = options.cognito_client,
                                    .token_use = options.cognito_token_use};
        TokenRules cognito{
            .rules = jwt::cognito_rules(pool),
            .keys = options.jwt_keys.empty() ? jwt::cognito_keys_url(pool) : options.jwt_keys};
        if (!options.default_scopes.empty())
            cognito.rules.scopes_without_claim = options.default_scopes;
        return cognito;
    }
    TokenRules own{.rules = {.secret = options.jwt_secret,
                             .issuer = options.jwt_issuer,
                             .audience = options.jwt_audience,
                             .client_id = options.jwt_client_id,
                             .token_use = options.jwt_token_use,
                             .scopes_without_claim = options.default_scopes},
                   .keys = options.jwt_keys};
    const std::string algorithm = algorithm_of(options);
    own.rules.algorithm = algorithm == "HS256"   ? jwt::Algorithm::kHs256
                          : algorithm == "RS256" ? jwt::Algorithm::kRs256
                                                 : jwt::Algorithm::kEs256;
    return own;
}

}  // namespace tabella::app
