#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace tabella::storage {

/// Merges a keyspace's newest files into the older ones once its walks have paid for that.
///
/// RocksDB does so when there are four of them, however much is read. But every walk looks into
/// each, and its rows' old versions push others out of the cache: after a burst of writes a Query
/// took up to twice the time, until the next burst. Here walks are counted, and when those since
/// the last merge have cost about what a merge does, it is made: so both together never cost much
/// more than twice the best that could have been done. See
/// docs/decisions/0012-merges-that-walks-pay-for.md.
///
/// Thread-safe.
class WalkMerges {
 public:
    WalkMerges(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family) : db_(db), family_(family) {}
    /// Waits for a merge that is under way; DB::DisableManualCompaction, before, cuts it short.
    ~WalkMerges();
    WalkMerges(const WalkMerges&) = delete;
    WalkMerges& operator=(const WalkMerges&) = delete;

    /// To be called for each walk. Looks at the files once in a while, in a thread of RocksDB's for
    /// compactions.
    void count() {
        if (walks_.fetch_add(1, std::memory_order_relaxed) % kBetweenLooks == kBetweenLooks - 1)
            schedule();
    }

 private:
    static constexpr std::uint64_t kBetweenLooks = 2'048;

    void schedule();
    void look();

    rocksdb::DB& db_;
    rocksdb::ColumnFamilyHandle* const family_;
    std::atomic<std::uint64_t> walks_{0};  ///< Since there was last nothing to merge.

    std::mutex mutex_;
    std::condition_variable ended_;
    bool scheduled_ = false;
};

}  // namespace tabella::storage
