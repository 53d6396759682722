#include "engine/errors.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace tabella::engine {

api::Error internal_error(const Error& error) {
    if (error.kind == ErrorKind::kOverloaded)
        return {.code = api::ErrorCode::kThrottling,
                .message =
                    "Throughput exceeds the current capacity for one or more tables. "
                    "Please retry with exponential backoff."};
    spdlog::error("store: {}", error.message);
    return {.code = api::ErrorCode::kInternalServerError,
            .message = "The request processing has failed because of an unknown error"};
}

api::Error table_not_found() {
    return {.code = api::ErrorCode::kResourceNotFound, .message = "Requested resource not found"};
}

api::Error table_not_found(const std::string& name) {
    return {.code = api::ErrorCode::kResourceNotFound,
            .message = fmt::format("Requested resource not found: Table: {} not found", name)};
}

}  // namespace tabella::engine
