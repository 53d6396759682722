#include "storage/commit_queue.h"

#include <algorithm>
#include <utility>

#include "storage/key_codec.h"

namespace tabella::storage {

// ---- CommitContext -------------------------------------------------------------------------

Result<std::optional<std::string>> CommitContext::get(Keyspace keyspace, std::string_view key) {
    if (const Written* written = find_pending(keyspace, key)) {
        if (!written->value.has_value()) return std::optional<std::string>();
        return std::optional<std::string>(batch_.value(*written->value));
    }
    if (in_erased_range(keyspace, key)) return std::optional<std::string>();
    TABELLA_ASSIGN(Store::Lookup lookup, store_.get(keyspace, key, ReadTier::kAll));
    return std::move(lookup.value);
}

std::optional<std::uint32_t> CommitContext::row_size(std::string_view key) const {
    if (const Written* written = find_pending(Keyspace::kItems, key)) return written->size;
    if (in_erased_range(Keyspace::kItems, key)) return RowSizes::kNoRow;
    return row_sizes_.find(key);
}

const CommitContext::Written* CommitContext::find_pending(Keyspace keyspace,
                                                          std::string_view key) const {
    const auto& pending = pending_[static_cast<std::size_t>(keyspace)];
    const auto found = pending.find(key);
    return found != pending.end() ? &found->second : nullptr;
}

void CommitContext::set_pending(Keyspace keyspace, std::string_view key, const Written& written) {
    const auto [entry, is_new] =
        pending_[static_cast<std::size_t>(keyspace)].try_emplace(std::string(key));
    overwritten_.push_back({keyspace, &*entry, is_new, entry->second});
    entry->second = written;
}

void CommitContext::put(Keyspace keyspace, std::string_view key, std::string_view value) {
    set_pending(keyspace, key, {.value = batch_.put(keyspace, key, value), .size = std::nullopt});
}

void CommitContext::put_row(std::string_view key, std::string_view value, std::uint32_t size) {
    set_pending(Keyspace::kItems, key,
                {.value = batch_.put(Keyspace::kItems, key, value), .size = size});
}

void CommitContext::erase(Keyspace keyspace, std::string_view key) {
    batch_.erase(keyspace, key);
    set_pending(keyspace, key, {.value = std::nullopt, .size = RowSizes::kNoRow});
}

void CommitContext::erase_range(Keyspace keyspace, std::string_view begin, std::string_view end) {
    batch_.erase_range(keyspace, begin, end);
    for (auto& entry : pending_[static_cast<std::size_t>(keyspace)]) {
        if (entry.first < begin || entry.first >= end) continue;
        overwritten_.push_back({keyspace, &entry, false, entry.second});
        entry.second = {.value = std::nullopt, .size = RowSizes::kNoRow};
    }
    erased_ranges_.push_back({keyspace, std::string(begin), std::string(end)});
}

Status CommitContext::apply(Change& change) {
    batch_.set_savepoint();
    overwritten_.clear();
    overwritten_counters_.clear();
    const std::size_t erased_ranges = erased_ranges_.size();
    Status status = change.apply(*this);
    if (!status.ok()) {
        undo();
        erased_ranges_.resize(erased_ranges);
    }
    return status;
}

void CommitContext::undo() {
    batch_.rollback();
    for (auto entry = overwritten_.rbegin(); entry != overwritten_.rend(); ++entry) {
        if (entry->is_new)
            pending_[static_cast<std::size_t>(entry->keyspace)].erase(entry->entry->first);
        else
            entry->entry->second = entry->before;
    }
    for (auto entry = overwritten_counters_.rbegin(); entry != overwritten_counters_.rend();
         ++entry) {
        if (entry->is_new)
            counters_.erase(entry->counter);
        else
            entry->counter->second = entry->value;
    }
}

bool CommitContext::in_erased_range(Keyspace keyspace, std::string_view key) const {
    return std::any_of(erased_ranges_.begin(), erased_ranges_.end(), [&](const ErasedRange& range) {
        return range.keyspace == keyspace && key >= range.begin && key < range.end;
    });
}

Status CommitContext::add_to_counter(std::string_view key, std::int64_t delta) {
    auto counter = counters_.find(key);
    const bool is_new = counter == counters_.end();
    if (is_new) {
        TABELLA_ASSIGN(const std::int64_t stored, read_counter(store_, key));
        counter = counters_.emplace(std::string(key), stored).first;
    }
    overwritten_counters_.push_back({counter, is_new, counter->second});
    counter->second = counter->second.value_or(0) + delta;
    return ok_status();
}

Result<std::int64_t> CommitContext::take_number(std::string_view counter) {
    TABELLA_CHECK(add_to_counter(counter, 1));
    return counters_.find(counter)->second.value_or(0);
}

Result<std::int64_t> CommitContext::counter(std::string_view key) const {
    const auto pending = counters_.find(key);
    if (pending != counters_.end()) return pending->second.value_or(0);
    return read_counter(store_, key);
}

EpochMs CommitContext::now_ms() {
    if (!now_ms_.has_value()) now_ms_ = clock_.now_ms();
    return *now_ms_;
}

void CommitContext::remove_counter(std::string_view key) {
    const auto [counter, is_new] = counters_.try_emplace(std::string(key));
    overwritten_counters_.push_back({counter, is_new, counter->second});
    counter->second.reset();
}

void CommitContext::remove_counters(std::string_view prefix) {
    erase_range(Keyspace::kMeta, prefix, after_prefix(prefix));
    for (auto counter = counters_.lower_bound(prefix);
         counter != counters_.end() && counter->first.starts_with(prefix); ++counter) {
        overwritten_counters_.push_back({counter, false, counter->second});
        counter->second.reset();
    }
}

void CommitContext::write_counters() {
    for (const auto& [key, value] : counters_) {
        if (!value.has_value()) {
            batch_.erase(Keyspace::kMeta, key);
            continue;
        }
        std::string encoded;
        append_u64(encoded, static_cast<std::uint64_t>(*value));
        batch_.put(Keyspace::kMeta, key, encoded);
    }
}

void CommitContext::keep_row_sizes() {
    const bool range_erased =
        std::any_of(erased_ranges_.begin(), erased_ranges_.end(),
                    [](const ErasedRange& range) { return range.keyspace == Keyspace::kItems; });
    if (range_erased) row_sizes_.clear();
    for (const auto& [key, written] : pending_[static_cast<std::size_t>(Keyspace::kItems)])
        if (written.size.has_value())
            row_sizes_.set(key, *written.size);
        else
            row_sizes_.forget(key);
}

void CommitContext::clear() {
    batch_.clear();
    for (auto& pending : pending_) pending.clear();
    overwritten_.clear();
    overwritten_counters_.clear();
    erased_ranges_.clear();
    counters_.clear();
    now_ms_.reset();
}

Result<std::int64_t> read_counter(const Store& store, std::string_view key) {
    TABELLA_ASSIGN(const Store::Lookup lookup, store.get(Keyspace::kMeta, key, ReadTier::kAll));
    if (!lookup.value.has_value()) return std::int64_t{0};
    std::string_view rest = *lookup.value;
    const auto value = take_u64(rest);
    if (!value.has_value() || !rest.empty())
        return Error{ErrorKind::kCorruption, "a stored counter is damaged"};
    return static_cast<std::int64_t>(*value);
}

// ---- CommitQueue ---------------------------------------------------------------------------

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

CommitQueue::CommitQueue(Store& store, CommitQueueOptions options, const Clock& clock)
    : store_(store),
      options_(options),
      context_(store, clock, options.row_sizes_bytes),
      writer_([this] { run(); }) {}

CommitQueue::~CommitQueue() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_one();
    writer_.join();
}

