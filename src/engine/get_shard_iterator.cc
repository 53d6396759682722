#include <algorithm>
#include <charconv>

#include "engine/engine.h"
#include "engine/shard.h"
#include "engine/shard_iterator.h"
#include "engine/stream_requests.h"
#include "storage/commit_queue.h"

// API_streams_GetShardIterator.html

namespace tabella::engine {

namespace {

using api::ShardIteratorType;

api::Error invalid(const std::string& what) {
    return api::validation_error("One or more parameter values were invalid: " + what);
}

bool takes_number(ShardIteratorType type) {
    return type == ShardIteratorType::kAtSequenceNumber ||
           type == ShardIteratorType::kAfterSequenceNumber;
}

/// The request's number; greater than any there is when it has too many digits.
api::Result<std::int64_t> number_of(const std::string& text) {
    if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return invalid("Invalid SequenceNumber");
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() ? number : std::numeric_limits<std::int64_t>::max();
}

api::Result<Nothing> check(const api::GetShardIteratorRequest& request) {
    const bool has_number = request.sequence_number.has_value();
    if (takes_number(request.shard_iterator_type) && !has_number)
        return invalid("Invalid SequenceNumber");
    if (!takes_number(request.shard_iterator_type) && has_number)
        return invalid("SequenceNumber should not be passed for this iterator type");
    return Nothing{};
}

/// Where the iterator begins. `last` is the last change of the store, or the stream's own end.
api::Result<std::int64_t> position_of(const api::GetShardIteratorRequest& request,
                                      const Stream& stream, const ShardBounds& bounds,
                                      std::int64_t last) {
    if (request.shard_iterator_type == ShardIteratorType::kLatest) return last + 1;
    if (request.shard_iterator_type == ShardIteratorType::kTrimHorizon) return bounds.horizon;
    TABELLA_ASSIGN(const std::int64_t number, number_of(*request.sequence_number));
    if (number < stream.first_number || number > last)
        return api::validation_error("Invalid SequenceNumber for the shard");
    const bool after = request.shard_iterator_type == ShardIteratorType::kAfterSequenceNumber;
    const std::int64_t position = after ? number + 1 : number;
    if (position < bounds.horizon) return trimmed();
    return position;
}

}  // namespace

Task<api::Result<api::GetShardIteratorResponse>> Engine::get_shard_iterator(
    api::GetShardIteratorRequest request) {
    auto checked = check(request);
    if (!checked.ok()) co_return std::move(checked).error();
    const auto stream = find_stream(*catalog_, request.stream_arn);
    if (!stream.ok()) co_return stream.error();
    if (request.shard_id != shard_id(**stream)) co_return shard_not_found();
    const auto read = [&](storage::ReadTier tier) { return read_bounds(*store_, **stream, tier); };
    auto bounds = co_await in_memory_first<ShardBounds>(read_pool_, read);
    if (!bounds.ok()) co_return std::move(bounds).error();
    const auto last = storage::read_counter(*store_, kLastChange);
    if (!last.ok()) co_return internal_error(last.error());
    const std::int64_t end = (*stream)->enabled() ? *last : (*stream)->last_number;
    const auto position = position_of(request, **stream, *bounds, end);
    if (!position.ok()) co_return position.error();
    api::GetShardIteratorResponse response;
    response.shard_iterator =
        ShardIterator{
            .stream_arn = request.stream_arn, .issued_ms = clock_.now_ms(), .position = *position}
            .to_string();
    co_return response;
}

}  // namespace tabella::engine
