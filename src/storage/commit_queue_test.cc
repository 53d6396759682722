#include "storage/commit_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>

#include "storage/test_directory.h"

namespace tabella::storage {
namespace {

struct TestChange final : Change {
    std::function<Status(CommitContext&)> work;
    std::size_t size = 1;

    Status apply(CommitContext& context) override { return work(context); }
    std::size_t bytes() const override { return size; }
};

Task<Status> commit(CommitQueue& queue, TestChange change) {
    Status status = co_await queue.commit(change);
    co_return status;
}

TestChange increment() {
    TestChange change;
    change.work = [](CommitContext& context) -> Status {
        TABELLA_ASSIGN(const auto value, context.get(Keyspace::kItems, "n"));
        const int next = value.has_value() ? std::stoi(*value) + 1 : 1;
        context.put(Keyspace::kItems, "n", std::to_string(next));
        return context.add_to_counter("count", 1);
    };
    return change;
}

std::string stored(const Store& store, std::string_view key) {
    const auto lookup = store.get(Keyspace::kItems, key, ReadTier::kAll);
    return lookup.ok() ? lookup->value.value_or("none") : lookup.error().message;
}

struct SyncFaults final : FileFaults {
    std::atomic<bool> armed{false};
    FileFault fault(FileOperation operation, std::string_view path) override {
        const bool fails = armed && operation == FileOperation::kSync && path.ends_with(".log");
        return fails ? FileFault::kIoError : FileFault::kNone;
    }
};

class CommitQueueTest : public testing::Test {
 protected:
    void open(std::shared_ptr<FileFaults> faults = nullptr) {
        auto opened = Store::open({.directory = directory_.path(), .faults = std::move(faults)});
        ASSERT_TRUE(opened.ok());
        store_ = std::move(opened).value();
    }

    TestDirectory directory_;
    std::unique_ptr<Store> store_;
};

/// Keeps the writer busy inside a change until it is released, so that what is submitted meanwhile
/// forms one group.
class Gate {
 public:
    TestChange change() {
        TestChange change;
        change.work = [this](CommitContext&) -> Status {
            entered_.count_down();
            opened_.wait();
            return ok_status();
        };
        return change;
    }
    void wait_until_entered() { entered_.wait(); }
    void open() { opened_.count_down(); }

