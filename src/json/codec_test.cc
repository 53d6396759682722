#include "json/codec.h"

#include <gtest/gtest.h>

#include "api/multi_item_operations.h"

namespace tabella::json {
namespace {

using api::ErrorCode;

/// Texts that name every member once, in the order of the service model: reading and writing them
/// again must give the same text.
template <class Request>
void keeps_request(const std::string& text) {
    const auto request = decode_request<Request>(text);
    ASSERT_TRUE(request.ok()) << request.error().message;
    EXPECT_EQ(encode_request(request.value()), text);
}

template <class Response>
void keeps_response(const std::string& text) {
    const auto response = decode_response<Response>(text);
    ASSERT_TRUE(response.ok()) << response.error().message;
    EXPECT_EQ(encode_response(response.value()), text);
}

const std::string kNames = R"("ExpressionAttributeNames":{"#a":"a","#b":"b \"quoted\""})";
const std::string kValues = R"("ExpressionAttributeValues":{":a":{"S":"x"},":b":{"N":"1"}})";
const std::string kExpected =
    R"("Expected":{"a":{"Value":{"S":"x"},"Exists":true},)"
    R"("b":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"N":"1"},{"L":[{"S":"y"}]}]}})";

TEST(Codec, KeepsEveryMemberOfTableRequests) {
    keeps_request<api::CreateTableRequest>(
        R"({"AttributeDefinitions":[{"AttributeName":"PK","AttributeType":"S"},)"
        R"({"AttributeName":"SK","AttributeType":"N"},{"AttributeName":"B","AttributeType":"B"}],)"
        R"("TableName":"notes",)"
        R"("KeySchema":[{"AttributeName":"PK","KeyType":"HASH"},{"AttributeName":"SK","KeyType":"RANGE"}],)"
        R"("LocalSecondaryIndexes":[{"IndexName":"lsi","KeySchema":[{"AttributeName":"PK","KeyType":"HASH"}],)"
        R"("Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["a","b"]}}],)"
        R"("GlobalSecondaryIndexes":[{"IndexName":"gsi","KeySchema":[{"AttributeName":"B","KeyType":"HASH"}],)"
        R"("Projection":{"ProjectionType":"KEYS_ONLY"},)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2},)"
        R"("OnDemandThroughput":{"MaxReadRequestUnits":-1,"MaxWriteRequestUnits":4},)"
        R"("WarmThroughput":{"ReadUnitsPerSecond":5,"WriteUnitsPerSecond":6}}],)"
        R"("BillingMode":"PROVISIONED",)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":7,"WriteCapacityUnits":8},)"
        R"("StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"},)"
        R"("SSESpecification":{"Enabled":true,"SSEType":"KMS","KMSMasterKeyId":"key"},)"
        R"("Tags":[{"Key":"k","Value":""}],"TableClass":"STANDARD_INFREQUENT_ACCESS",)"
        R"("DeletionProtectionEnabled":false,)"
        R"("WarmThroughput":{"ReadUnitsPerSecond":9,"WriteUnitsPerSecond":10},)"
        R"("ResourcePolicy":"{}","OnDemandThroughput":{"MaxReadRequestUnits":11},)"
        R"("GlobalTableSourceArn":"arn","GlobalTableSettingsReplicationMode":"ENABLED_WITH_OVERRIDES"})");
    keeps_request<api::DescribeTableRequest>(R"({"TableName":"notes"})");
    keeps_request<api::DeleteTableRequest>(
        R"({"TableName":"arn:aws:dynamodb:eu-west-1:123456789012:table/notes"})");
    keeps_request<api::ListTablesRequest>(R"({"ExclusiveStartTableName":"abc","Limit":100})");
    keeps_request<api::ListTablesRequest>("{}");
}

