#include "sigv4/sigv4.h"

#include <gtest/gtest.h>

#include "sigv4/hash.h"

namespace tabella::sigv4 {
namespace {

// The published examples: AWS's "aws4_testsuite", and "Create a signed AWS API request" for iam.
const Credentials kExample{.access_key_id = "AKIDEXAMPLE",
                           .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};
constexpr EpochMs kExampleTimeMs = 1'440'938'160'000;  // 2015-08-30T12:36:00Z

struct Example {
    std::string name;
    std::string method;
    std::string path;
    std::string query;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string signed_headers;
    std::string signature;
};

const std::vector<Example> kExamples{
    {"get-vanilla",
     "GET",
     "/",
     "",
     {},
     "",
     "host;x-amz-date",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    {"get-vanilla-query-order-key-case",
     "GET",
     "/",
     "Param2=value2&Param1=value1",
     {},
     "",
     "host;x-amz-date",
     "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
    {"get-vanilla-empty-query-key",
     "GET",
     "/",
     "Param1=value1",
     {},
     "",
     "host;x-amz-date",
     "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"},
    {"get-utf8",
     "GET",
     "/\u1234",
     "",
     {},
     "",
     "host;x-amz-date",
     "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
    {"get-space",
     "GET",
     "/example space/",
     "",
     {},
     "",
     "host;x-amz-date",
     "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
    {"get-relative",
     "GET",
     "/example/..",
     "",
     {},
     "",
     "host;x-amz-date",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    {"get-header-value-trim",
     "GET",
     "/",
     "",
     {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
     "",
     "host;my-header1;my-header2;x-amz-date",
     "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
    {"get-header-key-duplicate",
     "GET",
     "/",
     "",
     {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}},
     "",
     "host;my-header1;x-amz-date",
     "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
    {"post-vanilla",
     "POST",
     "/",
     "",
     {},
     "",
     "host;x-amz-date",
     "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
    {"post-x-www-form-urlencoded",
     "POST",
     "/",
     "",
     {{"Content-Type", "application/x-www-form-urlencoded"}},
     "Param1=value1",
     "content-type;host;x-amz-date",
     "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
};

SignedParts parts_of(const Example& example, const SigningTime& time) {
    SignedParts parts{.method = example.method,
                      .path = example.path,
                      .query = example.query,
                      .headers = example.headers,
                      .body_sha256_hex = hex(sha256(example.body))};
    parts.headers.emplace_back("Host", "example.amazonaws.com");
    parts.headers.emplace_back("X-Amz-Date", time.amz_date);
    return parts;
}

TEST(SigV4, ReproducesThePublishedExamples) {
    const SigningTime time(kExampleTimeMs);
    const Scope scope{.region = "us-east-1", .service = "service"};
    for (const Example& example : kExamples) {
        EXPECT_EQ(authorization(kExample, time, scope, parts_of(example, time)),
                  "AWS4-HMAC-SHA256 "
                  "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=" +
                      example.signed_headers + ", Signature=" + example.signature)
            << example.name;
    }
}

TEST(SigV4, ReproducesTheStepsOfTheUserGuide) {
    const SigningTime time(kExampleTimeMs);
    const Scope scope{.region = "us-east-1", .service = "iam"};
    const SignedParts parts{
        .method = "GET",
        .query = "Action=ListUsers&Version=2010-05-08",
        .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                    {"Host", "iam.amazonaws.com"},
                    {"X-Amz-Date", "20150830T123600Z"}},
        .body_sha256_hex = hex(sha256(""))};
    const std::string canonical = canonical_request(parts);
    EXPECT_EQ(hex(sha256(canonical)),
              "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
    const std::string to_sign = string_to_sign(time, scope, canonical);
    EXPECT_EQ(to_sign,
              "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n"
              "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59");
    EXPECT_EQ(signature(kExample, time, scope, to_sign),
              "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

TEST(SigV4, SignsADynamoDbRequestAsBotocoreDoes) {
    const SigningTime time(kExampleTimeMs);
    const SignedParts parts{.headers = {{"Host", "localhost:8000"},
                                        {"X-Amz-Target", "DynamoDB_20120810.ListTables"},
                                        {"Content-Type", "application/x-amz-json-1.0"},
                                        {"X-Amz-Date", time.amz_date},
                                        {"X-Amz-Security-Token", "SESSION/TOKEN=="}},
                            .body_sha256_hex = hex(sha256("{}"))};
    EXPECT_EQ(authorization(kExample, time, {.region = "us-east-1", .service = "dynamodb"}, parts),
              "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/dynamodb/aws4_request, "
              "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, "
              "Signature=ea91cbdb9a08f3aeb9f904d31986e7b8940786a19a1cf0d2e36df7580785b7c9");
}

TEST(SigV4, EncodesAQueryOnceHoweverItCame) {
    SignedParts plain{.query = "b=\u1234&a=x y&A"};
    SignedParts encoded{.query = "b=%E1%88%b4&a=x%20y&A="};
    EXPECT_EQ(canonical_request(plain), canonical_request(encoded));
    EXPECT_EQ(canonical_request(plain), "POST\n/\nA=&a=x%20y&b=%E1%88%B4\n\n\n");
}

TEST(SigV4, ChangesWithEveryByteOfWhatIsSigned) {
    const Example example = kExamples.back();
    const SigningTime time(kExampleTimeMs);
    const Scope scope{.region = "us-east-1", .service = "service"};
    const SignedParts parts = parts_of(example, time);
    const std::string right = authorization(kExample, time, scope, parts);
    const auto changed = [&](auto change) {
        SignedParts other = parts;
        change(other);
        return authorization(kExample, time, scope, other);
    };
    EXPECT_NE(changed([](SignedParts& p) { p.method = "PUT"; }), right);
    EXPECT_NE(changed([](SignedParts& p) { p.path = "/x"; }), right);
    EXPECT_NE(changed([](SignedParts& p) { p.query = "x"; }), right);
    EXPECT_NE(changed([](SignedParts& p) { p.headers[0].second += "x"; }), right);
    EXPECT_NE(changed([](SignedParts& p) { p.body_sha256_hex = hex(sha256("")); }), right);
    Credentials other_secret = kExample;
    other_secret.secret_access_key.back() = 'Z';
    EXPECT_NE(authorization(other_secret, time, scope, parts), right);
    const SigningTime next_day(kExampleTimeMs + 86'400'000);
    EXPECT_NE(authorization(kExample, next_day, scope, parts), right);
}

TEST(SigV4, ReadsTheDateItWrites) {
    EXPECT_EQ(parse_amz_date("20150830T123600Z"), kExampleTimeMs);
    EXPECT_EQ(parse_amz_date(SigningTime(0).amz_date), 0);
    EXPECT_EQ(parse_amz_date("20240229T235959Z"), 1'709'251'199'000);
    for (const char* wrong :
         {"", "20150830", "20150830T123600", "20150830T123600z", "20150830T246000Z",
          "20150230T123600Z", "2015083XT123600Z", "20150830T12360 Z", "-0150830T123600Z",
          "20150830T123600Z ", "2015-08-30T12:36:00Z", "Sun, 30 Aug 2015"})
        EXPECT_FALSE(parse_amz_date(wrong).has_value()) << wrong;
}

TEST(Hash, ComparesWholeTexts) {
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
    EXPECT_TRUE(equal_in_constant_time("", ""));
}

TEST(Hash, TakesAnEmptyKey) {
    EXPECT_EQ(hex(hmac_sha256({}, "")),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace tabella::sigv4
