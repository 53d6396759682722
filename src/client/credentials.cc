#include "client/credentials.h"

#include <algorithm>
#include <utility>

namespace tabella::client {

namespace {
constexpr EpochMs kRefreshBeforeExpiryMs = 10 * 60 * 1000;
constexpr EpochMs kRefreshIntervalMinMs = 60 * 1000;
}  // namespace

Task<Result<sigv4::Credentials>> StaticCredentials::credentials() {
    co_return keys_;
}

bool CredentialsChain::present_is_valid() const {
    return present_ && (!present_->expires_ms || clock_.now_ms() < *present_->expires_ms);
}

Task<Result<sigv4::Credentials>> CredentialsChain::credentials() {
    bool wait = false;
    {
        const std::lock_guard lock(mutex_);
        const bool valid = present_is_valid();
        const bool due = !refresh_at_ms_ || clock_.now_ms() >= *refresh_at_ms_;
        const bool fresh = present_ && (!present_->expires_ms || !due);
        if (valid && (fresh || refreshing_)) co_return present_->keys;
        wait = std::exchange(refreshing_, true);
    }
    if (wait) {
        auto outcome = co_await await_callback<Result<sigv4::Credentials>>([this](auto done) {
            std::unique_lock lock(mutex_);
            if (refreshing_) {
                waiters_.emplace_back(done);
                return;
            }
            // The refresh has ended between the two locks.
            Result<sigv4::Credentials> now =
                present_is_valid()
                    ? Result<sigv4::Credentials>(present_->keys)
                    : Result<sigv4::Credentials>(Error{
                          ErrorKind::kUnavailable, "the AWS credentials could not be refreshed"});
            lock.unlock();
            done(std::move(now));
        });
        co_return outcome;
    }
    Result<ResolvedCredentials> resolved = co_await resolve();
    std::vector<Waiter> waiters;
    Result<sigv4::Credentials> outcome = finish(std::move(resolved), waiters);
    for (const Waiter& waiter : waiters) waiter(outcome);
    co_return outcome;
}

Task<Result<ResolvedCredentials>> CredentialsChain::resolve() {
    for (const std::unique_ptr<CredentialSource>& source : sources_) {
        FoundCredentials found = co_await source->find();
        if (!found.ok()) co_return std::move(found).error();
        if (found->has_value()) co_return std::move(**found);
    }
    co_return Error{ErrorKind::kNotFound,
                    "no AWS credentials found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
                    "AWS_PROFILE with a profile in ~/.aws/credentials"};
}

Result<sigv4::Credentials> CredentialsChain::finish(Result<ResolvedCredentials> outcome,
                                                    std::vector<Waiter>& waiters) {
    const std::lock_guard lock(mutex_);
    refreshing_ = false;
    waiters.swap(waiters_);
    const EpochMs now_ms = clock_.now_ms();
    refresh_at_ms_ = now_ms + kRefreshIntervalMinMs;
    if (!outcome.ok()) {
        if (present_is_valid()) return present_->keys;
        return std::move(outcome).error();
    }
    if (outcome->expires_ms)
        refresh_at_ms_ = std::max(*refresh_at_ms_, *outcome->expires_ms - kRefreshBeforeExpiryMs);
    present_ = std::move(*outcome);
    return present_->keys;
}

void CredentialsChain::discard() {
    const std::lock_guard lock(mutex_);
    present_.reset();
    refresh_at_ms_.reset();
}

}  // namespace tabella::client
