#include "engine/stream_requests.h"

#include <fmt/format.h>

namespace tabella::engine {

api::Result<StreamPtr> find_stream(const Catalog& catalog, const std::string& arn) {
    const auto name = stream_name_of(arn);
    StreamPtr stream;
    if (name.has_value()) stream = catalog.find_stream(*name);
    if (stream == nullptr)
        return api::Error{
            .code = api::ErrorCode::kResourceNotFound,
            .message = fmt::format("Requested resource not found: Stream: {} not found", arn)};
    return stream;
}

api::Error shard_not_found() {
    return {.code = api::ErrorCode::kResourceNotFound,
            .message = "Requested resource not found: Shard does not exist"};
}

api::Error trimmed() {
    return {.code = api::ErrorCode::kTrimmedDataAccess,
            .message = "The data you are trying to access has been trimmed"};
}

}  // namespace tabella::engine
