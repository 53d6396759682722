#pragma once

#include <atomic>
#include <cstddef>

namespace tabella::http {

/// A count with an upper bound that several threads draw from.
class Budget {
 public:
    explicit Budget(std::size_t max) : max_(max) {}

    bool take(std::size_t count) {
        if (used_.fetch_add(count, std::memory_order_relaxed) + count <= max_) return true;
        give_back(count);
        return false;
    }
    void give_back(std::size_t count) { used_.fetch_sub(count, std::memory_order_relaxed); }
    /// Whether `count` more would fit now; a hint, nothing is taken.
    bool has_room(std::size_t count) const {
        const std::size_t used = used_.load(std::memory_order_relaxed);
        return used <= max_ && count <= max_ - used;
    }

 private:
    const std::size_t max_;
    std::atomic<std::size_t> used_{0};
};

/// What one holder has drawn from a budget; given back when it goes.
class Lease {
 public:
    explicit Lease(Budget& budget) : budget_(budget) {}
    ~Lease() { budget_.give_back(held_); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    /// False when the budget does not hold what is missing; then nothing changes.
    bool grow_to(std::size_t count) {
        if (count <= held_) return true;
        if (!budget_.take(count - held_)) return false;
        held_ = count;
        return true;
    }

 private:
    Budget& budget_;
    std::size_t held_ = 0;
};

}  // namespace tabella::http
