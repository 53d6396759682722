#include "http/runtime.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include "http/loop.h"

namespace tabella::http {
namespace {

/// How long a loop that was told to stop lets its coroutines see their operations end.
constexpr std::chrono::seconds kFinishTime{1};

/// Tells the kernel that this thread need not run the moment it is woken, if that takes the core
/// from another: where all cores are busy, more requests are then ready when it runs, for the same
/// switch of threads. Where one is free it begins at once, as ever.
void throughput_first() {
    const sched_param none{};
    (void)::pthread_setschedparam(::pthread_self(), SCHED_BATCH, &none);
}

}  // namespace

void Loop::post(std::coroutine_handle<> handle) {
    asio::post(context_, [handle] { handle.resume(); });
}

void Loop::start_timer(std::chrono::milliseconds delay, std::function<void()> done) {
    if (finishing_) delay = std::chrono::milliseconds{0};
    auto timer = std::make_shared<asio::steady_timer>(context_, delay);
    timers_.insert(timer.get());
    timer->async_wait([this, timer, done = std::move(done)](boost::system::error_code) {
        timers_.erase(timer.get());
        done();
    });
}

void Loop::start() {
    thread_ = std::thread([this] { run(); });
}

void Loop::run() {
    throughput_first();
    Scheduler::Scope scope(this);
    current_ = this;
    context_.run();
    context_.restart();
    context_.run_for(kFinishTime);
    current_ = nullptr;
}

void Loop::finish() {
    finishing_ = true;
    for (asio::steady_timer* timer : timers_) timer->cancel();
    guard_.reset();
    context_.stop();
}

Runtime::Impl::Impl(std::size_t threads) {
    for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i)
        loops.push_back(std::make_unique<Loop>(i));
    for (auto& loop : loops) loop->start();
}

Loop* Runtime::Impl::here() const {
    Loop* current = Loop::current();
    if (current == nullptr || current->index() >= loops.size()) return nullptr;
    return loops[current->index()].get() == current ? current : nullptr;
}

Loop& Runtime::Impl::here_or_next() {
    if (Loop* current = here()) return *current;
    return *loops[turn.fetch_add(1, std::memory_order_relaxed) % loops.size()];
}

void Runtime::Impl::add_user(std::weak_ptr<LoopUser> user) {
    std::lock_guard lock(mutex_);
    std::erase_if(users_, [](const auto& other) { return other.expired(); });
    users_.push_back(std::move(user));
}

std::vector<std::shared_ptr<LoopUser>> Runtime::Impl::users() {
    std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<LoopUser>> alive;
    for (const auto& user : users_)
        if (auto held = user.lock()) alive.push_back(std::move(held));
    return alive;
}

void Runtime::Impl::stop() {
    if (here() != nullptr) std::abort();  // It would wait for itself.
    std::lock_guard lock(stop_mutex_);
    if (stopped_) return;
    stopping = true;
    for (auto& loop : loops) {
        asio::post(loop->context(), [this, loop = loop.get()] {
            for (const auto& user : users()) user->leave(*loop);
            loop->finish();
        });
    }
    for (auto& loop : loops) loop->join();
    stopped_ = true;
    for (const auto& user : users()) user->loops_gone();
}

Runtime::Runtime(std::size_t threads) : impl_(std::make_unique<Impl>(threads)) {}

Runtime::~Runtime() {
    stop();
}

void Runtime::stop() {
    impl_->stop();
}

Task<Nothing> Runtime::sleep_for(std::chrono::milliseconds delay) {
    if (impl_->stopping) co_return Nothing{};
    Loop& loop = impl_->here_or_next();
    const Nothing ended = co_await await_callback<Nothing>([&loop, delay](auto done) {
        asio::dispatch(loop.context(), [&loop, delay, done] {
            loop.start_timer(delay, [done] { done(Nothing{}); });
        });
    });
    co_return ended;
}

}  // namespace tabella::http
