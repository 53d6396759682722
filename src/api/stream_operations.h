#pragma once

#include "api/types.h"

// The operations of DynamoDB Streams (API version 2012-08-10, service model dynamodbstreams),
// member by member. As in operations.h.

namespace tabella::api {

enum class StreamStatus { kEnabling, kEnabled, kDisabling, kDisabled };
enum class ShardIteratorType { kTrimHorizon, kLatest, kAtSequenceNumber, kAfterSequenceNumber };
enum class ShardFilterType { kChildShards };
enum class OperationType { kInsert, kModify, kRemove };

struct Stream {
    std::optional<std::string> stream_arn;
    std::optional<std::string> table_name;
    std::optional<std::string> stream_label;
};

struct ListStreamsRequest {
    std::optional<std::string> table_name;
    std::optional<std::int64_t> limit;
    std::optional<std::string> exclusive_start_stream_arn;
};
struct ListStreamsResponse {
    std::vector<Stream> streams;
    std::optional<std::string> last_evaluated_stream_arn;
};

struct SequenceNumberRange {
    std::optional<std::string> starting_sequence_number;
    std::optional<std::string> ending_sequence_number;  ///< Absent: the shard is open.
};

struct Shard {
    std::optional<std::string> shard_id;
    std::optional<SequenceNumberRange> sequence_number_range;
    std::optional<std::string> parent_shard_id;
};

struct StreamDescription {
    std::optional<std::string> stream_arn;
    std::optional<std::string> stream_label;
    std::optional<StreamStatus> stream_status;
    std::optional<StreamViewType> stream_view_type;
    std::optional<double> creation_request_date_time;
    std::optional<std::string> table_name;
    std::vector<KeySchemaElement> key_schema;
    std::vector<Shard> shards;
    std::optional<std::string> last_evaluated_shard_id;
};

struct ShardFilter {
    std::optional<ShardFilterType> type;
    std::optional<std::string> shard_id;
};

struct DescribeStreamRequest {
    std::string stream_arn;
    std::optional<std::int64_t> limit;
    std::optional<std::string> exclusive_start_shard_id;
    std::optional<ShardFilter> shard_filter;
};
struct DescribeStreamResponse {
    StreamDescription stream_description;
};

struct GetShardIteratorRequest {
    std::string stream_arn;
    std::string shard_id;
    ShardIteratorType shard_iterator_type = ShardIteratorType::kTrimHorizon;
    std::optional<std::string> sequence_number;
};
struct GetShardIteratorResponse {
    std::optional<std::string> shard_iterator;
};

/// Who made a change, where it was not a user.
struct Identity {
    std::optional<std::string> principal_id;
    std::optional<std::string> type;
};

struct StreamRecord {
    std::optional<double> approximate_creation_date_time;
    std::optional<Item> keys;
    std::optional<Item> new_image;
    std::optional<Item> old_image;
    std::optional<std::string> sequence_number;
    std::optional<std::int64_t> size_bytes;
    std::optional<StreamViewType> stream_view_type;
};

/// One change of one item.
struct Record {
    std::optional<std::string> event_id;
    std::optional<OperationType> event_name;
    std::optional<std::string> event_version;
    std::optional<std::string> event_source;
    std::optional<std::string> aws_region;
    std::optional<StreamRecord> dynamodb;
    std::optional<Identity> user_identity;
};

struct GetRecordsRequest {
    std::string shard_iterator;
    std::optional<std::int64_t> limit;
};
struct GetRecordsResponse {
    std::vector<Record> records;
    std::optional<std::string> next_shard_iterator;  ///< Absent: the shard is closed and read out.
};

}  // namespace tabella::api
