#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "storage/store.h"

// The same `Store` in ordered maps, for ThreadSanitizer alone (TABELLA_STORE=memory, preset tsan):
// Debian's RocksDB is not instrumented, so races that pass through it are not seen. It is not in
// the product. Simple rather than fast: whoever reads copies what he reads, so that readers have
// nothing in common which could hide a race from ThreadSanitizer.
//
// A directory's data stay in the process as long as the directory is there: what closes and opens
// it again finds them. Of files, and of what may happen to them, it knows one thing: when `faults`
// fail the sync of a log, the commit fails.

namespace tabella::storage {

namespace {

using Sorted = std::map<std::string, std::string, std::less<>>;

/// The rows of [begin, end); an empty end is none.
template <typename Map>
auto range_of(Map& rows, std::string_view begin, std::string_view end) {
    const auto first = rows.lower_bound(begin);
    if (end.empty()) return std::pair(first, rows.end());
    return std::pair(first, end <= begin ? first : rows.lower_bound(end));
}

/// What a directory would hold.
struct Data {
    std::shared_mutex mutex;  ///< Of the rows.
    std::array<Sorted, kKeyspaceCount> rows;
    /// The creation is the first commit, as it is on disk. Not guarded: `Store::write` has one
    /// caller at a time.
    std::uint64_t commit_number = 1;
    bool in_use = false;  ///< Guarded by the mutex of `Directories`.

    Sorted& of(Keyspace keyspace) { return rows[static_cast<std::size_t>(keyspace)]; }
};

class Directories {
 public:
    Result<std::shared_ptr<Data>> take(const std::string& directory) {
        const std::lock_guard lock(mutex_);
        std::erase_if(all_, [](const auto& entry) {
            return !std::filesystem::exists(entry.first) && !entry.second->in_use;
        });
        std::filesystem::create_directories(directory);
        std::shared_ptr<Data>& data = all_[directory];
        if (data == nullptr) data = std::make_shared<Data>();
        if (data->in_use)
            return Error{
                ErrorKind::kUnavailable,
                fmt::format("the data directory {} is in use by another process", directory)};
        data->in_use = true;
        return data;
    }
    void give_back(Data& data) {
        const std::lock_guard lock(mutex_);
        data.in_use = false;
    }

