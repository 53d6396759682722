#include "storage/table_files.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>

#include <algorithm>
#include <utility>

namespace tabella::storage {

void LookupBytes::OnTableFileCreated(const rocksdb::TableFileCreationInfo& info) {
    if (info.status.ok()) add(info.file_path, info.table_properties);
}

void LookupBytes::OnTableFileDeleted(const rocksdb::TableFileDeletionInfo& info) {
    const std::lock_guard lock(mutex_);
    const auto file = files_.find(info.file_path);
    if (file == files_.end()) return;
    bytes_.fetch_sub(file->second, std::memory_order_relaxed);
    files_.erase(file);
}

void LookupBytes::add_all(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family) {
    rocksdb::TablePropertiesCollection files;
    // What cannot be read is told by the first read of its rows; it is not counted here.
    if (!db.GetPropertiesOfAllTables(family, &files).ok()) return;
    for (const auto& [file, properties] : files) add(file, *properties);
}

void LookupBytes::add(const std::string& file, const rocksdb::TableProperties& properties) {
    const std::uint64_t bytes = properties.index_size + properties.filter_size;
    const std::lock_guard lock(mutex_);
    if (files_.try_emplace(file, bytes).second) bytes_.fetch_add(bytes, std::memory_order_relaxed);
}

namespace {

/// RocksDB's own choice is 64 shards of at least half a megabyte, each with a lock. But a shard
/// keeps an index or a filter, before rows, only if that is less than half of it.
int cache_shard_bits(std::size_t cache_bytes) {
    constexpr std::size_t kShardBytes = 8 * 1024 * 1024;
    constexpr int kMost = 6;
    int bits = 0;
    while (bits < kMost && (cache_bytes >> (bits + 1)) >= kShardBytes) ++bits;
    return bits;
}

/// For indexes and filters that are whole, all together: a small share of the cache, and any of
/// them fits into a shard.
std::uint64_t whole_max(std::size_t cache_bytes) {
    return std::min(cache_bytes / 24, (cache_bytes >> cache_shard_bits(cache_bytes)) / 3);
}

rocksdb::BlockBasedTableOptions whole_options(std::size_t cache_bytes) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(cache_bytes, cache_shard_bits(cache_bytes));
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.cache_index_and_filter_blocks = true;
    table.pin_l0_filter_and_index_blocks_in_cache = true;
    table.pin_top_level_index_and_filter = true;
    table.block_size = 8 * 1024;  // A Query's page takes fewer of them than of the usual 4 KB.
    // A look-up goes to a restart point by hash, and from there row by row: with the usual 16 it
    // would pass half of a block of rows of 1 KB, and with fewer keys are longer.
    table.block_restart_interval = 4;
    table.format_version = 5;
    table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
    // By default the third block that a cursor reads in a row makes the kernel read ahead, also
    // when all of them are in the cache: a page of a few items is through before that pays.
    table.num_file_reads_for_auto_readahead = 8;
    return table;
}

rocksdb::BlockBasedTableOptions in_parts(rocksdb::BlockBasedTableOptions table) {
    table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    table.partition_filters = true;
    return table;
}

/// RocksDB's own form, written in one of two ways. A file says in itself how it was written.
class Factory final : public rocksdb::TableFactory {
 public:
    Factory(const rocksdb::BlockBasedTableOptions& table, std::uint64_t whole_max,
            std::shared_ptr<const LookupBytes> used)
        : whole_(rocksdb::NewBlockBasedTableFactory(table)),
          parts_(rocksdb::NewBlockBasedTableFactory(in_parts(table))),
          whole_max_(whole_max),
          used_(std::move(used)) {}

    // What RocksDB wants to know of its own form, it is to ask of that.
    const char* Name() const override { return whole_->Name(); }
    const Customizable* Inner() const override { return whole_.get(); }
    bool IsInstanceOf(const std::string& name) const override { return whole_->IsInstanceOf(name); }
    rocksdb::Status ValidateOptions(const rocksdb::DBOptions& database,
                                    const rocksdb::ColumnFamilyOptions& family) const override {
        const rocksdb::Status status = whole_->ValidateOptions(database, family);
        return status.ok() ? parts_->ValidateOptions(database, family) : status;
    }
    bool IsDeleteRangeSupported() const override { return whole_->IsDeleteRangeSupported(); }

    using TableFactory::NewTableReader;
    rocksdb::Status NewTableReader(const rocksdb::ReadOptions& read,
                                   const rocksdb::TableReaderOptions& options,
                                   std::unique_ptr<rocksdb::RandomAccessFileReader>&& file,
                                   std::uint64_t file_size,
                                   std::unique_ptr<rocksdb::TableReader>* reader,
                                   bool prefetch) const override {
        return whole_->NewTableReader(read, options, std::move(file), file_size, reader, prefetch);
    }

    rocksdb::TableBuilder* NewTableBuilder(const rocksdb::TableBuilderOptions& options,
                                           rocksdb::WritableFileWriter* file) const override {
        const auto& written = used_->get() <= whole_max_ ? whole_ : parts_;
        return written->NewTableBuilder(options, file);
    }

 private:
    const std::unique_ptr<rocksdb::TableFactory> whole_;
    const std::unique_ptr<rocksdb::TableFactory> parts_;
    const std::uint64_t whole_max_;
    const std::shared_ptr<const LookupBytes> used_;
};

}  // namespace

std::shared_ptr<rocksdb::TableFactory> make_table_factory(std::size_t cache_bytes,
                                                          std::shared_ptr<const LookupBytes> used) {
    return std::make_shared<Factory>(whole_options(cache_bytes), whole_max(cache_bytes),
                                     std::move(used));
}

}  // namespace tabella::storage
