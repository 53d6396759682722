#include "app/options.h"

#include <gtest/gtest.h>

#include <map>

namespace tabella::app {
namespace {

Parsed parse(std::vector<std::string> arguments,
             std::map<std::string, std::string> variables = {}) {
    return parse_options(arguments, [&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    });
}

TEST(Options, HaveTheSeedsDefaults) {
    const Parsed parsed = parse({"serve"});
    ASSERT_TRUE(parsed.options.has_value()) << parsed.text;
    EXPECT_EQ(parsed.options->port, 5000);
    EXPECT_EQ(parsed.options->dynamodb_port, 8000);
    EXPECT_EQ(parsed.options->host, "127.0.0.1");
    EXPECT_EQ(parsed.options->table, "DemoTable");
    EXPECT_EQ(parsed.options->user_id, "USER#demo");
    EXPECT_EQ(parsed.options->store, "embedded");
    EXPECT_EQ(parse({"dynamodb"}).options->port, 8000);
}

TEST(Options, AFlagBeatsTheEnvironment) {
    const std::map<std::string, std::string> variables{{"TABLE_NAME", "FromEnvironment"},
                                                       {"DYNAMO_ENDPOINT", "http://localhost:9"},
                                                       {"TABELLA_PORT", "7000"},
                                                       {"TABELLA_IN_MEMORY", "true"}};
    const Parsed from_environment = parse({"serve"}, variables);
    ASSERT_TRUE(from_environment.options.has_value()) << from_environment.text;
    EXPECT_EQ(from_environment.options->table, "FromEnvironment");
    EXPECT_EQ(from_environment.options->store, "http://localhost:9");
    EXPECT_EQ(from_environment.options->port, 7000);
    EXPECT_TRUE(from_environment.options->in_memory);
    const Parsed from_flags =
        parse({"serve", "--table", "FromFlag", "--store", "embedded", "--port", "1"}, variables);
    ASSERT_TRUE(from_flags.options.has_value());
    EXPECT_EQ(from_flags.options->table, "FromFlag");
    EXPECT_EQ(from_flags.options->store, "embedded");
    EXPECT_EQ(from_flags.options->port, 1);
}

TEST(Options, BoundConnectionsAndTheirTime) {
    const Parsed parsed =
        parse({"serve", "--connections-max", "10", "--write-timeout", "0.5"},
              {{"TABELLA_REQUEST_TIMEOUT", "2.5"}, {"TABELLA_WRITE_TIMEOUT", "7"}});
    ASSERT_TRUE(parsed.options.has_value()) << parsed.text;
    EXPECT_EQ(parsed.options->connections_max, 10U);
    EXPECT_EQ(parsed.options->idle_timeout_s, 75);
    EXPECT_EQ(parsed.options->request_timeout_s, 2.5);
    EXPECT_EQ(parsed.options->write_timeout_s, 0.5);
    for (const char* flag : {"--connections-max", "--idle-timeout", "--request-timeout"})
        for (const char* wrong : {"0", "-1", "x"})
            EXPECT_EQ(parse({"dynamodb", flag, wrong}).exit_code, 2) << flag << ' ' << wrong;
    EXPECT_EQ(parse({"dynamodb"}, {{"TABELLA_IDLE_TIMEOUT", "0"}}).exit_code, 2);
}

TEST(Options, CertificateAndKeyComeTogether) {
    const Parsed both = parse({"serve", "--tls-cert", "c.pem"}, {{"TABELLA_TLS_KEY", "k.pem"}});
    ASSERT_TRUE(both.options.has_value()) << both.text;
    EXPECT_EQ(both.options->tls_cert, "c.pem");
    EXPECT_EQ(both.options->tls_key, "k.pem");
    for (const char* one : {"--tls-cert", "--tls-key"})
        EXPECT_NE(parse({"dynamodb", one, "x.pem"}).text.find("--tls-key"), std::string::npos);
    const Parsed reachable =
        parse({"serve", "--host", "0.0.0.0", "--tls-cert", "c.pem", "--tls-key", "k.pem"});
    EXPECT_NE(reachable.text.find("--insecure"), std::string::npos)
        << "TLS does not ask who they are";
}

TEST(Options, WrongOnesAreNamed) {
    EXPECT_EQ(parse({}).exit_code, 2);
    EXPECT_EQ(parse({"serve", "--port", "70000"}).exit_code, 2);
    EXPECT_NE(parse({"serve", "--port", "70000"}).text.find("--port"), std::string::npos);
    EXPECT_NE(parse({"serve"}, {{"TABELLA_PORT", "x"}}).text.find("--port"), std::string::npos);
    EXPECT_NE(parse({"serve", "--store", "ftp://x"}).text.find("--store"), std::string::npos);
    EXPECT_EQ(parse({"serve", "--unknown"}).exit_code, 2);
    EXPECT_EQ(parse({"--help"}).exit_code, 0);
    EXPECT_EQ(parse({"--version"}).exit_code, 0);
}

TEST(Options, AnAddressThatOthersReachMustBeMeant) {
    EXPECT_EQ(parse({"serve", "--host", "0.0.0.0"}).exit_code, 2);
    EXPECT_TRUE(parse({"serve", "--host", "0.0.0.0", "--insecure"}).options.has_value());
    EXPECT_TRUE(parse({"serve", "--host", "127.0.0.2"}).options.has_value());
}

TEST(Options, SignaturesAreVerifiedWithKeysOnly) {
    EXPECT_NE(parse({"dynamodb", "--auth", "sigv4"}).text.find("no access keys"),
              std::string::npos);
    EXPECT_EQ(parse({"dynamodb", "--auth", "basic"}).exit_code, 2);
    EXPECT_EQ(parse({"dynamodb", "--auth", "sigv4"}, {{"TABELLA_ACCESS_KEY_ID", "k"}}).exit_code,
              2);
    const Parsed with_key = parse({"dynamodb", "--auth", "sigv4", "--host", "0.0.0.0"},
                                  {{"TABELLA_ACCESS_KEY_ID", "k"},
                                   {"TABELLA_SECRET_ACCESS_KEY", "s"},
                                   {"TABELLA_SESSION_TOKEN", "t"}});
    ASSERT_TRUE(with_key.options.has_value()) << with_key.text;
    EXPECT_EQ(with_key.options->access_key_id, "k");
    EXPECT_EQ(with_key.options->secret_access_key, "s");
    EXPECT_EQ(with_key.options->session_token, "t");
    EXPECT_TRUE(parse({"dynamodb", "--auth", "sigv4", "--credentials-file", "f"}).options);
    // The Notes API beside the endpoint asks no one.
    EXPECT_EQ(
        parse({"serve", "--dynamodb-auth", "sigv4", "--credentials-file", "f", "--host", "0.0.0.0"})
            .exit_code,
        2);
}

TEST(Options, TakeDynamoDbLocalsFlags) {
    const Parsed parsed = parse({"dynamodb", "-jar", "DynamoDBLocal.jar", "-port", "8001",
                                 "-inMemory", "-cors", "https://a.example"});
    ASSERT_TRUE(parsed.options.has_value()) << parsed.text;
    EXPECT_EQ(parsed.options->port, 8001);
    EXPECT_TRUE(parsed.options->in_memory);
    EXPECT_TRUE(parsed.options->separate_data);
    EXPECT_EQ(parsed.options->cors, "https://a.example");
    EXPECT_FALSE(parse({"dynamodb", "-inMemory", "-sharedDb"}).options->separate_data);
    EXPECT_FALSE(parse({"dynamodb", "--in-memory"}).options->separate_data);
    EXPECT_TRUE(parse({"dynamodb", "-dbPath", "d", "-optimizeDbBeforeStartup"}).options->compact);
    EXPECT_EQ(parse({"dynamodb", "-inMemory", "-foo"}).exit_code, 2);
    EXPECT_EQ(parse({"dynamodb", "-inMemory", "-dbPath", "d"}).exit_code, 2);
    EXPECT_TRUE(parse({"dynamodb", "-delayTransientStatuses"}).options->delay_statuses);
    EXPECT_EQ(parse({"dynamodb", "-help"}).exit_code, 0);
    EXPECT_EQ(parse({"dynamodb", "-version"}).text, parse({"--version"}).text);
}

TEST(Options, TokensNeedWhatTheyAreCheckedWith) {
    const std::map<std::string, std::string> secret{{"TABELLA_JWT_SECRET", std::string(32, 's')}};
    EXPECT_TRUE(parse({"serve", "--auth", "jwt"}, secret).options.has_value());
    EXPECT_EQ(parse({"serve", "--auth", "jwt"}).exit_code, 2);
    EXPECT_EQ(
        parse({"serve", "--auth", "jwt"}, {{"TABELLA_JWT_SECRET", std::string(31, 's')}}).exit_code,
        2);
    EXPECT_EQ(parse({"serve", "--auth", "sigv4"}).exit_code, 2);
    EXPECT_EQ(parse({"serve", "--auth", "jwt", "--jwt-algorithm", "RS256"}, secret).exit_code, 2);
    EXPECT_EQ(
        parse({"serve", "--auth", "jwt", "--jwt-algorithm", "HS256", "--jwt-keys", "f"}, secret)
            .exit_code,
        2);
    EXPECT_TRUE(parse({"serve", "--auth", "jwt", "--jwt-keys", "f"}).options.has_value());
    EXPECT_EQ(parse({"serve", "--auth", "jwt", "--cognito-pool", "eu-west-1_P"}).exit_code, 2);
    EXPECT_TRUE(
        parse({"serve", "--auth", "jwt", "--cognito-pool", "eu-west-1_P", "--cognito-client", "c"})
            .options.has_value());
    EXPECT_EQ(parse({"serve", "--auth", "jwt", "--cognito-pool", "evil.example/_P",
                     "--cognito-client", "c"})
                  .exit_code,
              2);
    EXPECT_EQ(parse({"token", "--sub", "alice"}).exit_code, 2);
    EXPECT_EQ(parse({"token"}, secret).exit_code, 2);
    EXPECT_TRUE(parse({"token", "--sub", "alice"}, secret).options.has_value());
}

TEST(Options, OthersMayReachANotesApiThatAsksWhoTheyAre) {
    const std::map<std::string, std::string> secret{{"TABELLA_JWT_SECRET", std::string(32, 's')}};
    EXPECT_EQ(parse({"serve", "--auth", "jwt", "--host", "0.0.0.0"}, secret).exit_code, 2);
    EXPECT_TRUE(
        parse({"serve", "--auth", "jwt", "--host", "0.0.0.0", "--dynamodb-port", "0"}, secret)
            .options.has_value());
    EXPECT_TRUE(parse({"serve", "--auth", "jwt", "--host", "0.0.0.0", "--dynamodb-auth", "sigv4",
                       "--credentials-file", "f"},
                      secret)
                    .options.has_value());
}

}  // namespace
}  // namespace tabella::app
