#include "app/dynamodb_local_flags.h"

#include <gtest/gtest.h>

namespace tabella::app {
namespace {

using Arguments = std::vector<std::string>;

Arguments rewritten(Arguments arguments) {
    auto result = rewrite_dynamodb_local_flags(std::move(arguments));
    return result.ok() ? std::move(result).value() : Arguments{result.error().message};
}

TEST(DynamoDbLocalFlags, BecomeOurs) {
    EXPECT_EQ(rewritten({"dynamodb", "-port", "8001", "-inMemory", "-sharedDb"}),
              (Arguments{"dynamodb", "--port", "8001", "--in-memory", "--shared-db"}));
    EXPECT_EQ(rewritten({"dynamodb", "-dbPath", "d", "-optimizeDbBeforeStartup", "-cors", "*",
                         "-disableTelemetry", "-delayTransientStatuses"}),
              (Arguments{"dynamodb", "--data-dir", "d", "--compact", "--cors", "*",
                         "--delay-statuses", "--separate-data"}));
    EXPECT_EQ(rewritten({"dynamodb", "-help"}),
              (Arguments{"dynamodb", "--help", "--separate-data"}));
    EXPECT_EQ(rewritten({"dynamodb", "-inMemory", "-version"}), Arguments{"--version"});
}

TEST(DynamoDbLocalFlags, WhatJavaWasToldIsDropped) {
    EXPECT_EQ(rewritten({"dynamodb", "-Djava.library.path=./DynamoDBLocal_lib", "-Xmx1g", "-jar",
                         "DynamoDBLocal.jar", "-sharedDb", "-inMemory"}),
              (Arguments{"dynamodb", "--shared-db", "--in-memory"}));
    EXPECT_EQ(rewritten({"dynamodb", "-jar", "DynamoDBLocal.jar"}),
              (Arguments{"dynamodb", "--separate-data"}));
    // Without a jar it is nothing that java was told.
    EXPECT_EQ(rewritten({"dynamodb", "-Dfoo"}), (Arguments{"dynamodb", "-Dfoo"}));
}

TEST(DynamoDbLocalFlags, LeaveEverythingElseAlone) {
    for (const Arguments& arguments :
         {Arguments{}, Arguments{"dynamodb"}, Arguments{"dynamodb", "--port", "1"},
          Arguments{"serve", "-port", "1"}, Arguments{"--version"}})
        EXPECT_EQ(rewritten(arguments), arguments);
    EXPECT_EQ(rewritten({"dynamodb", "-inMemory", "--log-level", "off", "-unknown"}),
              (Arguments{"dynamodb", "--in-memory", "--log-level", "off", "-unknown",
                         "--separate-data"}));
}

TEST(DynamoDbLocalFlags, MayContradictEachOther) {
    EXPECT_EQ(rewritten({"dynamodb", "-inMemory", "-dbPath", "d"}),
              Arguments{"-dbPath and -inMemory cannot be set at the same time"});
    EXPECT_EQ(rewritten({"dynamodb", "-optimizeDbBeforeStartup"}),
              Arguments{"-optimizeDbBeforeStartup needs -dbPath: what lies there is optimized"});
    EXPECT_EQ(rewritten({"dynamodb", "-port"}), Arguments{"-port needs a value"});
}

}  // namespace
}  // namespace tabella::app
