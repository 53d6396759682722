#pragma once

#include <string_view>

#include "wire/operations.h"

namespace tabella::wire {

/// The operations of api/feature_operations.h: what AWS says of a table of which no backup, export,
/// import, replica, contributor insight or Kinesis destination was ever made. All that a DynamoApi
/// does not know how to make, so it is the truth about its tables. They are checked like every
/// other operation, and ask the DynamoApi whether the table is there.
///
/// Null when there is none of that name.
Operation find_feature_operation(std::string_view name);

}  // namespace tabella::wire
