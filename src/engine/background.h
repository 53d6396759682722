#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "base/clock.h"
#include "engine/catalog.h"
#include "engine/engine.h"
#include "storage/commit_queue.h"
#include "storage/store.h"

namespace tabella::engine {

/// What happens without being asked for: indexes are backfilled and removed, statuses pass
/// (CREATING, UPDATING, DELETING), expired items are deleted, streams are trimmed.
///
/// Operation: a step does a bounded piece of each job that is due. Rows are read on the thread that
/// steps, and changed by the commit queue, a chunk a change, so writes wait for one chunk at the
/// most. All that a step needs to go on is in the store: a job that a restart interrupts goes on
/// after it. Concurrency: `watch` and `look` from any thread; one thread steps, its own or a
/// test's. All of Parts outlives it.
class Background {
 public:
    struct Parts {
        storage::Store& store;
        storage::CommitQueue& queue;
        const Clock& clock;
    };

    Background(Parts parts, BackgroundOptions options);
    /// Waits for the step that runs.
    ~Background();

    /// Works on the catalog's tables from now on. Asked twice, it is the same as once.
    void watch(std::shared_ptr<Catalog> catalog);
    /// Something may be due.
    void look();

    /// What is left to do: nothing, a walk for expired items, which has time, a stream that is
    /// trimmed as fast as it grows, or an index that somebody waits for.
    enum class Left { kNothing, kSweep, kTrim, kIndex };
    /// Errors of the store: nothing is lost, the next step tries again.
    Result<Left> step();

 private:
    struct Sweep {
        EpochMs next_ms = 0;   ///< When the next walk begins.
        std::string position;  ///< The last row key of the walk that is on; empty: none is.
    };

    void run();
    Result<Left> step(Catalog& catalog, const TablePtr& table);
    Result<Left> pass_status(Catalog& catalog, const TablePtr& table);
    Result<Left> work_on_index(Catalog& catalog, const TablePtr& table, const Index& index);
    Result<Left> sweep(const TablePtr& table);
    std::int64_t pause_ms(const Result<Left>& left) const;
    Result<Left> step(Catalog& catalog, const StreamPtr& stream);
    Status remove(Catalog& catalog, const StreamPtr& stream);
    Status commit(storage::Change& change);

    const Parts parts_;
    const BackgroundOptions options_;
    std::map<TableId, Sweep> sweeps_;
    std::map<StreamId, EpochMs> trims_;  ///< When a stream is to be looked at for old changes.

    std::mutex mutex_;
    std::condition_variable woken_;
    std::set<std::shared_ptr<Catalog>> catalogs_;
    bool asked_ = false;
    bool stopping_ = false;
    std::thread thread_;  // Last: it uses all of the above.
};

}  // namespace tabella::engine