TEST(Codec, KeepsEveryMemberOfUpdateTable) {
    keeps_request<api::UpdateTableRequest>(
        R"({"AttributeDefinitions":[{"AttributeName":"g","AttributeType":"B"}],"TableName":"notes",)"
        R"("BillingMode":"PAY_PER_REQUEST",)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":7,"WriteCapacityUnits":8},)"
        R"("GlobalSecondaryIndexUpdates":[)"
        R"({"Update":{"IndexName":"gsi","ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2},)"
        R"("OnDemandThroughput":{"MaxReadRequestUnits":3},"WarmThroughput":{"WriteUnitsPerSecond":4}}},)"
        R"({"Create":{"IndexName":"new","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],)"
        R"("Projection":{"ProjectionType":"ALL"},)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":6},)"
        R"("OnDemandThroughput":{"MaxWriteRequestUnits":7},"WarmThroughput":{"ReadUnitsPerSecond":8}}},)"
        R"({"Delete":{"IndexName":"old"}}],)"
        R"("StreamSpecification":{"StreamEnabled":false},)"
        R"("SSESpecification":{"Enabled":false},)"
        R"("ReplicaUpdates":[{"Create":{"RegionName":"a"}},{"Update":{"RegionName":"b"}},{"Delete":{"RegionName":"c"}}],)"
        R"("TableClass":"STANDARD","DeletionProtectionEnabled":true,"MultiRegionConsistency":"STRONG",)"
        R"("GlobalTableWitnessUpdates":[{"Create":{"RegionName":"d"},"Delete":{"RegionName":"e"}}],)"
        R"("OnDemandThroughput":{"MaxReadRequestUnits":9},)"
        R"("WarmThroughput":{"ReadUnitsPerSecond":10},"GlobalTableSettingsReplicationMode":"DISABLED"})");
    keeps_response<api::UpdateTableResponse>(
        R"({"TableDescription":{"TableName":"notes","TableStatus":"UPDATING",)"
        R"("GlobalSecondaryIndexes":[{"IndexName":"new","IndexStatus":"CREATING","Backfilling":true,)"
        R"("WarmThroughput":{"ReadUnitsPerSecond":1,"WriteUnitsPerSecond":2,"Status":"CREATING"}}]}})");
}

TEST(Codec, KeepsEveryMemberOfTagsTimeToLiveAndPolicies) {
    keeps_request<api::TagResourceRequest>(
        R"({"ResourceArn":"arn","Tags":[{"Key":"a","Value":"b"}]})");
    keeps_request<api::UntagResourceRequest>(R"({"ResourceArn":"arn","TagKeys":["a","b"]})");
    keeps_request<api::ListTagsOfResourceRequest>(R"({"ResourceArn":"arn","NextToken":"t"})");
    keeps_response<api::TagResourceResponse>("{}");
    keeps_response<api::UntagResourceResponse>("{}");
    keeps_response<api::ListTagsOfResourceResponse>(
        R"({"Tags":[{"Key":"a","Value":"b"}],"NextToken":"t"})");
    keeps_request<api::UpdateTimeToLiveRequest>(
        R"({"TableName":"notes","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"ttl"}})");
    keeps_response<api::UpdateTimeToLiveResponse>(
        R"({"TimeToLiveSpecification":{"Enabled":false,"AttributeName":"ttl"}})");
    keeps_request<api::DescribeTimeToLiveRequest>(R"({"TableName":"notes"})");
    for (const char* status : {"ENABLING", "DISABLING", "ENABLED", "DISABLED"})
        keeps_response<api::DescribeTimeToLiveResponse>(
            std::string(R"({"TimeToLiveDescription":{"TimeToLiveStatus":")") + status +
            R"(","AttributeName":"ttl"}})");
    keeps_request<api::PutResourcePolicyRequest>(
        R"({"ResourceArn":"arn","Policy":"{}","ExpectedRevisionId":"1",)"
        R"("ConfirmRemoveSelfResourceAccess":true})");
    keeps_response<api::PutResourcePolicyResponse>(R"({"RevisionId":"1"})");
    keeps_request<api::GetResourcePolicyRequest>(R"({"ResourceArn":"arn"})");
    keeps_response<api::GetResourcePolicyResponse>(R"({"Policy":"{}","RevisionId":"1"})");
    keeps_request<api::DeleteResourcePolicyRequest>(
        R"({"ResourceArn":"arn","ExpectedRevisionId":"1"})");
    keeps_response<api::DeleteResourcePolicyResponse>(R"({"RevisionId":"1"})");
    keeps_request<api::DescribeLimitsRequest>("{}");
    keeps_response<api::DescribeLimitsResponse>(
        R"({"AccountMaxReadCapacityUnits":1,"AccountMaxWriteCapacityUnits":2,)"
        R"("TableMaxReadCapacityUnits":3,"TableMaxWriteCapacityUnits":4})");
    keeps_request<api::DescribeEndpointsRequest>("{}");
    keeps_response<api::DescribeEndpointsResponse>(
        R"({"Endpoints":[{"Address":"localhost:8000","CachePeriodInMinutes":1440}]})");
}

