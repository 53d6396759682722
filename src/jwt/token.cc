#include "jwt/token.h"

#include "json/writer.h"
#include "sigv4/hash.h"

namespace tabella::jwt {

namespace {

/// Tokens of Cognito are between one and two kilobytes.
constexpr std::size_t kTokenBytesMax = 8 * 1024;

std::optional<json::Value> parse_part(std::string_view part) {
    const std::optional<std::string> text = json::from_base64url(part);
    if (!text.has_value()) return std::nullopt;
    auto object = json::parse(*text);
    if (!object.ok() || !object->is_object()) return std::nullopt;
    return std::move(object).value();
}

}  // namespace

std::string_view name_of(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::kHs256:
            return "HS256";
        case Algorithm::kRs256:
            return "RS256";
        case Algorithm::kEs256:
            break;
    }
    return "ES256";
}

std::optional<Token> parse_token(std::string_view text) {
    if (text.size() > kTokenBytesMax) return std::nullopt;
    const std::size_t first = text.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const std::size_t second = text.find('.', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    auto header = parse_part(text.substr(0, first));
    auto claims = parse_part(text.substr(first + 1, second - first - 1));
    auto signature = json::from_base64url(text.substr(second + 1));
    if (!header.has_value() || !claims.has_value() || !signature.has_value()) return std::nullopt;
    return Token{.header = *std::move(header),
                 .claims = *std::move(claims),
                 .signed_text = std::string(text.substr(0, second)),
                 .signature = *std::move(signature)};
}

std::string make_hs256_token(std::string_view claims, std::string_view secret) {
    std::string text = json::to_base64url(R"({"alg":"HS256","typ":"JWT"})");
    text += '.';
    text += json::to_base64url(claims);
    const std::string signature = sigv4::hmac_sha256(secret, text);
    text += '.';
    text += json::to_base64url(signature);
    return text;
}

}  // namespace tabella::jwt
