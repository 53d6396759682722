#pragma once

#include <string>

#include "api/types.h"
#include "engine/table.h"
#include "storage/store.h"

namespace tabella::engine {

/// Whose tables: parts of an ARN.
struct Account {
    std::string region;
    std::string id;
};

std::string table_arn(const Account& account, const std::string& table_name);

/// A table as DescribeTable answers it, with item count and size as of now.
Result<api::TableDescription> describe(const Table& table, api::TableStatus status,
                                       const Account& account, const storage::Store& store);

}  // namespace tabella::engine