TEST(Codec, KeepsEveryMemberOfItemRequests) {
    keeps_request<api::PutItemRequest>(
        R"({"TableName":"notes","Item":{"PK":{"S":"a"}},)" + kExpected +
        R"(,"ReturnValues":"ALL_OLD","ReturnConsumedCapacity":"INDEXES",)"
        R"("ReturnItemCollectionMetrics":"SIZE","ConditionalOperator":"OR",)"
        R"("ConditionExpression":"a = :a",)" +
        kNames + "," + kValues + R"(,"ReturnValuesOnConditionCheckFailure":"ALL_OLD"})");
    keeps_request<api::GetItemRequest>(
        R"({"TableName":"notes","Key":{"PK":{"S":"a"}},"AttributesToGet":["a","b"],)"
        R"("ConsistentRead":true,"ReturnConsumedCapacity":"TOTAL","ProjectionExpression":"#a",)" +
        kNames + "}");
    keeps_request<api::DeleteItemRequest>(
        R"({"TableName":"notes","Key":{"PK":{"S":"a"}},)" + kExpected +
        R"(,"ConditionalOperator":"AND","ReturnValues":"NONE","ReturnConsumedCapacity":"NONE",)"
        R"("ReturnItemCollectionMetrics":"NONE","ConditionExpression":"a = :a",)" +
        kNames + "," + kValues + R"(,"ReturnValuesOnConditionCheckFailure":"NONE"})");
    keeps_request<api::UpdateItemRequest>(
        R"({"TableName":"notes","Key":{"PK":{"S":"a"}},)"
        R"("AttributeUpdates":{"a":{"Value":{"N":"1"},"Action":"ADD"},"b":{"Action":"DELETE"}},)" +
        kExpected +
        R"(,"ConditionalOperator":"AND","ReturnValues":"UPDATED_NEW","ReturnConsumedCapacity":"NONE",)"
        R"("ReturnItemCollectionMetrics":"NONE","UpdateExpression":"SET a = :a",)"
        R"("ConditionExpression":"a = :a",)" +
        kNames + "," + kValues + R"(,"ReturnValuesOnConditionCheckFailure":"NONE"})");
}

TEST(Codec, KeepsEveryMemberOfQueryAndScan) {
    const std::string conditions =
        R"({"a":{"AttributeValueList":[{"S":"x"}],"ComparisonOperator":"BEGINS_WITH"},)"
        R"("b":{"ComparisonOperator":"NOT_NULL"}})";
    keeps_request<api::QueryRequest>(
        R"({"TableName":"notes","IndexName":"gsi","Select":"SPECIFIC_ATTRIBUTES",)"
        R"("AttributesToGet":["a"],"Limit":1,"ConsistentRead":false,"KeyConditions":)" +
        conditions + R"(,"QueryFilter":)" + conditions +
        R"(,"ConditionalOperator":"AND","ScanIndexForward":false,)"
        R"("ExclusiveStartKey":{"PK":{"S":"a"}},"ReturnConsumedCapacity":"NONE",)"
        R"("ProjectionExpression":"p","FilterExpression":"f","KeyConditionExpression":"k",)" +
        kNames + "," + kValues + "}");
    keeps_request<api::ScanRequest>(
        R"({"TableName":"notes","IndexName":"gsi","AttributesToGet":["a"],"Limit":2147483647,)"
        R"("Select":"COUNT","ScanFilter":)" +
        conditions +
        R"(,"ConditionalOperator":"AND","ExclusiveStartKey":{"PK":{"S":"a"}},)"
        R"("ReturnConsumedCapacity":"NONE","TotalSegments":1000000,"Segment":999999,)"
        R"("ProjectionExpression":"p","FilterExpression":"f",)" +
        kNames + "," + kValues + R"(,"ConsistentRead":true})");
}

