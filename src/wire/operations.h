#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/dynamo_api.h"

namespace tabella::wire {

/// Decodes the body, calls the operation, encodes its answer.
using Operation = Task<api::Result<std::string>> (*)(api::DynamoApi& api, std::string body);

/// The operation of an X-Amz-Target, e.g. "DynamoDB_20120810.PutItem" or
/// "DynamoDBStreams_20120810.GetRecords"; null when there is none of that name.
Operation find_operation(std::string_view target);

/// Of all operations but those of feature_operations.h, as they stand behind the dot of an
/// X-Amz-Target.
std::vector<std::string_view> operation_names();

}  // namespace tabella::wire
