#include "storage/walk_merges.h"

#include <rocksdb/metadata.h>
#include <rocksdb/options.h>

#include <string>
#include <utility>
#include <vector>

namespace tabella::storage {

/// Files of level 0, whose keys overlap, and what merging them into level 1 takes.
struct WalkMerges::Newest {
    std::vector<std::string> files;
    std::uint64_t runs_less = 0;  ///< So many fewer places to look into after a merge.
    std::uint64_t cost_us = 0;    ///< CPU time of a merge, roughly.
};

namespace {

// CPU time, in µs, roughly, as measured with rows of 100 and 1,000 bytes.

constexpr std::uint64_t kWalkUs = 6;  ///< What a walk spends on one place more.
constexpr double kUsAByte = 0.005;    ///< Of a merge, as on disk; of a flush, as in memory.

/// Of taking a whole level into a merge.
double merge_us(const rocksdb::LevelMetaData& level) {
    constexpr double kUsAnEntry = 1.0;
    double sum = static_cast<double>(level.size) * kUsAByte;
    for (const rocksdb::SstFileMetaData& file : level.files)
        sum += static_cast<double>(file.num_entries) * kUsAnEntry;
    return sum;
}

/// Of writing the write buffer into a file.
double flush_us(std::uint64_t versions, std::uint64_t bytes) {
    constexpr double kUsAVersion = 0.6;
    constexpr double kUsAFile = 5'000;
    return static_cast<double>(versions) * kUsAVersion + static_cast<double>(bytes) * kUsAByte +
           kUsAFile;
}

/// Files of level 0 and further levels: each holds one version of a row at the most.
std::uint64_t places(const rocksdb::ColumnFamilyMetaData& all) {
    std::uint64_t count = all.levels[0].files.size();
    for (std::size_t i = 1; i < all.levels.size(); ++i)
        if (!all.levels[i].files.empty()) ++count;
    return count;
}

}  // namespace

WalkMerges::Newest WalkMerges::newest_files(const rocksdb::ColumnFamilyMetaData& all) {
    const rocksdb::LevelMetaData& young = all.levels[0];
    const rocksdb::LevelMetaData& older = all.levels[1];
    Newest newest;
    for (const rocksdb::SstFileMetaData& file : young.files) newest.files.push_back(file.name);
    // Where nothing is below, what they are merged into is one more place.
    const bool takes_a_place = older.files.empty() && !young.files.empty();
    newest.runs_less = young.files.size() - (takes_a_place ? 1 : 0);
    newest.cost_us = static_cast<std::uint64_t>(merge_us(young) + merge_us(older));
    return newest;
}

void WalkMerges::wait() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return !scheduled_; });
}

void WalkMerges::schedule() {
    {
        std::lock_guard lock(mutex_);
        if (scheduled_) return;
        scheduled_ = true;
    }
    const auto run = [](void* self) {
        auto* const merges = static_cast<WalkMerges*>(self);
        merges->look();
        std::lock_guard lock(merges->mutex_);
        merges->scheduled_ = false;
        merges->ended_.notify_all();  // Under the lock: after it, the destructor may be through.
    };
    db_.GetEnv()->Schedule(run, this, rocksdb::Env::LOW);
}

void WalkMerges::look() {
    rocksdb::ColumnFamilyMetaData all;
    db_.GetColumnFamilyMetaData(family_, &all);
    flush_if_paid(places(all));
    merge_if_paid(newest_files(all));
}

void WalkMerges::flush_if_paid(std::uint64_t places) {
    using Properties = rocksdb::DB::Properties;
    std::uint64_t buffered = 0;
    std::uint64_t bytes = 0;
    if (!db_.GetIntProperty(family_, Properties::kNumEntriesActiveMemTable, &buffered) ||
        !db_.GetIntProperty(family_, Properties::kCurSizeActiveMemTable, &bytes))
        return;
    const std::uint64_t before = std::exchange(buffered_, buffered);
    looks_at_rest_ = buffered == before ? looks_at_rest_ + 1 : 0;
    const bool emptied_meanwhile = buffered < before;
    const bool paid = flush_saves_us(places, buffered) >= flush_us(buffered, bytes);
    if (!emptied_meanwhile && !paid) return;
    rows_ = 0;
    passed_over_ = 0;
    if (emptied_meanwhile) return;
    looks_at_rest_ = 0;
    buffered_ = 0;
    rocksdb::FlushOptions options;
    // Neither for the file nor for compactions before it: those wait for this thread.
    options.wait = false;
    options.allow_write_stall = true;
    // It fails where the database has failed or ends.
    (void)db_.Flush(options, family_);
}

double WalkMerges::flush_saves_us(std::uint64_t places, std::uint64_t buffered) const {
    constexpr double kUsAVersionPassedOver = 0.4;
    // Files have old versions as well, but not more than one each.
    const std::uint64_t in_files = rows_ * places;
    const std::uint64_t passed_over = passed_over_;
    double saved = 0;
    if (passed_over > in_files)
        saved = static_cast<double>(passed_over - in_files) * kUsAVersionPassedOver;
    // A buffer that is written to would not stay empty, and to look into a small one costs little.
    constexpr std::uint64_t kFewVersions = 4'096;
    if (buffered >= kFewVersions)
        saved += static_cast<double>(looks_at_rest_ * kBetweenLooks * kWalkUs);
    return saved;
}

void WalkMerges::merge_if_paid(const Newest& newest) {
    constexpr int kMergeInto = 1;
    if (newest.runs_less == 0) {
        walks_ = 0;
        return;
    }
    if (walks_ * newest.runs_less * kWalkUs < newest.cost_us) return;
    rocksdb::CompactionOptions options;
    options.compression = rocksdb::kDisableCompressionOption;  // That is, the keyspace's own.
    options.output_file_size_limit = db_.GetOptions(family_).target_file_size_base;
    // It fails where RocksDB merges the same files just now, or ends: both are as good. An I/O
    // error makes the database refuse writes by itself.
    (void)db_.CompactFiles(options, family_, newest.files, kMergeInto);
    walks_ = 0;
}

}  // namespace tabella::storage
