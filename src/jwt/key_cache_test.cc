#include "jwt/key_cache.h"

#include <gtest/gtest.h>

#include "jwt/signing_test_support.h"

namespace tabella::jwt {
namespace {

class ScriptedKeys final : public KeyFetcher {
 public:
    Task<Result<std::string>> fetch() override {
        ++fetches;
        co_return answer;
    }
    Result<std::string> answer = std::string();
    int fetches = 0;
};

const Signer& first() {
    static const Signer signer(Signer::Kind::kP256, "first");
    return signer;
}
const Signer& second() {
    static const Signer signer(Signer::Kind::kP256, "second");
    return signer;
}

class KeyCacheTest : public testing::Test {
 protected:
    KeyCacheTest() { fetcher_.answer = first().key_set(); }
    bool has(const char* id) { return sync_wait(cache_.find(id)).key != nullptr; }

    ManualClock clock_{1'700'000'000'000};
    ScriptedKeys fetcher_;
    KeyCache cache_{fetcher_, clock_, Algorithm::kEs256};
};

TEST_F(KeyCacheTest, FetchesOnceForManyTokens) {
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(has("first"));
    EXPECT_EQ(fetcher_.fetches, 1);
}

TEST_F(KeyCacheTest, TenThousandUnknownKeysCauseOneFetchAMinute) {
    EXPECT_TRUE(has("first"));
    for (int i = 0; i < 10'000; ++i) {
        EXPECT_FALSE(has(("unknown" + std::to_string(i)).c_str()));
        clock_.advance_ms(6);
    }
    EXPECT_EQ(fetcher_.fetches, 1);
    EXPECT_FALSE(has("unknown"));
    EXPECT_EQ(fetcher_.fetches, 2);
}

TEST_F(KeyCacheTest, FindsTheKeyOfARotation) {
    EXPECT_TRUE(has("first"));
    fetcher_.answer = R"({"keys":[)" + first().jwk() + "," + second().jwk() + "]}";
    clock_.advance_ms(60'000);
    EXPECT_TRUE(has("second"));
    EXPECT_TRUE(has("first"));
    EXPECT_EQ(fetcher_.fetches, 2);
}

TEST_F(KeyCacheTest, AWithdrawnKeyIsTrustedForAnHourAtMost) {
    EXPECT_TRUE(has("first"));
    fetcher_.answer = second().key_set();
    clock_.advance_ms(3'599'999);
    EXPECT_TRUE(has("first"));
    clock_.advance_ms(1);
    EXPECT_FALSE(has("first"));
}

TEST_F(KeyCacheTest, AWithdrawnKeyOutlivesAnOutageByAMinute) {
    EXPECT_TRUE(has("first"));
    fetcher_.answer = Error{ErrorKind::kUnavailable, "down"};
    clock_.advance_ms(3'600'000);
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(has("first"));
    EXPECT_EQ(fetcher_.fetches, 2) << "an outage is not asked about by every token";
    fetcher_.answer = second().key_set();
    clock_.advance_ms(60'000);
    EXPECT_FALSE(has("first"));
}

TEST_F(KeyCacheTest, AnOutageOrGarbageLeavesTheKeysThatThereAre) {
    EXPECT_TRUE(has("first"));
    const std::string bad[] = {"",
                               "{}",
                               "[]",
                               "nope",
                               R"({"keys":{}})",
                               R"({"keys":[]})",
                               R"({"keys":[{"kty":"oct","k":"AA"}]})",
                               R"({"keys":[)" + second().jwk(R"(,"use":"enc")") + "]}",
                               R"({"keys":[)" + second().jwk() + "," + second().jwk() + "]}"};
    for (const std::string& garbage : bad) {
        fetcher_.answer = garbage;
        clock_.advance_ms(3'600'000);
        EXPECT_TRUE(has("first")) << garbage;
        EXPECT_FALSE(has("second")) << garbage;
    }
    fetcher_.answer = Error{ErrorKind::kUnavailable, "down"};
    clock_.advance_ms(3'600'000);
    EXPECT_TRUE(has("first"));
    fetcher_.answer = second().key_set();
    clock_.advance_ms(60'000);
    EXPECT_TRUE(has("second"));
}

TEST_F(KeyCacheTest, WithoutAnyKeysItSaysSoAndTriesAgainAMinuteLater) {
    fetcher_.answer = Error{ErrorKind::kUnavailable, "down"};
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(sync_wait(cache_.find("first")).keys_missing);
    EXPECT_EQ(fetcher_.fetches, 1);
    fetcher_.answer = first().key_set();
    clock_.advance_ms(60'000);
    EXPECT_TRUE(has("first"));
}

TEST(KeySet, TakesOnlyKeysThatAreStrongAndForSigning) {
    const Signer weak(Signer::Kind::kRsa, "weak", 1'024);
    EXPECT_FALSE(KeySet::parse(weak.key_set(), Algorithm::kRs256).ok());
    const auto takes = [](const std::string& jwk) {
        return KeySet::parse(R"({"keys":[)" + jwk + "]}", Algorithm::kEs256).ok();
    };
    EXPECT_TRUE(takes(first().jwk(R"(,"use":"sig","alg":"ES256","key_ops":["verify"])")));
    EXPECT_FALSE(takes(first().jwk(R"(,"use":"enc")")));
    EXPECT_FALSE(takes(first().jwk(R"(,"alg":"ES384")")));
    EXPECT_FALSE(takes(first().jwk(R"(,"key_ops":["sign"])")));
    EXPECT_FALSE(takes(R"({"kid":"x","kty":"EC","crv":"P-256","x":"AA","y":"AA"})"));
    // A point that is not on the curve.
    EXPECT_FALSE(takes(R"({"kid":"x","kty":"EC","crv":"P-256","x":")" +
                       json::to_base64url(std::string(32, 'x')) + R"(","y":")" +
                       json::to_base64url(std::string(32, 'y')) + R"("})"));
}

}  // namespace
}  // namespace tabella::jwt
