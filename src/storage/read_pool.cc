#include "storage/read_pool.h"

namespace tabella::storage {

ReadPool::ReadPool(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

ReadPool::~ReadPool() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void ReadPool::push(std::coroutine_handle<> handle) {
    {
        std::lock_guard lock(mutex_);
        waiting_.push_back(handle);
    }
    arrived_.notify_one();
}

void ReadPool::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        const std::coroutine_handle<> handle = waiting_.front();
        waiting_.pop_front();
        lock.unlock();
        handle.resume();
        lock.lock();
    }
}

}  // namespace tabella::storage
