#pragma once

#include "api/types.h"

// Operations that tell about what a table may have on AWS besides items: backups, exports, imports,
// replicas, contributor insights, Kinesis. Nothing of it can be made through a DynamoApi, so what
// there is to tell follows from whether the table is there (wire/feature_operations.h). As in
// operations.h.

namespace tabella::api {

enum class BackupType { kUser, kSystem, kAwsBackup, kAll };
enum class ContinuousBackupsStatus { kEnabled, kDisabled };
enum class ContributorInsightsStatus { kEnabling, kEnabled, kDisabling, kDisabled, kFailed };

/// An element of a list that is always empty.
struct NoElement {};
using EmptyList = std::vector<NoElement>;

struct DescribeContinuousBackupsRequest {
    std::string table_name;
};
struct PointInTimeRecoveryDescription {
    std::optional<ContinuousBackupsStatus> point_in_time_recovery_status;
};
struct ContinuousBackupsDescription {
    ContinuousBackupsStatus continuous_backups_status = ContinuousBackupsStatus::kEnabled;
    std::optional<PointInTimeRecoveryDescription> point_in_time_recovery_description;
};
struct DescribeContinuousBackupsResponse {
    ContinuousBackupsDescription continuous_backups_description;
};

struct DescribeBackupRequest {
    std::string backup_arn;
};

struct ListBackupsRequest {
    std::optional<std::string> table_name;
    std::optional<std::int64_t> limit;
    std::optional<double> time_range_lower_bound;
    std::optional<double> time_range_upper_bound;
    std::optional<std::string> exclusive_start_backup_arn;
    std::optional<BackupType> backup_type;
};
struct ListBackupsResponse {
    EmptyList backup_summaries;
};

struct DescribeExportRequest {
    std::string export_arn;
};

struct ListExportsRequest {
    std::optional<std::string> table_arn;
    std::optional<std::int64_t> max_results;
    std::optional<std::string> next_token;
};
struct ListExportsResponse {
    EmptyList export_summaries;
};

struct DescribeImportRequest {
    std::string import_arn;
};

struct ListImportsRequest {
    std::optional<std::string> table_arn;
    std::optional<std::int64_t> page_size;
    std::optional<std::string> next_token;
};
struct ListImportsResponse {
    EmptyList import_summary_list;
};

struct DescribeGlobalTableRequest {
    std::string global_table_name;
};

struct DescribeGlobalTableSettingsRequest {
    std::string global_table_name;
};

struct ListGlobalTablesRequest {
    std::optional<std::string> exclusive_start_global_table_name;
    std::optional<std::int64_t> limit;
    std::optional<std::string> region_name;
};
struct ListGlobalTablesResponse {
    EmptyList global_tables;
};

struct DescribeTableReplicaAutoScalingRequest {
    std::string table_name;
};
struct TableAutoScalingDescription {
    std::optional<std::string> table_name;
    std::optional<TableStatus> table_status;
    EmptyList replicas;
};
struct DescribeTableReplicaAutoScalingResponse {
    TableAutoScalingDescription table_auto_scaling_description;
};

struct DescribeContributorInsightsRequest {
    std::string table_name;
    std::optional<std::string> index_name;
};
struct DescribeContributorInsightsResponse {
    std::optional<std::string> table_name;
    std::optional<std::string> index_name;
    std::optional<ContributorInsightsStatus> contributor_insights_status;
};

struct ListContributorInsightsRequest {
    std::optional<std::string> table_name;
    std::optional<std::string> next_token;
    std::optional<std::int64_t> max_results;
};
struct ListContributorInsightsResponse {
    EmptyList contributor_insights_summaries;
};

struct DescribeKinesisStreamingDestinationRequest {
    std::string table_name;
};
struct DescribeKinesisStreamingDestinationResponse {
    std::optional<std::string> table_name;
    EmptyList kinesis_data_stream_destinations;
};

}  // namespace tabella::api