const std::string kTable =
    R"({"AttributeDefinitions":[{"AttributeName":"PK","AttributeType":"S"}],"TableName":"notes",)"
    R"("KeySchema":[{"AttributeName":"PK","KeyType":"HASH"}],"TableStatus":"ACTIVE",)"
    R"("CreationDateTime":1732312345.123,)"
    R"("ProvisionedThroughput":{"LastIncreaseDateTime":1.5,"LastDecreaseDateTime":2.5,)"
    R"("NumberOfDecreasesToday":0,"ReadCapacityUnits":1,"WriteCapacityUnits":2},)"
    R"("TableSizeBytes":3,"ItemCount":4,"TableArn":"arn","TableId":"id",)"
    R"("BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST","LastUpdateToPayPerRequestDateTime":5.0},)"
    R"("LocalSecondaryIndexes":[{"IndexName":"lsi","KeySchema":[{"AttributeName":"PK","KeyType":"HASH"}],)"
    R"("Projection":{"ProjectionType":"ALL"},"IndexSizeBytes":6,"ItemCount":7,"IndexArn":"arn"}],)"
    R"("GlobalSecondaryIndexes":[{"IndexName":"gsi","KeySchema":[{"AttributeName":"PK","KeyType":"HASH"}],)"
    R"("Projection":{"ProjectionType":"ALL"},"IndexStatus":"CREATING","Backfilling":true,)"
    R"("ProvisionedThroughput":{"ReadCapacityUnits":1},"IndexSizeBytes":8,"ItemCount":9,"IndexArn":"arn",)"
    R"("OnDemandThroughput":{"MaxReadRequestUnits":1},"WarmThroughput":{"ReadUnitsPerSecond":1}}],)"
    R"("StreamSpecification":{"StreamEnabled":false},"LatestStreamLabel":"label",)"
    R"("LatestStreamArn":"arn","SSEDescription":{"Status":"ENABLED","SSEType":"AES256",)"
    R"("KMSMasterKeyArn":"arn"},"TableClassSummary":{"TableClass":"STANDARD","LastUpdateDateTime":1.0},)"
    R"("DeletionProtectionEnabled":true,"OnDemandThroughput":{"MaxWriteRequestUnits":2},)"
    R"("WarmThroughput":{"ReadUnitsPerSecond":1,"WriteUnitsPerSecond":2,"Status":"UPDATING"}})";
const std::string kCapacity =
    R"("ConsumedCapacity":{"TableName":"notes","CapacityUnits":1.5,"ReadCapacityUnits":0.5,)"
    R"("WriteCapacityUnits":1.0,"Table":{"ReadCapacityUnits":0.5,"WriteCapacityUnits":1.0,)"
    R"("CapacityUnits":1.5},"LocalSecondaryIndexes":{"lsi":{"CapacityUnits":1.0}},)"
    R"("GlobalSecondaryIndexes":{"gsi":{"CapacityUnits":2.0}}})";

TEST(Codec, KeepsEveryMemberOfStatements) {
    const std::string statement =
        R"("Statement":"SELECT 'x'","Parameters":[{"S":"a"},{"L":[{"N":"1"}]}])";
    const std::string failure = R"("ReturnValuesOnConditionCheckFailure":"ALL_OLD")";
    keeps_request<api::ExecuteStatementRequest>(
        "{" + statement +
        R"(,"ConsistentRead":true,"NextToken":"t","ReturnConsumedCapacity":"TOTAL","Limit":3,)" +
        failure + "}");
    keeps_response<api::ExecuteStatementResponse>(
        R"({"Items":[{"a":{"S":"x"}},{}],"NextToken":"t",)"
        R"("ConsumedCapacity":{"TableName":"notes","CapacityUnits":1.5},)"
        R"("LastEvaluatedKey":{"a":{"S":"x"}}})");
    keeps_request<api::BatchExecuteStatementRequest>(R"({"Statements":[{)" + statement +
                                                     R"(,"ConsistentRead":false,)" + failure +
                                                     R"(}],"ReturnConsumedCapacity":"INDEXES"})");
    keeps_response<api::BatchExecuteStatementResponse>(
        R"({"Responses":[{"TableName":"notes","Item":{"a":{"S":"x"}}},)"
        R"({"Error":{"Code":"DuplicateItem","Message":"m","Item":{"a":{"S":"x"}}}}],)"
        R"("ConsumedCapacity":[{"TableName":"notes","CapacityUnits":1.5}]})");
    keeps_request<api::ExecuteTransactionRequest>(
        R"({"TransactStatements":[{)" + statement + "," + failure +
        R"(}],"ClientRequestToken":"t","ReturnConsumedCapacity":"NONE"})");
    keeps_response<api::ExecuteTransactionResponse>(
        R"({"Responses":[{"Item":{"a":{"S":"x"}}},{}],)"
        R"("ConsumedCapacity":[{"TableName":"notes","CapacityUnits":1.5}]})");
}

