#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/keyspace.h"

namespace tabella::storage {

/// Rows in ascending order of their keys, in one piece of memory.
class CachedRows {
 public:
    void add(std::string_view key, std::string_view value);
    void reverse();
    /// Gives back the memory that more rows would have needed.
    void shrink();
    std::size_t bytes() const { return bytes_.size(); }

    std::size_t count() const { return places_.size(); }
    std::string_view key(std::size_t i) const {
        return std::string_view(bytes_).substr(places_[i].begin, places_[i].key_bytes);
    }
    std::string_view value(std::size_t i) const {
        const Place& place = places_[i];
        return std::string_view(bytes_).substr(place.begin + place.key_bytes, place.value_bytes);
    }
    /// The first whose key is >= `key`; `count()` when there is none.
    std::size_t lower_bound(std::string_view key) const;
    /// What they take, in bytes.
    std::size_t memory() const;

 private:
    struct Place {
        std::uint32_t begin;
        std::uint32_t key_bytes;
        std::uint32_t value_bytes;
    };

    std::string bytes_;
    std::vector<Place> places_;
};

/// The rows of small partitions that are read again and again, ready to be read: such a walk or
/// look-up asks neither the write buffer nor any data file.
///
/// It never tells of anything but the latest state. A write announces the partitions it is about to
/// change, whose rows are forgotten, and until it has ended nothing of them is remembered; nor is
/// what a walk has found that began before. See
/// docs/decisions/0015-partitions-that-are-read-often-stay-in-one-piece.md.
///
/// Thread-safe, but for writes, which come one after the other.
class PartitionCache {
 public:
    using Rows = std::shared_ptr<const CachedRows>;

    /// `bytes_max` of memory for all; 0: nothing is remembered.
    explicit PartitionCache(std::size_t bytes_max);

    /// The partition of a key, or of a range within one: mostly another for another.
    static std::uint64_t partition_of(Keyspace keyspace, std::string_view key);

    /// A walk that may be remembered when it has come to the end of [begin, end).
    struct Walk {
        std::uint64_t partition;
        std::uint64_t version;
    };
    struct Found {
        Rows rows;                 ///< Null: not there. Some may lie outside of [begin, end).
        std::optional<Walk> walk;  ///< Only where it was read before, since the last write.
    };
    /// To be asked before the walk looks into the store.
    Found find(std::uint64_t partition, std::string_view begin, std::string_view end);
    /// To be asked before one row is looked up. `walk`: it is time to walk over all of the
    /// partition, for the sake of the look-ups to come.
    Found find_row(std::uint64_t partition, std::string_view key);
    /// All rows of [begin, end), in a partition.
    void remember(const Walk& walk, std::string begin, std::string end, CachedRows rows);
    /// The most bytes of rows that are remembered of a partition.
    std::size_t rows_bytes_max() const { return rows_bytes_max_; }

    /// What a write may change.
    struct Touched {
        std::vector<std::uint64_t> partitions;
        bool all = false;
    };
    void begin_write(const Touched& touched);
    void end_write(const Touched& touched);

 private:
    static constexpr std::size_t kShards = 64;
    static constexpr std::size_t kReadBefore = 256;

    struct Entry {
        std::uint64_t partition;
        std::string begin;
        std::string end;
        Rows rows;
        std::size_t bytes;
    };
    using Entries = std::list<Entry>;
    /// A partition that was read since it was last written to, and is not remembered.
    struct ReadBefore {
        std::uint64_t partition = 0;
        std::uint32_t look_ups = 0;  ///< In it, weighed against those of others.
        bool walked = false;         ///< For their sake.
    };
    struct alignas(64) Shard {
        std::mutex mutex;
        std::uint64_t version = 0;  ///< Rises with every write that begins.
        std::uint32_t writes = 0;   ///< Under way.
        Entries entries;            ///< The latest asked for first.
        std::unordered_map<std::uint64_t, Entries::iterator> by_partition;
        std::size_t bytes = 0;
        std::array<ReadBefore, kReadBefore> read_before{};
    };

    Shard& shard_of(std::uint64_t partition) { return shards_[partition % kShards]; }
    static ReadBefore& read_before(Shard& shard, std::uint64_t partition) {
        return shard.read_before[partition / kShards % kReadBefore];
    }
    /// Its place is another's.
    static void not_read_before(Shard& shard, std::uint64_t partition);
    /// Null: not there, or it does not do.
    template <class Serves>
    static Rows known(Shard& shard, std::uint64_t partition, Serves serves);
    static void forget(Shard& shard, std::uint64_t partition, Entries& forgotten);

    const std::size_t shard_bytes_max_;
    const std::size_t rows_bytes_max_;
    std::array<Shard, kShards> shards_;
};

}  // namespace tabella::storage
