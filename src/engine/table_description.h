#pragma once

#include <optional>
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

/// What a description needs besides the table.
struct Surroundings {
    Account account;
    const storage::Store& store;
    EpochMs now_ms = 0;
};

/// ACTIVE, or what the table or one of its indexes is going through.
api::TableStatus status_of(const Table& table);

/// A table as DescribeTable answers it, with item count and size as of now. `as` replaces its
/// status: of a table that is ready at once, CreateTable says CREATING.
Result<api::TableDescription> describe(const Table& table, const Surroundings& around,
                                       std::optional<api::TableStatus> as = std::nullopt);

}  // namespace tabella::engine
