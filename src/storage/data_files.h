#pragma once

#include <atomic>
#include <memory>

namespace rocksdb {
class FileSystem;
}  // namespace rocksdb

namespace tabella::storage {

/// Set once a commit has failed: from then on no file is written, made, renamed or deleted,
/// whatever RocksDB still has under way. Logs alone are still closed in order: RocksDB adds nothing
/// to them but, perhaps, the commit whose outcome is unknown.
/// docs/decisions/0003-a-failed-sync-is-final.md.
using WritesEnded = std::shared_ptr<std::atomic<bool>>;

/// The file system of `base`, with data files that can be read without waiting for the disk, see
/// `NoWaiting`, and logs whose syncs write the data alone, as zeros stand before their end:
/// docs/decisions/0011-logs-that-are-longer-than-their-contents.md. Private to src/storage.
std::shared_ptr<rocksdb::FileSystem> make_data_file_system(
    std::shared_ptr<rocksdb::FileSystem> base, WritesEnded ended);

/// For good, this thread lets others run before it does: it has a low priority, and before each
/// read and write of a data file it gives up its core where another thread waits for one. Else it
/// would keep it for a scheduler's slice of some milliseconds, in which a request waits.
/// docs/decisions/0016-flushes-and-merges-in-small-steps.md.
void give_way();

/// As long as one lives, reads of data files in this thread give what the kernel has in memory, and
/// end with Status::Busy where it would have to ask the disk.
class NoWaiting {
 public:
    /// `wanted` false: nothing changes.
    explicit NoWaiting(bool wanted);
    ~NoWaiting();
    NoWaiting(const NoWaiting&) = delete;
    NoWaiting& operator=(const NoWaiting&) = delete;

 private:
    bool before_;
};

}  // namespace tabella::storage
