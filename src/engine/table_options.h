#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/error.h"
#include "engine/table.h"

// What CreateTable and UpdateTable require alike of a table's options, beyond keys and indexes.

namespace tabella::engine {

/// What a table is warm for when nobody asked for more: the provisioned throughput, or on demand
/// 12,000 reads and 4,000 writes a second. Source: API_WarmThroughput.html, warm-throughput.html.
struct WarmUnits {
    std::int64_t read = 12'000;
    std::int64_t write = 4'000;
};
WarmUnits warm_units(const std::optional<api::ProvisionedThroughput>& provisioned,
                     const std::optional<api::WarmThroughput>& asked);

/// Warm throughput only grows; `what` is "table" or "index X".
api::Result<Nothing> check_warm_throughput(const api::WarmThroughput& asked, WarmUnits current,
                                           const std::string& what);

/// A maximum is -1 (none) or at least 1, and only of a table on demand.
api::Result<Nothing> check_on_demand_throughput(const api::OnDemandThroughput& asked,
                                                bool on_demand, const std::string& what);

/// Only KMS keys, and only with encryption enabled.
api::Result<Nothing> check_sse(const api::SseSpecification& sse);

/// At most 50, none of AWS's own ("aws:"), no key twice, and only what characters tags may have.
/// Source: Tagging.html, "Tagging restrictions".
api::Result<Nothing> check_tags(const std::vector<api::Tag>& tags);
/// The tags with `added` in, each key once; an error when there are too many.
api::Result<std::vector<api::Tag>> merged_tags(const std::vector<api::Tag>& tags,
                                               const std::vector<api::Tag>& added);

/// At most 20 KB, and a policy by its form (policy_document.h). Source: API_PutResourcePolicy.html.
api::Result<Nothing> check_policy(const std::string& policy);

/// A refusal of what has no other region to happen in: global tables.
api::Error no_global_tables(const char* parameter);

/// StreamSpecification by itself: a view type goes with an enabled stream, and only with one.
api::Result<Nothing> check_stream(const api::StreamSpecification& stream);

/// CreateTable's options.
api::Result<Nothing> check_table_options(const api::CreateTableRequest& request);

}  // namespace tabella::engine
