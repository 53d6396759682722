#include "storage/walk_merges.h"

#include <rocksdb/metadata.h>
#include <rocksdb/options.h>

#include <string>
#include <vector>

namespace tabella::storage {

namespace {

/// Files of level 0, whose keys overlap, and what merging them into level 1 takes.
struct Newest {
    std::vector<std::string> files;
    std::uint64_t runs_less = 0;  ///< So many fewer places to look into after a merge.
    std::uint64_t cost_us = 0;    ///< CPU time of a merge, roughly.
};

/// CPU time, in µs, of taking a whole level into a merge, roughly.
double merge_us(const rocksdb::LevelMetaData& level) {
    // As measured with rows of 100 and 1,000 bytes; bytes are those on disk, compressed.
    constexpr double kUsAnEntry = 1.0;
    constexpr double kUsAByte = 0.005;
    double sum = static_cast<double>(level.size) * kUsAByte;
    for (const rocksdb::SstFileMetaData& file : level.files)
        sum += static_cast<double>(file.num_entries) * kUsAnEntry;
    return sum;
}

Newest newest_files(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family) {
    rocksdb::ColumnFamilyMetaData all;
    db.GetColumnFamilyMetaData(family, &all);
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

}  // namespace

WalkMerges::~WalkMerges() {
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
    constexpr std::uint64_t kWalkUs = 6;  // What a walk spends on one place more, about.
    constexpr int kMergeInto = 1;
    const Newest newest = newest_files(db_, family_);
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
