#include "engine/background.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>

#include "engine/backfill.h"
#include "engine/expiry.h"
#include "engine/stream_change.h"
#include "engine/table_change.h"
#include "model/limits.h"

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
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        asked_ = false;
        lock.unlock();
        const Result<Left> left = step();
        if (!left.ok()) spdlog::warn("in the background: {}", left.error().message);
        lock.lock();
        const bool idle = left.ok() && *left == Left::kNothing;
        woken_.wait_for(lock, std::chrono::milliseconds(pause_ms(left)),
                        [&] { return stopping_ || (asked_ && idle); });
    }
}

/// The pauses bound what background work costs while requests wait for the same cores.
std::int64_t Background::pause_ms(const Result<Left>& left) const {
    if (!left.ok()) return options_.retry_ms;
    switch (*left) {
        case Left::kIndex:
        case Left::kTrim:
            return options_.index_pause_ms;
        case Left::kSweep:
            return options_.sweep_pause_ms;
        case Left::kNothing:
            break;
    }
    return options_.idle_ms;
}

Status Background::commit(storage::Change& change) {
    return sync_wait(committed(parts_.queue, change));
}

Result<Background::Left> Background::step() {
    std::vector<std::shared_ptr<Catalog>> catalogs;
    {
        std::lock_guard lock(mutex_);
        catalogs.assign(catalogs_.begin(), catalogs_.end());
    }
    Left left = Left::kNothing;
    std::set<TableId> with_ttl;
    for (const auto& catalog : catalogs) {
        for (const TablePtr& table : catalog->all()) {
            TABELLA_ASSIGN(const Left left_here, step(*catalog, table));
            left = std::max(left, left_here);
            if (table->ttl_attribute.has_value()) with_ttl.insert(table->id);
        }
        for (const StreamPtr& stream : catalog->all_streams()) {
            TABELLA_ASSIGN(const Left left_here, step(*catalog, stream));
            left = std::max(left, left_here);
        }
    }
    std::erase_if(sweeps_, [&](const auto& sweep) { return !with_ttl.contains(sweep.first); });
    return left;
}

Result<Background::Left> Background::step(Catalog& catalog, const TablePtr& table) {
    if (table->status != api::TableStatus::kActive) return pass_status(catalog, table);
    for (const Index& index : table->indexes)
        if (index.state != IndexState::kActive) return work_on_index(catalog, table, index);
    if (table->ttl_attribute.has_value()) return sweep(table);
    return Left::kNothing;
}

Result<Background::Left> Background::pass_status(Catalog& catalog, const TablePtr& table) {
    if (parts_.clock.now_ms() < table->status_until_ms) return Left::kNothing;
    if (table->status == api::TableStatus::kDeleting) {
        DeleteTableChange change(table);
        TABELLA_CHECK(commit(change));
        catalog.publish(change.stream());
        catalog.withdraw(*table);
        return Left::kNothing;
    }
    AlterTableChange change(table, [](Table& next) -> api::Result<Nothing> {
        next.status = api::TableStatus::kActive;
        return Nothing{};
    });
    TABELLA_CHECK(commit(change));
    if (change.outcome().ok()) catalog.publish(*change.outcome());
    return Left::kIndex;
}

Result<Background::Left> Background::work_on_index(Catalog& catalog, const TablePtr& table,
                                                   const Index& index) {
    const bool due = parts_.clock.now_ms() >= index.state_until_ms;
    if (index.state == IndexState::kBuilding) {
        TABELLA_ASSIGN(std::vector<std::string> rows,
                       next_backfill_rows(parts_.store, *table, index, options_));
        if (!rows.empty()) {
            BackfillChange change(table, index.id, std::move(rows));
            TABELLA_CHECK(commit(change));
            return Left::kIndex;
        }
    }
    if (!due) return Left::kNothing;
    EndIndexChange change(table, index.id);
    TABELLA_CHECK(commit(change));
    if (change.next() != nullptr) catalog.publish(change.next());
    return Left::kIndex;
}

Result<Background::Left> Background::sweep(const TablePtr& table) {
    const EpochMs now_ms = parts_.clock.now_ms();
    Sweep& sweep = sweeps_[table->id];
    if (sweep.position.empty()) {
        if (now_ms < sweep.next_ms) return Left::kNothing;
        sweep.next_ms = now_ms + options_.ttl_interval_ms;
    }
    TABELLA_ASSIGN(ExpiredRows found,
                   next_expired_rows(parts_.store, *table, sweep.position, now_ms, options_));
    if (!found.row_keys.empty()) {
        ExpireChange change(table, std::move(found.row_keys), now_ms);
        TABELLA_CHECK(commit(change));
    }
    sweep.position = std::move(found.position);
    return sweep.position.empty() ? Left::kNothing : Left::kSweep;
}

Result<Background::Left> Background::step(Catalog& catalog, const StreamPtr& stream) {
    const EpochMs now_ms = parts_.clock.now_ms();
    if (!stream->enabled() && now_ms >= *stream->disabled_ms + limits::kStreamRetentionMs) {
        TABELLA_CHECK(remove(catalog, stream));
        return Left::kNothing;
    }
    EpochMs& due_ms = trims_[stream->id];
    if (now_ms < due_ms) return Left::kNothing;
    TABELLA_ASSIGN(const TrimmableChanges trimmable,
                   next_trimmable_changes(parts_.store, *stream, now_ms, options_));
    if (trimmable.found) {
        TrimChange change(stream->id, trimmable.horizon);
        TABELLA_CHECK(commit(change));
    }
    due_ms = trimmable.more ? now_ms : trimmable.due_ms;
    return trimmable.more ? Left::kTrim : Left::kNothing;
}

Status Background::remove(Catalog& catalog, const StreamPtr& stream) {
    RemoveStreamChange change(stream, catalog.find(stream->table_name));
    TABELLA_CHECK(commit(change));
    if (change.next() != nullptr) catalog.publish(change.next());
    catalog.withdraw(*stream);
    trims_.erase(stream->id);
    return ok_status();
}

}  // namespace tabella::engine
