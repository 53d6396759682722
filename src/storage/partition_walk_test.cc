#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>

#include "storage/key_codec.h"
#include "storage/store_test_support.h"
#include "storage/test_settings.h"

// A walk below one partition leaves out the files and write buffers whose filters say that they do
// not have it: here over many of both, with filters in many parts, against a std::map. A few
// partitions are read again and again, which the partition cache then remembers.
// TABELLA_WALKS and TABELLA_SEED ask for other runs.

namespace tabella::storage {
namespace {

constexpr unsigned kPartitions = 500;
constexpr unsigned kOftenWalked = 4;
constexpr unsigned kRows = 40;

class PartitionWalk : public ::testing::TestWithParam<Keyspace> {
 protected:
    unsigned roll(unsigned sides) { return static_cast<unsigned>(random_() % sides); }

    std::string partition(unsigned partitions = kPartitions) {
        const std::string name = std::to_string(roll(partitions));
        std::string key;
        append_u32(key, 1 + roll(2));
        if (GetParam() == Keyspace::kIndexes) append_u32(key, 7);
        append_u64(key, partition_hash(name));
        append_bytes(key, name);
        return key;
    }
    /// A tenth of the partitions: the last digit of the name stands before the part's end.
    static bool is_left_empty(const std::string& partition) {
        return partition[partition.size() - 3] == '7';
    }
    std::string row() { return fmt::format("{:02}", roll(kRows)); }

    void write_some() {
        WriteBatch batch = store_->make_batch();
        for (int i = 0; i < 200; ++i) {
            std::string key = partition();
            if (is_left_empty(key)) continue;
            if (roll(200) == 0) {
                const std::string end = after_prefix(key);
                batch.erase_range(GetParam(), key, end);
                rows_.erase(rows_.lower_bound(key), rows_.lower_bound(end));
                continue;
            }
            key += row();
            if (roll(4) == 0) {
                batch.erase(GetParam(), key);
                rows_.erase(key);
            } else {
                std::string value = std::to_string(random_()) + std::string(roll(60), 'x');
                batch.put(GetParam(), key, value);
                rows_.insert_or_assign(key, std::move(value));
            }
        }
        ASSERT_TRUE(store_->write(batch).ok());
    }

    using Rows = std::map<std::string, std::string>;
    using Found = std::vector<std::pair<std::string, std::string>>;

    Found expected(const std::string& begin, const std::string& end) const {
        return {rows_.lower_bound(begin), rows_.lower_bound(end)};
    }

    /// A whole walk in either direction; and one from somewhere within, which turns.
    void walk() {
        std::string begin = partition(roll(2) == 0 ? kOftenWalked : kPartitions);
        std::string end = after_prefix(begin);
        if (roll(2) == 0) begin += row();
        if (roll(2) == 0) end = std::max(begin, begin.substr(0, end.size()) + row());
        const Found whole = expected(begin, end);
        Cursor cursor = store_->cursor(GetParam(), begin, end, ReadTier::kAll);
        const auto here = [&] {
            return std::pair(std::string(cursor.key()), std::string(cursor.value()));
        };
        Found found;
        if (roll(2) == 0) {
            for (cursor.seek_first(); cursor.valid(); cursor.next()) found.push_back(here());
        } else {
            for (cursor.seek_last(); cursor.valid(); cursor.prev()) found.push_back(here());
            std::reverse(found.begin(), found.end());
        }
        ASSERT_EQ(found, whole);
        ASSERT_EQ(cursor.end(), Cursor::End::kFinished);
        if (whole.size() < 3) return;
        const auto at = 1 + roll(static_cast<unsigned>(whole.size()) - 2);
        roll(2) == 0 ? cursor.seek(whole[at].first) : cursor.seek_for_prev(whole[at].first);
        ASSERT_EQ(here(), whole[at]);
        roll(2) == 0 ? cursor.next() : cursor.prev();
        ASSERT_TRUE(cursor.valid());
        const auto next = here();
        ASSERT_TRUE(next == whole[at - 1] || next == whole[at + 1]);
        next == whole[at + 1] ? cursor.prev() : cursor.next();
        ASSERT_TRUE(cursor.valid());
        ASSERT_EQ(here(), whole[at]);
    }

    /// Of a row that may be there, as I/O threads do it.
    void look_up() {
        const std::string key = partition(roll(2) == 0 ? kOftenWalked : kPartitions) + row();
        auto found = store_->get(GetParam(), key, ReadTier::kMemoryOnly);
        ASSERT_TRUE(found.ok());
        if (found->needs_disk) found = store_->get(GetParam(), key, ReadTier::kAll);
        ASSERT_TRUE(found.ok());
        const auto expected = rows_.find(key);
        ASSERT_EQ(found->value.value_or("none"),
                  expected != rows_.end() ? expected->second : "none");
    }

    void reopen() {
        store_.reset();
        store_ = open_ok({.directory = directory_.path(),
                          .compact = roll(4) == 0,
                          .write_buffer_bytes = 128 * 1024});
    }

    const std::uint64_t seed_ = from_environment("TABELLA_SEED", std::random_device{}());
    std::mt19937_64 random_{seed_};
    TestDirectory directory_;
    std::unique_ptr<Store> store_;
    Rows rows_;
};

TEST_P(PartitionWalk, FindsWhatAMapFinds) {
    SCOPED_TRACE("TABELLA_SEED=" + std::to_string(seed_));
    constexpr int kWalksAtOnce = 50;
    const std::uint64_t walks = from_environment("TABELLA_WALKS", 5'000);
    reopen();
    for (std::uint64_t i = 0; i < walks / kWalksAtOnce && !HasFatalFailure(); ++i) {
        write_some();
        if (roll(30) == 0) reopen();
        for (int j = 0; j < kWalksAtOnce && !HasFatalFailure(); ++j) {
            walk();
            for (int look_ups = 0; look_ups < 4; ++look_ups) look_up();
        }
    }
    // And over all partitions.
    Cursor cursor = store_->cursor(GetParam(), "", "", ReadTier::kAll);
    Found found;
    for (cursor.seek_first(); cursor.valid(); cursor.next())
        found.emplace_back(cursor.key(), cursor.value());
    ASSERT_EQ(found, Found(rows_.begin(), rows_.end()));
}

INSTANTIATE_TEST_SUITE_P(Store, PartitionWalk,
                         ::testing::Values(Keyspace::kItems, Keyspace::kIndexes));

}  // namespace
}  // namespace tabella::storage
