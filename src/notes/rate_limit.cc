#include "notes/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace tabella::notes {

std::optional<std::int64_t> RateLimit::take(const std::string& user) {
    if (per_second_ <= 0) return std::nullopt;
    const double burst = std::max(1.0, per_second_);
    const EpochMs now = clock_.now_ms();
    std::lock_guard lock(mutex_);
    if (buckets_.size() >= sweep_at_) drop_full(now);
    Bucket& bucket = buckets_.try_emplace(user, Bucket{burst, now}).first->second;
    // A clock that went back fills no bucket, and empties none.
    const double passed_s = static_cast<double>(std::max<EpochMs>(0, now - bucket.at)) / 1'000;
    bucket.tokens = std::min(burst, bucket.tokens + passed_s * per_second_);
    bucket.at = now;
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return std::nullopt;
    }
    return static_cast<std::int64_t>(std::ceil((1 - bucket.tokens) / per_second_));
}

void RateLimit::drop_full(EpochMs now) {
    const double burst = std::max(1.0, per_second_);
    std::erase_if(buckets_, [&](const auto& each) {
        const double passed_s = static_cast<double>(now - each.second.at) / 1'000;
        return each.second.tokens + passed_s * per_second_ >= burst;
    });
    sweep_at_ = std::max<std::size_t>(1'024, 2 * buckets_.size());
}

}  // namespace tabella::notes
