#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/task.h"
#include "sigv4/sigv4.h"

namespace tabella::client {

/// Credentials as a source gave them.
struct ResolvedCredentials {
    sigv4::Credentials keys;
    std::optional<EpochMs> expires_ms = {};  ///< Nothing: they do not expire.
};

/// What a source finds: nothing when it is not configured (the next one is asked), an error when it
/// is configured but did not give any (nobody else is asked, lest a mistake pass unseen).
using FoundCredentials = Result<std::optional<ResolvedCredentials>>;

/// One place where credentials may come from. Thread-safe; outlives its tasks.
class CredentialSource {
 public:
    virtual ~CredentialSource() = default;
    virtual Task<FoundCredentials> find() = 0;
};

/// Who signs asks this. Thread-safe; outlives its tasks.
class CredentialsProvider {
 public:
    virtual ~CredentialsProvider() = default;
    /// The credentials to use now. The error is meant for the user and names what to set.
    virtual Task<Result<sigv4::Credentials>> credentials() = 0;
    /// The service has refused the present ones as expired: do not give them out again.
    virtual void discard() = 0;
};

/// Always the same ones.
class StaticCredentials final : public CredentialsProvider {
 public:
    explicit StaticCredentials(sigv4::Credentials keys) : keys_(std::move(keys)) {}
    Task<Result<sigv4::Credentials>> credentials() override;
    void discard() override {}

 private:
    sigv4::Credentials keys_;
};

/// Asks its sources in their order, when first needed and no sooner, and keeps what the first one
/// gives until ten minutes before it expires. One refresh runs at a time: meanwhile others get the
/// present credentials while those are valid, else they wait for the refresh. A refresh that fails
/// while the present credentials are valid goes unnoticed and is tried again a minute later.
class CredentialsChain final : public CredentialsProvider {
 public:
    /// `clock` outlives the chain.
    CredentialsChain(const Clock& clock, std::vector<std::unique_ptr<CredentialSource>> sources)
        : clock_(clock), sources_(std::move(sources)) {}

    Task<Result<sigv4::Credentials>> credentials() override;
    void discard() override;

 private:
    using Waiter = std::function<void(Result<sigv4::Credentials>)>;

    Task<Result<ResolvedCredentials>> resolve();
    /// Stores the outcome and returns it with those who wait for it.
    Result<sigv4::Credentials> finish(Result<ResolvedCredentials> outcome,
                                      std::vector<Waiter>& waiters);
    bool present_is_valid() const;  ///< With the lock held.

    const Clock& clock_;
    const std::vector<std::unique_ptr<CredentialSource>> sources_;
    std::mutex mutex_;
    std::optional<ResolvedCredentials> present_;
    std::optional<EpochMs> refresh_at_ms_;
    bool refreshing_ = false;
    std::vector<Waiter> waiters_;
};

}  // namespace tabella::client
