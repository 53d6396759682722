#pragma once

#include <array>
#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/task.h"
#include "storage/row_sizes.h"
#include "storage/store.h"

namespace tabella::storage {

class Change;

/// What a change sees and writes while the writer carries it out: the latest state, with all
/// earlier changes of the same group applied.
class CommitContext {
 public:
    /// The current value of a key; nothing when there is none.
    Result<std::optional<std::string>> get(Keyspace keyspace, std::string_view key);
    void put(Keyspace keyspace, std::string_view key, std::string_view value);
    /// Puts a row of kItems that counts for `size` (not 0), for `row_size`.
    void put_row(std::string_view key, std::string_view value, std::uint32_t size);
    /// The size that a row of kItems was put with, without reading it, or RowSizes::kNoRow. Nothing
    /// for what was written long ago: then it takes a `get`.
    std::optional<std::uint32_t> row_size(std::string_view key) const;
    void erase(Keyspace keyspace, std::string_view key);
    /// Erases [begin, end), also what this group wrote there before.
    void erase_range(Keyspace keyspace, std::string_view begin, std::string_view end);
    /// Adds to a named 64-bit number that is stored in kMeta once a group, however often it
    /// changes.
    Status add_to_counter(std::string_view key, std::int64_t delta);
    /// What the counter is now; 0 when it was never written.
    Result<std::int64_t> counter(std::string_view key) const;
    /// Adds 1 to the counter and returns what it is then: numbers that no other change gets, rising
    /// in the order in which changes are carried out. Those of a change that fails are given again.
    Result<std::int64_t> take_number(std::string_view counter);
    void remove_counter(std::string_view key);
    /// All whose keys begin so; no later change of the group may count with them.
    void remove_counters(std::string_view prefix);
    /// The time of the group: the clock is asked once, by the first change that wants to know.
    EpochMs now_ms();

 private:
    friend class CommitQueue;
    CommitContext(Store& store, const Clock& clock, std::size_t row_sizes_bytes)
        : store_(store), clock_(clock), batch_(store.make_batch()), row_sizes_(row_sizes_bytes) {}

    /// Carries the change out; where it fails, nothing of it stays.
    Status apply(Change& change);
    struct Written {
        std::optional<WriteBatch::Place> value;
        std::optional<std::uint32_t> size;  ///< Of a row of kItems.
    };
    /// Null: this group did not write the key.
    const Written* find_pending(Keyspace keyspace, std::string_view key) const;
    void set_pending(Keyspace keyspace, std::string_view key, const Written& written);
    void undo();
    bool in_erased_range(Keyspace keyspace, std::string_view key) const;
    void write_counters();
    /// After the group was committed.
    void keep_row_sizes();
    bool empty() const { return batch_.empty() && counters_.empty(); }
    void clear();

    Store& store_;
    const Clock& clock_;
    WriteBatch batch_;
    std::optional<EpochMs> now_ms_;
    struct KeyHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const {
            return std::hash<std::string_view>()(key);
        }
    };
    // What this group wrote: the store shows it only after the commit.
    using Pending = std::unordered_map<std::string, Written, KeyHash, std::equal_to<>>;
    std::array<Pending, kKeyspaceCount> pending_;
    struct ErasedRange {
        Keyspace keyspace;
        std::string begin;
        std::string end;
    };
    std::vector<ErasedRange> erased_ranges_;
    // Absent: to be removed.
    using Counters = std::map<std::string, std::optional<std::int64_t>, std::less<>>;
    Counters counters_;
    RowSizes row_sizes_;  ///< As of the last commit.

    // What the change at hand wrote over, should it fail.
    struct Overwritten {
        Keyspace keyspace;
        Pending::value_type* entry;
        bool is_new;
        Written before;
    };
    std::vector<Overwritten> overwritten_;
    struct OverwrittenCounter {
        Counters::iterator counter;
        bool is_new;
        std::optional<std::int64_t> value;
    };
    std::vector<OverwrittenCounter> overwritten_counters_;
};

/// Reads a counter that changes wrote with `add_to_counter`; 0 when it was never written.
Result<std::int64_t> read_counter(const Store& store, std::string_view key);

/// One change to the store. `apply` runs on the writer's thread, alone, after every change that was
/// submitted before it, and writes to the context; what it finds out
/// it keeps in its own members. It must not block or throw.
///
/// A change that fails is taken back whole, however much of it was written to the context before.
class Change {
 public:
    virtual ~Change() = default;
    /// An error here is this change's own: nothing of it is written, others go on.
    virtual Status apply(CommitContext& context) = 0;
    /// What the change holds in memory, in bytes, for the queue's bound.
    virtual std::size_t bytes() const = 0;
};

struct CommitQueueOptions {
    std::size_t changes_max = 16'384;               ///< Waiting changes; beyond it, refusal.
    std::size_t bytes_max = 256 * 1024 * 1024;      ///< Their bytes; beyond it, refusal.
    std::size_t group_changes_max = 1'024;          ///< Changes committed by one sync.
    std::size_t group_bytes_max = 8 * 1024 * 1024;  ///< Their bytes.
    /// Memory for the sizes of the rows that were written last: 16 bytes each.
    std::size_t row_sizes_bytes = 4 * 1024 * 1024;
};

/// The system's, for whom no other is given.
const Clock& system_clock();

/// The one way into the store. All changes pass this queue; one thread applies them in order and
/// commits them in groups, each with one sync.
///
/// Concurrency: `commit` may be called from any thread. Every write is thereby serializable.
/// Durability: a change is acknowledged only after its group was synced. This holds for changes
/// that wrote nothing as well, since what they saw may be from their own group. Failure: when a
/// commit fails, every change of the group gets the error, and the queue refuses all that follow
/// until the store is opened anew: what a failed sync left on disk is not known.
class CommitQueue {
 public:
    /// The clock outlives the queue.
    CommitQueue(Store& store, CommitQueueOptions options, const Clock& clock = system_clock());
    /// Carries out what was submitted, then ends. Nothing may be submitted any more.
    ~CommitQueue();

    struct Ticket {
        explicit Ticket(Change* submitted) : change(submitted) {}

        Change* change;
        Status status = ok_status();
        std::coroutine_handle<> waiting;
        Scheduler* scheduler = nullptr;
    };

    /// `co_await queue.commit(change)`: the outcome, a Status. kOverloaded: refused unseen, may be
    /// tried again. kUnavailable: the queue has failed. kIo, kCorruption: this change's group
    /// failed, the outcome is unknown. Otherwise the change's own error, or success: durable. The
    /// change lives until then.
    auto commit(Change& change) {
        struct Awaiter {
            CommitQueue& queue;
            Ticket ticket;
            bool await_ready() const noexcept { return false; }
            bool await_suspend(std::coroutine_handle<> handle) {
                ticket.waiting = handle;
                ticket.scheduler = Scheduler::current();
                return queue.submit(ticket);
            }
            Status await_resume() { return std::move(ticket.status); }
        };
        return Awaiter{*this, Ticket(&change)};
    }

    /// Changes that wait or are being committed.
    std::size_t depth() const;

 private:
    bool submit(Ticket& ticket);  ///< False: refused, the ticket's status says why.
    void run();
    std::vector<Ticket*> take_group();
    void commit_group(std::vector<Ticket*>& group);

    Store& store_;
    const CommitQueueOptions options_;
    CommitContext context_;

    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Ticket*> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::size_t committing_ = 0;
    std::size_t last_group_ = 0;
    std::optional<Error> failed_;
    bool stopping_ = false;

    std::thread writer_;  // Last: it uses all of the above.
};

}  // namespace tabella::storage