 private:
    std::latch entered_{1};
    std::latch opened_{1};
};

TEST_F(CommitQueueTest, WhoHasAnAnswerNoLongerCountsAsWaiting) {
    open();
    CommitQueue queue(*store_, {});
    const auto depth_afterwards = [](CommitQueue& used) -> Task<std::size_t> {
        TestChange change = increment();
        (void)co_await used.commit(change);
        co_return used.depth();  // Still in the writer's thread.
    };
    EXPECT_EQ(sync_wait(depth_afterwards(queue)), 0u);
}

TEST_F(CommitQueueTest, ChangesOfManyThreadsAreSerialised) {
    open();
    constexpr int kThreads = 8;
    constexpr int kEach = 50;
    {
        CommitQueue queue(*store_, {});
        std::vector<std::thread> threads;
        for (int i = 0; i < kThreads; ++i)
            threads.emplace_back([&] {
                for (int n = 0; n < kEach; ++n)
                    EXPECT_TRUE(sync_wait(commit(queue, increment())).ok());
            });
        for (std::thread& thread : threads) thread.join();
    }
    EXPECT_EQ(stored(*store_, "n"), std::to_string(kThreads * kEach));
    EXPECT_EQ(*read_counter(*store_, "count"), kThreads * kEach);
}

TEST_F(CommitQueueTest, WaitingChangesShareOneCommitAndSeeEachOther) {
    open();
    CommitQueue queue(*store_, {});
    const std::uint64_t before = store_->commit_number();
    Gate gate;
    std::latch done(21);
    auto count = [&](const Status& status) {
        EXPECT_TRUE(status.ok());
        done.count_down();
    };
    spawn(commit(queue, gate.change()), count);
    gate.wait_until_entered();
    for (int i = 0; i < 20; ++i) spawn(commit(queue, increment()), count);
    gate.open();
    done.wait();
    EXPECT_EQ(store_->commit_number(), before + 1);
    EXPECT_EQ(stored(*store_, "n"), "20");
}

TEST_F(CommitQueueTest, AFailingChangeLeavesTheOthersOfItsGroupAlone) {
    open();
    CommitQueue queue(*store_, {});
    Gate gate;
    std::latch done(3);
    std::optional<Status> refused;
    spawn(commit(queue, gate.change()), [&](const Status&) { done.count_down(); });
    gate.wait_until_entered();
    TestChange failing;
    failing.work = [](CommitContext&) -> Status { return Error{ErrorKind::kNotFound, "mine"}; };
    spawn(commit(queue, failing), [&](Status status) {
        refused = std::move(status);
        done.count_down();
    });
    spawn(commit(queue, increment()), [&](const Status& status) {
        EXPECT_TRUE(status.ok());
        done.count_down();
    });
    gate.open();
    done.wait();
    EXPECT_EQ(refused->error().message, "mine");
    EXPECT_EQ(stored(*store_, "n"), "1");
}

TEST_F(CommitQueueTest, KnowsTheSizesOfTheRowsThatItWrote) {
    open();
    CommitQueue queue(*store_, {});
    const auto run = [&](std::function<Status(CommitContext&)> work) {
        TestChange change;
        change.work = std::move(work);
        return sync_wait(commit(queue, std::move(change))).ok();
    };
    ASSERT_TRUE(run([](CommitContext& context) -> Status {
        EXPECT_EQ(context.row_size("a"), std::nullopt);
        context.put_row("a", "value", 7);
        EXPECT_EQ(context.row_size("a"), 7u);
        context.put_row("b", "value", 8);
        context.put_row("unsized", "value", 8);
        context.put_row("range", "value", 9);
        return ok_status();
    }));
    ASSERT_FALSE(run([](CommitContext& context) -> Status {
        EXPECT_EQ(context.row_size("a"), 7u);
        context.put_row("a", "new", 3);
        context.erase(Keyspace::kItems, "b");
        return Error{ErrorKind::kNotFound, "refused"};
    }));
    ASSERT_TRUE(run([](CommitContext& context) -> Status {
        EXPECT_EQ(context.row_size("a"), 7u);
        EXPECT_EQ(context.row_size("b"), 8u);
        context.erase(Keyspace::kItems, "b");
        EXPECT_EQ(context.row_size("b"), RowSizes::kNoRow);
        context.put(Keyspace::kItems, "unsized", "value");
        EXPECT_EQ(context.row_size("unsized"), std::nullopt);
        context.erase(Keyspace::kIndexes, "a");
        return ok_status();
    }));
    ASSERT_TRUE(run([](CommitContext& context) -> Status {
        EXPECT_EQ(context.row_size("a"), 7u);
        EXPECT_EQ(context.row_size("b"), RowSizes::kNoRow);
        EXPECT_EQ(context.row_size("unsized"), std::nullopt);
        context.put_row("range b", "value", 9);
        context.erase_range(Keyspace::kItems, "range", "s");
        EXPECT_EQ(context.row_size("range"), RowSizes::kNoRow);
        EXPECT_EQ(context.row_size("range b"), RowSizes::kNoRow);
        context.put_row("range b", "value", 5);
        return ok_status();
    }));
    ASSERT_TRUE(run([](CommitContext& context) -> Status {
        EXPECT_EQ(context.row_size("range").value_or(RowSizes::kNoRow), RowSizes::kNoRow);
        EXPECT_EQ(context.row_size("range b"), 5u);
        return ok_status();
    }));
}

TEST_F(CommitQueueTest, AChangeThatFailsHalfWayIsTakenBackWhole) {
    open();
    CommitQueue queue(*store_, {});
    TestChange setup;
    setup.work = [](CommitContext& context) -> Status {
        context.put(Keyspace::kItems, "a", "old");
        context.put(Keyspace::kItems, "range", "old");
        return context.add_to_counter("kept", 7);
    };
    ASSERT_TRUE(sync_wait(commit(queue, setup)).ok());
    Gate gate;
    std::latch done(4);
    const auto count = [&](const Status&) { done.count_down(); };
    spawn(commit(queue, gate.change()), count);
    gate.wait_until_entered();
    spawn(commit(queue, increment()), count);
    TestChange failing;
    failing.work = [](CommitContext& context) -> Status {
        context.put(Keyspace::kItems, "n", "overwritten");
        context.put(Keyspace::kItems, "n", "and again");
        context.erase(Keyspace::kItems, "a");
        context.put(Keyspace::kItems, "b", "new");
        context.erase_range(Keyspace::kItems, "m", "s");
        TABELLA_CHECK(context.add_to_counter("count", 10));
        TABELLA_CHECK(context.add_to_counter("fresh", 10));
        context.remove_counter("kept");
        return Error{ErrorKind::kIo, "a read failed"};
    };
    spawn(commit(queue, failing), count);
    TestChange later = increment();
    later.work = [work = later.work](CommitContext& context) -> Status {
        EXPECT_EQ(*context.get(Keyspace::kItems, "n"), "1");
        EXPECT_EQ(*context.get(Keyspace::kItems, "a"), "old");
        EXPECT_EQ(*context.get(Keyspace::kItems, "b"), std::nullopt);
        EXPECT_EQ(*context.get(Keyspace::kItems, "range"), "old");
        return work(context);
    };
    spawn(commit(queue, later), count);
    gate.open();
    done.wait();
    EXPECT_EQ(stored(*store_, "n"), "2");
    EXPECT_EQ(stored(*store_, "a"), "old");
    EXPECT_EQ(stored(*store_, "b"), "none");
    EXPECT_EQ(stored(*store_, "range"), "old");
    EXPECT_EQ(*read_counter(*store_, "count"), 2);
    EXPECT_EQ(*read_counter(*store_, "fresh"), 0);
    EXPECT_EQ(*read_counter(*store_, "kept"), 7);
}

TEST_F(CommitQueueTest, ErasedRangesHideWhatStoreAndGroupHeld) {
    open();
    CommitQueue queue(*store_, {});
    TestChange setup;
    setup.work = [](CommitContext& context) {
        context.put(Keyspace::kItems, "a", "old");
        return ok_status();
    };
    ASSERT_TRUE(sync_wait(commit(queue, setup)).ok());
    TestChange change;
    change.work = [](CommitContext& context) {
        context.put(Keyspace::kItems, "b", "new");
        context.erase_range(Keyspace::kItems, "a", "c");
        EXPECT_EQ(*context.get(Keyspace::kItems, "a"), std::nullopt);
        EXPECT_EQ(*context.get(Keyspace::kItems, "b"), std::nullopt);
        context.put(Keyspace::kItems, "b", "again");
        EXPECT_EQ(*context.get(Keyspace::kItems, "b"), "again");
        return ok_status();
    };
    ASSERT_TRUE(sync_wait(commit(queue, change)).ok());
    EXPECT_EQ(stored(*store_, "a"), "none");
    EXPECT_EQ(stored(*store_, "b"), "again");
}

TEST_F(CommitQueueTest, RemovedCountersStartAgainAtZero) {
    open();
    CommitQueue queue(*store_, {});
    ASSERT_TRUE(sync_wait(commit(queue, increment())).ok());
    TestChange change;
    change.work = [](CommitContext& context) {
        context.remove_counter("count");
        return ok_status();
    };
    ASSERT_TRUE(sync_wait(commit(queue, change)).ok());
    EXPECT_EQ(*read_counter(*store_, "count"), 0);
    ASSERT_TRUE(sync_wait(commit(queue, increment())).ok());
    EXPECT_EQ(*read_counter(*store_, "count"), 1);
}

TEST_F(CommitQueueTest, CountersAreRemovedByWhatTheirKeysBeginWith) {
    open();
    CommitQueue queue(*store_, {});
    const auto change_of = [](std::function<Status(CommitContext&)> work) {
        TestChange change;
        change.work = std::move(work);
        return change;
    };
    const auto add = change_of([](CommitContext& context) -> Status {
        for (const char* key : {"a/1", "a/2", "b/1"}) TABELLA_CHECK(context.add_to_counter(key, 5));
        return ok_status();
    });
    const auto remove = [](CommitContext& context) -> Status {
        TABELLA_CHECK(context.add_to_counter("a/2", 1));
        context.remove_counters("a/");
        TABELLA_ASSIGN(const auto pending, context.counter("a/2"));
        TABELLA_ASSIGN(const auto other, context.counter("b/1"));
        EXPECT_EQ(pending, 0);
        EXPECT_EQ(other, 5);
        return ok_status();
    };
    const auto fail = change_of([&](CommitContext& context) -> Status {
        TABELLA_CHECK(remove(context));
        return Error{ErrorKind::kInternal, "as the test wished"};
    });
    ASSERT_TRUE(sync_wait(commit(queue, add)).ok());
    EXPECT_FALSE(sync_wait(commit(queue, fail)).ok());
    EXPECT_EQ(*read_counter(*store_, "a/1"), 5);
    EXPECT_EQ(*read_counter(*store_, "a/2"), 5);
    ASSERT_TRUE(sync_wait(commit(queue, change_of(remove))).ok());
    EXPECT_EQ(*read_counter(*store_, "a/1"), 0);
    EXPECT_EQ(*read_counter(*store_, "a/2"), 0);
    EXPECT_EQ(*read_counter(*store_, "b/1"), 5);
}

TEST_F(CommitQueueTest, NumbersRiseAndThoseOfAFailedChangeAreGivenAgain) {
    open();
    const ManualClock clock(7);
    CommitQueue queue(*store_, {}, clock);
    std::vector<std::int64_t> numbers;
    TestChange change;
    change.work = [&](CommitContext& context) -> Status {
        EXPECT_EQ(context.now_ms(), 7);
        for (int i = 0; i < 2; ++i) {
            TABELLA_ASSIGN(const std::int64_t number, context.take_number("last"));
            numbers.push_back(number);
        }
        return ok_status();
    };
    TestChange failing;
    failing.work = [](CommitContext& context) -> Status {
        EXPECT_TRUE(context.take_number("last").ok());
        return Error{ErrorKind::kInternal, "as planned"};
    };
    ASSERT_TRUE(sync_wait(commit(queue, change)).ok());
    EXPECT_FALSE(sync_wait(commit(queue, failing)).ok());
    ASSERT_TRUE(sync_wait(commit(queue, change)).ok());
    EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 2, 3, 4}));
    EXPECT_EQ(*read_counter(*store_, "last"), 4);
}

