#include "base/task.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <thread>

namespace tabella {
namespace {

Task<int> answer() {
    co_return 42;
}

Task<std::string> twice(std::string text) {
    const int number = co_await answer();
    co_return text + text + std::to_string(number);
}

TEST(Task, ReturnsItsValueThroughNestedTasks) {
    EXPECT_EQ(sync_wait(twice("ab")), "abab42");
}

TEST(Task, DoesNotRunUntilAwaited) {
    bool ran = false;
    auto make = [](bool* flag) -> Task<int> {
        *flag = true;
        co_return 1;
    };
    { Task<int> task = make(&ran); }
    EXPECT_FALSE(ran);
}

Task<int> from_callback(bool other_thread) {
    const int value = co_await await_callback<int>([&](auto done) {
        if (other_thread)
            std::thread([done] { done(7); }).detach();
        else
            done(7);
    });
    co_return value;
}

TEST(Task, AwaitsACallbackCalledAtOnceOrFromAnotherThread) {
    EXPECT_EQ(sync_wait(from_callback(false)), 7);
    for (int i = 0; i < 200; ++i) EXPECT_EQ(sync_wait(from_callback(true)), 7);
}

struct RecordingScheduler : Scheduler {
    std::deque<std::coroutine_handle<>> posted;
    std::binary_semaphore arrived{0};
    void post(std::coroutine_handle<> handle) override {
        posted.push_back(handle);
        arrived.release();
    }
};

TEST(Task, GoesOnWhereItsSchedulerSays) {
    RecordingScheduler scheduler;
    std::thread::id resumed_in;
    std::atomic<bool> go{false};
    auto work = [&]() -> Task<int> {
        const int value = co_await await_callback<int>([&](auto done) {
            std::thread([done, &go] {
                while (!go) std::this_thread::yield();
                done(1);
            }).detach();
        });
        resumed_in = std::this_thread::get_id();
        co_return value;
    };
    {
        Scheduler::Scope scope(&scheduler);
        spawn(work(), [](int) {});
        go = true;
        scheduler.arrived.acquire();
        scheduler.posted.front().resume();
    }
    EXPECT_EQ(resumed_in, std::this_thread::get_id());
}

}  // namespace
}  // namespace tabella