TEST(Codec, KeepsEveryMemberOfResponses) {
    keeps_response<api::CreateTableResponse>(R"({"TableDescription":)" + kTable + "}");
    keeps_response<api::DeleteTableResponse>(R"({"TableDescription":{"TableName":"notes"}})");
    keeps_response<api::DescribeTableResponse>(R"({"Table":)" + kTable + "}");
    keeps_response<api::ListTablesResponse>(
        R"({"TableNames":["a","b"],"LastEvaluatedTableName":"b"})");
    keeps_response<api::ListTablesResponse>(R"({"TableNames":[]})");
    const std::string written = R"({"Attributes":{"a":{"N":"1"}},)" + kCapacity +
                                R"(,"ItemCollectionMetrics":{"ItemCollectionKey":{"PK":{"S":"a"}},)"
                                R"("SizeEstimateRangeGB":[0.0,1.0]}})";
    keeps_response<api::PutItemResponse>(written);
    keeps_response<api::DeleteItemResponse>(written);
    keeps_response<api::UpdateItemResponse>(written);
    keeps_response<api::PutItemResponse>("{}");
    keeps_response<api::GetItemResponse>(R"({"Item":{"a":{"BOOL":true}},)" + kCapacity + "}");
    keeps_response<api::GetItemResponse>("{}");
    const std::string page =
        R"({"Items":[{"a":{"S":"x"}},{}],"Count":2,"ScannedCount":3,"LastEvaluatedKey":{"a":{"S":"x"}},)" +
        kCapacity + "}";
    keeps_response<api::QueryResponse>(page);
    keeps_response<api::ScanResponse>(page);
    keeps_response<api::QueryResponse>(R"({"Count":0,"ScannedCount":0})");
}

TEST(Codec, KeepsEveryMemberOfStreams) {
    keeps_request<api::ListStreamsRequest>(
        R"({"TableName":"notes","Limit":5,"ExclusiveStartStreamArn":"arn:aws:dynamodb:us-east-1:0:table/notes"})");
    keeps_response<api::ListStreamsResponse>(
        R"({"Streams":[{"StreamArn":"arn","TableName":"notes","StreamLabel":"label"}],)"
        R"("LastEvaluatedStreamArn":"arn"})");
    keeps_request<api::DescribeStreamRequest>(
        R"({"StreamArn":"arn:aws:dynamodb:us-east-1:0:table/notes","Limit":5,)"
        R"("ExclusiveStartShardId":"shardId-00000000000000000000","ShardFilter":{)"
        R"("Type":"CHILD_SHARDS","ShardId":"shardId-00000000000000000000"}})");
    keeps_response<api::DescribeStreamResponse>(
        R"({"StreamDescription":{"StreamArn":"arn","StreamLabel":"label","StreamStatus":"DISABLING",)"
        R"("StreamViewType":"OLD_IMAGE","CreationRequestDateTime":1.5,"TableName":"notes",)"
        R"("KeySchema":[{"AttributeName":"PK","KeyType":"HASH"}],"Shards":[{"ShardId":"shard",)"
        R"("SequenceNumberRange":{"StartingSequenceNumber":"1","EndingSequenceNumber":"2"},)"
        R"("ParentShardId":"parent"}],"LastEvaluatedShardId":"shard"}})");
    keeps_request<api::GetShardIteratorRequest>(
        R"({"StreamArn":"arn:aws:dynamodb:us-east-1:0:table/notes",)"
        R"("ShardId":"shardId-00000000000000000000","ShardIteratorType":"AFTER_SEQUENCE_NUMBER",)"
        R"("SequenceNumber":"000000000000000000001"})");
    keeps_response<api::GetShardIteratorResponse>(R"({"ShardIterator":"iterator"})");
    keeps_request<api::GetRecordsRequest>(R"({"ShardIterator":"iterator","Limit":5})");
    keeps_response<api::GetRecordsResponse>(
        R"({"Records":[{"eventID":"id","eventName":"MODIFY","eventVersion":"1.1",)"
        R"("eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":{)"
        R"("ApproximateCreationDateTime":1.5,"Keys":{"a":{"S":"k"}},"NewImage":{"a":{"S":"x"}},)"
        R"("OldImage":{"a":{"S":"y"}},"SequenceNumber":"1","SizeBytes":7,)"
        R"("StreamViewType":"NEW_AND_OLD_IMAGES"},"userIdentity":{"PrincipalId":"p","Type":"t"}}],)"
        R"("NextShardIterator":"next"})");
}