TEST_F(CommitQueueTest, AFullQueueRefusesByCountAndByBytes) {
    open();
    CommitQueue queue(*store_, {.changes_max = 2, .bytes_max = 100});
    Gate gate;
    std::latch done(3);
    spawn(commit(queue, gate.change()), [&](const Status&) { done.count_down(); });
    gate.wait_until_entered();
    TestChange large = increment();
    large.size = 101;
    EXPECT_EQ(sync_wait(commit(queue, large)).error().kind, ErrorKind::kOverloaded);
    for (int i = 0; i < 2; ++i)
        spawn(commit(queue, increment()), [&](const Status& status) {
            EXPECT_TRUE(status.ok());
            done.count_down();
        });
    EXPECT_EQ(sync_wait(commit(queue, increment())).error().kind, ErrorKind::kOverloaded);
    gate.open();
    done.wait();
    EXPECT_EQ(stored(*store_, "n"), "2");
}

TEST_F(CommitQueueTest, AFailedSyncIsToldToTheWholeGroupAndIsFinal) {
    auto faults = std::make_shared<SyncFaults>();
    open(faults);
    {
        CommitQueue queue(*store_, {});
        ASSERT_TRUE(sync_wait(commit(queue, increment())).ok());
        Gate gate;
        std::latch done(6);
        std::atomic<int> errors = 0;
        spawn(commit(queue, gate.change()), [&](const Status&) { done.count_down(); });
        gate.wait_until_entered();
        for (int i = 0; i < 5; ++i)
            spawn(commit(queue, increment()), [&](const Status& status) {
                if (!status.ok()) ++errors;
                done.count_down();
            });
        faults->armed = true;
        gate.open();
        done.wait();
        EXPECT_EQ(errors, 5);
        faults->armed = false;
        EXPECT_EQ(sync_wait(commit(queue, increment())).error().kind, ErrorKind::kUnavailable);
    }
    store_.reset();
    open();
    // The failed group may or may not be there; what was acknowledged must be.
    EXPECT_NE(stored(*store_, "n"), "none");
}

}  // namespace
}  // namespace tabella::storage
