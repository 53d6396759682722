#include "wire/operations.h"

#include <array>

#include "json/codec.h"
#include "wire/feature_operations.h"

namespace tabella::wire {

namespace {

using api::DynamoApi;

template <class Request, class Response, Task<api::Result<Response>> (DynamoApi::*kMethod)(Request)>
Task<api::Result<std::string>> run(DynamoApi& api, std::string body) {
    auto request = json::decode_request<Request>(body);
    if (!request.ok()) co_return std::move(request).error();
    auto response = co_await (api.*kMethod)(std::move(request).value());
    if (!response.ok()) co_return std::move(response).error();
    co_return json::encode_response(*response);
}

struct Row {
    std::string_view name;
    Operation operation;
};

#define OPERATION(name, method)                                                    \
    Row {                                                                          \
#name, &run < api::name##Request, api::name##Response, &DynamoApi::method> \
    }

constexpr std::array kOperations{
    OPERATION(BatchGetItem, batch_get_item),
    OPERATION(BatchWriteItem, batch_write_item),
    OPERATION(TransactGetItems, transact_get_items),
    OPERATION(TransactWriteItems, transact_write_items),
    OPERATION(ExecuteStatement, execute_statement),
    OPERATION(BatchExecuteStatement, batch_execute_statement),
    OPERATION(ExecuteTransaction, execute_transaction),
    OPERATION(CreateTable, create_table),
    OPERATION(DeleteItem, delete_item),
    OPERATION(DeleteTable, delete_table),
    OPERATION(DescribeTable, describe_table),
    OPERATION(GetItem, get_item),
    OPERATION(ListTables, list_tables),
    OPERATION(PutItem, put_item),
    OPERATION(Query, query),
    OPERATION(Scan, scan),
    OPERATION(UpdateItem, update_item),
    OPERATION(UpdateTable, update_table),
    OPERATION(TagResource, tag_resource),
    OPERATION(UntagResource, untag_resource),
    OPERATION(ListTagsOfResource, list_tags_of_resource),
    OPERATION(UpdateTimeToLive, update_time_to_live),
    OPERATION(DescribeTimeToLive, describe_time_to_live),
    OPERATION(PutResourcePolicy, put_resource_policy),
    OPERATION(GetResourcePolicy, get_resource_policy),
    OPERATION(DeleteResourcePolicy, delete_resource_policy),
    OPERATION(DescribeLimits, describe_limits),
    OPERATION(DescribeEndpoints, describe_endpoints),
};

constexpr std::array kStreamOperations{
    OPERATION(ListStreams, list_streams),
    OPERATION(DescribeStream, describe_stream),
    OPERATION(GetShardIterator, get_shard_iterator),
    OPERATION(GetRecords, get_records),
};

template <class Rows>
Operation find(const Rows& rows, std::string_view name) {
    for (const Row& row : rows)
        if (row.name == name) return row.operation;
    return nullptr;
}

}  // namespace

Operation find_operation(std::string_view target) {
    constexpr std::string_view kService = "DynamoDB_20120810.";
    constexpr std::string_view kStreams = "DynamoDBStreams_20120810.";
    if (target.starts_with(kService)) {
        const std::string_view name = target.substr(kService.size());
        const Operation operation = find(kOperations, name);
        return operation != nullptr ? operation : find_feature_operation(name);
    }
    if (target.starts_with(kStreams))
        return find(kStreamOperations, target.substr(kStreams.size()));
    return nullptr;
}

std::vector<std::string_view> operation_names() {
    std::vector<std::string_view> names;
    for (const Row& row : kOperations) names.push_back(row.name);
    for (const Row& row : kStreamOperations) names.push_back(row.name);
    return names;
}

}  // namespace tabella::wire
