#include <fmt/format.h>

#include "engine/engine.h"
#include "engine/shard.h"
#include "engine/stream_requests.h"
#include "model/limits.h"

// API_streams_DescribeStream.html. A stream is one shard here, which begins anew with the stream.

namespace tabella::engine {

namespace {

api::Result<Nothing> check(const api::DescribeStreamRequest& request) {
    if (request.limit.value_or(1) > limits::kDescribeStreamShardsMax)
        return api::validation_error(fmt::format(
            "One or more parameter values were invalid: Limit cannot be greater than the maximum: "
            "{}",
            limits::kDescribeStreamShardsMax));
    if (request.shard_filter.has_value() &&
        (!request.shard_filter->type.has_value() || !request.shard_filter->shard_id.has_value()))
        return api::validation_error(
            "One or more parameter values were invalid: ShardFilter must have both Type and "
            "ShardId");
    return Nothing{};
}

api::Shard shard_of(const Stream& stream, const ShardBounds& bounds) {
    api::SequenceNumberRange range;
    range.starting_sequence_number = sequence_number(bounds.horizon);
    if (!stream.enabled())
        range.ending_sequence_number =
            sequence_number(bounds.last_change.value_or(stream.last_number));
    api::Shard shard;
    shard.shard_id = shard_id(stream);
    shard.sequence_number_range = std::move(range);
    return shard;
}

api::StreamDescription describe(const Stream& stream, const Account& account) {
    api::StreamDescription description;
    description.stream_arn = stream_arn(account, stream.table_name, stream.created_ms);
    description.stream_label = stream_label(stream.created_ms);
    description.stream_status =
        stream.enabled() ? api::StreamStatus::kEnabled : api::StreamStatus::kDisabled;
    description.stream_view_type = stream.view_type;
    description.creation_request_date_time = static_cast<double>(stream.created_ms) / 1000.0;
    description.table_name = stream.table_name;
    description.key_schema = stream.key_schema;
    return description;
}

}  // namespace

Task<api::Result<api::DescribeStreamResponse>> Engine::describe_stream(
    api::DescribeStreamRequest request) {
    auto checked = check(request);
    if (!checked.ok()) co_return std::move(checked).error();
    const auto stream = find_stream(*catalog_, request.stream_arn);
    if (!stream.ok()) co_return stream.error();
    const std::string id = shard_id(**stream);
    api::DescribeStreamResponse response;
    response.stream_description = describe(**stream, surroundings().account);
    if (request.shard_filter.has_value()) {
        // The only kind of filter asks for children, and a lone shard has none.
        if (*request.shard_filter->shard_id != id) co_return shard_not_found();
        co_return response;
    }
    if (request.exclusive_start_shard_id.has_value() && *request.exclusive_start_shard_id >= id)
        co_return response;
    const auto read = [&](storage::ReadTier tier) { return read_bounds(*store_, **stream, tier); };
    auto bounds = co_await in_memory_first<ShardBounds>(read_pool_, read);
    if (!bounds.ok()) co_return std::move(bounds).error();
    response.stream_description.shards.push_back(shard_of(**stream, *bounds));
    co_return response;
}

}  // namespace tabella::engine
