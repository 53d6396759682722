#pragma once

#include "api/types.h"

// Operations on tables beyond creating and describing them: UpdateTable, tags, time to live,
// resource policies, and what an account may have. As in operations.h.

namespace tabella::api {

enum class TimeToLiveStatus { kEnabling, kDisabling, kEnabled, kDisabled };
enum class MultiRegionConsistency { kEventual, kStrong };

struct CreateGlobalSecondaryIndexAction {
    std::string index_name;
    std::vector<KeySchemaElement> key_schema;
    Projection projection;
    std::optional<ProvisionedThroughput> provisioned_throughput;
    std::optional<OnDemandThroughput> on_demand_throughput;
    std::optional<WarmThroughput> warm_throughput;
};

struct UpdateGlobalSecondaryIndexAction {
    std::string index_name;
    std::optional<ProvisionedThroughput> provisioned_throughput;
    std::optional<OnDemandThroughput> on_demand_throughput;
    std::optional<WarmThroughput> warm_throughput;
};

struct DeleteGlobalSecondaryIndexAction {
    std::string index_name;
};

struct GlobalSecondaryIndexUpdate {
    std::optional<UpdateGlobalSecondaryIndexAction> update;
    std::optional<CreateGlobalSecondaryIndexAction> create;
    std::optional<DeleteGlobalSecondaryIndexAction> delete_index;
};

/// A replica's or a witness's region: of their settings no more is kept here, since both are
/// refused.
struct RegionAction {
    std::string region_name;
};

struct ReplicationGroupUpdate {
    std::optional<RegionAction> create;
    std::optional<RegionAction> update;
    std::optional<RegionAction> delete_replica;
};

struct GlobalTableWitnessGroupUpdate {
    std::optional<RegionAction> create;
    std::optional<RegionAction> delete_witness;
};

struct UpdateTableRequest {
    std::optional<std::vector<AttributeDefinition>> attribute_definitions;
    std::string table_name;
    std::optional<BillingMode> billing_mode;
    std::optional<ProvisionedThroughput> provisioned_throughput;
    std::optional<std::vector<GlobalSecondaryIndexUpdate>> global_secondary_index_updates;
    std::optional<StreamSpecification> stream_specification;
    std::optional<SseSpecification> sse_specification;
    std::optional<std::vector<ReplicationGroupUpdate>> replica_updates;
    std::optional<TableClass> table_class;
    std::optional<bool> deletion_protection_enabled;
    std::optional<MultiRegionConsistency> multi_region_consistency;
    std::optional<std::vector<GlobalTableWitnessGroupUpdate>> global_table_witness_updates;
    std::optional<OnDemandThroughput> on_demand_throughput;
    std::optional<WarmThroughput> warm_throughput;
    std::optional<GlobalTableSettingsReplicationMode> global_table_settings_replication_mode;
};
struct UpdateTableResponse {
    TableDescription table_description;
};

struct TagResourceRequest {
    std::string resource_arn;
    std::vector<Tag> tags;
};
struct TagResourceResponse {};

struct UntagResourceRequest {
    std::string resource_arn;
    std::vector<std::string> tag_keys;
};
struct UntagResourceResponse {};

struct ListTagsOfResourceRequest {
    std::string resource_arn;
    std::optional<std::string> next_token;
};
struct ListTagsOfResourceResponse {
    std::optional<std::vector<Tag>> tags;
    std::optional<std::string> next_token;
};

struct TimeToLiveSpecification {
    bool enabled = false;
    std::string attribute_name;
};

struct TimeToLiveDescription {
    std::optional<TimeToLiveStatus> time_to_live_status;
    std::optional<std::string> attribute_name;
};

struct UpdateTimeToLiveRequest {
    std::string table_name;
    TimeToLiveSpecification time_to_live_specification;
};
struct UpdateTimeToLiveResponse {
    std::optional<TimeToLiveSpecification> time_to_live_specification;
};

struct DescribeTimeToLiveRequest {
    std::string table_name;
};
struct DescribeTimeToLiveResponse {
    std::optional<TimeToLiveDescription> time_to_live_description;
};

struct PutResourcePolicyRequest {
    std::string resource_arn;
    std::string policy;
    std::optional<std::string> expected_revision_id;
    std::optional<bool> confirm_remove_self_resource_access;
};
struct PutResourcePolicyResponse {
    std::optional<std::string> revision_id;
};

struct GetResourcePolicyRequest {
    std::string resource_arn;
};
struct GetResourcePolicyResponse {
    std::optional<std::string> policy;
    std::optional<std::string> revision_id;
};

struct DeleteResourcePolicyRequest {
    std::string resource_arn;
    std::optional<std::string> expected_revision_id;
};
struct DeleteResourcePolicyResponse {
    std::optional<std::string> revision_id;
};

struct DescribeLimitsRequest {};
struct DescribeLimitsResponse {
    std::optional<std::int64_t> account_max_read_capacity_units;
    std::optional<std::int64_t> account_max_write_capacity_units;
    std::optional<std::int64_t> table_max_read_capacity_units;
    std::optional<std::int64_t> table_max_write_capacity_units;
};

struct Endpoint {
    std::string address;
    std::int64_t cache_period_in_minutes = 0;
};

struct DescribeEndpointsRequest {};
struct DescribeEndpointsResponse {
    std::vector<Endpoint> endpoints;
};

}  // namespace tabella::api
