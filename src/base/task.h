#pragma once

#include <atomic>
#include <coroutine>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <semaphore>
#include <utility>

namespace tabella {

/// Where a coroutine goes on after it has waited for another thread. An I/O thread installs its own
/// with `Scheduler::Scope`; whoever completes a wait posts the coroutine back to the scheduler of
/// the thread on which it began to wait. Without one, it goes on in the completing thread.
///
/// Thread-safety: `post` may be called from any thread. A scheduler outlives every coroutine that
/// waits on its thread.
class Scheduler {
 public:
    virtual ~Scheduler() = default;
    virtual void post(std::coroutine_handle<> handle) = 0;

    static Scheduler* current() { return current_; }

    static void resume_on(Scheduler* scheduler, std::coroutine_handle<> handle) {
        if (scheduler != nullptr && scheduler != current_)
            scheduler->post(handle);
        else
            handle.resume();
    }

    class Scope {
     public:
        explicit Scope(Scheduler* scheduler) : previous_(current_) { current_ = scheduler; }
        ~Scope() { current_ = previous_; }
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

     private:
        Scheduler* previous_;
    };

 private:
    static inline thread_local Scheduler* current_ = nullptr;
};

/// A lazy coroutine: it runs when awaited, and its caller goes on in the thread in which it ends.
/// A Task is awaited exactly once; one that is never awaited never runs. Tasks do not throw: an
/// exception that leaves one ends the program, since errors are values here (`Result`).
template <class T>
class [[nodiscard]] Task {
 public:
    struct promise_type {
        std::optional<T> value;
        std::coroutine_handle<> continuation = std::noop_coroutine();

        struct Final {
            bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(
                std::coroutine_handle<promise_type> self) const noexcept {
                return self.promise().continuation;
            }
            void await_resume() const noexcept {}
        };

        Task get_return_object() {
            return Task(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_always initial_suspend() const noexcept { return {}; }
        Final final_suspend() const noexcept { return {}; }
        template <class U>
        void return_value(U&& result) {
            value.emplace(std::forward<U>(result));
        }
        void unhandled_exception() const noexcept { std::terminate(); }
    };

    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Task& operator=(Task&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Task() {
        if (handle_) handle_.destroy();
    }

    auto operator co_await() && noexcept {
        struct Awaiter {
            std::coroutine_handle<promise_type> handle;
            bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) const noexcept {
                handle.promise().continuation = caller;
                return handle;
            }
            T await_resume() const { return std::move(*handle.promise().value); }
        };
        return Awaiter{handle_};
    }

 private:
    explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
    std::coroutine_handle<promise_type> handle_;
};

namespace detail {
/// A coroutine that starts at once, owns itself and is awaited by nobody.
struct Detached {
    struct promise_type {
        Detached get_return_object() const noexcept { return {}; }
        std::suspend_never initial_suspend() const noexcept { return {}; }
        std::suspend_never final_suspend() const noexcept { return {}; }
        void return_void() const noexcept {}
        void unhandled_exception() const noexcept { std::terminate(); }
    };
};

template <class T, class Done>
Detached run_detached(Task<T> task, Done done) {
    T result = co_await std::move(task);
    done(std::move(result));
}
}  // namespace detail

/// Starts the task in this thread; `done(T)` is called once, in the thread where the task ends,
/// possibly before `spawn` returns.
template <class T, class Done>
void spawn(Task<T> task, Done done) {
    detail::run_detached<T, Done>(std::move(task), std::move(done));
}

/// Blocks this thread until the task has ended. Not for threads that have a Scheduler: the task
/// might need this very thread to go on, so that is refused by ending the program.
template <class T>
T sync_wait(Task<T> task) {
    if (Scheduler::current() != nullptr) std::abort();
    std::optional<T> result;
    std::binary_semaphore done(0);
    spawn(std::move(task), [&](T value) {
        result.emplace(std::move(value));
        done.release();
    });
    done.acquire();
    return std::move(*result);
}

/// Turns a callback interface into something to await: `co_await await_callback<T>(start)` calls
/// `start(done)`, where `done(T)` must be called exactly once, from any thread, also at once.
/// The awaiting coroutine goes on where its Scheduler says.
template <class T, class Start>
auto await_callback(Start start) {
    struct Shared {
        std::optional<T> value;
        std::atomic<bool> first{true};
        std::coroutine_handle<> waiting;
        Scheduler* scheduler = nullptr;
    };
    struct Awaiter {
        Start start;
        std::shared_ptr<Shared> shared = std::make_shared<Shared>();

        bool await_ready() const noexcept { return false; }
        bool await_suspend(std::coroutine_handle<> handle) {
            std::shared_ptr<Shared> keep = shared;
            keep->waiting = handle;
            keep->scheduler = Scheduler::current();
            start([keep](T result) {
                keep->value.emplace(std::move(result));
                // Whoever comes second resumes: the callback when the coroutine is suspended by
                // then, else await_suspend by returning false.
                if (!keep->first.exchange(false, std::memory_order_acq_rel))
                    Scheduler::resume_on(keep->scheduler, keep->waiting);
            });
            return keep->first.exchange(false, std::memory_order_acq_rel);
        }
        T await_resume() { return std::move(*shared->value); }
    };
    return Awaiter{std::move(start)};
}

}  // namespace tabella
