#pragma once

#include <rocksdb/listener.h>
#include <rocksdb/table.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace tabella::storage {

/// How many bytes the indexes and filters of a database's data files have.
///
/// Thread-safe.
class LookupBytes final : public rocksdb::EventListener {
 public:
    void OnTableFileCreated(const rocksdb::TableFileCreationInfo& info) override;
    void OnTableFileDeleted(const rocksdb::TableFileDeletionInfo& info) override;
    /// Those of a keyspace that was opened.
    void add_all(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family);

    std::uint64_t get() const { return bytes_.load(std::memory_order_relaxed); }

 private:
    void add(const std::string& file, const rocksdb::TableProperties& properties);

    std::mutex mutex_;
    std::unordered_map<std::string, std::uint64_t> files_;
    std::atomic<std::uint64_t> bytes_{0};
};

/// The form of RocksDB's data files: blocks of rows, an index of the blocks and a filter of the
/// keys, all read through one cache of so many bytes, so that memory does not grow with the data.
///
/// While all indexes and filters are small beside the cache, those of a new file are one block
/// each: they stay in the cache, and a look-up finds both at once. Beyond that they are in parts,
/// which are found through another index, but of which the cache holds those that are in use. Files
/// of either form are read. See docs/decisions/0013-indexes-and-filters-in-parts-when-large.md.
std::shared_ptr<rocksdb::TableFactory> make_table_factory(std::size_t cache_bytes,
                                                          std::shared_ptr<const LookupBytes> used);

}  // namespace tabella::storage
