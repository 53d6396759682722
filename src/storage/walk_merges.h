#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/perf_context.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace tabella::storage {

/// Merges a keyspace's newest files into the older ones, and empties its write buffer of old
/// versions, once its walks have paid for that.
///
/// RocksDB does so when there are four of them, however much is read. But every walk looks into
/// each, and its rows' old versions push others out of the cache: after a burst of writes a Query
/// took up to twice the time, until the next burst. The write buffer, in turn, keeps every version
/// of a row until it is full and written into a file, and a walk passes over all of them: a Query
/// of a small table whose items change often took up to three times the time. Here walks are
/// counted, and what they pass over, and when those since the last merge have cost about what a
/// merge does, it is made: so both together never cost much more than twice the best that could
/// have been done. See docs/decisions/0012-merges-that-walks-pay-for.md.
///
/// Thread-safe.
class WalkMerges {
 public:
    WalkMerges(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family) : db_(db), family_(family) {}
    /// Waits as `wait` does; DB::DisableManualCompaction, before, cuts a merge short.
    ~WalkMerges() { wait(); }
    WalkMerges(const WalkMerges&) = delete;
    WalkMerges& operator=(const WalkMerges&) = delete;

    /// Until a look, or merge, that is under way is through.
    void wait();
    /// To be called for each walk, with the rows that it came to and the older versions of rows
    /// that it passed over. Looks at the files once in a while, in a thread of RocksDB's for
    /// compactions.
    void count(std::uint64_t rows, std::uint64_t passed_over) {
        rows_.fetch_add(rows, std::memory_order_relaxed);
        passed_over_.fetch_add(passed_over, std::memory_order_relaxed);
        if (walks_.fetch_add(1, std::memory_order_relaxed) % kBetweenLooks == kBetweenLooks - 1)
            schedule();
    }

 private:
    static constexpr std::uint64_t kBetweenLooks = 2'048;

    struct Newest;

    void schedule();
    void look();
    void flush_if_paid(std::uint64_t places);
    /// What an empty write buffer would have saved walks since it was empty, in µs of CPU time.
    double flush_saves_us(std::uint64_t places, std::uint64_t buffered) const;
    static Newest newest_files(const rocksdb::ColumnFamilyMetaData& all);
    void merge_if_paid(const Newest& newest);

    rocksdb::DB& db_;
    rocksdb::ColumnFamilyHandle* const family_;
    std::atomic<std::uint64_t> walks_{0};  ///< Since there was last nothing to merge.
    // Since the write buffer was last empty, as far as a look can tell.
    std::atomic<std::uint64_t> rows_{0};
    std::atomic<std::uint64_t> passed_over_{0};
    std::uint64_t buffered_ = 0;       ///< Versions in the write buffer at the last look.
    std::uint64_t looks_at_rest_ = 0;  ///< Since the write buffer was last written to.

    std::mutex mutex_;
    std::condition_variable ended_;
    bool scheduled_ = false;
};

/// Counts what a walk comes to, and tells of it at its end.
class CountedWalk {
 public:
    explicit CountedWalk(WalkMerges& merges)
        : merges_(merges),
          context_(rocksdb::get_perf_context()),
          passed_over_before_(context_->internal_key_skipped_count) {}
    ~CountedWalk() {
        // RocksDB counts for each thread: where the cursor was handed on, nobody knows.
        const bool same_thread = context_ == rocksdb::get_perf_context();
        merges_.count(rows_,
                      same_thread ? context_->internal_key_skipped_count - passed_over_before_ : 0);
    }
    CountedWalk(const CountedWalk&) = delete;
    CountedWalk& operator=(const CountedWalk&) = delete;

    void row() { ++rows_; }

 private:
    WalkMerges& merges_;
    rocksdb::PerfContext* const context_;
    const std::uint64_t passed_over_before_;
    std::uint64_t rows_ = 0;
};

}  // namespace tabella::storage
