#include "storage/partition_cache.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <utility>

namespace tabella::storage {

namespace {

/// Of one partition: a page of a list, more or less.
constexpr std::size_t kRowsBytesMax = 128 * 1024;
/// So many partitions of the greatest size a shard holds at least.
constexpr std::size_t kAtLeast = 4;
/// A look-up counts as much as so many of other partitions that have the same place.
constexpr std::uint32_t kOthers = 3;
/// A walk over a small partition costs as much as some look-ups: eight are asked for before one is
/// made for their sake.
constexpr std::uint32_t kLookUpsBefore = kOthers * 8;
/// And so many more until the next, where that one came to nothing: the partition is too large.
constexpr std::uint32_t kLookUpsAgain = kOthers * 64;
/// What an entry takes beside its rows and keys: nodes of the list and the map.
constexpr std::size_t kEntryBytes = 256;

}  // namespace

void CachedRows::add(std::string_view key, std::string_view value) {
    places_.push_back({.begin = static_cast<std::uint32_t>(bytes_.size()),
                       .key_bytes = static_cast<std::uint32_t>(key.size()),
                       .value_bytes = static_cast<std::uint32_t>(value.size())});
    bytes_.append(key).append(value);
}

void CachedRows::reverse() {
    std::reverse(places_.begin(), places_.end());
}

void CachedRows::shrink() {
    bytes_.shrink_to_fit();
    places_.shrink_to_fit();
}

std::size_t CachedRows::lower_bound(std::string_view key) const {
    const auto found = std::lower_bound(
        places_.begin(), places_.end(), key, [this](const Place& place, std::string_view sought) {
            return std::string_view(bytes_).substr(place.begin, place.key_bytes) < sought;
        });
    return static_cast<std::size_t>(found - places_.begin());
}

std::size_t CachedRows::memory() const {
    return bytes_.capacity() + places_.capacity() * sizeof(Place);
}

PartitionCache::PartitionCache(std::size_t bytes_max)
    : shard_bytes_max_(bytes_max / kShards),
      rows_bytes_max_(std::min(kRowsBytesMax, shard_bytes_max_ / kAtLeast)) {}

std::uint64_t PartitionCache::partition_of(Keyspace keyspace, std::string_view key) {
    const std::string_view prefix = key.substr(0, partition_bytes(keyspace));
    return XXH3_64bits_withSeed(prefix.data(), prefix.size(), static_cast<std::uint64_t>(keyspace));
}

template <class Serves>
PartitionCache::Rows PartitionCache::known(Shard& shard, std::uint64_t partition, Serves serves) {
    const auto known = shard.by_partition.find(partition);
    if (known == shard.by_partition.end() || !serves(*known->second)) return nullptr;
    shard.entries.splice(shard.entries.begin(), shard.entries, known->second);
    return known->second->rows;
}

PartitionCache::Found PartitionCache::find(std::uint64_t partition, std::string_view begin,
                                           std::string_view end) {
    Found found;
    if (rows_bytes_max_ == 0) return found;
    Shard& shard = shard_of(partition);
    const std::lock_guard lock(shard.mutex);
    found.rows = known(shard, partition, [&](const Entry& entry) {
        return entry.begin <= begin && end <= entry.end;
    });
    if (found.rows != nullptr) return found;
    ReadBefore& before = read_before(shard, partition);
    if (before.partition != partition)
        before = {.partition = partition};
    else if (shard.writes == 0)
        found.walk = Walk{partition, shard.version};
    return found;
}

PartitionCache::Found PartitionCache::find_row(std::uint64_t partition, std::string_view key) {
    Found found;
    if (rows_bytes_max_ == 0) return found;
    Shard& shard = shard_of(partition);
    const std::lock_guard lock(shard.mutex);
    found.rows = known(shard, partition,
                       [&](const Entry& entry) { return entry.begin <= key && key < entry.end; });
    if (found.rows != nullptr) return found;
    ReadBefore& before = read_before(shard, partition);
    if (before.partition != partition) {
        // Of several that take turns one stays, until it is remembered or the others are read so
        // many times as often.
        if (before.look_ups > 0)
            --before.look_ups;
        else
            before = {.partition = partition, .look_ups = kOthers};
        return found;
    }
    before.look_ups += kOthers;
    const std::uint32_t due = before.walked ? kLookUpsBefore + kLookUpsAgain : kLookUpsBefore;
    if (before.look_ups < due || shard.writes > 0) return found;
    before.look_ups = kLookUpsBefore;
    before.walked = true;
    found.walk = Walk{partition, shard.version};
    return found;
}

void PartitionCache::remember(const Walk& walk, std::string begin, std::string end,
                              CachedRows rows) {
    rows.shrink();
    Entry entry{.partition = walk.partition,
                .begin = std::move(begin),
                .end = std::move(end),
                .rows = std::make_shared<const CachedRows>(std::move(rows)),
                .bytes = 0};
    entry.bytes = kEntryBytes + entry.begin.size() + entry.end.size() + entry.rows->memory();
    Entries forgotten;  // Let go of without the lock.
    Shard& shard = shard_of(walk.partition);
    const std::lock_guard lock(shard.mutex);
    if (shard.writes > 0 || shard.version != walk.version) return;
    not_read_before(shard, walk.partition);
    forget(shard, walk.partition, forgotten);
    shard.bytes += entry.bytes;
    shard.entries.push_front(std::move(entry));
    shard.by_partition.emplace(walk.partition, shard.entries.begin());
    while (shard.bytes > shard_bytes_max_) forget(shard, shard.entries.back().partition, forgotten);
}

void PartitionCache::not_read_before(Shard& shard, std::uint64_t partition) {
    ReadBefore& before = read_before(shard, partition);
    if (before.partition == partition) before = {};
}

void PartitionCache::forget(Shard& shard, std::uint64_t partition, Entries& forgotten) {
    const auto known = shard.by_partition.find(partition);
    if (known == shard.by_partition.end()) return;
    shard.bytes -= known->second->bytes;
    forgotten.splice(forgotten.begin(), shard.entries, known->second);
    shard.by_partition.erase(known);
}

void PartitionCache::begin_write(const Touched& touched) {
    if (rows_bytes_max_ == 0) return;
    Entries forgotten;
    if (touched.all) {
        for (Shard& shard : shards_) {
            const std::lock_guard lock(shard.mutex);
            ++shard.version;
            ++shard.writes;
            shard.by_partition.clear();
            forgotten.splice(forgotten.begin(), shard.entries);
            shard.bytes = 0;
        }
        return;
    }
    for (const std::uint64_t partition : touched.partitions) {
        Shard& shard = shard_of(partition);
        const std::lock_guard lock(shard.mutex);
        ++shard.version;
        ++shard.writes;
        not_read_before(shard, partition);
        forget(shard, partition, forgotten);
    }
}

void PartitionCache::end_write(const Touched& touched) {
    if (rows_bytes_max_ == 0) return;
    const auto end = [](Shard& shard) {
        const std::lock_guard lock(shard.mutex);
        --shard.writes;
    };
    if (touched.all)
        for (Shard& shard : shards_) end(shard);
    else
        for (const std::uint64_t partition : touched.partitions) end(shard_of(partition));
}

}  // namespace tabella::storage
