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

}  // namespace
}  // namespace tabella::app
