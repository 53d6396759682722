#include "client/credentials.h"

#include <gtest/gtest.h>

#include "client/credential_sources.h"
#include "client/fake_dynamo.h"
#include "client/fake_surroundings.h"

namespace tabella::client {
namespace {

using namespace std::chrono_literals;

constexpr EpochMs kNowMs = 1'700'000'000'000;  // 2023-11-14T22:13:20Z

class CredentialsTest : public ::testing::Test {
 protected:
    Result<sigv4::Credentials> find(LastResort last_resort = LastResort::kInstanceMetadata) {
        chain = default_credentials({environment, clock, transport, sleeper}, last_resort);
        return sync_wait(chain->credentials());
    }
    std::string key_found(LastResort last_resort = LastResort::kInstanceMetadata) {
        const auto found = find(last_resort);
        return found.ok() ? found->access_key_id : "error: " + found.error().message;
    }
    const http::Request& request(std::size_t index) const {
        return transport.sent.at(index).request;
    }

    FakeEnvironment environment;
    ManualClock clock{kNowMs};
    ScriptedTransport transport;
    RecordingSleeper sleeper;
    std::unique_ptr<CredentialsChain> chain;
};

const std::string kAnswer =
    R"({"Code":"Success","AccessKeyId":"REMOTE","SecretAccessKey":"remote secret",)"
    R"("Token":"remote token","Expiration":"2023-11-14T23:13:20Z"})";

TEST_F(CredentialsTest, ComeFromTheEnvironmentFirst) {
    environment.variables["AWS_ACCESS_KEY_ID"] = "ENV";
    environment.variables["AWS_SECRET_ACCESS_KEY"] = "secret";
    environment.variables["AWS_SESSION_TOKEN"] = "token";
    environment.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/creds";
    environment.files["/home/me/.aws/credentials"] =
        "[default]\naws_access_key_id=FILE\naws_secret_access_key=s\n";
    const auto found = find();
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->access_key_id, "ENV");
    EXPECT_EQ(found->secret_access_key, "secret");
    EXPECT_EQ(found->session_token, "token");
    EXPECT_TRUE(transport.sent.empty());
}

TEST_F(CredentialsTest, RefuseAnEnvironmentKeyWithoutItsSecret) {
    environment.variables["AWS_ACCESS_KEY_ID"] = "ENV";
    EXPECT_EQ(key_found(), "error: AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not");
}

TEST_F(CredentialsTest, ComeFromTheCredentialsFileBeforeTheConfigFile) {
    environment.files["/home/me/.aws/config"] =
        "[default]\naws_access_key_id=CONFIG\naws_secret_access_key=s\n";
    EXPECT_EQ(key_found(), "CONFIG");
    environment.files["/home/me/.aws/credentials"] =
        "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\naws_session_token = t\n";
    const auto found = find();
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->access_key_id, "FILE");
    EXPECT_EQ(found->session_token, "t");
}

TEST_F(CredentialsTest, ComeFromTheChosenProfileAndFiles) {
    environment.variables["AWS_PROFILE"] = "work";
    environment.variables["AWS_SHARED_CREDENTIALS_FILE"] = "~/elsewhere";
    environment.files["/home/me/elsewhere"] =
        "[default]\naws_access_key_id=DEFAULT\naws_secret_access_key=s\n"
        "[work]\naws_access_key_id=WORK\naws_secret_access_key=s\n";
    EXPECT_EQ(key_found(), "WORK");
}

TEST_F(CredentialsTest, RefuseAChosenProfileThatDoesNotExist) {
    environment.variables["AWS_PROFILE"] = "nowhere";
    EXPECT_EQ(key_found(), "error: the AWS profile nowhere (AWS_PROFILE) does not exist");
}

TEST_F(CredentialsTest, SayWhichProfileSettingIsNotSupported) {
    environment.files["/home/me/.aws/config"] =
        "[default]\nrole_arn=arn:aws:iam::1:role/x\nsource_profile=base\n";
    environment.files["/home/me/.aws/credentials"] =
        "[default]\naws_access_key_id=BASE\naws_secret_access_key=s\n";
    EXPECT_NE(key_found().find("assumes a role (role_arn), which is not supported"),
              std::string::npos);
    environment.files["/home/me/.aws/config"] = "[default]\nsso_start_url=https://x\n";
    EXPECT_EQ(key_found(), "BASE");
    environment.files.erase("/home/me/.aws/credentials");
    EXPECT_NE(key_found().find("uses sso_start_url, which is not supported"), std::string::npos);
}

