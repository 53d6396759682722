#include "engine/table_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/policy_document.h"
#include "model/limits.h"

namespace tabella::engine {

namespace {

api::Error invalid(std::string_view what) {
    return api::validation_error(
        fmt::format("One or more parameter values were invalid: {}", what));
}

api::Result<Nothing> check_maximum(std::optional<std::int64_t> units, const char* name,
                                   const std::string& what) {
    if (!units.has_value() || *units == -1 || *units >= 1) return Nothing{};
    return invalid(fmt::format(
        "Requested {} for OnDemandThroughput for {} is outside of valid range", name, what));
}

/// "Letters, white space, and numbers, plus + - = . _ : /": Tagging.html; and @, as everywhere on
/// AWS. Letters beyond ASCII are not told from other characters.
bool is_of_tags(std::string_view text) {
    constexpr std::string_view kAllowed = " +-=._:/@";
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c >= '\t' && c <= '\r') ||
               kAllowed.find(c) != std::string_view::npos;
    });
}

api::Error too_many_tags() {
    return invalid(fmt::format("Too many tags: expected at most {}", limits::kTagsMax));
}

}  // namespace

WarmUnits warm_units(const std::optional<api::ProvisionedThroughput>& provisioned,
                     const std::optional<api::WarmThroughput>& asked) {
    WarmUnits units;
    if (provisioned.has_value())
        units = {provisioned->read_capacity_units, provisioned->write_capacity_units};
    if (asked.has_value()) {
        units.read = std::max(units.read, asked->read_units_per_second.value_or(0));
        units.write = std::max(units.write, asked->write_units_per_second.value_or(0));
    }
    return units;
}

api::Result<Nothing> check_warm_throughput(const api::WarmThroughput& asked, WarmUnits current,
                                           const std::string& what) {
    if (!asked.read_units_per_second.has_value() && !asked.write_units_per_second.has_value())
        return invalid(fmt::format(
            "WarmThroughput for {} must specify ReadUnitsPerSecond, WriteUnitsPerSecond or both",
            what));
    const auto lower = [&](const char* name) {
        return invalid(fmt::format(
            "Requested {} for WarmThroughput for {} is lower than current WarmThroughput, "
            "decreasing WarmThroughput is not supported",
            name, what));
    };
    if (asked.read_units_per_second.value_or(current.read) < current.read)
        return lower("ReadUnitsPerSecond");
    if (asked.write_units_per_second.value_or(current.write) < current.write)
        return lower("WriteUnitsPerSecond");
    return Nothing{};
}

api::Result<Nothing> check_on_demand_throughput(const api::OnDemandThroughput& asked,
                                                bool on_demand, const std::string& what) {
    if (!on_demand)
        return invalid(fmt::format(
            "OnDemandThroughput for {} can be specified only when BillingMode is PAY_PER_REQUEST",
            what));
    TABELLA_CHECK(check_maximum(asked.max_read_request_units, "MaxReadRequestUnits", what));
    return check_maximum(asked.max_write_request_units, "MaxWriteRequestUnits", what);
}

api::Result<Nothing> check_sse(const api::SseSpecification& sse) {
    if (sse.sse_type == api::SseType::kAes256) return invalid("SSEType AES256 is not supported");
    if (!sse.enabled.value_or(false) &&
        (sse.sse_type.has_value() || sse.kms_master_key_id.has_value()))
        return invalid("SSEType and KMSMasterKeyId can be specified only when SSE is enabled");
    return Nothing{};
}

api::Result<Nothing> check_tags(const std::vector<api::Tag>& tags) {
    if (tags.size() > limits::kTagsMax) return too_many_tags();
    std::set<std::string_view> keys;
    for (const api::Tag& tag : tags) {
        if (tag.key.starts_with("aws:"))
            return invalid(fmt::format(
                "Tag keys must not begin with aws:, which is reserved. Key: {}", tag.key));
        if (!is_of_tags(tag.key) || !is_of_tags(tag.value))
            return invalid(fmt::format(
                "Tags may contain letters, white space, numbers and + - = . _ : / @. Key: {}",
                tag.key));
        if (!keys.insert(tag.key).second)
            return invalid(fmt::format("Duplicate tag key: {}", tag.key));
    }
    return Nothing{};
}

api::Result<std::vector<api::Tag>> merged_tags(const std::vector<api::Tag>& tags,
                                               const std::vector<api::Tag>& added) {
    std::vector<api::Tag> merged = tags;
    for (const api::Tag& tag : added) {
        const auto same = std::find_if(merged.begin(), merged.end(),
                                       [&](const api::Tag& old) { return old.key == tag.key; });
        if (same == merged.end())
            merged.push_back(tag);
        else
            same->value = tag.value;
    }
    if (merged.size() > limits::kTagsMax) return too_many_tags();
    return merged;
}

api::Result<Nothing> check_policy(const std::string& policy) {
    if (policy.size() > limits::kPolicyBytesMax)
        return invalid(
            fmt::format("Resource policy size must not exceed {} bytes", limits::kPolicyBytesMax));
    return check_policy_document(policy);
}

api::Error no_global_tables(const char* parameter) {
    return api::validation_error(
        fmt::format("{} is not supported: there is one region, and no global tables", parameter));
}

api::Result<Nothing> check_stream(const api::StreamSpecification& stream) {
    if (stream.stream_enabled && !stream.stream_view_type.has_value())
        return invalid(
            "Invalid StreamViewType: StreamViewType must not be null or empty when enabling "
            "streams");
    if (!stream.stream_enabled && stream.stream_view_type.has_value())
        return invalid(
            "Invalid StreamViewType: StreamEnabled was false but a StreamViewType was present");
    return Nothing{};
}

api::Result<Nothing> check_table_options(const api::CreateTableRequest& request) {
    const bool on_demand = request.billing_mode == api::BillingMode::kPayPerRequest;
    if (request.global_table_source_arn.has_value())
        return no_global_tables("GlobalTableSourceArn");
    if (request.global_table_settings_replication_mode.has_value())
        return no_global_tables("GlobalTableSettingsReplicationMode");
    if (request.stream_specification.has_value())
        TABELLA_CHECK(check_stream(*request.stream_specification));
    if (request.sse_specification.has_value()) TABELLA_CHECK(check_sse(*request.sse_specification));
    if (request.tags.has_value()) TABELLA_CHECK(check_tags(*request.tags));
    if (request.resource_policy.has_value()) TABELLA_CHECK(check_policy(*request.resource_policy));
    if (request.on_demand_throughput.has_value())
        TABELLA_CHECK(
            check_on_demand_throughput(*request.on_demand_throughput, on_demand, "table"));
    if (request.warm_throughput.has_value())
        TABELLA_CHECK(check_warm_throughput(
            *request.warm_throughput, warm_units(request.provisioned_throughput, {}), "table"));
    if (!request.global_secondary_indexes.has_value()) return Nothing{};
    for (const api::GlobalSecondaryIndex& index : *request.global_secondary_indexes) {
        const std::string what = "index " + index.index_name;
        if (index.on_demand_throughput.has_value())
            TABELLA_CHECK(check_on_demand_throughput(*index.on_demand_throughput, on_demand, what));
        if (index.warm_throughput.has_value())
            TABELLA_CHECK(check_warm_throughput(
                *index.warm_throughput, warm_units(index.provisioned_throughput, {}), what));
    }
    return Nothing{};
}

}  // namespace tabella::engine
