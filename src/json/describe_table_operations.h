#pragma once

#include "api/table_operations.h"
#include "json/describe.h"

// describe.h, continued: the operations of api/table_operations.h.

namespace tabella::json {

namespace members {

inline constexpr MemberLimits kResourceArn{.length_min = 1, .length_max = 1283};
inline constexpr MemberLimits kRevisionId{.length_min = 1, .length_max = 255};

}  // namespace members

template <class V, Is<api::CreateGlobalSecondaryIndexAction> T>
void describe(V& v, T& t) {
    v.required("IndexName", t.index_name, members::kIndexName);
    v.required("KeySchema", t.key_schema, members::kNotEmpty);
    v.required("Projection", t.projection);
    v.optional("ProvisionedThroughput", t.provisioned_throughput);
    v.optional("OnDemandThroughput", t.on_demand_throughput);
    v.optional("WarmThroughput", t.warm_throughput);
}

template <class V, Is<api::UpdateGlobalSecondaryIndexAction> T>
void describe(V& v, T& t) {
    v.required("IndexName", t.index_name, members::kIndexName);
    v.optional("ProvisionedThroughput", t.provisioned_throughput);
    v.optional("OnDemandThroughput", t.on_demand_throughput);
    v.optional("WarmThroughput", t.warm_throughput);
}

template <class V, Is<api::DeleteGlobalSecondaryIndexAction> T>
void describe(V& v, T& t) {
    v.required("IndexName", t.index_name, members::kIndexName);
}

template <class V, Is<api::GlobalSecondaryIndexUpdate> T>
void describe(V& v, T& t) {
    v.optional("Update", t.update);
    v.optional("Create", t.create);
    v.optional("Delete", t.delete_index);
}

template <class V, Is<api::RegionAction> T>
void describe(V& v, T& t) {
    v.required("RegionName", t.region_name);
}

template <class V, Is<api::ReplicationGroupUpdate> T>
void describe(V& v, T& t) {
    v.optional("Create", t.create);
    v.optional("Update", t.update);
    v.optional("Delete", t.delete_replica);
}

template <class V, Is<api::GlobalTableWitnessGroupUpdate> T>
void describe(V& v, T& t) {
    v.optional("Create", t.create);
    v.optional("Delete", t.delete_witness);
}

template <class V, Is<api::UpdateTableRequest> T>
void describe(V& v, T& t) {
    v.optional("AttributeDefinitions", t.attribute_definitions);
    v.required("TableName", t.table_name, members::kTableArn);
    v.optional("BillingMode", t.billing_mode);
    v.optional("ProvisionedThroughput", t.provisioned_throughput);
    v.optional("GlobalSecondaryIndexUpdates", t.global_secondary_index_updates);
    v.optional("StreamSpecification", t.stream_specification);
    v.optional("SSESpecification", t.sse_specification);
    v.optional("ReplicaUpdates", t.replica_updates, members::kNotEmpty);
    v.optional("TableClass", t.table_class);
    v.optional("DeletionProtectionEnabled", t.deletion_protection_enabled);
    v.optional("MultiRegionConsistency", t.multi_region_consistency);
    v.optional("GlobalTableWitnessUpdates", t.global_table_witness_updates,
               {.length_min = 1, .length_max = 1});
    v.optional("OnDemandThroughput", t.on_demand_throughput);
    v.optional("WarmThroughput", t.warm_throughput);
    v.optional("GlobalTableSettingsReplicationMode", t.global_table_settings_replication_mode);
}

template <class V, Is<api::UpdateTableResponse> T>
void describe(V& v, T& t) {
    v.required("TableDescription", t.table_description);
}

template <class V, Is<api::TagResourceRequest> T>
void describe(V& v, T& t) {
    v.required("ResourceArn", t.resource_arn, members::kResourceArn);
    v.required("Tags", t.tags);
}

template <class V, Is<api::UntagResourceRequest> T>
void describe(V& v, T& t) {
    v.required("ResourceArn", t.resource_arn, members::kResourceArn);
    v.required("TagKeys", t.tag_keys, {}, {.length_min = 1, .length_max = 128});
}

template <class V, class T>
requires(Is<T, api::TagResourceResponse> || Is<T, api::UntagResourceResponse> ||
         Is<T, api::DescribeLimitsRequest> ||
         Is<T, api::DescribeEndpointsRequest>) void describe(V&, T&) {}

template <class V, Is<api::ListTagsOfResourceRequest> T>
void describe(V& v, T& t) {
    v.required("ResourceArn", t.resource_arn, members::kResourceArn);
    v.optional("NextToken", t.next_token);
}

template <class V, Is<api::ListTagsOfResourceResponse> T>
void describe(V& v, T& t) {
    v.optional("Tags", t.tags);
    v.optional("NextToken", t.next_token);
}

template <class V, Is<api::TimeToLiveSpecification> T>
void describe(V& v, T& t) {
    v.required("Enabled", t.enabled);
    v.required("AttributeName", t.attribute_name, members::kKeyAttributeName);
}

template <class V, Is<api::TimeToLiveDescription> T>
void describe(V& v, T& t) {
    v.optional("TimeToLiveStatus", t.time_to_live_status);
    v.optional("AttributeName", t.attribute_name);
}

template <class V, Is<api::UpdateTimeToLiveRequest> T>
void describe(V& v, T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
    v.required("TimeToLiveSpecification", t.time_to_live_specification);
}

template <class V, Is<api::UpdateTimeToLiveResponse> T>
void describe(V& v, T& t) {
    v.optional("TimeToLiveSpecification", t.time_to_live_specification);
}

template <class V, Is<api::DescribeTimeToLiveRequest> T>
void describe(V& v, T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
}

template <class V, Is<api::DescribeTimeToLiveResponse> T>
void describe(V& v, T& t) {
    v.optional("TimeToLiveDescription", t.time_to_live_description);
}

template <class V, Is<api::PutResourcePolicyRequest> T>
void describe(V& v, T& t) {
    v.required("ResourceArn", t.resource_arn, members::kResourceArn);
    v.required("Policy", t.policy);
    v.optional("ExpectedRevisionId", t.expected_revision_id, members::kRevisionId);
    v.optional("ConfirmRemoveSelfResourceAccess", t.confirm_remove_self_resource_access);
}

template <class V, class T>
requires(Is<T, api::PutResourcePolicyResponse> ||
         Is<T, api::DeleteResourcePolicyResponse>) void describe(V& v, T& t) {
    v.optional("RevisionId", t.revision_id);
}

template <class V, Is<api::GetResourcePolicyRequest> T>
void describe(V& v, T& t) {
    v.required("ResourceArn", t.resource_arn, members::kResourceArn);
}

template <class V, Is<api::GetResourcePolicyResponse> T>
void describe(V& v, T& t) {
    v.optional("Policy", t.policy);
    v.optional("RevisionId", t.revision_id);
}

template <class V, Is<api::DeleteResourcePolicyRequest> T>
void describe(V& v, T& t) {
    v.required("ResourceArn", t.resource_arn, members::kResourceArn);
    v.optional("ExpectedRevisionId", t.expected_revision_id, members::kRevisionId);
}

template <class V, Is<api::DescribeLimitsResponse> T>
void describe(V& v, T& t) {
    v.optional("AccountMaxReadCapacityUnits", t.account_max_read_capacity_units);
    v.optional("AccountMaxWriteCapacityUnits", t.account_max_write_capacity_units);
    v.optional("TableMaxReadCapacityUnits", t.table_max_read_capacity_units);
    v.optional("TableMaxWriteCapacityUnits", t.table_max_write_capacity_units);
}

template <class V, Is<api::Endpoint> T>
void describe(V& v, T& t) {
    v.required("Address", t.address);
    v.required("CachePeriodInMinutes", t.cache_period_in_minutes);
}

template <class V, Is<api::DescribeEndpointsResponse> T>
void describe(V& v, T& t) {
    v.required("Endpoints", t.endpoints);
}

}  // namespace tabella::json
