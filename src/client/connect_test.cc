#include "client/connect.h"

#include <gtest/gtest.h>

#include <atomic>

#include "client/fake_surroundings.h"
#include "client/table.h"
#include "http/server.h"

namespace tabella::client {
namespace {

/// Plays the endpoint: refuses the first `busy` requests, then answers with the body.
class ScriptedEndpoint final : public http::Handler {
 public:
    Task<http::Response> handle(http::Request request) override {
        http::Response response;
        authorization = std::string(request.headers.find("authorization").value_or(""));
        host = std::string(request.headers.find("host").value_or(""));
        if (requests.fetch_add(1) < busy) {
            response.status = 500;
            response.body =
                R"({"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"x"})";
        } else {
            response.body = body;
        }
        co_return response;
    }
    http::Response refuse(int status, std::string_view) override {
        http::Response response;
        response.status = status;
        return response;
    }

    int busy = 0;
    std::string body;
    std::atomic<int> requests{0};
    std::string authorization;
    std::string host;
};

class ConnectTest : public ::testing::Test {
 protected:
    std::string description(const ConnectOptions& options) {
        const auto connection = connect(options, runtime, environment, clock, random);
        return connection.ok() ? connection->description : "error: " + connection.error().message;
    }

    http::Runtime runtime{1};
    FakeEnvironment environment;
    SystemClock clock;
    SeededRandom random{1};
};

TEST_F(ConnectTest, TalksToAnEndpointWithDummyCredentials) {
    ScriptedEndpoint endpoint;
    endpoint.busy = 2;
    endpoint.body = R"({"Item":{"PK":{"S":"a"}}})";
    auto server = http::Server::start(runtime, http::ServerOptions{}, endpoint);
    ASSERT_TRUE(server.ok());
    const std::string url = "http://127.0.0.1:" + std::to_string((*server)->port());
    auto connection = connect(ConnectOptions{.store = url}, runtime, environment, clock, random);
    ASSERT_TRUE(connection.ok()) << connection.error().message;
    const Table table(*connection->api, TableName{"DemoTable"});
    const AttributeMap key{{"PK", "a"}};
    const auto got = sync_wait(table.get_item(key));
    ASSERT_TRUE(got.ok()) << got.error().message;
    EXPECT_EQ(*got, key);
    EXPECT_EQ(endpoint.requests, 3);
    EXPECT_EQ(endpoint.host, url.substr(7));
    EXPECT_EQ(endpoint.authorization.find("AWS4-HMAC-SHA256 Credential=local/"), 0U);
    EXPECT_NE(endpoint.authorization.find("/us-east-1/dynamodb/aws4_request"), std::string::npos);
}

TEST_F(ConnectTest, SaysThatNobodyAnswers) {
    // The port of a server that is gone.
    ScriptedEndpoint endpoint;
    auto server = http::Server::start(runtime, http::ServerOptions{}, endpoint);
    ASSERT_TRUE(server.ok());
    const std::string url = "http://127.0.0.1:" + std::to_string((*server)->port());
    server->reset();
    ConnectOptions options{.store = url};
    options.retry.attempts_max = 1;
    auto connection = connect(options, runtime, environment, clock, random);
    ASSERT_TRUE(connection.ok());
    const auto listed = sync_wait(connection->api->list_tables(api::ListTablesRequest{}));
    ASSERT_FALSE(listed.ok());
    EXPECT_EQ(listed.error().code, api::ErrorCode::kUnreachable);
    EXPECT_FALSE(listed.error().maybe_applied);
}

TEST_F(ConnectTest, FindsDynamoDbOfTheRegion) {
    EXPECT_EQ(description({.store = "aws"}),
              "error: no AWS region: set AWS_REGION, or a region in the profile");
    environment.variables["AWS_REGION"] = "eu-west-1";
    EXPECT_EQ(description({.store = "aws"}), "https://dynamodb.eu-west-1.amazonaws.com");
    EXPECT_EQ(description({.store = "aws", .region = Region{"cn-north-1"}}),
              "https://dynamodb.cn-north-1.amazonaws.com.cn");
}

TEST_F(ConnectTest, RefusesWhatIsNoEndpoint) {
    for (const char* store : {"", "localhost:8000", "ftp://x", "http://x/path"})
        EXPECT_EQ(description({.store = store}).substr(0, 6), "error:") << store;
}

}  // namespace
}  // namespace tabella::client
