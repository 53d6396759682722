#include "storage/cursor.h"

#include <algorithm>
#include <utility>

#include "storage/data_files.h"
#include "storage/rocks.h"

namespace tabella::storage {

// ---- Cursor --------------------------------------------------------------------------------

Cursor::Cursor(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Cursor::~Cursor() = default;
Cursor::Cursor(Cursor&&) noexcept = default;

void Cursor::seek_first() {
    impl_->seek_first();
}
void Cursor::seek_last() {
    impl_->seek_last();
}
void Cursor::seek(std::string_view key) {
    impl_->seek(key);
}
void Cursor::seek_for_prev(std::string_view key) {
    impl_->seek_for_prev(key);
}
void Cursor::next() {
    impl_->next();
}
void Cursor::prev() {
    impl_->prev();
}
bool Cursor::valid() const {
    return impl_->valid();
}
std::string_view Cursor::key() const {
    return impl_->key();
}
std::string_view Cursor::value() const {
    return impl_->value();
}
Cursor::End Cursor::end() const {
    return impl_->end();
}
Error Cursor::error() const {
    return impl_->error();
}

// ---- StoreCursor ---------------------------------------------------------------------------

StoreCursor::StoreCursor(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
                         std::string_view begin, std::string_view end, bool within_one_partition,
                         ReadTier tier)
    : begin_(begin), end_(end), tier_(tier), begin_slice_(begin_), end_slice_(end_) {
    const NoWaiting scope(tier_ == ReadTier::kMemoryOnly);
    rocksdb::ReadOptions options = read_options(tier_);
    options.total_order_seek = !within_one_partition;
    options.iterate_lower_bound = &begin_slice_;
    if (!end_.empty()) options.iterate_upper_bound = &end_slice_;
    iterator_.reset(db.NewIterator(options, family));
}

template <class Move>
void StoreCursor::move(Move move) {
    const NoWaiting scope(tier_ == ReadTier::kMemoryOnly);
    move(*iterator_);
    if (counted_.has_value()) counted_->row();
}

void StoreCursor::seek_first() {
    move([&](rocksdb::Iterator& iterator) { iterator.Seek(begin_slice_); });
    begin_collecting(true);
}
void StoreCursor::seek_last() {
    move([](rocksdb::Iterator& iterator) { iterator.SeekToLast(); });
    begin_collecting(false);
}
void StoreCursor::seek(std::string_view key) {
    move([&](rocksdb::Iterator& iterator) { iterator.Seek(slice(key)); });
    collected_.reset();
}
void StoreCursor::seek_for_prev(std::string_view key) {
    move([&](rocksdb::Iterator& iterator) { iterator.SeekForPrev(slice(key)); });
    collected_.reset();
}
void StoreCursor::next() {
    move([](rocksdb::Iterator& iterator) { iterator.Next(); });
    collect(true);
}
void StoreCursor::prev() {
    move([](rocksdb::Iterator& iterator) { iterator.Prev(); });
    collect(false);
}

std::string_view StoreCursor::key() const {
    return view(iterator_->key());
}
std::string_view StoreCursor::value() const {
    return view(iterator_->value());
}

Cursor::End StoreCursor::end() const {
    const rocksdb::Status status = iterator_->status();
    if (status.ok()) return Cursor::End::kFinished;
    return status.IsBusy() ? Cursor::End::kNeedsDisk : Cursor::End::kFailed;
}

Error StoreCursor::error() const {
    return to_error(iterator_->status());
}

void StoreCursor::begin_collecting(bool forward) {
    if (!remembered_.has_value()) return;
    collected_.emplace();
    forward_ = forward;
    collect(forward);
}

void StoreCursor::collect(bool forward) {
    if (!collected_.has_value()) return;
    bool goes_on = forward == forward_;
    if (goes_on && iterator_->Valid()) {
        collected_->add(key(), value());
        goes_on = collected_->bytes() <= bytes_max_;
    } else {
        if (goes_on && iterator_->status().ok()) {
            if (!forward) collected_->reverse();
            cache_->remember(*remembered_, begin_, end_, std::move(*collected_));
        }
        goes_on = false;
    }
    if (!goes_on) collected_.reset();
}

// ---- CachedCursor --------------------------------------------------------------------------

CachedCursor::CachedCursor(PartitionCache::Rows rows, std::string_view begin, std::string_view end)
    : rows_(std::move(rows)), first_(rows_->lower_bound(begin)), last_(rows_->lower_bound(end)) {}

void CachedCursor::seek(std::string_view key) {
    at_ = std::max(first_, rows_->lower_bound(key));
}

void CachedCursor::seek_for_prev(std::string_view key) {
    const std::size_t behind = std::min(last_, rows_->lower_bound(key));
    at_ = behind < last_ && rows_->key(behind) == key ? behind : behind - 1;
}

}  // namespace tabella::storage
