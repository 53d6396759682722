#include "jwt/verifier.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/ascii.h"

namespace tabella::jwt {

namespace {

/// With the prefix of our partition keys well below DynamoDB's 2,048 bytes.
constexpr std::size_t kSubjectBytesMax = 1'024;

TokenError refused(std::string message) {
    return {.message = std::move(message)};
}

const std::string* text_of(const json::Value& object, std::string_view member) {
    const json::Value* value = object.find(member);
    return value == nullptr ? nullptr : value->string();
}

bool says(const json::Value& object, std::string_view member, std::string_view text) {
    const std::string* value = text_of(object, member);
    return value != nullptr && *value == text;
}

Result<Nothing, TokenError> check_header(const json::Value& header, Algorithm algorithm) {
    if (!says(header, "alg", name_of(algorithm)))
        return refused("the token's algorithm is not the one that is asked for here");
    for (const char* foreign : {"crit", "jwk", "jku", "x5u", "x5c", "zip", "enc"})
        if (header.find(foreign) != nullptr)
            return refused(fmt::format("the token's header has {}, which is not taken", foreign));
    if (const json::Value* type = header.find("typ"); type != nullptr) {
        const std::string* text = type->string();
        const bool known = text != nullptr && (http::equal_ignoring_case(*text, "JWT") ||
                                               http::equal_ignoring_case(*text, "at+jwt"));
        if (!known) return refused("the token is of another type");
    }
    return Nothing{};
}

bool is_for(const json::Value& claims, const std::string& audience) {
    const json::Value* aud = claims.find("aud");
    if (aud == nullptr) return audience.empty();
    if (audience.empty()) return false;
    if (aud->string() != nullptr) return *aud->string() == audience;
    if (aud->array() == nullptr) return false;
    return std::any_of(aud->array()->begin(), aud->array()->end(), [&](const json::Value& each) {
        return each.string() != nullptr && *each.string() == audience;
    });
}

/// RFC 7519, 4.1.4 and 4.1.5: good before `exp`, and from `nbf` on.
Result<Nothing, TokenError> check_times(const json::Value& claims, EpochMs now_ms) {
    const double now = static_cast<double>(now_ms) / 1'000;
    const json::Value* expires = claims.find("exp");
    if (expires == nullptr || !expires->number().has_value())
        return refused("the token has no exp");
    if (now >= *expires->number()) return refused("the token has expired");
    if (const json::Value* begins = claims.find("nbf"); begins != nullptr) {
        if (!begins->number().has_value()) return refused("the token's nbf is no time");
        if (now < *begins->number()) return refused("the token is not good yet");
    }
    return Nothing{};
}

void add_scopes(std::string_view text, bool of_resource_server, Identity& identity) {
    while (!text.empty()) {
        std::string_view scope = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), scope.size() + 1));
        if (of_resource_server) {
            const std::size_t slash = scope.rfind('/');
            if (slash != std::string_view::npos) scope.remove_prefix(slash + 1);
        }
        if (!scope.empty()) identity.scopes.emplace(scope);
    }
}

std::string cognito_issuer(const CognitoPool& pool) {
    return fmt::format("https://cognito-idp.{}.amazonaws.com/{}",
                       pool.id.substr(0, pool.id.find('_')), pool.id);
}

}  // namespace

Rules cognito_rules(const CognitoPool& pool) {
    Rules rules{.algorithm = Algorithm::kRs256,
                .issuer = cognito_issuer(pool),
                .token_use = pool.token_use,
                .scopes_of_resource_server = true};
    (pool.token_use == "id" ? rules.audience : rules.client_id) = pool.client_id;
    // ID tokens carry no scopes: they say who somebody is, and everyone may use the own notes.
    if (pool.token_use == "id") rules.scopes_without_claim = "notes:read notes:write";
    return rules;
}

std::string cognito_keys_url(const CognitoPool& pool) {
    return cognito_issuer(pool) + "/.well-known/jwks.json";
}

Task<Result<Identity, TokenError>> Verifier::verify(std::string text) const {
    const std::optional<Token> token = parse_token(text);
    if (!token.has_value()) co_return refused("the token is not well-formed");
    auto header = check_header(token->header, rules_.algorithm);
    if (!header.ok()) co_return std::move(header).error();
    auto signature = co_await check_signature(*token);
    if (!signature.ok()) co_return std::move(signature).error();
    co_return check_claims(token->claims);
}

Task<Result<Nothing, TokenError>> Verifier::check_signature(const Token& token) const {
    if (rules_.algorithm == Algorithm::kHs256) {
        if (!verify_hs256(rules_.secret, token.signed_text, token.signature))
            co_return refused("the token's signature is wrong");
        co_return Nothing{};
    }
    std::optional<std::string> id;
    if (const json::Value* kid = token.header.find("kid"); kid != nullptr) {
        if (kid->string() == nullptr || kid->string()->empty())
            co_return refused("the token's kid is no key id");
        id = *kid->string();
    }
    const KeyCache::Found found = co_await keys_->find(std::move(id));
    if (found.keys_missing)
        co_return TokenError{.message = "The keys that tokens are checked with cannot be had now",
                             .keys_unavailable = true};
    if (found.key == nullptr) co_return refused("the token was signed with an unknown key");
    if (!jwt::verify(rules_.algorithm, found.key, token.signed_text, token.signature))
        co_return refused("the token's signature is wrong");
    co_return Nothing{};
}

Result<Identity, TokenError> Verifier::check_claims(const json::Value& claims) const {
    TABELLA_CHECK(check_times(claims, clock_.now_ms()));
    if (!rules_.issuer.empty() && !says(claims, "iss", rules_.issuer))
        return refused("the token is of another issuer");
    if (!is_for(claims, rules_.audience)) return refused("the token is for another audience");
    if (!rules_.client_id.empty() && !says(claims, "client_id", rules_.client_id))
        return refused("the token is of another client");
    if (!rules_.token_use.empty() && !says(claims, "token_use", rules_.token_use))
        return refused("the token is for another use");
    const std::string* subject = text_of(claims, "sub");
    if (subject == nullptr || subject->empty() || subject->size() > kSubjectBytesMax)
        return refused("the token has no sub");
    Identity identity{.subject = *subject};
    const json::Value* scope = claims.find("scope");
    if (scope != nullptr && scope->string() == nullptr)
        return refused("the token's scope is no text");
    if (scope != nullptr)
        add_scopes(*scope->string(), rules_.scopes_of_resource_server, identity);
    else
        add_scopes(rules_.scopes_without_claim, false, identity);
    return identity;
}

}  // namespace tabella::jwt