TEST_F(CredentialsTest, ComeFromAWebIdentity) {
    environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
    environment.variables["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/x";
    environment.variables["AWS_ROLE_SESSION_NAME"] = "me";
    environment.variables["AWS_REGION"] = "eu-west-1";
    environment.files["/token"] = "a.b+c";
    transport.answer(200,
                     "<AssumeRoleWithWebIdentityResponse><Credentials>"
                     "<AccessKeyId>WEB</AccessKeyId><SecretAccessKey>s/+=</SecretAccessKey>"
                     "<SessionToken>t==</SessionToken><Expiration>2023-11-14T23:13:20Z</Expiration>"
                     "</Credentials></AssumeRoleWithWebIdentityResponse>");
    const auto found = find();
    ASSERT_TRUE(found.ok()) << found.error().message;
    EXPECT_EQ(found->access_key_id, "WEB");
    EXPECT_EQ(found->secret_access_key, "s/+=");
    EXPECT_EQ(found->session_token, "t==");
    EXPECT_EQ(transport.sent.at(0).endpoint.host, "sts.eu-west-1.amazonaws.com");
    EXPECT_TRUE(transport.sent.at(0).endpoint.tls);
    EXPECT_EQ(request(0).body,
              "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
              "&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx&RoleSessionName=me"
              "&WebIdentityToken=a.b%2Bc");
}

TEST_F(CredentialsTest, SayWhatStsRefused) {
    environment.variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token";
    environment.variables["AWS_ROLE_ARN"] = "arn";
    environment.files["/token"] = "x";
    transport.answer(400,
                     "<Error><Code>ExpiredTokenException</Code><Message>old</Message></Error>");
    EXPECT_EQ(key_found(), "error: STS refused the web identity (400): ExpiredTokenException old");
}

TEST_F(CredentialsTest, ComeFromTheContainerEndpoint) {
    environment.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/creds?id=1";
    environment.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "Basic x";
    transport.answer(200, kAnswer);
    EXPECT_EQ(key_found(), "REMOTE");
    EXPECT_EQ(transport.sent.at(0).endpoint.host, "169.254.170.2");
    EXPECT_EQ(request(0).target, "/v2/creds?id=1");
    EXPECT_EQ(request(0).headers.find("Authorization"), "Basic x");
}

TEST_F(CredentialsTest, ReadTheContainerTokenFromItsFile) {
    environment.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] =
        "http://169.254.170.23/v1/credentials";
    environment.variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/pod/token";
    environment.files["/pod/token"] = "pod token\n";
    transport.answer(200, kAnswer);
    EXPECT_EQ(key_found(), "REMOTE");
    EXPECT_EQ(request(0).headers.find("Authorization"), "pod token");
    environment.files["/pod/token"] = "a\r\nX-Injected: 1";
    EXPECT_EQ(key_found(), "error: the container authorization token has a line break in it");
}

