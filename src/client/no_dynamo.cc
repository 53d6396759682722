#include "client/no_dynamo.h"

#include <gtest/gtest.h>

namespace tabella::client {

namespace {

template <class Response>
Task<api::Result<Response>> refuse(const char* operation) {
    ADD_FAILURE() << operation << " was not to be called";
    co_return api::Error{.code = api::ErrorCode::kUnknownOperation, .message = operation};
}

}  // namespace

#define TABELLA_NO_OPERATION(Name, method)                                        \
    Task<api::Result<api::Name##Response>> NoDynamo::method(api::Name##Request) { \
        return refuse<api::Name##Response>(#Name);                                \
    }
TABELLA_NO_OPERATION(CreateTable, create_table)
TABELLA_NO_OPERATION(DescribeTable, describe_table)
TABELLA_NO_OPERATION(ListTables, list_tables)
TABELLA_NO_OPERATION(DeleteTable, delete_table)
TABELLA_NO_OPERATION(PutItem, put_item)
TABELLA_NO_OPERATION(GetItem, get_item)
TABELLA_NO_OPERATION(DeleteItem, delete_item)
TABELLA_NO_OPERATION(UpdateItem, update_item)
TABELLA_NO_OPERATION(Query, query)
TABELLA_NO_OPERATION(Scan, scan)
TABELLA_NO_OPERATION(BatchGetItem, batch_get_item)
TABELLA_NO_OPERATION(BatchWriteItem, batch_write_item)
TABELLA_NO_OPERATION(TransactGetItems, transact_get_items)
TABELLA_NO_OPERATION(TransactWriteItems, transact_write_items)
TABELLA_NO_OPERATION(ExecuteStatement, execute_statement)
TABELLA_NO_OPERATION(BatchExecuteStatement, batch_execute_statement)
TABELLA_NO_OPERATION(ExecuteTransaction, execute_transaction)
TABELLA_NO_OPERATION(UpdateTable, update_table)
TABELLA_NO_OPERATION(TagResource, tag_resource)
TABELLA_NO_OPERATION(UntagResource, untag_resource)
TABELLA_NO_OPERATION(ListTagsOfResource, list_tags_of_resource)
TABELLA_NO_OPERATION(UpdateTimeToLive, update_time_to_live)
TABELLA_NO_OPERATION(DescribeTimeToLive, describe_time_to_live)
TABELLA_NO_OPERATION(PutResourcePolicy, put_resource_policy)
TABELLA_NO_OPERATION(GetResourcePolicy, get_resource_policy)
TABELLA_NO_OPERATION(DeleteResourcePolicy, delete_resource_policy)
TABELLA_NO_OPERATION(DescribeLimits, describe_limits)
TABELLA_NO_OPERATION(DescribeEndpoints, describe_endpoints)
TABELLA_NO_OPERATION(ListStreams, list_streams)
TABELLA_NO_OPERATION(DescribeStream, describe_stream)
TABELLA_NO_OPERATION(GetShardIterator, get_shard_iterator)
TABELLA_NO_OPERATION(GetRecords, get_records)
#undef TABELLA_NO_OPERATION

}  // namespace tabella::client
