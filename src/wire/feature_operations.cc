#include "wire/feature_operations.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "api/feature_operations.h"
#include "json/codec.h"

// API_DescribeContinuousBackups.html, API_ListBackups.html, API_DescribeContributorInsights.html …

namespace tabella::wire {

namespace {

using api::DynamoApi;

Task<api::Result<api::TableDescription>> table_of(DynamoApi& api, std::string name) {
    api::DescribeTableRequest request;
    request.table_name = std::move(name);
    auto response = co_await api.describe_table(std::move(request));
    if (!response.ok()) co_return std::move(response).error();
    co_return std::move(response).value().table;
}

/// No token was ever given out.
api::Result<Nothing> check_no_token(const std::optional<std::string>& token) {
    if (token.has_value()) return api::validation_error("Invalid NextToken");
    return Nothing{};
}

Task<api::Result<api::DescribeContinuousBackupsResponse>> describe_continuous_backups(
    DynamoApi& api, api::DescribeContinuousBackupsRequest request) {
    const auto table = co_await table_of(api, request.table_name);
    // The operations around backups have their own error for a table that is not there.
    if (!table.ok() && table.error().code == api::ErrorCode::kResourceNotFound)
        co_return api::Error{.code = api::ErrorCode::kTableNotFound,
                             .message = fmt::format("Table not found: {}", request.table_name)};
    if (!table.ok()) co_return table.error();
    // "Continuous backups are ENABLED on all tables at table creation": what could be restored is
    // said by the other status.
    api::DescribeContinuousBackupsResponse response;
    response.continuous_backups_description.continuous_backups_status =
        api::ContinuousBackupsStatus::kEnabled;
    response.continuous_backups_description.point_in_time_recovery_description =
        api::PointInTimeRecoveryDescription{.point_in_time_recovery_status =
                                                api::ContinuousBackupsStatus::kDisabled};
    co_return response;
}

Task<api::Result<api::DescribeTableReplicaAutoScalingResponse>> describe_table_replica_auto_scaling(
    DynamoApi& api, api::DescribeTableReplicaAutoScalingRequest request) {
    const auto table = co_await table_of(api, std::move(request.table_name));
    if (!table.ok()) co_return table.error();
    api::DescribeTableReplicaAutoScalingResponse response;
    response.table_auto_scaling_description.table_name = table->table_name;
    response.table_auto_scaling_description.table_status = table->table_status;
    co_return response;
}

bool has_index(const api::TableDescription& table, const std::string& name) {
    if (!table.global_secondary_indexes.has_value()) return false;
    return std::any_of(table.global_secondary_indexes->begin(),
                       table.global_secondary_indexes->end(),
                       [&](const auto& index) { return index.index_name == name; });
}

Task<api::Result<api::DescribeContributorInsightsResponse>> describe_contributor_insights(
    DynamoApi& api, api::DescribeContributorInsightsRequest request) {
    const auto table = co_await table_of(api, std::move(request.table_name));
    if (!table.ok()) co_return table.error();
    if (request.index_name.has_value() && !has_index(*table, *request.index_name))
        co_return api::Error{
            .code = api::ErrorCode::kResourceNotFound,
            .message = fmt::format("Requested resource not found: Index: {} not "
                                   "found for table: {}",
                                   *request.index_name, table->table_name.value_or(""))};
    api::DescribeContributorInsightsResponse response;
    response.table_name = table->table_name;
    response.index_name = std::move(request.index_name);
    response.contributor_insights_status = api::ContributorInsightsStatus::kDisabled;
    co_return response;
}

Task<api::Result<api::ListContributorInsightsResponse>> list_contributor_insights(
    DynamoApi& api, api::ListContributorInsightsRequest request) {
    auto checked = check_no_token(request.next_token);
    if (!checked.ok()) co_return std::move(checked).error();
    if (request.table_name.has_value()) {
        const auto table = co_await table_of(api, *std::move(request.table_name));
        if (!table.ok()) co_return table.error();
    }
    co_return api::ListContributorInsightsResponse{};
}

Task<api::Result<api::DescribeKinesisStreamingDestinationResponse>>
describe_kinesis_streaming_destination(DynamoApi& api,
                                       api::DescribeKinesisStreamingDestinationRequest request) {
    const auto table = co_await table_of(api, std::move(request.table_name));
    if (!table.ok()) co_return table.error();
    api::DescribeKinesisStreamingDestinationResponse response;
    response.table_name = table->table_name;
    co_return response;
}

// A backup may be left of a table that is gone, so the table is not asked for.
Task<api::Result<api::ListBackupsResponse>> list_backups(DynamoApi&, api::ListBackupsRequest) {
    co_return api::ListBackupsResponse{};
}

Task<api::Result<api::ListExportsResponse>> list_exports(DynamoApi&,
                                                         api::ListExportsRequest request) {
    auto checked = check_no_token(request.next_token);
    if (!checked.ok()) co_return std::move(checked).error();
    co_return api::ListExportsResponse{};
}

Task<api::Result<api::ListImportsResponse>> list_imports(DynamoApi&,
                                                         api::ListImportsRequest request) {
    auto checked = check_no_token(request.next_token);
    if (!checked.ok()) co_return std::move(checked).error();
    co_return api::ListImportsResponse{};
}

Task<api::Result<api::ListGlobalTablesResponse>> list_global_tables(DynamoApi&,
                                                                    api::ListGlobalTablesRequest) {
    co_return api::ListGlobalTablesResponse{};
}

/// Decodes the body, calls the function, encodes its answer.
template <class Request, class Response,
          Task<api::Result<Response>> (*kFunction)(DynamoApi&, Request)>
Task<api::Result<std::string>> run(DynamoApi& api, std::string body) {
    auto request = json::decode_request<Request>(body);
    if (!request.ok()) co_return std::move(request).error();
    auto response = co_await kFunction(api, std::move(request).value());
    if (!response.ok()) co_return std::move(response).error();
    co_return json::encode_response(*response);
}

api::Error not_found(const api::DescribeBackupRequest& request) {
    return {.code = api::ErrorCode::kBackupNotFound,
            .message = fmt::format("Backup not found: {}", request.backup_arn)};
}

api::Error not_found(const api::DescribeExportRequest& request) {
    return {.code = api::ErrorCode::kExportNotFound,
            .message = fmt::format("Export not found: {}", request.export_arn)};
}

api::Error not_found(const api::DescribeImportRequest& request) {
    return {.code = api::ErrorCode::kImportNotFound,
            .message = fmt::format("Import not found: {}", request.import_arn)};
}

template <class Request>
requires requires(const Request& request) {
    request.global_table_name;
}
api::Error not_found(const Request& request) {
    return {.code = api::ErrorCode::kGlobalTableNotFound,
            .message =
                fmt::format("Global table not found: Global table with name: '{}' does not exist.",
                            request.global_table_name)};
}

/// What cannot have been made is not there.
template <class Request>
Task<api::Result<std::string>> run_not_found(DynamoApi&, std::string body) {
    const auto request = json::decode_request<Request>(body);
    if (!request.ok()) co_return request.error();
    co_return not_found(*request);
}

struct Row {
    std::string_view name;
    Operation operation;
};

#define OPERATION(name, function)                                         \
    Row {                                                                 \
#name, &run < api::name##Request, api::name##Response, &function> \
    }
#define NOT_FOUND(name)                             \
    Row {                                           \
#name, &run_not_found < api::name##Request> \
    }

constexpr std::array kFeatureOperations{
    OPERATION(DescribeContinuousBackups, describe_continuous_backups),
    OPERATION(ListBackups, list_backups),
    OPERATION(ListExports, list_exports),
    OPERATION(ListImports, list_imports),
    OPERATION(ListGlobalTables, list_global_tables),
    OPERATION(DescribeTableReplicaAutoScaling, describe_table_replica_auto_scaling),
    OPERATION(DescribeContributorInsights, describe_contributor_insights),
    OPERATION(ListContributorInsights, list_contributor_insights),
    OPERATION(DescribeKinesisStreamingDestination, describe_kinesis_streaming_destination),
    NOT_FOUND(DescribeBackup),
    NOT_FOUND(DescribeExport),
    NOT_FOUND(DescribeImport),
    NOT_FOUND(DescribeGlobalTable),
    NOT_FOUND(DescribeGlobalTableSettings),
};

}  // namespace

Operation find_feature_operation(std::string_view name) {
    for (const Row& row : kFeatureOperations)
        if (row.name == name) return row.operation;
    return nullptr;
}

}  // namespace tabella::wire
