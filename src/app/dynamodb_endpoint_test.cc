#include "app/dynamodb_endpoint.h"

#include <gtest/gtest.h>

namespace tabella::app {
namespace {

TEST(Keys, AreThoseOfAllProfiles) {
    const auto keys = parse_keys(
        "[default]\naws_access_key_id = AKIA1\naws_secret_access_key = secret/1\n"
        "[role]\nrole_arn = arn:aws:iam::1:role/r\n"
        "[temporary]\naws_access_key_id=ASIA2\naws_secret_access_key=s2\naws_session_token=t==\n");
    ASSERT_TRUE(keys.ok()) << keys.error().message;
    ASSERT_EQ(keys->size(), 2U);
    EXPECT_EQ(keys->at("AKIA1").secret_access_key, "secret/1");
    EXPECT_EQ(keys->at("AKIA1").session_token, "");
    EXPECT_EQ(keys->at("ASIA2").session_token, "t==");
}

TEST(Keys, HalfAKeyOrNoneIsAnError) {
    EXPECT_EQ(parse_keys("[a]\naws_access_key_id=A\n").error().message,
              "[a] needs both aws_access_key_id and aws_secret_access_key");
    EXPECT_FALSE(parse_keys("").ok());
    EXPECT_FALSE(parse_keys("[a]\nregion=us-east-1\n").ok());
}

}  // namespace
}  // namespace tabella::app
