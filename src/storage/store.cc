#include "storage/store.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/options.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/snapshot.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <filesystem>
#include <vector>

#include "storage/commit_floor.h"
#include "storage/cursor.h"
#include "storage/data_files.h"
#include "storage/fault_file_system.h"
#include "storage/key_codec.h"
#include "storage/log_tail.h"
#include "storage/partition_cache.h"
#include "storage/rocks.h"
#include "storage/table_files.h"
#include "storage/walk_merges.h"

namespace tabella::storage {

namespace {

constexpr std::string_view kFormatKey = "format";
constexpr std::string_view kFormatVersion = "1";
/// Of a partition that is walked over for the sake of look-ups, which ask for a part of it.
constexpr std::size_t kLookedUpBytesMax = 32 * 1024;
// commit := u64(commit number) u64(sequence number of the store after the commit)
constexpr std::string_view kCommitKey = "commit";

Error open_error(const rocksdb::Status& status, const std::string& directory) {
    const std::string text = status.ToString();
    // RocksDB says only in words that the LOCK file is held.
    if (status.IsIOError() && text.find("lock") != std::string::npos)
        return {ErrorKind::kUnavailable,
                fmt::format("the data directory {} is in use by another process", directory)};
    Error error = to_error(status);
    error.message = fmt::format("cannot open the data directory {}: {}", directory, error.message);
    return error;
}

/// RocksDB's own log is not kept. On a full disk, writing it a second time ends the process
/// (`IoFaults.AFullDiskRefusesWritesAndKeepsReading`), and what matters in it comes back as errors.
class NoLog final : public rocksdb::Logger {
 public:
    using rocksdb::Logger::Logv;
    void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

/// RocksDB starts them anew for each keyspace, also where there is hardly a file to open: a start
/// of a small store would be a start of eighty threads.
int opening_threads(const StoreOptions& options) {
    constexpr int kFilesWorthThreads = 16;
    constexpr int kMany = 16;  // RocksDB's default.
    int files = 0;
    std::error_code failed;
    if (!options.in_memory)
        for (const auto& entry : std::filesystem::directory_iterator(options.directory, failed))
            if (entry.path().extension() == ".sst") ++files;
    return files < kFilesWorthThreads ? 1 : kMany;
}

rocksdb::Options make_options(const StoreOptions& from, rocksdb::Env* env,
                              std::shared_ptr<LookupBytes> lookup_bytes) {
    rocksdb::Options options;
    options.env = env;
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    options.paranoid_checks = true;
    // A failed sync is final: see docs/decisions/0003-a-failed-sync-is-final.md.
    options.max_bgerror_resume_count = 0;
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.track_and_verify_wals_in_manifest = !from.in_memory;
    options.recycle_log_file_num = 0;
    // All files stay open. A cursor that cannot open one, as it may not wait (kMemoryOnly), gives
    // the range tombstones of the file before to this one as well, in RocksDB 7.8
    // (Version::AddIteratorsForLevel), and they are freed twice: `tests/crash/dynamo_crash_test.py`
    // ended so, after an index had been removed.
    options.max_open_files = -1;
    options.max_background_jobs = 2;
    options.max_file_opening_threads = opening_threads(from);
    // Who ends the last cursor over a file that was merged away does not remove it as well.
    options.avoid_unnecessary_blocking_io = true;
    options.info_log = std::make_shared<NoLog>();
    options.stats_dump_period_sec = 0;
    options.stats_persist_period_sec = 0;
    options.write_buffer_size = from.write_buffer_bytes;
    options.max_total_wal_size = from.write_buffer_bytes * 4;
    // A flush and a merge stop there for those that answer (give_way): a third of a millisecond.
    options.writable_file_max_buffer_size = 32 * 1024;
    // And what they wrote is on its way to the disk before they sync it: commits would wait behind
    // all of a file.
    options.bytes_per_sync = 512 * 1024;
    // Else a merge reads a block at a time, which may be some hundred bytes.
    options.compaction_readahead_size = 64 * 1024;
    options.compression = rocksdb::kLZ4Compression;
    options.listeners.push_back(lookup_bytes);
    options.table_factory = make_table_factory(from.block_cache_bytes, std::move(lookup_bytes));
    return options;
}

rocksdb::ColumnFamilyOptions family_options(const rocksdb::Options& from, Keyspace keyspace) {
    rocksdb::ColumnFamilyOptions options(from);
    const std::size_t partition = partition_bytes(keyspace);
    if (partition == 0) return options;
    options.prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(partition));
    // Most writes read their row first, and most new items are found nowhere: a filter answers that
    // without a walk through the write buffer. It knows partitions as well. The other keyspaces
    // have few look-ups for the 600 KB that it takes.
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.02;
    return options;
}

}  // namespace

// ---- WriteBatch ----------------------------------------------------------------------------

using Handles = std::array<rocksdb::ColumnFamilyHandle*, kKeyspaceCount>;

struct WriteBatch::Impl {
    rocksdb::WriteBatch batch;
    const Handles* handles;
    /// Also what was rolled back.
    PartitionCache::Touched touched;

