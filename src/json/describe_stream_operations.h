#pragma once

#include "api/stream_operations.h"
#include "json/describe.h"

// describe.h, continued: the operations of api/stream_operations.h. Source: the service model,
// dynamodbstreams/2012-08-10/service-2.json.

namespace tabella::json {

namespace members {

inline constexpr MemberLimits kStreamArn{.length_min = 37, .length_max = 1024};
inline constexpr MemberLimits kShardId{.length_min = 28, .length_max = 65};
inline constexpr MemberLimits kSequenceNumber{.length_min = 21, .length_max = 40};
inline constexpr MemberLimits kShardIterator{.length_min = 1, .length_max = 2048};

}  // namespace members

template <class V, Is<api::Stream> T>
void describe(V& v, T& t) {
    v.optional("StreamArn", t.stream_arn);
    v.optional("TableName", t.table_name);
    v.optional("StreamLabel", t.stream_label);
}

template <class V, Is<api::ListStreamsRequest> T>
void describe(V& v, T& t) {
    v.optional("TableName", t.table_name, members::kTableName);
    v.optional("Limit", t.limit, members::kPositiveInteger);
    v.optional("ExclusiveStartStreamArn", t.exclusive_start_stream_arn, members::kStreamArn);
}

template <class V, Is<api::ListStreamsResponse> T>
void describe(V& v, T& t) {
    v.required("Streams", t.streams);
    v.optional("LastEvaluatedStreamArn", t.last_evaluated_stream_arn);
}

template <class V, Is<api::SequenceNumberRange> T>
void describe(V& v, T& t) {
    v.optional("StartingSequenceNumber", t.starting_sequence_number);
    v.optional("EndingSequenceNumber", t.ending_sequence_number);
}

template <class V, Is<api::Shard> T>
void describe(V& v, T& t) {
    v.optional("ShardId", t.shard_id);
    v.optional("SequenceNumberRange", t.sequence_number_range);
    v.optional("ParentShardId", t.parent_shard_id);
}

template <class V, Is<api::StreamDescription> T>
void describe(V& v, T& t) {
    v.optional("StreamArn", t.stream_arn);
    v.optional("StreamLabel", t.stream_label);
    v.optional("StreamStatus", t.stream_status);
    v.optional("StreamViewType", t.stream_view_type);
    v.optional("CreationRequestDateTime", t.creation_request_date_time);
    v.optional("TableName", t.table_name);
    v.listed("KeySchema", t.key_schema);
    v.required("Shards", t.shards);
    v.optional("LastEvaluatedShardId", t.last_evaluated_shard_id);
}

template <class V, Is<api::ShardFilter> T>
void describe(V& v, T& t) {
    v.optional("Type", t.type);
    v.optional("ShardId", t.shard_id, members::kShardId);
}

template <class V, Is<api::DescribeStreamRequest> T>
void describe(V& v, T& t) {
    v.required("StreamArn", t.stream_arn, members::kStreamArn);
    v.optional("Limit", t.limit, members::kPositiveInteger);
    v.optional("ExclusiveStartShardId", t.exclusive_start_shard_id, members::kShardId);
    v.optional("ShardFilter", t.shard_filter);
}

template <class V, Is<api::DescribeStreamResponse> T>
void describe(V& v, T& t) {
    v.required("StreamDescription", t.stream_description);
}

template <class V, Is<api::GetShardIteratorRequest> T>
void describe(V& v, T& t) {
    v.required("StreamArn", t.stream_arn, members::kStreamArn);
    v.required("ShardId", t.shard_id, members::kShardId);
    v.required("ShardIteratorType", t.shard_iterator_type);
    v.optional("SequenceNumber", t.sequence_number, members::kSequenceNumber);
}

template <class V, Is<api::GetShardIteratorResponse> T>
void describe(V& v, T& t) {
    v.optional("ShardIterator", t.shard_iterator);
}

template <class V, Is<api::Identity> T>
void describe(V& v, T& t) {
    v.optional("PrincipalId", t.principal_id);
    v.optional("Type", t.type);
}

template <class V, Is<api::StreamRecord> T>
void describe(V& v, T& t) {
    v.optional("ApproximateCreationDateTime", t.approximate_creation_date_time);
    v.optional("Keys", t.keys);
    v.optional("NewImage", t.new_image);
    v.optional("OldImage", t.old_image);
    v.optional("SequenceNumber", t.sequence_number);
    v.optional("SizeBytes", t.size_bytes);
    v.optional("StreamViewType", t.stream_view_type);
}

template <class V, Is<api::Record> T>
void describe(V& v, T& t) {
    v.optional("eventID", t.event_id);
    v.optional("eventName", t.event_name);
    v.optional("eventVersion", t.event_version);
    v.optional("eventSource", t.event_source);
    v.optional("awsRegion", t.aws_region);
    v.optional("dynamodb", t.dynamodb);
    v.optional("userIdentity", t.user_identity);
}

template <class V, Is<api::GetRecordsRequest> T>
void describe(V& v, T& t) {
    v.required("ShardIterator", t.shard_iterator, members::kShardIterator);
    v.optional("Limit", t.limit, members::kPositiveInteger);
}

template <class V, Is<api::GetRecordsResponse> T>
void describe(V& v, T& t) {
    v.required("Records", t.records);
    v.optional("NextShardIterator", t.next_shard_iterator);
}

}  // namespace tabella::json