TEST_F(CredentialsTest, GiveTheContainerTokenToNoForeignHostInClear) {
    for (const char* url : {"http://example.com/x", "http://127.evil.example/x",
                            "http://169-254-170-2.example.com/x"}) {
        environment.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
        EXPECT_NE(key_found().find("may only be asked over https"), std::string::npos) << url;
    }
    EXPECT_TRUE(transport.sent.empty());
    for (const char* url : {"https://example.com/x", "http://127.0.0.9:8080/x",
                            "http://localhost/x", "http://[::1]/x"}) {
        environment.variables["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url;
        transport.answer(200, kAnswer);
        EXPECT_EQ(key_found(), "REMOTE") << url;
    }
}

TEST_F(CredentialsTest, AskTheContainerEndpointThreeTimes) {
    environment.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/creds";
    transport.answer(500, "");
    transport.fail({ErrorKind::kTimeout, "too slow", true});
    transport.answer(404, "");
    EXPECT_EQ(key_found(), "error: the container credentials endpoint answered 404");
    EXPECT_EQ(transport.sent.size(), 3U);
    EXPECT_EQ(sleeper.delays.size(), 2U);
}

TEST_F(CredentialsTest, ComeFromTheInstanceMetadataLast) {
    transport.answer(200, "session token");
    transport.answer(200, "my-role\n");
    transport.answer(200, kAnswer);
    const auto found = find();
    ASSERT_TRUE(found.ok()) << found.error().message;
    EXPECT_EQ(found->access_key_id, "REMOTE");
    EXPECT_EQ(found->session_token, "remote token");
    EXPECT_EQ(request(0).method, "PUT");
    EXPECT_EQ(request(0).target, "/latest/api/token");
    EXPECT_EQ(request(0).headers.find("X-aws-ec2-metadata-token-ttl-seconds"), "21600");
    EXPECT_EQ(request(1).target, "/latest/meta-data/iam/security-credentials/");
    EXPECT_EQ(request(1).headers.find("X-aws-ec2-metadata-token"), "session token");
    EXPECT_EQ(request(2).target, "/latest/meta-data/iam/security-credentials/my-role");
    EXPECT_EQ(transport.sent.at(2).endpoint.host, "169.254.169.254");
    EXPECT_EQ(transport.sent.at(0).deadline, 1s);
}

TEST_F(CredentialsTest, AreMissingWhereNothingAnswers) {
    EXPECT_NE(key_found().find("error: no AWS credentials found: set AWS_ACCESS_KEY_ID"),
              std::string::npos);
    EXPECT_EQ(transport.sent.size(), 1U);
}

TEST_F(CredentialsTest, DoNotAskInstanceMetadataThatIsDisabled) {
    environment.variables["AWS_EC2_METADATA_DISABLED"] = "true";
    EXPECT_FALSE(find().ok());
    EXPECT_TRUE(transport.sent.empty());
}

TEST_F(CredentialsTest, AskTheInstanceMetadataWhereTheEnvironmentSays) {
    environment.variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://127.0.0.1:1338/";
    EXPECT_FALSE(find().ok());
    EXPECT_EQ(transport.sent.at(0).endpoint.host, "127.0.0.1");
    EXPECT_EQ(transport.sent.at(0).endpoint.port, 1338);
}

TEST_F(CredentialsTest, AreDummiesForALocalEndpointWithoutProbing) {
    EXPECT_EQ(key_found(LastResort::kDummyCredentials), "local");
    EXPECT_TRUE(transport.sent.empty());
}

TEST_F(CredentialsTest, AreKeptUntilShortlyBeforeTheyExpire) {
    environment.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/creds";
    transport.answer(200, kAnswer);  // expires in 60 minutes
    ASSERT_TRUE(find().ok());
    clock.advance_ms(49 * 60'000);
    ASSERT_TRUE(sync_wait(chain->credentials()).ok());
    EXPECT_EQ(transport.sent.size(), 1U);

    clock.advance_ms(2 * 60'000);
    std::string renewed = kAnswer;
    renewed.replace(renewed.find("REMOTE"), 6, "NEWKEY");
    transport.answer(200, renewed);
    EXPECT_EQ(sync_wait(chain->credentials())->access_key_id, "NEWKEY");
}

TEST_F(CredentialsTest, SurviveAFailedRefreshUntilTheyExpire) {
    environment.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/creds";
    transport.answer(200, kAnswer);
    ASSERT_TRUE(find().ok());
    clock.advance_ms(55 * 60'000);
    EXPECT_EQ(sync_wait(chain->credentials())->access_key_id, "REMOTE");
    EXPECT_EQ(transport.sent.size(), 4U);  // a refresh was tried three times
    clock.advance_ms(30'000);
    EXPECT_TRUE(sync_wait(chain->credentials()).ok());
    EXPECT_EQ(transport.sent.size(), 4U);  // not again within a minute
    clock.advance_ms(5 * 60'000);
    EXPECT_FALSE(sync_wait(chain->credentials()).ok());
}

TEST_F(CredentialsTest, AreAskedForAgainAfterTheyWereDiscarded) {
    environment.variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/creds";
    transport.answer(200, kAnswer);
    transport.answer(200, kAnswer);
    ASSERT_TRUE(find().ok());
    chain->discard();
    ASSERT_TRUE(sync_wait(chain->credentials()).ok());
    EXPECT_EQ(transport.sent.size(), 2U);
}

/// A source that answers when the test says so.
class HeldSource final : public CredentialSource {
 public:
    explicit HeldSource(std::vector<std::function<void(FoundCredentials)>>& asked)
        : asked_(asked) {}
    Task<FoundCredentials> find() override {
        auto found = co_await await_callback<FoundCredentials>(
            [this](auto done) { asked_.emplace_back(done); });
        co_return found;
    }

 private:
    std::vector<std::function<void(FoundCredentials)>>& asked_;
};

TEST_F(CredentialsTest, AreAskedForOnceWhenManyNeedThem) {
    std::vector<std::function<void(FoundCredentials)>> asked;
    std::vector<std::unique_ptr<CredentialSource>> sources;
    sources.push_back(std::make_unique<HeldSource>(asked));
    CredentialsChain held(clock, std::move(sources));
    std::vector<std::string> keys;
    for (int i = 0; i < 3; ++i)
        spawn(held.credentials(), [&](Result<sigv4::Credentials> found) {
            keys.push_back(found.ok() ? found->access_key_id : "error");
        });
    EXPECT_TRUE(keys.empty());
    ASSERT_EQ(asked.size(), 1U);
    asked[0](std::optional(
        ResolvedCredentials{.keys = {.access_key_id = "ONE", .secret_access_key = "s"},
                            .expires_ms = kNowMs + 3'600'000}));
    EXPECT_EQ(keys, (std::vector<std::string>{"ONE", "ONE", "ONE"}));

    // While a refresh runs, the present ones still serve.
    clock.advance_ms(55 * 60'000);
    spawn(held.credentials(), [](Result<sigv4::Credentials>) {});
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(sync_wait(held.credentials())->access_key_id, "ONE");
    asked[1](Error{ErrorKind::kUnavailable, "gone"});
    EXPECT_EQ(sync_wait(held.credentials())->access_key_id, "ONE");
    EXPECT_EQ(asked.size(), 2U);
}

}  // namespace
}  // namespace tabella::client
