#pragma once

#include <memory>
#include <optional>
#include <string>

#include "api/dynamo_api.h"
#include "client/environment.h"
#include "client/http_dynamo.h"
#include "http/client.h"
#include "http/runtime.h"

namespace tabella::client {

struct ConnectOptions {
    /// "aws" for DynamoDB on AWS, or the URL of an endpoint: "http://localhost:8000".
    std::string store = "aws";
    /// Before the environment and the profile. Where none says, endpoints other than AWS are given
    /// us-east-1.
    std::optional<Region> region = {};
    RetryOptions retry = {};
    http::ClientOptions http = {};
};

/// What `connect` gives: the client, and for the log where it goes.
struct Connection {
    std::unique_ptr<api::DynamoApi> api;
    std::string description;  ///< "https://dynamodb.eu-west-1.amazonaws.com"
};

/// A client with its pool, credentials chain and retries. Connects to nothing and asks for no
/// credentials yet: the first request does, so nothing delays the start. For a plain http:// URL
/// the chain ends in dummy credentials, which DynamoDB Local and `tabella dynamodb` take, and never
/// probes the instance metadata. AWS_CA_BUNDLE names further trusted roots.
///
/// What it is given outlives it. kInvalidArgument says what is wrong with the store or the region.
///
///     auto connection = client::connect({.store = "http://localhost:8000"}, runtime, environment,
///                                       clock, random);
///     client::Table table(*connection->api, client::TableName{"DemoTable"});
Result<Connection> connect(const ConnectOptions& options, http::Runtime& runtime,
                           const Environment& environment, const Clock& clock, Random& random);

}  // namespace tabella::client
