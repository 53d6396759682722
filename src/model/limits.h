#pragma once

#include <cstddef>
#include <cstdint>

/// DynamoDB's limits, each with the document that states it. Pages are those of the developer guide
/// (docs.aws.amazon.com/amazondynamodb/latest/developerguide/) unless said otherwise.
namespace tabella::limits {

// ServiceQuotas.html, "Items"
inline constexpr std::size_t kItemBytesMax = 409'600;
/// Of maps and lists; an item counts as the first (found with DynamoDB Local).
inline constexpr std::size_t kNestingDepthMax = 32;

// ServiceQuotas.html, "Partition keys and sort keys"
inline constexpr std::size_t kPartitionKeyBytesMax = 2'048;
inline constexpr std::size_t kSortKeyBytesMax = 1'024;

// ServiceQuotas.html, "Attributes"
inline constexpr std::size_t kKeyAttributeNameBytesMax = 255;
inline constexpr std::size_t kAttributeNameBytesMax = 65'535;

// HowItWorks.NamingRulesDataTypes.html, "Number"
inline constexpr int kNumberDigitsMax = 38;
inline constexpr int kNumberExponentMax = 125;   ///< Of the leading digit: 9.99…E+125.
inline constexpr int kNumberExponentMin = -130;  ///< Of the leading digit: 1E-130.

// ServiceQuotas.html, "Expression parameters"
inline constexpr std::size_t kExpressionBytesMax = 4'096;
inline constexpr std::size_t kExpressionOperatorsMax = 300;
inline constexpr std::size_t kExpressionInOperandsMax = 100;
inline constexpr std::size_t kPlaceholderBytesMax = 255;
inline constexpr std::size_t kSubstitutionBytesMax = 2 * 1024 * 1024;

// API_Query.html, API_Scan.html: "1 MB of data"
inline constexpr std::size_t kPageBytesMax = 1024 * 1024;

// API_BatchGetItem.html, API_BatchWriteItem.html
inline constexpr std::size_t kBatchGetKeysMax = 100;
inline constexpr std::size_t kBatchWriteRequestsMax = 25;
inline constexpr std::size_t kBatchBytesMax = 16 * 1024 * 1024;

// LSI.html, "Item collection size limit": of tables with local secondary indexes
inline constexpr std::int64_t kItemCollectionBytesMax = 10LL * 1024 * 1024 * 1024;

// API_TransactWriteItems.html, transaction-apis.html
inline constexpr std::size_t kTransactionActionsMax = 100;
inline constexpr std::size_t kTransactionBytesMax = 4 * 1024 * 1024;
inline constexpr std::int64_t kTransactionTokenMs = 10 * 60 * 1000;

// API_BatchExecuteStatement.html
inline constexpr std::size_t kBatchStatementsMax = 25;

// API_ListTables.html
inline constexpr int kListTablesMax = 100;
// API_Scan.html
inline constexpr int kScanSegmentsMax = 1'000'000;
// API_CreateTable.html; the service model's TableName pattern
inline constexpr std::size_t kTableNameBytesMin = 3;
inline constexpr std::size_t kTableNameBytesMax = 255;

// API_BatchWriteItem.html, API_BatchGetItem.html: "16 MB"; the largest body of any operation
inline constexpr std::size_t kRequestBytesMax = 16 * 1024 * 1024;

// ServiceQuotas.html, "Secondary indexes"
inline constexpr std::size_t kGlobalIndexesMax = 20;
inline constexpr std::size_t kLocalIndexesMax = 5;
inline constexpr std::size_t kProjectedAttributesMax = 100;
inline constexpr std::size_t kIndexKeyAttributesMax = 4;  ///< Of a partition key, of a sort key.

// Tagging.html, "Tagging restrictions"
inline constexpr std::size_t kTagsMax = 50;
// API_PutResourcePolicy.html
inline constexpr std::size_t kPolicyBytesMax = 20 * 1024;
// ServiceQuotas.html, "Read/write throughput": what an account has by default
inline constexpr std::int64_t kAccountCapacityUnitsMax = 80'000;
inline constexpr std::int64_t kTableCapacityUnitsMax = 40'000;
// howitworks-ttl.html: "no more than five years in the past"
inline constexpr std::int64_t kTtlPastSecondsMax = 5LL * 365 * 24 * 60 * 60;

// Streams.html: "for up to 24 hours"; API_streams_GetShardIterator.html: "15 minutes"
inline constexpr std::int64_t kStreamRetentionMs = 24LL * 60 * 60 * 1000;
inline constexpr std::int64_t kShardIteratorMs = 15 * 60 * 1000;
// API_streams_GetRecords.html: "1 MB of data or 1000 stream records"
inline constexpr std::int64_t kGetRecordsMax = 1'000;
inline constexpr std::size_t kGetRecordsBytesMax = 1024 * 1024;
// API_streams_ListStreams.html, API_streams_DescribeStream.html
inline constexpr std::int64_t kListStreamsMax = 100;
inline constexpr std::int64_t kDescribeStreamShardsMax = 100;

// HowItWorks.ReadWriteCapacityMode.html: units of reading and writing
inline constexpr std::size_t kReadUnitBytes = 4'096;
inline constexpr std::size_t kWriteUnitBytes = 1'024;

}  // namespace tabella::limits
