#include "jwt/verifier.h"

#include <gtest/gtest.h>

#include "jwt/signing_test_support.h"
#include "sigv4/hash.h"

namespace tabella::jwt {
namespace {

constexpr EpochMs kNow = 1'700'000'000'000;
const std::string kSecret(32, 's');
const std::string kGood = R"("sub":"alice","iss":"https://issuer","aud":"notes","exp":1700000001)";

const Signer& rsa() {
    static const Signer signer(Signer::Kind::kRsa, "k1");
    return signer;
}
const Signer& p256() {
    static const Signer signer(Signer::Kind::kP256, "k1");
    return signer;
}

class FixedKeys final : public KeyFetcher {
 public:
    explicit FixedKeys(std::string text) : text_(std::move(text)) {}
    Task<Result<std::string>> fetch() override { co_return text_; }

 private:
    std::string text_;
};

Rules rules(Algorithm algorithm) {
    return {.algorithm = algorithm,
            .secret = algorithm == Algorithm::kHs256 ? kSecret : "",
            .issuer = "https://issuer",
            .audience = "notes"};
}

bool accepts(Rules rules, const std::string& token, std::string key_set = "", EpochMs now = kNow) {
    const ManualClock clock(now);
    FixedKeys fetcher(std::move(key_set));
    KeyCache keys(fetcher, clock, rules.algorithm);
    return sync_wait(Verifier(rules, &keys, clock).verify(token)).ok();
}

std::string hs(const std::string& claims) {
    return make_hs256_token("{" + claims + "}", kSecret);
}
std::string hs_with(const std::string& header, const std::string& claims) {
    const std::string text = json::to_base64url(header) + "." + json::to_base64url(claims);
    // Signed over what stands there, whatever that is.
    return text + "." + json::to_base64url(sigv4::hmac_sha256(kSecret, text));
}

TEST(Verifier, TakesGoodTokensOfEachAlgorithm) {
    const std::string claims = "{" + kGood + "}";
    EXPECT_TRUE(accepts(rules(Algorithm::kHs256), hs(kGood)));
    EXPECT_TRUE(accepts(rules(Algorithm::kRs256),
                        rsa().token(R"({"alg":"RS256","kid":"k1"})", claims), rsa().key_set()));
    EXPECT_TRUE(accepts(rules(Algorithm::kRs256), rsa().token(R"({"alg":"RS256"})", claims),
                        rsa().key_set()));
    for (int i = 0; i < 50; ++i)  // r and s have leading zeros now and then.
        EXPECT_TRUE(accepts(rules(Algorithm::kEs256),
                            p256().token(R"({"alg":"ES256","kid":"k1"})", claims),
                            p256().key_set()));
    EXPECT_TRUE(
        accepts(rules(Algorithm::kHs256), hs_with(R"({"typ":"at+JWT","alg":"HS256"})", claims)));
}

TEST(Verifier, SaysWhoAndWithWhatScopes) {
    const ManualClock clock(kNow);
    const Verifier verifier(rules(Algorithm::kHs256), nullptr, clock);
    auto identity = sync_wait(verifier.verify(hs(kGood + R"(,"scope":"notes:read  notes:write")")));
    ASSERT_TRUE(identity.ok());
    EXPECT_EQ(identity->subject, "alice");
    EXPECT_EQ(identity->scopes, (std::set<std::string, std::less<>>{"notes:read", "notes:write"}));
    EXPECT_TRUE(sync_wait(verifier.verify(hs(kGood)))->scopes.empty());
}

TEST(Verifier, RefusesWrongClaims) {
    const std::string head = R"("iss":"https://issuer","aud":"notes",)";
    for (const std::string& claims : std::vector<std::string>{
             "",
             head + R"("sub":"alice")",
             head + R"("sub":"alice","exp":"1700000001")",
             head + R"("sub":"alice","exp":null)",
             head + R"("sub":"alice","exp":true)",
             head + R"("sub":"alice","exp":1700000000)",
             head + R"("sub":"alice","exp":1699999999)",
             head + R"("sub":"alice","exp":-1)",
             head + R"("sub":"alice","exp":0)",
             head + R"("exp":1700000001)",
             head + R"("exp":1700000001,"sub":"")",
             head + R"("exp":1700000001,"sub":5)",
             head + R"("exp":1700000001,"sub":null)",
             head + R"("exp":1700000001,"sub":["alice"])",
             head + R"("exp":1700000001,"sub":")" + std::string(1'025, 'x') + '"',
             kGood + R"(,"nbf":1700000001)",
             kGood + R"(,"nbf":1700000000.5)",
             kGood + R"(,"nbf":"0")",
             kGood + R"(,"nbf":null)",
             kGood + R"(,"scope":["notes:read"])",
             kGood + R"(,"scope":7)",
             kGood + R"(,"sub":"bob")",
             R"("aud":"notes","sub":"a","exp":1700000001)",
             R"("iss":"https://issuer/","aud":"notes","sub":"a","exp":1700000001)",
             R"("iss":"https://ISSUER","aud":"notes","sub":"a","exp":1700000001)",
             R"("iss":["https://issuer"],"aud":"notes","sub":"a","exp":1700000001)",
             R"("iss":"","aud":"notes","sub":"a","exp":1700000001)",
             R"("iss":null,"aud":"notes","sub":"a","exp":1700000001)",
             R"("iss":"https://issuer","sub":"a","exp":1700000001)",
             R"("iss":"https://issuer","aud":"other","sub":"a","exp":1700000001)",
             R"("iss":"https://issuer","aud":"","sub":"a","exp":1700000001)",
             R"("iss":"https://issuer","aud":[],"sub":"a","exp":1700000001)",
             R"("iss":"https://issuer","aud":["other"],"sub":"a","exp":1700000001)",
             R"("iss":"https://issuer","aud":[["notes"]],"sub":"a","exp":1700000001)",
             R"("iss":"https://issuer","aud":{"notes":1},"sub":"a","exp":1700000001)",
             R"("iss":"https://issuer","aud":"notes ","sub":"a","exp":1700000001)",
         })
        EXPECT_FALSE(accepts(rules(Algorithm::kHs256), hs(claims))) << claims;
    EXPECT_TRUE(accepts(rules(Algorithm::kHs256), hs(kGood + R"(,"nbf":1700000000)")));
    EXPECT_TRUE(accepts(rules(Algorithm::kHs256),
                        hs(R"("iss":"https://issuer","aud":["x","notes"],"sub":"a","exp":1.8e9)")));
    EXPECT_TRUE(accepts(rules(Algorithm::kHs256), hs(kGood), "", kNow + 999));
    EXPECT_FALSE(accepts(rules(Algorithm::kHs256), hs(kGood), "", kNow + 1'000));
}

TEST(Verifier, ATokenForSomebodyIsNotForWhoHasNoName) {
    Rules nameless = rules(Algorithm::kHs256);
    nameless.audience = "";
    EXPECT_FALSE(accepts(nameless, hs(kGood)));
    EXPECT_TRUE(accepts(nameless, hs(R"("iss":"https://issuer","sub":"a","exp":1700000001)")));
}

TEST(Verifier, RefusesWrongHeaders) {
    const std::string claims = "{" + kGood + "}";
    for (const char* header : {R"({})",
                               R"({"typ":"JWT"})",
                               R"({"alg":"none"})",
                               R"({"alg":"None"})",
                               R"({"alg":"NONE"})",
                               R"({"alg":""})",
                               R"({"alg":null})",
                               R"({"alg":["HS256"]})",
                               R"({"alg":"hs256"})",
                               R"({"alg":"HS256 "})",
                               R"({"alg":"HS384"})",
                               R"({"alg":"HS512"})",
                               R"({"alg":"RS256"})",
                               R"({"alg":"ES256"})",
                               R"({"alg":"PS256"})",
                               R"({"alg":"EdDSA"})",
                               R"({"alg":"HS256","crit":["exp"]})",
                               R"({"alg":"HS256","crit":[],"b64":false})",
                               R"({"alg":"HS256","jwk":{"kty":"oct","k":"c3Nz"}})",
                               R"({"alg":"HS256","jku":"https://evil/keys"})",
                               R"({"alg":"HS256","x5u":"https://evil"})",
                               R"({"alg":"HS256","x5c":["MII"]})",
                               R"({"alg":"HS256","zip":"DEF"})",
                               R"({"alg":"HS256","enc":"A128GCM"})",
                               R"({"alg":"HS256","typ":"JOSE"})",
                               R"({"alg":"HS256","typ":7})",
                               R"({"alg":"HS256","alg":"HS256"})",
                               R"([])",
                               R"("x")",
                               R"(null)",
                               ""})
        EXPECT_FALSE(accepts(rules(Algorithm::kHs256), hs_with(header, claims))) << header;
    for (const char* header :
         {R"({"alg":"RS256","kid":"k2"})", R"({"alg":"RS256","kid":""})",
          R"({"alg":"RS256","kid":7})", R"({"alg":"RS256","kid":null})",
          R"({"alg":"RS256","kid":["k1"]})", R"({"alg":"RS256","kid":"../../k1"})",
          R"({"alg":"RS256","kid":"k1\u0000"})", R"({"alg":"RS256","kid":"' OR 1=1"})",
          R"({"alg":"RS384","kid":"k1"})", R"({"alg":"PS256","kid":"k1"})",
          R"({"alg":"ES256","kid":"k1"})", R"({"alg":"none","kid":"k1"})",
          R"({"alg":"HS256","kid":"k1"})"})
        EXPECT_FALSE(
            accepts(rules(Algorithm::kRs256), rsa().token(header, claims), rsa().key_set()))
            << header;
    const std::string embedded = R"({"alg":"RS256","kid":"k9","jwk":)" + rsa().jwk() + "}";
    EXPECT_FALSE(accepts(rules(Algorithm::kRs256), rsa().token(embedded, claims), rsa().key_set()));
}

TEST(Verifier, RefusesWrongSignaturesAndForms) {
    const std::string good = hs(kGood);
    const std::size_t first = good.find('.');
    const std::size_t second = good.find('.', first + 1);
    const std::string header = good.substr(0, first);
    const std::string claims = good.substr(first + 1, second - first - 1);
    const std::string signature = good.substr(second + 1);
    for (const std::string& forged : std::vector<std::string>{
             "",
             ".",
             "..",
             "...",
             header,
             header + "." + claims,
             header + "." + claims + ".",
             header + "." + claims + "." + signature + ".",
             header + "." + claims + "." + signature + "." + signature,
             header + "." + claims + "." + signature + "=",
             header + "." + claims + "." + signature.substr(1),
             header + "." + claims + "." + signature.substr(0, 20),
             header + "." + claims + "." + signature + "A",
             header + "..",
             "." + claims + "." + signature,
             header + ".." + signature,
             " " + good,
             good + " ",
             good + "\n",
             header + " ." + claims + "." + signature,
             header + "." + json::to_base64url("{" + kGood + R"(,"scope":"notes:admin"})") + "." +
                 signature,
             make_hs256_token("{" + kGood + "}", ""),
             make_hs256_token("{" + kGood + "}", "secret"),
             make_hs256_token("{" + kGood + "}", kSecret + "s"),
             make_hs256_token("{" + kGood, kSecret),
             make_hs256_token("[" + kGood + "]", kSecret),
             make_hs256_token("null", kSecret),
             make_hs256_token("", kSecret),
             hs(kGood + R"(,"x":")" + std::string(9'000, 'x') + '"')})
        EXPECT_FALSE(accepts(rules(Algorithm::kHs256), forged)) << forged.substr(0, 300);
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string changed = good;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(accepts(rules(Algorithm::kHs256), changed)) << changed;
    }
}

// The classic: a public key, which everyone has, taken for the secret of an HMAC.
TEST(Verifier, NoPublicKeyIsASecret) {
    const std::string claims = "{" + kGood + "}";
    for (const std::string& secret : {rsa().key_set(), rsa().jwk(), std::string()})
        EXPECT_FALSE(
            accepts(rules(Algorithm::kRs256), make_hs256_token(claims, secret), rsa().key_set()));
    const Signer other(Signer::Kind::kRsa, "k1");
    EXPECT_FALSE(accepts(rules(Algorithm::kRs256),
                         other.token(R"({"alg":"RS256","kid":"k1"})", claims), rsa().key_set()));
}

TEST(Verifier, RefusesSignaturesOfCurvesThatAreNone) {
    const std::string text = json::to_base64url(R"({"alg":"ES256","kid":"k1"})") + "." +
                             json::to_base64url("{" + kGood + "}");
    for (const std::string& signature :
         {std::string(64, '\0'), std::string(64, '\xff'), std::string(63, 'x'),
          std::string(65, 'x'), std::string(),
          std::string(31, '\0') + '\1' + std::string(31, '\0') + '\1'})
        EXPECT_FALSE(accepts(rules(Algorithm::kEs256), text + "." + json::to_base64url(signature),
                             p256().key_set()));
    const std::string good = p256().token(R"({"alg":"ES256","kid":"k1"})", "{" + kGood + "}");
    EXPECT_FALSE(
        accepts(rules(Algorithm::kEs256), good, Signer(Signer::Kind::kP256, "k1").key_set()));
}

TEST(Verifier, CognitosTokensAreToldApart) {
    const CognitoPool pool{.id = "eu-west-1_Pool", .client_id = "client", .token_use = "access"};
    EXPECT_EQ(cognito_keys_url(pool),
              "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pool/.well-known/jwks.json");
    CognitoPool id_pool = pool;
    id_pool.token_use = "id";
    const std::string common =
        R"("sub":"alice","exp":1700000001,)"
        R"("iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pool")";
    const auto token = [&](const std::string& more) {
        return rsa().token(R"({"alg":"RS256","kid":"k1"})", "{" + common + more + "}");
    };
    const std::string access =
        token(R"(,"client_id":"client","token_use":"access","scope":"notes/notes:read")");
    const std::string id = token(R"(,"aud":"client","token_use":"id")");
    const auto verify = [&](const CognitoPool& which, const std::string& text) {
        const ManualClock clock(kNow);
        FixedKeys fetcher(rsa().key_set());
        KeyCache keys(fetcher, clock, Algorithm::kRs256);
        return sync_wait(Verifier(cognito_rules(which), &keys, clock).verify(text));
    };
    const auto as_access = verify(pool, access);
    ASSERT_TRUE(as_access.ok());
    EXPECT_TRUE(as_access->scopes.contains("notes:read"));
    const auto as_id = verify(id_pool, id);
    ASSERT_TRUE(as_id.ok());
    EXPECT_TRUE(as_id->scopes.contains("notes:write"));
    EXPECT_FALSE(as_id->scopes.contains("notes:admin"));
    EXPECT_FALSE(verify(pool, id).ok());
    EXPECT_FALSE(verify(id_pool, access).ok());
    EXPECT_FALSE(verify(pool, token(R"(,"client_id":"other","token_use":"access")")).ok());
    EXPECT_FALSE(verify(pool, token(R"(,"token_use":"access")")).ok());
    EXPECT_FALSE(verify(pool, token(R"(,"client_id":"client")")).ok());
    EXPECT_FALSE(verify(id_pool, token(R"(,"aud":"other","token_use":"id")")).ok());
    EXPECT_FALSE(verify(id_pool, token(R"(,"client_id":"client","token_use":"id")")).ok());
}

}  // namespace
}  // namespace tabella::jwt
