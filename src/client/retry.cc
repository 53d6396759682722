#include "client/retry.h"

#include <algorithm>

namespace tabella::client {

namespace {
constexpr int kRetryCost = 5;
constexpr int kTimeoutCost = 10;
constexpr int kFirstAttemptReward = 1;
}  // namespace

bool RetryBudget::take(int tokens) {
    const std::lock_guard lock(mutex_);
    if (tokens > tokens_) return false;
    tokens_ -= tokens;
    return true;
}

void RetryBudget::give_back(int tokens) {
    const std::lock_guard lock(mutex_);
    tokens_ = std::min(tokens_max_, tokens_ + tokens);
}

std::optional<std::chrono::milliseconds> Retries::after(Failure failure,
                                                        std::chrono::milliseconds time_left) {
    if (failure == Failure::kFinal || attempts_ >= options_.attempts_max) return std::nullopt;
    std::chrono::milliseconds bound = options_.base_delay;
    for (int i = 1; i < attempts_ && bound < options_.delay_max; ++i) bound *= 2;
    bound = std::min(bound, options_.delay_max);
    const auto choices = static_cast<std::uint64_t>(std::max<std::int64_t>(bound.count(), 0)) + 1;
    const std::chrono::milliseconds delay(static_cast<std::int64_t>(random_.next() % choices));
    if (delay >= time_left) return std::nullopt;
    const int cost = failure == Failure::kTimeout ? kTimeoutCost : kRetryCost;
    if (!budget_.take(cost)) return std::nullopt;
    last_cost_ = cost;
    ++attempts_;
    return delay;
}

void Retries::succeeded() {
    budget_.give_back(last_cost_ == 0 ? kFirstAttemptReward : last_cost_);
}

}  // namespace tabella::client