std::size_t CommitQueue::depth() const {
    std::lock_guard lock(mutex_);
    return waiting_.size() + committing_;
}

bool CommitQueue::submit(Ticket& ticket) {
    {
        std::lock_guard lock(mutex_);
        if (failed_.has_value()) {
            ticket.status =
                Error{ErrorKind::kUnavailable, "the store stopped writing: " + failed_->message};
            return false;
        }
        const std::size_t bytes = ticket.change->bytes();
        if (waiting_.size() >= options_.changes_max ||
            waiting_bytes_ + bytes > options_.bytes_max) {
            ticket.status = Error{ErrorKind::kOverloaded, "the commit queue is full"};
            return false;
        }
        waiting_.push_back(&ticket);
        waiting_bytes_ += bytes;
        if (waiting_.size() > 1) return true;  // The writer was told by the first.
    }
    arrived_.notify_one();
    return true;
}

void CommitQueue::run() {
    while (true) {
        std::vector<Ticket*> group = take_group();
        if (group.empty()) return;
        commit_group(group);
    }
}

std::vector<CommitQueue::Ticket*> CommitQueue::take_group() {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    // Fewer than half as many as last time: others are on their way, brought by threads that may
    // wait for this core. One sync for all of them is worth more than the yield costs.
    if (waiting_.size() < last_group_ / 2) {
        lock.unlock();
        std::this_thread::yield();
        lock.lock();
    }
    std::size_t count = 0;
    std::size_t bytes = 0;
    while (count < waiting_.size() && count < options_.group_changes_max &&
           (count == 0 || bytes < options_.group_bytes_max)) {
        bytes += waiting_[count]->change->bytes();
        ++count;
    }
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Ticket*> group(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    waiting_bytes_ -= bytes;
    committing_ = last_group_ = count;
    return group;
}

void CommitQueue::commit_group(std::vector<Ticket*>& group) {
    std::optional<Error> failure;
    // Written by this thread alone: to read it here needs no lock.
    if (failed_.has_value()) {
        failure = Error{ErrorKind::kUnavailable, "the store stopped writing: " + failed_->message};
    } else {
        for (Ticket* ticket : group) ticket->status = context_.apply(*ticket->change);
        if (!context_.empty()) {
            context_.write_counters();
            Status written = store_.write(context_.batch_);
            if (written.ok())
                context_.keep_row_sizes();
            else
                failure = std::move(written).error();
        }
        context_.clear();
    }
    {
        std::lock_guard lock(mutex_);
        if (failure.has_value() && !failed_.has_value()) failed_ = failure;
        // Before anybody is answered: who has an answer is no longer waiting.
        committing_ = 0;
    }
    for (Ticket* ticket : group) {
        if (failure.has_value()) ticket->status = *failure;
        // The ticket lives in the coroutine that goes on here: it is gone after this line.
        Scheduler::resume_on(ticket->scheduler, ticket->waiting);
    }
}

}  // namespace tabella::storage
