#include "wire/authenticator.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "sigv4/hash.h"

namespace tabella::wire {
namespace {

constexpr EpochMs kTimeMs = 1'440'938'160'000;  // 2015-08-30T12:36:00Z
constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// As botocore signs it; the same request is in sigv4_test.cc.
http::Request signed_by_botocore() {
    http::Request request{.method = "POST", .target = "/", .path = "/", .query = {}};
    request.headers = {
        {"Host", "localhost:8000"},
        {"X-Amz-Target", "DynamoDB_20120810.ListTables"},
        {"Content-Type", "application/x-amz-json-1.0"},
        {"User-Agent", "Boto3"},
        {"X-Amz-Date", "20150830T123600Z"},
        {"X-Amz-Security-Token", "SESSION/TOKEN=="},
        {"Authorization",
         "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/dynamodb/aws4_request, "
         "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
         "Signature=ea91cbdb9a08f3aeb9f904d31986e7b8940786a19a1cf0d2e36df7580785b7c9"}};
    request.body = "{}";
    return request;
}

class AuthenticatorTest : public testing::Test {
 protected:
    api::Result<Nothing> verify(const http::Request& request) const {
        const auto authorization = read_authorization(request);
        if (!authorization.ok()) return authorization.error();
        return authenticator_.verify(request, *authorization);
    }
    std::string message(const http::Request& request) const {
        const auto verified = verify(request);
        return verified.ok() ? "accepted" : verified.error().message;
    }

    /// With a long-lived key; `change` comes before the signature.
    template <class Change>
    http::Request signed_after(Change change, std::string scope_date = {},
                               const std::string& service = "dynamodb") const {
        http::Request request{.method = "POST", .target = "/", .path = "/", .query = {}};
        const sigv4::SigningTime time(clock_.now_ms());
        request.headers = {{"Host", "localhost"},
                           {"X-Amz-Date", time.amz_date},
                           {"X-Amz-Target", "DynamoDB_20120810.ListTables"}};
        request.body = "{}";
        change(request);
        sigv4::SignedParts parts{.method = request.method,
                                 .headers = request.headers.fields(),
                                 .body_sha256_hex = sigv4::hex(sigv4::sha256(request.body))};
        std::string header =
            sigv4::authorization({.access_key_id = "PLAIN", .secret_access_key = "secret"}, time,
                                 {.region = region_, .service = service}, parts);
        if (!scope_date.empty()) header.replace(header.find(time.date), 8, scope_date);
        request.headers.add("Authorization", header);
        return request;
    }