 private:
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Data>> all_;
};

Directories& directories() {
    static Directories all;
    return all;
}

}  // namespace

// ---- WriteBatch ----------------------------------------------------------------------------

struct WriteBatch::Impl {
    enum class Kind { kPut, kErase, kEraseRange };
    struct Operation {
        Kind kind;
        Keyspace keyspace;
        std::string key;
        std::string value;  ///< Of kEraseRange: where it ends.
    };
    std::vector<Operation> operations;
    std::size_t savepoint = 0;
};

WriteBatch::WriteBatch(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WriteBatch::~WriteBatch() = default;
WriteBatch::WriteBatch(WriteBatch&&) noexcept = default;
WriteBatch& WriteBatch::operator=(WriteBatch&&) noexcept = default;

WriteBatch::Place WriteBatch::put(Keyspace keyspace, std::string_view key, std::string_view value) {
    impl_->operations.push_back({Impl::Kind::kPut, keyspace, std::string(key), std::string(value)});
    return {impl_->operations.size() - 1, value.size()};
}

std::string_view WriteBatch::value(Place place) const {
    return impl_->operations.at(place.at).value;
}

void WriteBatch::erase(Keyspace keyspace, std::string_view key) {
    impl_->operations.push_back({Impl::Kind::kErase, keyspace, std::string(key), {}});
}

void WriteBatch::erase_range(Keyspace keyspace, std::string_view begin, std::string_view end) {
    impl_->operations.push_back(
        {Impl::Kind::kEraseRange, keyspace, std::string(begin), std::string(end)});
}

bool WriteBatch::empty() const {
    return impl_->operations.empty();
}
std::size_t WriteBatch::bytes() const {
    std::size_t bytes = 0;
    for (const Impl::Operation& operation : impl_->operations)
        bytes += operation.key.size() + operation.value.size();
    return bytes;
}
void WriteBatch::clear() {
    impl_->operations.clear();
    impl_->savepoint = 0;
}
void WriteBatch::set_savepoint() {
    impl_->savepoint = impl_->operations.size();
}
void WriteBatch::rollback() {
    while (impl_->operations.size() > impl_->savepoint) impl_->operations.pop_back();
}

// ---- Cursor --------------------------------------------------------------------------------

struct Cursor::Impl {
    using Row = std::pair<std::string, std::string>;
    std::vector<Row> rows;  ///< A copy of the range, in order.
    std::size_t at = 0;     ///< Not valid from rows.size() on, which is where 0 - 1 is as well.

    /// The first row whose key is not before `key`, or, with `after`, is after it.
    std::size_t first(std::string_view key, bool after) const {
        const auto before = [&](const Row& row) {
            return after ? row.first <= key : row.first < key;
        };
        const auto found = std::partition_point(rows.begin(), rows.end(), before);
        return static_cast<std::size_t>(found - rows.begin());
    }
};

Cursor::Cursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Cursor::~Cursor() = default;
Cursor::Cursor(Cursor&&) noexcept = default;

void Cursor::seek_first() {
    impl_->at = 0;
}
void Cursor::seek_last() {
    impl_->at = impl_->rows.size() - 1;
}
void Cursor::seek(std::string_view key) {
    impl_->at = impl_->first(key, false);
}
void Cursor::seek_for_prev(std::string_view key) {
    impl_->at = impl_->first(key, true) - 1;
}
void Cursor::next() {
    ++impl_->at;
}
void Cursor::prev() {
    --impl_->at;
}
bool Cursor::valid() const {
    return impl_->at < impl_->rows.size();
}
std::string_view Cursor::key() const {
    return impl_->rows[impl_->at].first;
}
std::string_view Cursor::value() const {
    return impl_->rows[impl_->at].second;
}
Cursor::End Cursor::end() const {
    return End::kFinished;
}
Error Cursor::error() const {
    return {ErrorKind::kInternal, "reading memory does not fail"};
}

// ---- Store ---------------------------------------------------------------------------------

struct Store::Impl {
    std::shared_ptr<Data> data;
    std::shared_ptr<FileFaults> faults;
    std::string log;  ///< What `faults` take it for.

    ~Impl() { directories().give_back(*data); }
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(StoreOptions options) {
    auto data = std::make_shared<Data>();
    if (!options.in_memory) {
        TABELLA_ASSIGN(data, directories().take(options.directory));
    }
    auto impl = std::make_unique<Impl>();
    impl->data = std::move(data);
    impl->faults = std::move(options.faults);
    impl->log = options.directory + "/memory.log";
    return std::unique_ptr<Store>(new Store(std::move(impl)));
}

Result<Store::Lookup> Store::get(Keyspace keyspace, std::string_view key, ReadTier tier) const {
    TABELLA_ASSIGN(auto lookups, get_all(keyspace, {std::string(key)}, tier));
    return std::move(lookups.front());
}

Result<std::vector<Store::Lookup>> Store::get_all(Keyspace keyspace,
                                                  const std::vector<std::string>& keys,
                                                  ReadTier /*tier*/) const {
    std::vector<Lookup> lookups(keys.size());
    const std::shared_lock lock(impl_->data->mutex);
    const Sorted& rows = impl_->data->of(keyspace);
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (const auto row = rows.find(keys[i]); row != rows.end()) lookups[i].value = row->second;
    return lookups;
}

Cursor Store::cursor(Keyspace keyspace, std::string_view begin, std::string_view end,
                     ReadTier /*tier*/) const {
    auto impl = std::make_unique<Cursor::Impl>();
    const std::shared_lock lock(impl_->data->mutex);
    const auto [first, last] = range_of(impl_->data->of(keyspace), begin, end);
    impl->rows.assign(first, last);
    impl->at = impl->rows.size();
    return Cursor(std::move(impl));
}

WriteBatch Store::make_batch() const {
    return WriteBatch(std::make_unique<WriteBatch::Impl>());
}

Status Store::write(WriteBatch& batch) {
    const auto operations = std::exchange(batch.impl_->operations, {});
    batch.clear();
    if (impl_->faults != nullptr) {
        const FileFault fault = impl_->faults->fault(FileOperation::kSync, impl_->log);
        if (fault == FileFault::kIoError || fault == FileFault::kNoSpace)
            return Error{ErrorKind::kIo, "the sync of the log has failed, as the test wished"};
    }
    const std::unique_lock lock(impl_->data->mutex);
    for (const auto& operation : operations) {
        Sorted& rows = impl_->data->of(operation.keyspace);
        switch (operation.kind) {
            case WriteBatch::Impl::Kind::kPut:
                rows.insert_or_assign(operation.key, operation.value);
                break;
            case WriteBatch::Impl::Kind::kErase:
                rows.erase(operation.key);
                break;
            case WriteBatch::Impl::Kind::kEraseRange: {
                const auto [first, last] = range_of(rows, operation.key, operation.value);
                rows.erase(first, last);
                break;
            }
        }
    }
    ++impl_->data->commit_number;
    return ok_status();
}

std::uint64_t Store::commit_number() const {
    return impl_->data->commit_number;
}

}  // namespace tabella::storage
