#pragma once

#include <rocksdb/db.h>
#include <rocksdb/iterator.h>
#include <rocksdb/options.h>

#include <memory>
#include <optional>
#include <string>

#include "storage/partition_cache.h"
#include "storage/store.h"
#include "storage/walk_merges.h"

namespace tabella::storage {

/// How a cursor walks over [begin, end). Its methods are those of Cursor.
struct Cursor::Impl {
    virtual ~Impl() = default;
    virtual void seek_first() = 0;
    virtual void seek_last() = 0;
    virtual void seek(std::string_view key) = 0;
    virtual void seek_for_prev(std::string_view key) = 0;
    virtual void next() = 0;
    virtual void prev() = 0;
    virtual bool valid() const = 0;
    virtual std::string_view key() const = 0;
    virtual std::string_view value() const = 0;
    virtual End end() const = 0;
    virtual Error error() const = 0;
};

/// Over RocksDB's rows.
class StoreCursor final : public Cursor::Impl {
 public:
    StoreCursor(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, std::string_view begin,
                std::string_view end, bool within_one_partition, ReadTier tier);

    /// The walk is counted among those of its keyspace.
    void count_in(WalkMerges& merges) { counted_.emplace(merges); }
    /// The rows are remembered, if they are all walked over in one direction and have at most so
    /// many bytes.
    void remember_in(PartitionCache& cache, const PartitionCache::Walk& walk,
                     std::size_t bytes_max) {
        cache_ = &cache;
        remembered_ = walk;
        bytes_max_ = bytes_max;
    }
    /// While they may be, and are not yet.
    bool collects() const { return collected_.has_value(); }

    void seek_first() override;
    void seek_last() override;
    void seek(std::string_view key) override;
    void seek_for_prev(std::string_view key) override;
    void next() override;
    void prev() override;
    bool valid() const override { return iterator_->Valid(); }
    std::string_view key() const override;
    std::string_view value() const override;
    Cursor::End end() const override;
    Error error() const override;

 private:
    template <class Move>
    void move(Move move);
    void begin_collecting(bool forward);
    void collect(bool forward);

    const std::string begin_;
    const std::string end_;
    const ReadTier tier_;
    const rocksdb::Slice begin_slice_;
    const rocksdb::Slice end_slice_;
    std::unique_ptr<rocksdb::Iterator> iterator_;
    std::optional<CountedWalk> counted_;

    PartitionCache* cache_ = nullptr;
    std::optional<PartitionCache::Walk> remembered_;
    std::size_t bytes_max_ = 0;
    std::optional<CachedRows> collected_;
    bool forward_ = true;  ///< The direction of what was collected.
};

/// Over rows that the cache has.
class CachedCursor final : public Cursor::Impl {
 public:
    CachedCursor(PartitionCache::Rows rows, std::string_view begin, std::string_view end);

    void seek_first() override { at_ = first_; }
    void seek_last() override { at_ = last_ - 1; }
    void seek(std::string_view key) override;
    void seek_for_prev(std::string_view key) override;
    void next() override { ++at_; }
    void prev() override { --at_; }
    // Before the first is a number that is larger than all.
    bool valid() const override { return at_ >= first_ && at_ < last_; }
    std::string_view key() const override { return rows_->key(at_); }
    std::string_view value() const override { return rows_->value(at_); }
    Cursor::End end() const override { return Cursor::End::kFinished; }
    Error error() const override { return {}; }

 private:
    const PartitionCache::Rows rows_;
    const std::size_t first_;
    const std::size_t last_;  ///< Behind the last.
    std::size_t at_ = 0;
};

}  // namespace tabella::storage
