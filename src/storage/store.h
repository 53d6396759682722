#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "storage/file_faults.h"
#include "storage/keyspace.h"

namespace tabella::storage {

struct StoreOptions {
    std::string directory;   ///< Created when missing. Ignored in memory.
    bool in_memory = false;  ///< Nothing is kept after the store is gone, and nothing is synced.
    bool compact = false;    ///< All data, while opening.
    /// For data, indexes and filters of the files that were read.
    std::size_t block_cache_bytes = 64 * 1024 * 1024;
    /// For the rows of partitions that are read again and again.
    std::size_t partition_cache_bytes = 64 * 1024 * 1024;
    std::size_t write_buffer_bytes = 32 * 1024 * 1024;
    std::shared_ptr<FileFaults> faults;  ///< For tests; null: none.
};

/// Whether a read may wait for the disk. I/O threads look in memory first (`kMemoryOnly`), this
/// process's and the kernel's, and hand the read to a ReadPool when that was not enough. `kAllOnce`
/// is kAll for long walks: it does not push what others need out of the block cache.
enum class ReadTier { kMemoryOnly, kAll, kAllOnce };

/// Writes of several keyspaces that become visible, and durable, together.
class WriteBatch {
 public:
    ~WriteBatch();
    WriteBatch(WriteBatch&&) noexcept;
    WriteBatch& operator=(WriteBatch&&) noexcept;

    /// Where the batch keeps a value.
    struct Place {
        std::size_t at;
        std::size_t bytes;
    };
    Place put(Keyspace keyspace, std::string_view key, std::string_view value);
    /// What was put there and not taken back, until the next write to the batch.
    std::string_view value(Place place) const;
    void erase(Keyspace keyspace, std::string_view key);
    /// Erases [begin, end).
    void erase_range(Keyspace keyspace, std::string_view begin, std::string_view end);
    bool empty() const;
    std::size_t bytes() const;
    void clear();
    /// What is written from here on, `rollback` takes back, once.
    void set_savepoint();
    void rollback();

 private:
    friend class Store;
    struct Impl;
    explicit WriteBatch(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Walks the keys of one keyspace within [begin, end), in either direction, over the state at its
/// creation. Not thread-safe; lives no longer than its store.
class Cursor {
 public:
    ~Cursor();
    Cursor(Cursor&&) noexcept;

    void seek_first();
    void seek_last();
    /// To the first key >= `key`.
    void seek(std::string_view key);
    /// To the last key <= `key`.
    void seek_for_prev(std::string_view key);
    void next();
    void prev();
    bool valid() const;
    std::string_view key() const;    ///< Valid until the cursor moves.
    std::string_view value() const;  ///< Valid until the cursor moves.

    /// To be asked when `valid()` is false: why the walk ended. After kNeedsDisk the cursor is
    /// spent: walk again with another, of kAll.
    enum class End { kFinished, kNeedsDisk, kFailed };
    End end() const;
    Error error() const;  ///< For kFailed.

    struct Impl;  ///< The store's own; see cursor.h.

 private:
    friend class Store;
    explicit Cursor(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// The ordered, durable key-value store under the engine: the one place that knows RocksDB.
///
/// Reads are thread-safe and see the latest committed state. `write` is for the CommitQueue alone,
/// which is its only caller after opening.
class Store {
 public:
    /// Errors: kUnavailable when another process has the directory, kCorruption when the data is
    /// damaged or of an unknown format version, kIo.
    static Result<std::unique_ptr<Store>> open(StoreOptions options);
    ~Store();

    struct Lookup {
        bool needs_disk = false;           ///< Only with kMemoryOnly: ask again with kAll.
        std::optional<std::string> value;  ///< Absent: no such key.
    };
    Result<Lookup> get(Keyspace keyspace, std::string_view key, ReadTier tier) const;
    /// Several keys as of one moment, in their order. With kMemoryOnly, one that needs the disk
    /// ends the look-up: the last of the list says so.
    Result<std::vector<Lookup>> get_all(Keyspace keyspace, const std::vector<std::string>& keys,
                                        ReadTier tier) const;

    Cursor cursor(Keyspace keyspace, std::string_view begin, std::string_view end,
                  ReadTier tier) const;

    WriteBatch make_batch() const;

    /// Commits the batch, synced before it returns (unless in memory). It clears the batch.
    /// After an error the state on disk is unknown: nothing more may be written.
    Status write(WriteBatch& batch);

    /// The number of the last commit; 0 in a new store.
    std::uint64_t commit_number() const;

 private:
    struct Impl;
    explicit Store(std::unique_ptr<Impl> impl);
    Status compact();
    Status check_format();
    Status check_last_commit(std::uint64_t floor);
    /// Notes in the directory that all commits so far are there.
    Status raise_commit_floor();
    std::unique_ptr<Impl> impl_;
};

}  // namespace tabella::storage
