#include <fmt/format.h>

#include "engine/engine.h"
#include "engine/stream_requests.h"
#include "model/limits.h"

// API_streams_ListStreams.html. Streams come by their table's name, and the oldest first.

namespace tabella::engine {

Task<api::Result<api::ListStreamsResponse>> Engine::list_streams(api::ListStreamsRequest request) {
    const std::int64_t limit = request.limit.value_or(limits::kListStreamsMax);
    if (limit > limits::kListStreamsMax)
        co_return api::validation_error(
            fmt::format("One or more parameter values were invalid: Limit cannot be greater than "
                        "the maximum allowed size: {}",
                        limits::kListStreamsMax));
    std::optional<StreamName> after;
    if (request.exclusive_start_stream_arn.has_value()) {
        // It need not be there any more: its 24 hours may have ended between two pages.
        after = stream_name_of(*request.exclusive_start_stream_arn);
        if (!after.has_value())
            co_return find_stream(*catalog_, *request.exclusive_start_stream_arn).error();
    }
    // One more than asked for tells whether more follow.
    const auto count = static_cast<std::size_t>(limit);
    std::vector<StreamPtr> streams = catalog_->streams_after(after, request.table_name, count + 1);
    const bool more = streams.size() > count;
    if (more) streams.pop_back();
    api::ListStreamsResponse response;
    for (const StreamPtr& stream : streams) {
        api::Stream listed;
        listed.stream_arn =
            stream_arn(surroundings().account, stream->table_name, stream->created_ms);
        listed.table_name = stream->table_name;
        listed.stream_label = stream_label(stream->created_ms);
        response.streams.push_back(std::move(listed));
    }
    if (more) response.last_evaluated_stream_arn = response.streams.back().stream_arn;
    co_return response;
}

}  // namespace tabella::engine
