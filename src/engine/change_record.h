#pragma once

#include <optional>
#include <string_view>

#include "api/stream_operations.h"
#include "engine/item_write.h"
#include "engine/stream.h"
#include "engine/table.h"
#include "storage/commit_queue.h"

// What the change log keeps of one change of one item:
//   change := u64(created, epoch ms) u8(operation type) u8(origin) view*3
//   view   := u32(bytes) item                      keys, new image, old image; empty: not kept

namespace tabella::engine {

/// Appends the change to the log, unless the table has no enabled stream. For the commit queue's
/// writer: `table` is the latest version, and the items differ.
Status log_change(const Table& table, const ItemOutcome& outcome, ChangeOrigin origin,
                  storage::CommitContext& context);

/// When the change was made; nothing when it is damaged.
std::optional<EpochMs> created_of_change(std::string_view value);

/// A change as GetRecords answers it. kCorruption when damaged.
Result<api::Record> record_of_change(const Stream& stream, const std::string& region,
                                     std::int64_t number, std::string_view value);

}  // namespace tabella::engine