TEST(Codec, AnswersOfALaterServiceStayReadable) {
    const auto described = decode_response<api::DescribeTableResponse>(
        R"({"Table":{"TableName":"notes","TableStatus":"ARCHIVED","Replicas":[],"ItemCount":1}})");
    ASSERT_TRUE(described.ok());
    EXPECT_FALSE(described.value().table.table_status);
    EXPECT_EQ(described.value().table.item_count, 1);
    EXPECT_EQ(decode_response<api::DescribeTableResponse>("{}").error().code,
              ErrorCode::kSerialization);
    EXPECT_EQ(decode_response<api::GetItemResponse>("<html>").error().code,
              ErrorCode::kSerialization);
}

template <class Request>
api::Error refusal(const std::string& text) {
    auto request = decode_request<Request>(text);
    EXPECT_FALSE(request.ok()) << text;
    return request.ok() ? api::Error{} : request.error();
}

TEST(Codec, RefusesBodiesThatAreNoObject) {
    for (const char* body : {"", "{", "[]", "1", "\"x\"", "null", "{}x", "{'TableName':'x'}",
                             "{\"TableName\":\"notes\",}", "\xff"})
        EXPECT_EQ(refusal<api::GetItemRequest>(body).code, ErrorCode::kSerialization) << body;
}

