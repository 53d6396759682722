#include "http/runtime.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <latch>
#include <set>
#include <thread>

namespace tabella::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(Runtime, SleepsAtLeastTheDelay) {
    Runtime runtime(1);
    const auto begin = steady_clock::now();
    sync_wait(runtime.sleep_for(milliseconds{20}));
    EXPECT_GE(steady_clock::now() - begin, milliseconds{20});
}

TEST(Runtime, SpreadsWorkOverItsThreadsAndKeepsEachOnItsOwn) {
    Runtime runtime(2);
    struct Seen {
        std::mutex mutex;
        std::set<std::thread::id> threads;
        bool moved = false;
    } seen;
    const auto work = [](Runtime* on, Seen* seen_by) -> Task<Nothing> {
        co_await on->sleep_for(milliseconds{1});
        const auto first = std::this_thread::get_id();
        co_await on->sleep_for(milliseconds{1});
        std::lock_guard lock(seen_by->mutex);
        seen_by->threads.insert(first);
        if (std::this_thread::get_id() != first) seen_by->moved = true;
        co_return Nothing{};
    };
    std::latch done(4);
    for (int i = 0; i < 4; ++i) spawn(work(&runtime, &seen), [&](Nothing) { done.count_down(); });
    done.wait();
    EXPECT_EQ(seen.threads.size(), 2u);
    EXPECT_FALSE(seen.moved);
}

TEST(Runtime, ItsThreadsPushNobodyAside) {
    Runtime runtime(1);
    const auto policy = [](Runtime* on) -> Task<int> {
        co_await on->sleep_for(milliseconds{1});
        co_return ::sched_getscheduler(0);
    };
    EXPECT_EQ(sync_wait(policy(&runtime)), SCHED_BATCH);
}

TEST(Runtime, EndsTimersEarlyWhenItStops) {
    std::latch done(2);
    const auto begin = steady_clock::now();
    {
        Runtime runtime(1);
        for (int i = 0; i < 2; ++i)
            spawn(runtime.sleep_for(std::chrono::hours{1}), [&](Nothing) { done.count_down(); });
    }
    done.wait();
    EXPECT_LT(steady_clock::now() - begin, std::chrono::minutes{1});
}

TEST(Runtime, SleepsNoMoreOnceStopped) {
    Runtime runtime(1);
    runtime.stop();
    runtime.stop();
    sync_wait(runtime.sleep_for(std::chrono::hours{1}));
}

}  // namespace
}  // namespace tabella::http
