#include "engine/background.h"

#include <spdlog/spdlog.h>

#include <chrono>

#include "engine/backfill.h"
#include "engine/expiry.h"
#include "engine/table_change.h"

namespace tabella::engine {

namespace {

Task<Status> committed(storage::CommitQueue& queue, storage::Change& change) {
    Status status = co_await queue.commit(change);
    co_return status;
}

}  // namespace

Background::Background(Parts parts, BackgroundOptions options) : parts_(parts), options_(options) {
    if (options_.thread) thread_ = std::thread([this] { run(); });
}

Background::~Background() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Background::watch(std::shared_ptr<Catalog> catalog) {
    {
        std::lock_guard lock(mutex_);
        catalogs_.insert(std::move(catalog));
    }
    look();
}

void Background::look() {
    {
        std::lock_guard lock(mutex_);
        asked_ = true;
    }
    woken_.notify_one();
}

void Background::run() {
    using std::chrono::milliseconds;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        asked_ = false;
        lock.unlock();
        const Result<bool> more = step();
        if (!more.ok()) spdlog::warn("in the background: {}", more.error().message);
        lock.lock();
        // The pause bounds what background work costs while requests wait for the same cores.
        const bool idle = more.ok() && !*more;
        const milliseconds pause(!more.ok() ? options_.retry_ms
                                 : idle     ? options_.idle_ms
                                            : options_.pause_ms);
        woken_.wait_for(lock, pause, [&] { return stopping_ || (asked_ && idle); });
    }
}

Status Background::commit(storage::Change& change) {
    return sync_wait(committed(parts_.queue, change));
}

Result<bool> Background::step() {
    std::vector<std::shared_ptr<Catalog>> catalogs;
    {
        std::lock_guard lock(mutex_);
        catalogs.assign(catalogs_.begin(), catalogs_.end());
    }
    bool more = false;
    for (const auto& catalog : catalogs)
        for (const TablePtr& table : catalog->all()) {
            TABELLA_ASSIGN(const bool more_here, step(*catalog, table));
            more = more || more_here;
        }
    return more;
}

Result<bool> Background::step(Catalog& catalog, const TablePtr& table) {
    if (table->status != api::TableStatus::kActive) return pass_status(catalog, table);
    for (const Index& index : table->indexes)
        if (index.state != IndexState::kActive) return work_on_index(catalog, table, index);
    if (table->ttl_attribute.has_value()) return sweep(table);
    sweeps_.erase(table->id);
    return false;
}

Result<bool> Background::pass_status(Catalog& catalog, const TablePtr& table) {
    if (parts_.clock.now_ms() < table->status_until_ms) return false;
    if (table->status == api::TableStatus::kDeleting) {
        DeleteTableChange change(table);
        TABELLA_CHECK(commit(change));
        catalog.withdraw(*table);
        sweeps_.erase(table->id);
        return false;
    }
    AlterTableChange change(table, [](Table& next) -> api::Result<Nothing> {
        next.status = api::TableStatus::kActive;
        return Nothing{};
    });
    TABELLA_CHECK(commit(change));
    if (change.outcome().ok()) catalog.publish(*change.outcome());
    return true;
}

Result<bool> Background::work_on_index(Catalog& catalog, const TablePtr& table,
                                       const Index& index) {
    const bool due = parts_.clock.now_ms() >= index.state_until_ms;
    if (index.state == IndexState::kBuilding) {
        TABELLA_ASSIGN(std::vector<std::string> rows,
                       next_backfill_rows(parts_.store, *table, index, options_));
        if (!rows.empty()) {
            BackfillChange change(table, index.id, std::move(rows));
            TABELLA_CHECK(commit(change));
            return true;
        }
    }
    if (!due) return false;
    EndIndexChange change(table, index.id);
    TABELLA_CHECK(commit(change));
    if (change.next() != nullptr) catalog.publish(change.next());
    return true;
}

Result<bool> Background::sweep(const TablePtr& table) {
    const EpochMs now_ms = parts_.clock.now_ms();
    Sweep& sweep = sweeps_[table->id];
    if (sweep.position.empty()) {
        if (now_ms < sweep.next_ms) return false;
        sweep.next_ms = now_ms + options_.ttl_interval_ms;
    }
    TABELLA_ASSIGN(ExpiredRows found,
                   next_expired_rows(parts_.store, *table, sweep.position, now_ms, options_));
    if (!found.row_keys.empty()) {
        ExpireChange change(table, std::move(found.row_keys), now_ms);
        TABELLA_CHECK(commit(change));
    }
    sweep.position = std::move(found.position);
    return !sweep.position.empty();
}

}  // namespace tabella::engine
