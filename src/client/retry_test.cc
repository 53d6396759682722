#include "client/retry.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace tabella::client {
namespace {

using namespace std::chrono_literals;

/// Always the same number.
class FixedRandom final : public Random {
 public:
    explicit FixedRandom(std::uint64_t value) : value_(value) {}
    std::uint64_t next() override { return value_; }

 private:
    std::uint64_t value_;
};

TEST(Retries, WaitUpToABoundThatDoubles) {
    SeededRandom random(1);
    const RetryOptions options{.attempts_max = 8, .base_delay = 50ms, .delay_max = 1'000ms};
    std::vector<std::chrono::milliseconds> longest(7, 0ms);
    std::vector<std::chrono::milliseconds> shortest(7, 1h);
    for (int round = 0; round < 2'000; ++round) {
        RetryBudget budget(500);
        Retries retries(options, budget, random);
        for (std::size_t i = 0; i < longest.size(); ++i) {
            const auto delay = retries.after(Failure::kTransient, 1h);
            ASSERT_TRUE(delay);
            longest[i] = std::max(longest[i], *delay);
            shortest[i] = std::min(shortest[i], *delay);
        }
        EXPECT_FALSE(retries.after(Failure::kTransient, 1h));
    }
    const std::vector<std::chrono::milliseconds> bounds{50ms,  100ms,   200ms,  400ms,
                                                        800ms, 1'000ms, 1'000ms};
    for (std::size_t i = 0; i < bounds.size(); ++i) {
        EXPECT_LE(longest[i], bounds[i]);
        EXPECT_GE(longest[i], bounds[i] * 98 / 100);
        EXPECT_LE(shortest[i], bounds[i] * 2 / 100);
    }
}

TEST(Retries, EndAfterFourAttempts) {
    FixedRandom random(0);
    RetryBudget budget(500);
    const RetryOptions options;
    Retries retries(options, budget, random);
    for (int retry = 1; retry <= 3; ++retry) EXPECT_TRUE(retries.after(Failure::kTransient, 1h));
    EXPECT_FALSE(retries.after(Failure::kTransient, 1h));
}

TEST(Retries, DoNotFollowAFinalFailure) {
    FixedRandom random(0);
    RetryBudget budget(500);
    const RetryOptions options;
    Retries retries(options, budget, random);
    EXPECT_FALSE(retries.after(Failure::kFinal, 1h));
}

TEST(Retries, DoNotWaitBeyondTheDeadline) {
    FixedRandom random(40);
    RetryBudget budget(500);
    const RetryOptions options;
    Retries retries(options, budget, random);
    EXPECT_FALSE(retries.after(Failure::kTransient, 40ms));
    EXPECT_EQ(retries.after(Failure::kTransient, 41ms), 40ms);
}

TEST(Retries, EndWhenTheBudgetOfAllRequestsIsSpent) {
    FixedRandom random(0);
    RetryBudget budget(500);
    const RetryOptions options{.attempts_max = std::numeric_limits<int>::max()};
    Retries timeouts(options, budget, random);
    for (int i = 0; i < 25; ++i) EXPECT_TRUE(timeouts.after(Failure::kTimeout, 1h));
    Retries others(options, budget, random);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(others.after(Failure::kTransient, 1h));
    Retries late(options, budget, random);
    EXPECT_FALSE(late.after(Failure::kTransient, 1h));

    for (int i = 0; i < 4; ++i) Retries(options, budget, random).succeeded();
    EXPECT_FALSE(late.after(Failure::kTransient, 1h));
    Retries(options, budget, random).succeeded();
    EXPECT_TRUE(late.after(Failure::kTransient, 1h));
    // A retry that succeeds costs nothing in the end.
    late.succeeded();
    EXPECT_TRUE(late.after(Failure::kTransient, 1h));
}

TEST(RetryBudget, HoldsNoMoreThanItsSize) {
    RetryBudget budget(10);
    budget.give_back(100);
    EXPECT_TRUE(budget.take(10));
    EXPECT_FALSE(budget.take(1));
}

}  // namespace
}  // namespace tabella::client