TEST(Codec, RefusesOtherJsonTypes) {
    const auto message = [](const std::string& body) {
        const api::Error error = refusal<api::ScanRequest>(body);
        EXPECT_EQ(error.code, ErrorCode::kSerialization) << body;
        return error.message;
    };
    EXPECT_EQ(message(R"({"TableName":1})"), "NUMBER_VALUE cannot be converted to String");
    EXPECT_EQ(message(R"({"TableName":true})"), "TRUE_VALUE cannot be converted to String");
    EXPECT_EQ(message(R"({"TableName":{}})"), "Start of structure or map found where not expected");
    EXPECT_EQ(message(R"({"TableName":"notes","Limit":"5"})"),
              "STRING_VALUE cannot be converted to Integer");
    EXPECT_EQ(message(R"({"TableName":"notes","Limit":2147483648})"),
              "NUMBER_VALUE cannot be converted to Integer");
    EXPECT_EQ(message(R"({"TableName":"notes","ConsistentRead":1})"),
              "NUMBER_VALUE cannot be converted to Boolean");
    EXPECT_EQ(message(R"({"TableName":"notes","AttributesToGet":"a"})"), "Unexpected field type");
    EXPECT_EQ(message(R"({"TableName":"notes","ScanFilter":{"a":1}})"),
              "Unexpected value type in payload");
    EXPECT_EQ(message(R"({"TableName":"notes","TableName":"other"})"), "Duplicate key: TableName");
    message(R"({"TableName":"notes","ExpressionAttributeNames":{"#a":"a","#a":"b"}})");
    message(R"({"TableName":"notes","Select":5})");
    // The form of the JSON is told before any constraint.
    message(R"({"TableName":"","Limit":0,"Select":5})");
}

TEST(Codec, SkipsUnknownMembersAndNulls) {
    const auto request = decode_request<api::GetItemRequest>(
        R"({"Unknown":{"a":[1]},"TableName":"notes","Key":{"PK":{"S":"a"}},"ConsistentRead":null})");
    ASSERT_TRUE(request.ok());
    EXPECT_FALSE(request.value().consistent_read);
}

TEST(Codec, CollectsAllViolatedConstraints) {
    EXPECT_EQ(
        refusal<api::DescribeTableRequest>("{}").message,
        "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: "
        "Member must not be null");
    EXPECT_EQ(refusal<api::PutItemRequest>(R"({"TableName":null,"ReturnValues":"X"})").message,
              "3 validation errors detected: "
              "Value null at 'tableName' failed to satisfy constraint: Member must not be null; "
              "Value null at 'item' failed to satisfy constraint: Member must not be null; "
              "Value 'X' at 'returnValues' failed to satisfy constraint: Member must satisfy enum "
              "value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]");
    EXPECT_EQ(refusal<api::QueryRequest>(R"({"TableName":"notes","IndexName":"a;"})").message,
              "2 validation errors detected: "
              "Value 'a;' at 'indexName' failed to satisfy constraint: Member must satisfy regular "
              "expression pattern: [a-zA-Z0-9_.-]+; "
              "Value 'a;' at 'indexName' failed to satisfy constraint: Member must have length "
              "greater than or equal to 3");
    EXPECT_EQ(refusal<api::GetItemRequest>(
                  R"({"TableName":"notes","Key":{"a":{"S":"x"}},"AttributesToGet":[]})")
                  .message,
              "1 validation error detected: Value '[]' at 'attributesToGet' failed to satisfy "
              "constraint: Member must have length greater than or equal to 1");
    EXPECT_EQ(
        refusal<api::CreateTableRequest>(
            R"({"TableName":"notes","KeySchema":[{"AttributeName":"a","KeyType":"X"},{"KeyType":"HASH"}],)"
            R"("AttributeDefinitions":[null],"SSESpecification":{"SSEType":"Q"}})")
            .message,
        "4 validation errors detected: "
        "Value null at 'attributeDefinitions.1.member' failed to satisfy constraint: Member must "
        "not be null; "
        "Value 'X' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must "
        "satisfy enum value set: [HASH, RANGE]; "
        "Value null at 'keySchema.2.member.attributeName' failed to satisfy constraint: Member "
        "must "
        "not be null; "
        "Value 'Q' at 'sSESpecification.sSEType' failed to satisfy constraint: Member must satisfy "
        "enum value set: [AES256, KMS]");
    EXPECT_EQ(
        refusal<api::PutItemRequest>(
            R"({"TableName":"notes","Item":{},"Expected":{"Attr":{"ComparisonOperator":"X"}}})")
            .message.substr(0, 87),
        "1 validation error detected: Value 'X' at 'expected.Attr.member.comparisonOperator' fai");
}

TEST(Codec, ShowsStructuresAndMapsAsTheServiceDoes) {
    const auto message = [](const std::string& requests) {
        return refusal<api::BatchWriteItemRequest>(R"({"RequestItems":)" + requests + "}").message;
    };
    const std::string begin = "1 validation error detected: Value '";
    const std::string list_limits =
        "' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: "
        "[Member must have length less than or equal to 25, Member must have length greater than "
        "or equal to 1]";
    EXPECT_EQ(message("{}"), begin +
                                 "{}' at 'requestItems' failed to satisfy constraint: Member must "
                                 "have length greater than or equal to 1");
    EXPECT_EQ(message(R"({"t":[]})"), begin + "{t=[]}" + list_limits);
    std::string deletes = R"({"DeleteRequest":{"Key":{}}})";
    std::string shown = "WriteRequest(putRequest=null, deleteRequest=DeleteRequest(key={}))";
    for (int i = 0; i < 25; ++i) {
        deletes += R"(,{"DeleteRequest":{"Key":{}}})";
        shown += ", WriteRequest(putRequest=null, deleteRequest=DeleteRequest(key={}))";
    }
    EXPECT_EQ(message(R"({"a":[)" + deletes + R"(],"b":[{}]})"),
              begin + "{a=[" + shown + "], b=[WriteRequest(putRequest=null, deleteRequest=null)]}" +
                  list_limits);
    EXPECT_TRUE(message(R"({"t":[{"PutRequest":{"Item":{"k":{"S":"x"}}}}],"u":[]})")
                    .starts_with(begin +
                                 "{t=[WriteRequest(putRequest=PutRequest(item={k=com.amazonaws."
                                 "dynamodb.v20120810.AttributeValue@"));
}

TEST(Codec, TellsConstraintsBeforeAttributeValues) {
    EXPECT_TRUE(refusal<api::PutItemRequest>(R"({"Item":{"a":{}}})")
                    .message.starts_with("1 validation error detected: Value null at 'tableName'"));
    EXPECT_EQ(refusal<api::PutItemRequest>(R"({"Item":{"a":{"S":1}}})").code,
              ErrorCode::kSerialization);
}

bool accepts_limit(const std::string& limit) {
    return decode_request<api::ListTablesRequest>(R"({"Limit":)" + limit + "}").ok();
}

TEST(Codec, KeepsNumbersInTheirRanges) {
    EXPECT_FALSE(accepts_limit("-1"));
    EXPECT_EQ(refusal<api::ListTablesRequest>(R"({"Limit":0})").message,
              "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: "
              "Member must have value greater than or equal to 1");
    EXPECT_TRUE(accepts_limit("1"));
    EXPECT_TRUE(accepts_limit("99"));
    EXPECT_TRUE(accepts_limit("100"));
    EXPECT_TRUE(accepts_limit("1.9"));
    EXPECT_EQ(refusal<api::ListTablesRequest>(R"({"Limit":101})").message,
              "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: "
              "Member must have value less than or equal to 100");
    EXPECT_FALSE(accepts_limit("1e300"));
    const auto accepts_segments = [](const std::string& total, const std::string& segment) {
        return decode_request<api::ScanRequest>(R"({"TableName":"notes","TotalSegments":)" + total +
                                                R"(,"Segment":)" + segment + "}")
            .ok();
    };
    EXPECT_TRUE(accepts_segments("1000000", "999999"));
    EXPECT_FALSE(accepts_segments("1000001", "0"));
    EXPECT_FALSE(accepts_segments("1", "1000000"));
    EXPECT_FALSE(accepts_segments("1", "-1"));
    EXPECT_FALSE(accepts_segments("0", "0"));
}

TEST(Codec, KeepsLengthsInTheirRanges) {
    const auto accepts_table = [](std::size_t length) {
        return decode_request<api::DescribeTableRequest>(R"({"TableName":")" +
                                                         std::string(length, 'a') + "\"}")
            .ok();
    };
    EXPECT_FALSE(accepts_table(0));
    EXPECT_TRUE(accepts_table(1));
    EXPECT_TRUE(accepts_table(1023));
    EXPECT_TRUE(accepts_table(1024));
    EXPECT_FALSE(accepts_table(1025));
    const auto accepts_index = [](const std::string& name) {
        return decode_request<api::QueryRequest>(R"({"TableName":"notes","IndexName":")" + name +
                                                 "\"}")
            .ok();
    };
    EXPECT_FALSE(accepts_index("ab"));
    EXPECT_TRUE(accepts_index("abc"));
    EXPECT_TRUE(accepts_index("a-_.Z9"));
    EXPECT_FALSE(accepts_index("abé"));
    EXPECT_TRUE(accepts_index(std::string(255, 'a')));
    EXPECT_FALSE(accepts_index(std::string(256, 'a')));
}

