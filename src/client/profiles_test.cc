#include "client/profiles.h"

#include <gtest/gtest.h>

#include "client/fake_surroundings.h"
#include "client/region.h"
#include "client/times.h"

namespace tabella::client {
namespace {

TEST(Profiles, ReadsTheSectionsOfTheConfigFile) {
    const Profiles profiles = parse_profiles(
        "# a comment\n"
        "lost = 1\n"
        "[default]\r\n"
        "Region = us-west-2  \r\n"
        "s3 =\n"
        "  max_concurrent_requests = 20\n"
        "; another\n"
        "[profile \"two words\"]\n"
        "region=eu-west-1\n"
        "[profile\twork]\n"
        "aws_secret_access_key = a=b:c#d\n"
        "[sso-session x]\n"
        "region = nowhere\n"
        "[work]\n"
        "region = nowhere\n",
        ProfileFile::kConfig);
    EXPECT_EQ(profiles, (Profiles{{"default", {{"region", "us-west-2"}, {"s3", ""}}},
                                  {"two words", {{"region", "eu-west-1"}}},
                                  {"work", {{"aws_secret_access_key", "a=b:c#d"}}}}));
}

TEST(Profiles, ReadsTheSectionsOfTheCredentialsFile) {
    const Profiles profiles =
        parse_profiles("[a]\nk=1\n[b]\nk=2\n[a]\nm=3", ProfileFile::kCredentials);
    EXPECT_EQ(profiles, (Profiles{{"a", {{"k", "1"}, {"m", "3"}}}, {"b", {{"k", "2"}}}}));
}

TEST(Profiles, TakesGarbageForNothing) {
    EXPECT_TRUE(parse_profiles("[\n]\n====\n[x", ProfileFile::kCredentials).empty());
    EXPECT_TRUE(parse_profiles("", ProfileFile::kConfig).empty());
}

TEST(FindRegion, TakesTheEnvironmentBeforeTheProfile) {
    FakeEnvironment environment;
    EXPECT_FALSE(find_region(environment)->has_value());
    environment.files["/home/me/.aws/config"] = "[profile p]\nregion=eu-north-1\n";
    environment.variables["AWS_PROFILE"] = "p";
    EXPECT_EQ(find_region(environment)->value().value, "eu-north-1");
    environment.variables["AWS_DEFAULT_REGION"] = "us-east-2";
    EXPECT_EQ(find_region(environment)->value().value, "us-east-2");
    environment.variables["AWS_REGION"] = "us-west-1";
    EXPECT_EQ(find_region(environment)->value().value, "us-west-1");
}

TEST(DnsSuffix, KnowsChinaAndRefusesWhatIsNoHostName) {
    EXPECT_EQ(*dns_suffix(Region{"us-east-1"}), "amazonaws.com");
    EXPECT_EQ(*dns_suffix(Region{"cn-north-1"}), "amazonaws.com.cn");
    EXPECT_FALSE(dns_suffix(Region{"evil.example/"}).ok());
    EXPECT_FALSE(dns_suffix(Region{""}).ok());
}

TEST(Times, ReadsIso8601InUtc) {
    EXPECT_EQ(parse_iso8601("2012-04-27T22:39:16Z"), 1'335'566'356'000);
    EXPECT_EQ(parse_iso8601("2012-04-27T22:39:16.123Z"), 1'335'566'356'000);
    EXPECT_EQ(parse_iso8601("2012-04-27T22:39:16+00:00"), 1'335'566'356'000);
    for (const char* bad : {"", "2012-04-27", "2012-13-27T22:39:16Z", "2012-04-27T22:39:16",
                            "2012-04-27T22:39:16+02:00", "2012-02-30T22:39:16Z",
                            "2012-04-27T24:39:16Z", "xxxx-04-27T22:39:16Z"})
        EXPECT_FALSE(parse_iso8601(bad)) << bad;
}

TEST(Times, ReadsHttpDates) {
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784'111'777'000);
    for (const char* bad : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nox 1994 08:49:37 GMT",
                            "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 0x:49:37 GMT"})
        EXPECT_FALSE(parse_http_date(bad)) << bad;
}

}  // namespace
}  // namespace tabella::client
