#include <fmt/format.h>

#include "engine/engine.h"
#include "engine/resource_arn.h"
#include "engine/table_change.h"
#include "engine/table_options.h"

// API_PutResourcePolicy.html, API_GetResourcePolicy.html, API_DeleteResourcePolicy.html. A policy
// is kept and shown; nobody's access is checked against it.

namespace tabella::engine {

namespace {

constexpr std::string_view kNoPolicy = "NO_POLICY";

api::Error policy_not_found(const std::string& arn) {
    return {.code = api::ErrorCode::kPolicyNotFound,
            .message = fmt::format("Resource-based policy not found for the provided ResourceArn: "
                                   "{}",
                                   arn)};
}

api::Error revision_mismatch(const std::string& arn) {
    return {.code = api::ErrorCode::kPolicyNotFound,
            .message = fmt::format(
                "Resource-based policy with the provided ExpectedRevisionId was not found for the "
                "ResourceArn: {}",
                arn)};
}

bool is_expected(const Table& table, const std::optional<std::string>& expected) {
    if (!expected.has_value()) return true;
    return table.policy_revision.empty() ? *expected == kNoPolicy
                                         : *expected == table.policy_revision;
}

}  // namespace

std::string Engine::new_policy_revision() {
    return std::to_string(clock_.now_ms()) + std::to_string(random_.next() % 1'000'000);
}

Task<api::Result<api::PutResourcePolicyResponse>> Engine::put_resource_policy(
    api::PutResourcePolicyRequest request) {
    auto checked = check_policy(request.policy);
    if (!checked.ok()) co_return std::move(checked).error();
    auto table = table_of_arn(*catalog_, request.resource_arn);
    if (!table.ok()) co_return std::move(table).error();
    const std::string revision = new_policy_revision();
    const AlterTableChange::Alter alter = [&](Table& next) -> api::Result<Nothing> {
        if (!is_expected(next, request.expected_revision_id))
            return revision_mismatch(request.resource_arn);
        // The same document keeps its revision: the operation is idempotent.
        if (next.definition.resource_policy == request.policy) return Nothing{};
        next.definition.resource_policy = request.policy;
        next.policy_revision = revision;
        return Nothing{};
    };
    auto altered = co_await this->alter(*table, alter);
    if (!altered.ok()) co_return std::move(altered).error();
    co_return api::PutResourcePolicyResponse{.revision_id = (*altered)->policy_revision};
}

Task<api::Result<api::GetResourcePolicyResponse>> Engine::get_resource_policy(
    api::GetResourcePolicyRequest request) {
    auto table = table_of_arn(*catalog_, request.resource_arn);
    if (!table.ok()) co_return std::move(table).error();
    if (!(*table)->definition.resource_policy.has_value())
        co_return policy_not_found(request.resource_arn);
    co_return api::GetResourcePolicyResponse{.policy = (*table)->definition.resource_policy,
                                             .revision_id = (*table)->policy_revision};
}

Task<api::Result<api::DeleteResourcePolicyResponse>> Engine::delete_resource_policy(
    api::DeleteResourcePolicyRequest request) {
    auto table = table_of_arn(*catalog_, request.resource_arn);
    if (!table.ok()) co_return std::move(table).error();
    std::string revision;
    const AlterTableChange::Alter alter = [&](Table& next) -> api::Result<Nothing> {
        if (!is_expected(next, request.expected_revision_id))
            return revision_mismatch(request.resource_arn);
        revision = next.policy_revision;
        next.definition.resource_policy.reset();
        next.policy_revision.clear();
        return Nothing{};
    };
    auto altered = co_await this->alter(*table, alter);
    if (!altered.ok()) co_return std::move(altered).error();
    // Deleting what is not there succeeds, with nothing to name.
    api::DeleteResourcePolicyResponse response;
    if (!revision.empty()) response.revision_id = revision;
    co_return response;
}

}  // namespace tabella::engine
