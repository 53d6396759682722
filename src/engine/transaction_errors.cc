#include "engine/transaction_errors.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>

#include "model/limits.h"

namespace tabella::engine {

namespace {

api::CancellationReason reason_of(const std::optional<api::Error>& error) {
    if (!error.has_value()) return {.code = "None", .message = ""};
    std::string code = "ValidationError";
    if (error->code == api::ErrorCode::kConditionalCheckFailed) code = "ConditionalCheckFailed";
    if (error->code == api::ErrorCode::kResourceNotFound) code = "ResourceNotFound";
    if (error->code == api::ErrorCode::kDuplicateItem) code = "DuplicateItem";
    if (error->code == api::ErrorCode::kItemCollectionSizeLimitExceeded)
        code = "ItemCollectionSizeLimitExceeded";
    return {.code = std::move(code), .message = error->message, .item = error->item};
}

}  // namespace

api::Error cancelled(const std::vector<std::optional<api::Error>>& errors) {
    api::Error cancellation{.code = api::ErrorCode::kTransactionCanceled};
    std::vector<std::string> codes;
    for (const std::optional<api::Error>& error : errors) {
        cancellation.cancellation_reasons.push_back(reason_of(error));
        codes.push_back(cancellation.cancellation_reasons.back().code);
    }
    cancellation.message = fmt::format(
        "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
        fmt::join(codes, ", "));
    return cancellation;
}

bool any_error(const std::vector<std::optional<api::Error>>& errors) {
    return std::any_of(errors.begin(), errors.end(),
                       [](const auto& error) { return error.has_value(); });
}

api::Result<Nothing> check_action_count(std::size_t count) {
    if (count == 0)
        return api::validation_error("Member must have length greater than or equal to 1");
    if (count > limits::kTransactionActionsMax)
        return api::validation_error(fmt::format("Member must have length less than or equal to {}",
                                                 limits::kTransactionActionsMax));
    return Nothing{};
}

api::Error several_operations_on_one_item() {
    return api::validation_error(
        "Transaction request cannot include multiple operations on one item");
}

}  // namespace tabella::engine
