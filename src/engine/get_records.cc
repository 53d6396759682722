#include "engine/engine.h"
#include "engine/shard.h"
#include "engine/shard_iterator.h"
#include "engine/stream_requests.h"
#include "model/limits.h"

// API_streams_GetRecords.html

namespace tabella::engine {

namespace {

api::Result<ShardPlan> plan_records(const api::GetRecordsRequest& request, const Catalog& catalog,
                                    EpochMs now_ms) {
    const std::int64_t limit = request.limit.value_or(limits::kGetRecordsMax);
    // "GetRecords was called with a value of more than 1000 for the limit request parameter."
    if (limit > limits::kGetRecordsMax)
        return api::Error{.code = api::ErrorCode::kLimitExceeded,
                          .message = "Limit should be less than or equal to 1000"};
    const auto iterator = ShardIterator::parse(request.shard_iterator);
    if (!iterator.has_value()) return api::validation_error("Invalid ShardIterator");
    TABELLA_ASSIGN(StreamPtr stream, find_stream(catalog, iterator->stream_arn));
    if (now_ms - iterator->issued_ms > limits::kShardIteratorMs)
        return api::Error{.code = api::ErrorCode::kExpiredIterator,
                          .message = "The provided iterator exceeds the maximum age allowed."};
    return ShardPlan{.stream = std::move(stream),
                     .region = "",
                     .position = iterator->position,
                     .records_max = static_cast<std::size_t>(limit)};
}

}  // namespace

Task<api::Result<api::GetRecordsResponse>> Engine::get_records(api::GetRecordsRequest request) {
    auto plan = plan_records(request, *catalog_, clock_.now_ms());
    if (!plan.ok()) co_return std::move(plan).error();
    plan->region = options_.region;
    const auto read = [&](storage::ReadTier tier) { return read_records(*store_, *plan, tier); };
    auto page = co_await in_memory_first<ShardPage>(read_pool_, read);
    if (!page.ok()) co_return std::move(page).error();
    if (page->trimmed) co_return trimmed();
    api::GetRecordsResponse response;
    response.records = std::move(page->records);
    if (plan->stream->enabled() || !page->at_end) {
        ShardIterator next;
        next.stream_arn =
            stream_arn(surroundings().account, plan->stream->table_name, plan->stream->created_ms);
        next.issued_ms = clock_.now_ms();
        next.position = page->next;
        response.next_shard_iterator = next.to_string();
    }
    co_return response;
}

}  // namespace tabella::engine
