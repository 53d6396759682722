#pragma once

#include "api/feature_operations.h"
#include "json/describe.h"

// describe.h, continued: the operations of api/feature_operations.h.

namespace tabella::json {

namespace members {

/// Of a backup, an export, an import.
inline constexpr MemberLimits kFeatureArn{.length_min = 37, .length_max = 1024};
inline constexpr MemberLimits kBackupsLimit{.value_min = 1, .value_max = 100, .is_32_bits = true};
inline constexpr MemberLimits kTransfersLimit{.value_min = 1, .value_max = 25, .is_32_bits = true};
inline constexpr MemberLimits kInsightsLimit{.value_max = 100, .is_32_bits = true};
inline constexpr MemberLimits kImportToken{
    .length_min = 112, .length_max = 1024, .pattern = &kHexadecimalPattern};

}  // namespace members

template <class V, Is<api::NoElement> T>
void describe(V&, T&) {}

template <class V, class T>
requires(Is<T, api::DescribeContinuousBackupsRequest> ||
         Is<T, api::DescribeTableReplicaAutoScalingRequest> ||
         Is<T, api::DescribeKinesisStreamingDestinationRequest>) void describe(V& v, T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
}

template <class V, Is<api::PointInTimeRecoveryDescription> T>
void describe(V& v, T& t) {
    v.optional("PointInTimeRecoveryStatus", t.point_in_time_recovery_status);
}

template <class V, Is<api::ContinuousBackupsDescription> T>
void describe(V& v, T& t) {
    v.required("ContinuousBackupsStatus", t.continuous_backups_status);
    v.optional("PointInTimeRecoveryDescription", t.point_in_time_recovery_description);
}

template <class V, Is<api::DescribeContinuousBackupsResponse> T>
void describe(V& v, T& t) {
    v.required("ContinuousBackupsDescription", t.continuous_backups_description);
}

template <class V, Is<api::DescribeBackupRequest> T>
void describe(V& v, T& t) {
    v.required("BackupArn", t.backup_arn, members::kFeatureArn);
}

template <class V, Is<api::ListBackupsRequest> T>
void describe(V& v, T& t) {
    v.optional("TableName", t.table_name, members::kTableArn);
    v.optional("Limit", t.limit, members::kBackupsLimit);
    v.optional("TimeRangeLowerBound", t.time_range_lower_bound);
    v.optional("TimeRangeUpperBound", t.time_range_upper_bound);
    v.optional("ExclusiveStartBackupArn", t.exclusive_start_backup_arn, members::kFeatureArn);
    v.optional("BackupType", t.backup_type);
}

template <class V, Is<api::ListBackupsResponse> T>
void describe(V& v, T& t) {
    v.required("BackupSummaries", t.backup_summaries);
}

template <class V, Is<api::DescribeExportRequest> T>
void describe(V& v, T& t) {
    v.required("ExportArn", t.export_arn, members::kFeatureArn);
}

template <class V, Is<api::ListExportsRequest> T>
void describe(V& v, T& t) {
    v.optional("TableArn", t.table_arn, members::kTableArn);
    v.optional("MaxResults", t.max_results, members::kTransfersLimit);
    v.optional("NextToken", t.next_token);
}

template <class V, Is<api::ListExportsResponse> T>
void describe(V& v, T& t) {
    v.required("ExportSummaries", t.export_summaries);
}

template <class V, Is<api::DescribeImportRequest> T>
void describe(V& v, T& t) {
    v.required("ImportArn", t.import_arn, members::kFeatureArn);
}

template <class V, Is<api::ListImportsRequest> T>
void describe(V& v, T& t) {
    v.optional("TableArn", t.table_arn, members::kTableArn);
    v.optional("PageSize", t.page_size, members::kTransfersLimit);
    v.optional("NextToken", t.next_token, members::kImportToken);
}

template <class V, Is<api::ListImportsResponse> T>
void describe(V& v, T& t) {
    v.required("ImportSummaryList", t.import_summary_list);
}

template <class V, class T>
requires(Is<T, api::DescribeGlobalTableRequest> ||
         Is<T, api::DescribeGlobalTableSettingsRequest>) void describe(V& v, T& t) {
    v.required("GlobalTableName", t.global_table_name, members::kTableName);
}

template <class V, Is<api::ListGlobalTablesRequest> T>
void describe(V& v, T& t) {
    v.optional("ExclusiveStartGlobalTableName", t.exclusive_start_global_table_name,
               members::kTableName);
    v.optional("Limit", t.limit, members::kPositiveInteger);
    v.optional("RegionName", t.region_name);
}

template <class V, Is<api::ListGlobalTablesResponse> T>
void describe(V& v, T& t) {
    v.required("GlobalTables", t.global_tables);
}

template <class V, Is<api::TableAutoScalingDescription> T>
void describe(V& v, T& t) {
    v.optional("TableName", t.table_name);
    v.optional("TableStatus", t.table_status);
    v.required("Replicas", t.replicas);
}

template <class V, Is<api::DescribeTableReplicaAutoScalingResponse> T>
void describe(V& v, T& t) {
    v.required("TableAutoScalingDescription", t.table_auto_scaling_description);
}

template <class V, Is<api::DescribeContributorInsightsRequest> T>
void describe(V& v, T& t) {
    v.required("TableName", t.table_name, members::kTableArn);
    v.optional("IndexName", t.index_name, members::kIndexName);
}

template <class V, Is<api::DescribeContributorInsightsResponse> T>
void describe(V& v, T& t) {
    v.optional("TableName", t.table_name);
    v.optional("IndexName", t.index_name);
    v.optional("ContributorInsightsStatus", t.contributor_insights_status);
}

template <class V, Is<api::ListContributorInsightsRequest> T>
void describe(V& v, T& t) {
    v.optional("TableName", t.table_name, members::kTableArn);
    v.optional("NextToken", t.next_token);
    v.optional("MaxResults", t.max_results, members::kInsightsLimit);
}

template <class V, Is<api::ListContributorInsightsResponse> T>
void describe(V& v, T& t) {
    v.required("ContributorInsightsSummaries", t.contributor_insights_summaries);
}

template <class V, Is<api::DescribeKinesisStreamingDestinationResponse> T>
void describe(V& v, T& t) {
    v.optional("TableName", t.table_name);
    v.required("KinesisDataStreamDestinations", t.kinesis_data_stream_destinations);
}

}  // namespace tabella::json
