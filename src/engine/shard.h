#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/stream_operations.h"
#include "engine/stream.h"
#include "storage/store.h"

// Reading a stream's one shard. A position is the number of the change to go on with, or a smaller
// one that no change of the stream has.

namespace tabella::engine {

struct ShardBounds {
    std::int64_t horizon = 0;                 ///< No change before it is kept.
    std::optional<std::int64_t> last_change;  ///< Absent: none is kept.
};

struct ShardPage {
    bool trimmed = false;  ///< The position lies before the horizon: there is no page.
    std::vector<api::Record> records;
    std::int64_t next = 0;  ///< The position behind the page.
    bool at_end = false;    ///< Nothing follows, as of now.
};

/// Nothing (with kMemoryOnly): it takes the disk.
Result<std::optional<ShardBounds>> read_bounds(const storage::Store& store, const Stream& stream,
                                               storage::ReadTier tier);

struct ShardPlan {
    StreamPtr stream;
    std::string region;
    std::int64_t position = 0;
    std::size_t records_max = 0;
};

/// At most that many records, and 1 MB of them, but one in any case. Nothing (with kMemoryOnly): it
/// takes the disk.
Result<std::optional<ShardPage>> read_records(const storage::Store& store, const ShardPlan& plan,
                                              storage::ReadTier tier);

}  // namespace tabella::engine