    ManualClock clock_{kTimeMs};
    std::string region_ = "us-east-1";
    Authenticator authenticator_{
        {{"AKIDEXAMPLE",
          {.access_key_id = "AKIDEXAMPLE",
           .secret_access_key = kSecret,
           .session_token = "SESSION/TOKEN=="}},
         {"PLAIN", {.access_key_id = "PLAIN", .secret_access_key = "secret"}}},
        clock_,
        {.region = "us-east-1"}};
};

constexpr auto kAsItIs = [](http::Request&) {};

TEST_F(AuthenticatorTest, AcceptsWhatBotocoreSigned) {
    EXPECT_EQ(message(signed_by_botocore()), "accepted");
    EXPECT_EQ(message(signed_after(kAsItIs)), "accepted");
}

TEST_F(AuthenticatorTest, RefusesAThousandMutations) {
    constexpr std::uint64_t kSeed = 20'260'101;
    SeededRandom random(kSeed);
    const http::Request original = signed_by_botocore();
    const auto mutate = [&](std::string& text) {
        char& byte = text[random.next() % text.size()];
        const char before = byte;
        // A tab in place of a space means the same in HTTP; all other bytes count.
        while (byte == before || byte == '\t') byte = static_cast<char>(random.next());
    };
    for (int i = 0; i < 1'000; ++i) {
        http::Request request = original;
        std::vector<http::Headers::Field> fields = original.headers.fields();
        const std::size_t place = random.next() % (fields.size() + 3);
        if (place == fields.size()) {
            mutate(request.method);
        } else if (place == fields.size() + 1) {
            mutate(request.path);
        } else if (place == fields.size() + 2) {
            mutate(request.body);
        } else {
            if (fields[place].first == "User-Agent") continue;  // Not signed.
            mutate(fields[place].second);
            request.headers = {};
            for (auto& [name, value] : fields) request.headers.add(name, value);
        }
        EXPECT_FALSE(verify(request).ok()) << "mutation " << i << ", seed " << kSeed;
    }
}

TEST_F(AuthenticatorTest, AllowsFifteenMinutesEitherWay) {
    const http::Request request = signed_by_botocore();
    clock_.advance_ms(15 * 60 * 1000);
    EXPECT_EQ(message(request), "accepted");
    clock_.advance_ms(1000);
    EXPECT_EQ(message(request),
              "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z "
              "(20150830T125101Z - 15 min.)");
    clock_.set_ms(kTimeMs - 15 * 60 * 1000);
    EXPECT_EQ(message(request), "accepted");
    clock_.advance_ms(-1000);
    EXPECT_EQ(message(request),
              "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z "
              "(20150830T122059Z + 15 min.)");
}

TEST_F(AuthenticatorTest, RefusesAnotherScope) {
    region_ = "eu-west-1";
    EXPECT_EQ(message(signed_after(kAsItIs)),
              "Credential should be scoped to a valid region, not 'eu-west-1'. ");
    region_ = "us-east-1";
    EXPECT_EQ(message(signed_after(kAsItIs, "", "s3")),
              "Credential should be scoped to correct service: 'dynamodb'. ");
    EXPECT_EQ(message(signed_after(kAsItIs, "20150829")),
              "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
              "HTTP: '20150829' != '20150830', from '20150830T123600Z'. ");
}

TEST_F(AuthenticatorTest, AnyRegionWillDoWhereNoneIsSet) {
    const Authenticator anywhere(
        {{"PLAIN", {.access_key_id = "PLAIN", .secret_access_key = "secret"}}}, clock_, {});
    region_ = "eu-west-1";
    const http::Request request = signed_after(kAsItIs);
    EXPECT_TRUE(anywhere.verify(request, read_authorization(request).value()).ok());
}

TEST_F(AuthenticatorTest, HostAndAmzHeadersMustBeSigned) {
    EXPECT_EQ(message(signed_after([](http::Request& request) {
                  request.headers = {{"X-Amz-Date", "20150830T123600Z"}};
              })),
              "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    http::Request request = signed_after(kAsItIs);
    request.headers.add("X-Amz-Extra", "1");
    EXPECT_EQ(message(request), "'X-Amz-Extra' must be a 'SignedHeader' in the AWS Authorization.");
}

TEST_F(AuthenticatorTest, KnowsItsKeysAndTheirTokens) {
    const std::string unknown = "The security token included in the request is invalid.";
    const Authenticator nobody({}, clock_, {});
    const http::Request request = signed_by_botocore();
    EXPECT_EQ(nobody.verify(request, read_authorization(request).value()).error().message, unknown);
    EXPECT_EQ(message(signed_after([](http::Request& with_token) {
                  with_token.headers.add("X-Amz-Security-Token", "any");
              })),
              unknown);
    http::Request other_token = signed_by_botocore();
    other_token.headers.set("X-Amz-Security-Token", "SESSION/TOKEN=");
    EXPECT_EQ(message(other_token), unknown);
}

TEST_F(AuthenticatorTest, TheDateIsIso8601) {
    EXPECT_EQ(message(signed_after([](http::Request& request) {
                  request.headers.set("X-Amz-Date", "Sun, 30 Aug 2015 12:36:00 GMT");
              })),
              "Date must be in ISO-8601 'basic format'. Got 'Sun, 30 Aug 2015 12:36:00 GMT'. See "
              "http://en.wikipedia.org/wiki/ISO_8601");
}

TEST_F(AuthenticatorTest, AQueryLastsAsLongAsItSays) {
    const sigv4::SigningTime time(kTimeMs);
    const sigv4::Scope scope{.region = "us-east-1", .service = "dynamodb"};
    http::Request request{.method = "POST", .target = {}, .path = "/", .query = {}};
    request.headers = {{"Host", "localhost"}};
    request.body = "{}";
    const auto sign = [&](const std::string& expires) {
        request.query =
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=PLAIN%2F20150830%2Fus-east-1%"
            "2Fdynamodb%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host" +
            (expires.empty() ? "" : "&X-Amz-Expires=" + expires);
        const sigv4::SignedParts parts{.query = request.query,
                                       .headers = request.headers.fields(),
                                       .body_sha256_hex = sigv4::hex(sigv4::sha256("{}"))};
        request.query +=
            "&X-Amz-Signature=" +
            sigv4::signature({.access_key_id = "PLAIN", .secret_access_key = "secret"}, time, scope,
                             sigv4::string_to_sign(time, scope, sigv4::canonical_request(parts)));
    };
    sign("3600");
    EXPECT_EQ(message(request), "accepted");
    clock_.advance_ms(3600 * 1000);
    EXPECT_EQ(message(request), "accepted");
    clock_.advance_ms(1000);
    EXPECT_NE(message(request).find("(20150830T133601Z - 60 min.)"), std::string::npos);
    clock_.set_ms(kTimeMs + 31'000);
    sign("30");
    EXPECT_NE(message(request).find("(20150830T123631Z - 30 sec.)"), std::string::npos);
    for (const char* wrong : {"0", "604801", "-1", "1.5", "x", "99999999999999999999"}) {
        sign(wrong);
        EXPECT_NE(message(request).find("X-Amz-Expires"), std::string::npos) << wrong;
    }
    sign("");
    EXPECT_EQ(message(request), "accepted");
    request.body = "{ }";
    EXPECT_NE(message(request).find("does not match"), std::string::npos);
}

}  // namespace
}  // namespace tabella::wire
