#include "app/token.h"

#include <cstdio>

#include "base/clock.h"
#include "json/writer.h"
#include "jwt/token.h"

namespace tabella::app {

namespace {

void append_claim(std::string& claims, std::string_view name, std::string_view text) {
    if (text.empty()) return;
    claims += ',';
    json::append_json_string(claims, name);
    claims += ':';
    json::append_json_string(claims, text);
}

}  // namespace

int run_token(const Options& options) {
    const std::int64_t now = SystemClock().now_ms() / 1'000;
    std::string claims = "{\"iat\":";
    json::append_integer(claims, now);
    claims += ",\"exp\":";
    json::append_integer(claims, now + options.token.expires_in_s);
    append_claim(claims, "sub", options.token.subject);
    append_claim(claims, "scope", options.token.scopes);
    append_claim(claims, "iss", options.notes.jwt_issuer);
    append_claim(claims, "aud", options.notes.jwt_audience);
    claims += '}';
    std::puts(jwt::make_hs256_token(claims, options.notes.jwt_secret).c_str());
    return 0;
}

}  // namespace tabella::app