    void touch(Keyspace keyspace, std::string_view key) {
        if (partition_bytes(keyspace) > 0)
            touched.partitions.push_back(PartitionCache::partition_of(keyspace, key));
    }
};

namespace {
rocksdb::ColumnFamilyHandle* handle_of(const Handles& handles, Keyspace keyspace) {
    return handles[static_cast<std::size_t>(keyspace)];
}

// RocksDB refuses a write only for a keyspace that does not exist or an allocation it cannot make.
void check_added(const rocksdb::Status& status) {
    if (!status.ok()) std::abort();
}
}  // namespace

WriteBatch::WriteBatch(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WriteBatch::~WriteBatch() = default;
WriteBatch::WriteBatch(WriteBatch&&) noexcept = default;
WriteBatch& WriteBatch::operator=(WriteBatch&&) noexcept = default;

WriteBatch::Place WriteBatch::put(Keyspace keyspace, std::string_view key, std::string_view value) {
    check_added(impl_->batch.Put(handle_of(*impl_->handles, keyspace), slice(key), slice(value)));
    impl_->touch(keyspace, key);
    // A record ends in its value.
    return {impl_->batch.GetDataSize() - value.size(), value.size()};
}

std::string_view WriteBatch::value(Place place) const {
    return std::string_view(impl_->batch.Data()).substr(place.at, place.bytes);
}

void WriteBatch::erase(Keyspace keyspace, std::string_view key) {
    check_added(impl_->batch.Delete(handle_of(*impl_->handles, keyspace), slice(key)));
    impl_->touch(keyspace, key);
}

void WriteBatch::erase_range(Keyspace keyspace, std::string_view begin, std::string_view end) {
    check_added(
        impl_->batch.DeleteRange(handle_of(*impl_->handles, keyspace), slice(begin), slice(end)));
    if (partition_bytes(keyspace) > 0) impl_->touched.all = true;
}

bool WriteBatch::empty() const {
    return impl_->batch.Count() == 0;
}
std::size_t WriteBatch::bytes() const {
    return impl_->batch.GetDataSize();
}
void WriteBatch::clear() {
    impl_->batch.Clear();
    impl_->touched.partitions.clear();
    impl_->touched.all = false;
}
void WriteBatch::set_savepoint() {
    // Only the latest is ever wanted. NotFound: there was none.
    (void)impl_->batch.PopSavePoint();
    impl_->batch.SetSavePoint();
}
void WriteBatch::rollback() {
    check_added(impl_->batch.RollbackToSavePoint());
}

// ---- Store ---------------------------------------------------------------------------------

struct Store::Impl {
    bool in_memory = false;
    std::string directory;
    WritesEnded writes_ended = std::make_shared<std::atomic<bool>>(false);
    std::unique_ptr<rocksdb::Env> env;
    std::unique_ptr<rocksdb::DB> db;
    Handles handles{};
    // Of keyspaces with walks below one partition.
    std::array<std::optional<WalkMerges>, kKeyspaceCount> walk_merges;
    std::unique_ptr<PartitionCache> partitions;
    std::uint64_t commit_number = 0;
    std::optional<std::uint64_t> floor;  ///< As the file says; nothing until the store is open.

    ~Impl() {
        if (db == nullptr) return;
        db->DisableManualCompaction();  // Those of walk_merges.
        for (auto& merges : walk_merges) merges.reset();
        for (rocksdb::ColumnFamilyHandle* handle : handles)
            if (handle != nullptr) db->DestroyColumnFamilyHandle(handle);
        // Every commit was synced already, so there is nothing left that closing could lose.
        (void)db->Close();
    }

    rocksdb::ColumnFamilyHandle* handle(Keyspace keyspace) const {
        return handle_of(handles, keyspace);
    }

    /// All of the partition of `key`, if it is small, for the look-ups to come.
    void remember_partition(Keyspace keyspace, std::string_view key,
                            const PartitionCache::Walk& walk) const;
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() {
    // Where it fails, the file keeps an earlier commit, which is there as well.
    if (impl_->floor.has_value()) (void)raise_commit_floor();
}

namespace {

std::unique_ptr<rocksdb::Env> make_env(const StoreOptions& options, WritesEnded ended) {
    if (options.in_memory)
        return std::unique_ptr<rocksdb::Env>(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    std::shared_ptr<rocksdb::FileSystem> files =
        make_data_file_system(rocksdb::FileSystem::Default(), std::move(ended));
    if (options.faults != nullptr) files = make_fault_file_system(files, options.faults);
    return rocksdb::NewCompositeEnv(files);
}

/// RocksDB does not miss its newest log: it would open without the last commits. Nor does it miss
/// CURRENT: it would begin anew. A store that was opened once, and therefore has a commit floor,
/// always has both; without one its creation was cut short, and nothing was acknowledged.
Status check_files_present(const std::string& directory) {
    std::error_code failed;
    if (!std::filesystem::exists(directory + "/CURRENT", failed))
        return Error{ErrorKind::kCorruption,
                     fmt::format("the data directory {} has lost its file CURRENT", directory)};
    for (const auto& entry : std::filesystem::directory_iterator(directory, failed))
        if (entry.path().extension() == ".log") return ok_status();
    return Error{ErrorKind::kCorruption,
                 fmt::format("the data directory {} has lost its log", directory)};
}

/// Creates it where it is missing; its commit floor.
Result<std::optional<std::uint64_t>> prepare_directory(const std::string& directory,
                                                       rocksdb::Env& env) {
    std::error_code failed;
    std::filesystem::create_directories(directory, failed);
    if (failed)
        return Error{ErrorKind::kIo, fmt::format("cannot create the data directory {}: {}",
                                                 directory, failed.message())};
    TABELLA_ASSIGN(const auto floor, read_commit_floor(env, directory));
    if (floor.has_value()) TABELLA_CHECK(check_files_present(directory));
    return floor;
}

Result<Nothing> open_database(const StoreOptions& options, rocksdb::Env* env,
                              std::unique_ptr<rocksdb::DB>& db, Handles& handles) {
    const auto lookup_bytes = std::make_shared<LookupBytes>();
    const rocksdb::Options rocks = make_options(options, env, lookup_bytes);
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (std::size_t i = 0; i < kKeyspaceCount; ++i)
        families.emplace_back(std::string(kKeyspaceNames[i]),
                              family_options(rocks, static_cast<Keyspace>(i)));
    std::vector<rocksdb::ColumnFamilyHandle*> opened;
    rocksdb::DB* raw = nullptr;
    const std::string& directory = options.directory;
    rocksdb::Status status =
        rocksdb::DB::Open(rocksdb::DBOptions(rocks), directory, families, &opened, &raw);
    for (const auto cut_torn : {cut_torn_log, cut_torn_manifest}) {
        if (!status.IsCorruption()) break;
        TABELLA_ASSIGN(const bool cut, cut_torn(*env, directory));
        if (cut) status = rocksdb::DB::Open(rocks, directory, families, &opened, &raw);
    }
    if (!status.ok()) return open_error(status, directory);
    db.reset(raw);
    for (std::size_t i = 0; i < kKeyspaceCount; ++i) {
        handles[i] = opened[i];
        lookup_bytes->add_all(*db, handles[i]);
    }
    return Nothing{};
}

/// RocksDB's threads for flushes and compactions give way to those that answer. When writes outrun
/// them, RocksDB slows the writes down, and so these threads get their time.
void let_rocksdb_give_way(rocksdb::Env& env) {
    for (const auto pool : {rocksdb::Env::LOW, rocksdb::Env::HIGH})
        env.Schedule([](void* /*unused*/) { give_way(); }, nullptr, pool);
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(StoreOptions options) {
    auto impl = std::make_unique<Impl>();
    if (options.in_memory) options.directory = "/tabella";
    impl->in_memory = options.in_memory;
    impl->directory = options.directory;
    impl->env = make_env(options, impl->writes_ended);
    std::optional<std::uint64_t> floor;
    if (!options.in_memory) {
        TABELLA_ASSIGN(floor, prepare_directory(options.directory, *impl->env));
    }
    TABELLA_CHECK(open_database(options, impl->env.get(), impl->db, impl->handles));
    let_rocksdb_give_way(*impl->env);
    impl->partitions = std::make_unique<PartitionCache>(options.partition_cache_bytes);
    for (std::size_t i = 0; i < kKeyspaceCount; ++i)
        if (partition_bytes(static_cast<Keyspace>(i)) > 0)
            impl->walk_merges[i].emplace(*impl->db, impl->handles[i]);
    auto store = std::unique_ptr<Store>(new Store(std::move(impl)));
    TABELLA_CHECK(store->check_format());
    TABELLA_CHECK(store->check_last_commit(floor.value_or(0)));
    store->impl_->floor = floor;
    TABELLA_CHECK(store->raise_commit_floor());
    if (options.compact) TABELLA_CHECK(store->compact());
    return store;
}

Status Store::compact() {
    rocksdb::CompactRangeOptions all;
    // Else files may only be moved down, and what they have in common stays.
    all.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    for (rocksdb::ColumnFamilyHandle* handle : impl_->handles) {
        const rocksdb::Status status = impl_->db->CompactRange(all, handle, nullptr, nullptr);
        if (!status.ok())
            return Error{ErrorKind::kIo, fmt::format("compaction: {}", status.ToString())};
    }
    return ok_status();
}

Status Store::check_format() {
    TABELLA_ASSIGN(const Lookup format, get(Keyspace::kMeta, kFormatKey, ReadTier::kAll));
    if (format.value.has_value()) {
        if (*format.value == kFormatVersion) return ok_status();
        return Error{ErrorKind::kCorruption,
                     fmt::format("the data directory has format version {}; this program reads "
                                 "version {}",
                                 *format.value, kFormatVersion)};
    }
    if (impl_->db->GetLatestSequenceNumber() != 0)
        return Error{ErrorKind::kCorruption,
                     "the data directory holds data but no format version: it was not written by "
                     "this program, or is damaged"};
    WriteBatch batch = make_batch();
    batch.put(Keyspace::kMeta, kFormatKey, kFormatVersion);
    return write(batch);
}

Status Store::check_last_commit(std::uint64_t floor) {
    TABELLA_ASSIGN(const Lookup record, get(Keyspace::kMeta, kCommitKey, ReadTier::kAll));
    std::string_view rest = record.value.has_value() ? *record.value : std::string_view();
    const auto number = take_u64(rest);
    const auto sequence_after = take_u64(rest);
    if (!number.has_value() || !sequence_after.has_value() || !rest.empty())
        return Error{ErrorKind::kCorruption, "the record of the last commit is missing or damaged"};
    if (*sequence_after != impl_->db->GetLatestSequenceNumber())
        return Error{ErrorKind::kCorruption,
                     fmt::format("the data ends at sequence {}, but the last commit ({}) at {}: a "
                                 "part of the log is missing",
                                 impl_->db->GetLatestSequenceNumber(), *number, *sequence_after)};
    if (*number < floor)
        return Error{ErrorKind::kCorruption,
                     fmt::format("the data end at commit {}, but commit {} was there: a part of "
                                 "the log is missing",
                                 *number, floor)};
    impl_->commit_number = *number;
    return ok_status();
}

Status Store::raise_commit_floor() {
    if (impl_->in_memory || impl_->floor == impl_->commit_number) return ok_status();
    TABELLA_CHECK(write_commit_floor(*impl_->env, impl_->directory, impl_->commit_number));
    impl_->floor = impl_->commit_number;
    return ok_status();
}

namespace {

Result<Store::Lookup> look_up(rocksdb::DB& db, const rocksdb::ReadOptions& options,
                              rocksdb::ColumnFamilyHandle* family, std::string_view key) {
    rocksdb::PinnableSlice value;
    const rocksdb::Status status = db.Get(options, family, slice(key), &value);
    Store::Lookup lookup;
    if (status.ok())
        lookup.value.emplace(value.data(), value.size());
    else if (status.IsBusy())
        lookup.needs_disk = true;
    else if (!status.IsNotFound())
        return to_error(status);
    return lookup;
}

}  // namespace

Result<Store::Lookup> Store::get(Keyspace keyspace, std::string_view key, ReadTier tier) const {
    // Reads that may wait do not look into the cache: they follow one that did, or precede a write
    // to the partition, which is then forgotten.
    PartitionCache::Found found;
    if (partition_bytes(keyspace) > 0 && tier == ReadTier::kMemoryOnly)
        found = impl_->partitions->find_row(PartitionCache::partition_of(keyspace, key), key);
    if (found.rows != nullptr) {
        const std::size_t at = found.rows->lower_bound(key);
        Lookup lookup;
        if (at < found.rows->count() && found.rows->key(at) == key)
            lookup.value.emplace(found.rows->value(at));
        return lookup;
    }
    const NoWaiting scope(tier == ReadTier::kMemoryOnly);
    if (found.walk.has_value()) impl_->remember_partition(keyspace, key, *found.walk);
    return look_up(*impl_->db, read_options(tier), impl_->handle(keyspace), key);
}

Result<std::vector<Store::Lookup>> Store::get_all(Keyspace keyspace,
                                                  const std::vector<std::string>& keys,
                                                  ReadTier tier) const {
    rocksdb::ManagedSnapshot snapshot(impl_->db.get());
    const NoWaiting scope(tier == ReadTier::kMemoryOnly);
    rocksdb::ReadOptions options = read_options(tier);
    options.snapshot = snapshot.snapshot();
    std::vector<Lookup> lookups;
    lookups.reserve(keys.size());
    for (const std::string& key : keys) {
        TABELLA_ASSIGN(Lookup lookup, look_up(*impl_->db, options, impl_->handle(keyspace), key));
        lookups.push_back(std::move(lookup));
        if (lookups.back().needs_disk) break;
    }
    return lookups;
}

namespace {

bool within_one_partition(Keyspace keyspace, std::string_view begin, std::string_view end) {
    const std::size_t bytes = partition_bytes(keyspace);
    return bytes > 0 && begin.size() >= bytes && end.size() >= bytes &&
           begin.substr(0, bytes) == end.substr(0, bytes);
}

}  // namespace

void Store::Impl::remember_partition(Keyspace keyspace, std::string_view key,
                                     const PartitionCache::Walk& walk) const {
    const std::string_view begin = key.substr(0, partition_bytes(keyspace));
    StoreCursor cursor(*db, handle(keyspace), begin, after_prefix(begin), true,
                       ReadTier::kMemoryOnly);
    cursor.remember_in(*partitions, walk,
                       std::min(kLookedUpBytesMax, partitions->rows_bytes_max()));
    for (cursor.seek_first(); cursor.collects(); cursor.next()) continue;
}

Cursor Store::cursor(Keyspace keyspace, std::string_view begin, std::string_view end,
                     ReadTier tier) const {
    const bool one_partition = within_one_partition(keyspace, begin, end);
    PartitionCache::Found found;
    if (one_partition && tier != ReadTier::kAllOnce)
        found = impl_->partitions->find(PartitionCache::partition_of(keyspace, begin), begin, end);
    if (found.rows != nullptr)
        return Cursor(std::make_unique<CachedCursor>(std::move(found.rows), begin, end));
    auto cursor = std::make_unique<StoreCursor>(*impl_->db, impl_->handle(keyspace), begin, end,
                                                one_partition, tier);
    if (auto& merges = impl_->walk_merges[static_cast<std::size_t>(keyspace)])
        cursor->count_in(*merges);
    if (found.walk.has_value())
        cursor->remember_in(*impl_->partitions, *found.walk, impl_->partitions->rows_bytes_max());
    return Cursor(std::move(cursor));
}

WriteBatch Store::make_batch() const {
    auto impl = std::make_unique<WriteBatch::Impl>();
    impl->handles = &impl_->handles;
    return WriteBatch(std::move(impl));
}

Status Store::write(WriteBatch& batch) {
    const std::uint64_t number = impl_->commit_number + 1;
    const std::uint64_t operations = batch.impl_->batch.Count() + 1;
    std::string record;
    append_u64(record, number);
    append_u64(record, impl_->db->GetLatestSequenceNumber() + operations);
    batch.put(Keyspace::kMeta, kCommitKey, record);
    rocksdb::WriteOptions options;
    options.sync = !impl_->in_memory;
    options.disableWAL = impl_->in_memory;
    impl_->partitions->begin_write(batch.impl_->touched);
    const rocksdb::Status status = impl_->db->Write(options, &batch.impl_->batch);
    impl_->partitions->end_write(batch.impl_->touched);
    batch.clear();
    if (!status.ok()) {
        // RocksDB has counted this batch's sequence numbers. Noted by a flush that it still has
        // under way, they would make the next opening miss a part of the log.
        *impl_->writes_ended = true;
        return to_error(status);
    }
    impl_->commit_number = number;
    return ok_status();
}

std::uint64_t Store::commit_number() const {
    return impl_->commit_number;
}

}  // namespace tabella::storage
