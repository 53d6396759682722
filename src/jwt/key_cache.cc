#include "jwt/key_cache.h"

#include <spdlog/spdlog.h>

namespace tabella::jwt {

namespace {

constexpr EpochMs kPauseMs = 60'000;
constexpr EpochMs kAgeMaxMs = 3'600'000;

}  // namespace

Task<KeyCache::Found> KeyCache::find(std::optional<std::string> id) {
    co_await refresh(kAgeMaxMs);
    std::shared_ptr<const KeySet> known = keys();
    if (known == nullptr || known->find(id) == nullptr) {
        co_await refresh(kPauseMs);
        known = keys();
    }
    if (known == nullptr) co_return Found{.key = nullptr, .keys_missing = true};
    co_return Found{.key = known->find(id)};
}

std::shared_ptr<const KeySet> KeyCache::keys() {
    std::lock_guard lock(mutex_);
    return keys_;
}

Task<Nothing> KeyCache::refresh(EpochMs older_than_ms) {
    bool fetch = false;
    bool wait = false;
    {
        std::lock_guard lock(mutex_);
        const EpochMs now = clock_.now_ms();
        // A clock that went back must not stop all fetches until it has caught up.
        const auto passed = [&](const std::optional<EpochMs>& since, EpochMs for_ms) {
            return !since.has_value() || now - *since >= for_ms || now < *since;
        };
        // Keys that could not be had when they were too old are asked for again a minute later.
        const bool due =
            passed(tried_at_, kPauseMs) &&
            passed(older_than_ms == kAgeMaxMs ? fetched_at_ : tried_at_, older_than_ms);
        wait = fetching_ && (due || keys_ == nullptr || older_than_ms == kPauseMs);
        fetch = !fetching_ && due;
        if (fetch) {
            fetching_ = true;
            tried_at_ = now;
        }
    }
    if (fetch) co_await fetch_now();
    if (wait)
        co_await await_callback<Nothing>([this](std::function<void(Nothing)> done) {
            {
                std::lock_guard lock(mutex_);
                if (fetching_) {
                    waiting_.push_back(std::move(done));
                    return;
                }
            }
            done(Nothing{});
        });
    co_return Nothing{};
}

Task<Nothing> KeyCache::fetch_now() {
    const Result<std::string> text = co_await fetcher_.fetch();
    std::shared_ptr<const KeySet> fetched;
    std::string wrong;
    if (text.ok()) {
        auto parsed = KeySet::parse(*text, algorithm_);
        if (parsed.ok())
            fetched = std::make_shared<const KeySet>(std::move(parsed).value());
        else
            wrong = parsed.error().message;
    } else {
        wrong = text.error().message;
    }
    if (fetched == nullptr) spdlog::warn("tokens: keys were not fetched: {}", wrong);
    std::vector<std::function<void(Nothing)>> waiting;
    {
        std::lock_guard lock(mutex_);
        if (fetched != nullptr) {
            keys_ = std::move(fetched);
            fetched_at_ = tried_at_;
        }
        fetching_ = false;
        waiting.swap(waiting_);
    }
    for (const auto& done : waiting) done(Nothing{});
    co_return Nothing{};
}

}  // namespace tabella::jwt
