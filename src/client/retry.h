#pragma once

#include <chrono>
#include <mutex>
#include <optional>

#include "base/random.h"

// When to send a request again, after the AWS SDKs' standard mode: "Retry behavior" (AWS SDKs and
// tools reference guide, feature-retry-behavior.html) and "Error handling with DynamoDB"
// (Programming.Errors.html).

namespace tabella::client {

struct RetryOptions {
    int attempts_max = 4;                      ///< The first one included; at least 1.
    std::chrono::milliseconds base_delay{50};  ///< Before the second attempt; doubles each time.
    std::chrono::milliseconds delay_max{1'000};
    int budget_tokens = 500;
};

enum class Failure {
    kFinal,      ///< Would fail again.
    kTransient,  ///< Throttled, a server's fault, no connection.
    kTimeout,    ///< No answer in time: costs the budget twice as much.
};

/// What all requests of a client may spend on retries, lest they make an outage worse: each retry
/// takes tokens, each success gives some back. Thread-safe.
class RetryBudget {
 public:
    explicit RetryBudget(int tokens_max) : tokens_max_(tokens_max), tokens_(tokens_max) {}

    /// False, taking nothing, when there are not enough.
    bool take(int tokens);
    void give_back(int tokens);

 private:
    const int tokens_max_;
    std::mutex mutex_;
    int tokens_;
};

/// The retries of one request. Not thread-safe; what it is given outlives it.
class Retries {
 public:
    Retries(const RetryOptions& options, RetryBudget& budget, Random& random)
        : options_(options), budget_(budget), random_(random) {}

    /// How long to wait before the next attempt: at random between 0 and a bound that doubles
    /// ("full jitter"). Nothing when there is to be none: the failure is final, the attempts or the
    /// budget are used up, or the wait would not end before `time_left`.
    std::optional<std::chrono::milliseconds> after(Failure failure,
                                                   std::chrono::milliseconds time_left);
    /// To be called when an attempt succeeded.
    void succeeded();

 private:
    const RetryOptions& options_;
    RetryBudget& budget_;
    Random& random_;
    int attempts_ = 1;
    int last_cost_ = 0;
};

}  // namespace tabella::client