TEST(Codec, ErrorsHaveTheirFormOnTheWire) {
    EXPECT_EQ(encode_error({.code = ErrorCode::kResourceNotFound, .message = "No \"table\""}),
              R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",)"
              R"("message":"No \"table\""})");
    EXPECT_EQ(encode_error({.code = ErrorCode::kSerialization, .message = "x"}),
              R"({"__type":"com.amazon.coral.service#SerializationException","Message":"x"})");
    EXPECT_EQ(encode_error({.code = ErrorCode::kUnknownOperation, .message = ""}),
              R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
    api::Error failed{.code = ErrorCode::kConditionalCheckFailed,
                      .message = "The conditional request failed",
                      .item = Item(AttributeMap{{"a", 1}})};
    EXPECT_EQ(encode_error(failed),
              R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
              R"("message":"The conditional request failed","Item":{"a":{"N":"1"}}})");
}

TEST(Codec, ErrorsRoundTrip) {
    const api::Error canceled{
        .code = ErrorCode::kTransactionCanceled,
        .message = "Transaction cancelled",
        .cancellation_reasons = {{.code = "None", .message = "", .item = std::nullopt},
                                 {.code = "ConditionalCheckFailed",
                                  .message = "The conditional request failed",
                                  .item = Item(AttributeMap{{"a", "x"}})}}};
    const std::string text = encode_error(canceled);
    const api::Error read = decode_error(400, text);
    EXPECT_EQ(read.code, canceled.code);
    ASSERT_EQ(read.cancellation_reasons.size(), 2U);
    EXPECT_EQ(read.cancellation_reasons[1].item, canceled.cancellation_reasons[1].item);
    EXPECT_EQ(encode_error(read), text);
}

TEST(Codec, ErrorsOfEveryServerAreUnderstood) {
    const api::Error local = decode_error(
        400, R"({"__type":"com.amazon.coral.validate#ValidationException","Message":"m"})");
    EXPECT_EQ(local.code, ErrorCode::kValidation);
    EXPECT_EQ(local.message, "m");
    EXPECT_EQ(decode_error(400, R"({"__type":"ThrottlingException","message":null})").code,
              ErrorCode::kThrottling);
    const api::Error unknown =
        decode_error(400, R"({"__type":"com.example#NewException","message":"m"})");
    EXPECT_EQ(unknown.code, ErrorCode::kOther);
    EXPECT_EQ(unknown.message, "com.example#NewException: m");
    EXPECT_EQ(decode_error(503, "<html>").code, ErrorCode::kServiceUnavailable);
    EXPECT_EQ(decode_error(500, "").code, ErrorCode::kInternalServerError);
    EXPECT_EQ(decode_error(404, "[]").code, ErrorCode::kOther);
    EXPECT_EQ(decode_error(400, R"({"__type":"ConditionalCheckFailedException","Item":5})").item,
              std::nullopt);
}

}  // namespace
}  // namespace tabella::json
