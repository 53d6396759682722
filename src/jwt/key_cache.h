#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "jwt/fetch.h"
#include "jwt/key_set.h"

namespace tabella::jwt {

/// The key set of an issuer, kept and fetched again: when it is an hour old, so that a key which
/// was withdrawn is not trusted for ever, and when a token names a key that is not in it, which
/// after a rotation is a new one; but at most once a minute, whatever tokens name. A fetch that
/// fails, or brings no key set, leaves the keys that there are.
///
/// Thread-safe. Fetcher and clock outlive it.
class KeyCache {
 public:
    KeyCache(KeyFetcher& fetcher, const Clock& clock, Algorithm algorithm)
        : fetcher_(fetcher), clock_(clock), algorithm_(algorithm) {}

    struct Found {
        PublicKey key;              ///< Null: no such key.
        bool keys_missing = false;  ///< No key set was ever fetched: nobody can be told apart.
    };
    /// The key of that id; without an id, the only key.
    Task<Found> find(std::optional<std::string> id);

 private:
    std::shared_ptr<const KeySet> keys();
    /// Fetches where that is due; who comes meanwhile waits for the same answer.
    Task<Nothing> refresh(EpochMs older_than_ms);
    Task<Nothing> fetch_now();

    KeyFetcher& fetcher_;
    const Clock& clock_;
    const Algorithm algorithm_;

    std::mutex mutex_;  ///< Guards all below.
    std::shared_ptr<const KeySet> keys_;
    std::optional<EpochMs> tried_at_;
    std::optional<EpochMs> fetched_at_;  ///< When `keys_` were asked for.
    bool fetching_ = false;
    std::vector<std::function<void(Nothing)>> waiting_;
};

}  // namespace tabella::jwt
