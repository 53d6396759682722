#pragma once

#include <string>

#include "engine/catalog.h"
#include "engine/errors.h"
#include "engine/stream.h"
#include "storage/read_pool.h"

// What the operations of DynamoDB Streams have in common.

namespace tabella::engine {

/// The stream that an ARN names, else "Requested resource not found: Stream: X not found".
api::Result<StreamPtr> find_stream(const Catalog& catalog, const std::string& arn);

/// "Requested resource not found: Shard does not exist"
api::Error shard_not_found();
/// "The data you are trying to access has been trimmed"
api::Error trimmed();

/// `read(tier)` gives a Result<optional<T>>, where nothing says that it takes the disk: then again,
/// on a thread that may wait for it. What `read` refers to outlives the task.
template <class T, class Read>
Task<api::Result<T>> in_memory_first(storage::ReadPool& pool, Read read) {
    auto attempt = read(storage::ReadTier::kMemoryOnly);
    if (attempt.ok() && !attempt->has_value()) {
        Scheduler* const home = Scheduler::current();
        co_await pool.enter();
        attempt = read(storage::ReadTier::kAll);
        co_await storage::ReadPool::leave(home);
    }
    if (!attempt.ok()) co_return internal_error(attempt.error());
    if (!attempt->has_value()) co_return internal_error({ErrorKind::kInternal, "unread shard"});
    co_return std::move(**attempt);
}

}  // namespace tabella::engine
