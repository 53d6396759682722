#pragma once

#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

namespace tabella {

/// What went wrong below the DynamoDB API: in storage, the network, a file or an argument.
/// The DynamoDB error types are `api::Error`; this one never reaches a user as it stands.
enum class ErrorKind {
    kInvalidArgument,
    kNotFound,
    kIo,
    kCorruption,
    kUnavailable,  ///< Refused or unreachable now; the same call may succeed later.
    kTimeout,
    kOverloaded,
    kInternal,
};

struct Error {
    ErrorKind kind = ErrorKind::kInternal;
    std::string message;
};

struct Nothing {};

/// Either a value or an error. `value()` and `error()` may only be asked for what is there: it is
/// asserted, also in release, since going on with an absent value would corrupt data.
template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
    using value_type = T;
    using error_type = E;

    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { return *checked<0>(this); }
    const T& value() const& { return *checked<0>(this); }
    T&& value() && { return std::move(*checked<0>(this)); }

    E& error() & { return *checked<1>(this); }
    const E& error() const& { return *checked<1>(this); }
    E&& error() && { return std::move(*checked<1>(this)); }

    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

 private:
    template <std::size_t kIndex, class Self>
    static auto checked(Self* self) {
        auto* held = std::get_if<kIndex>(&self->state_);
        if (held == nullptr) std::abort();
        return held;
    }

    std::variant<T, E> state_;
};

/// The outcome of what returns no value.
template <class E = Error>
using StatusOr = Result<Nothing, E>;
using Status = Result<Nothing, Error>;

inline Status ok_status() {
    return Nothing{};
}

#define TABELLA_CONCAT_INNER(a, b) a##b
#define TABELLA_CONCAT(a, b) TABELLA_CONCAT_INNER(a, b)

/// `TABELLA_ASSIGN(auto x, f());` binds x to the value, or returns the error of f() at once.
#define TABELLA_ASSIGN(declaration, expression) \
    TABELLA_ASSIGN_IMPL(declaration, expression, TABELLA_CONCAT(result_, __LINE__), return )
/// The same inside a coroutine.
#define TABELLA_CO_ASSIGN(declaration, expression) \
    TABELLA_ASSIGN_IMPL(declaration, expression, TABELLA_CONCAT(result_, __LINE__), co_return )
#define TABELLA_ASSIGN_IMPL(declaration, expression, name, leave) \
    auto name = (expression);                                     \
    if (!name.ok()) leave std::move(name).error();                \
    declaration = std::move(name).value()

/// `TABELLA_CHECK(f());` returns the error of f() at once, and drops its value.
#define TABELLA_CHECK(expression)                                     \
    do {                                                              \
        if (auto checked_result = (expression); !checked_result.ok()) \
            return std::move(checked_result).error();                 \
    } while (false)

}  // namespace tabella
