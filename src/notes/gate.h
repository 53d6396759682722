#pragma once

#include "jwt/verifier.h"
#include "notes/caller.h"
#include "notes/problem.h"

namespace tabella::notes {

/// Finds out who asks. Thread-safe.
class Gate {
 public:
    virtual ~Gate() = default;
    /// 401 with WWW-Authenticate (RFC 6750, 3) when nobody can be told; 503 when that is not the
    /// caller's fault.
    virtual Task<Result<Caller, Problem>> admit(const http::Request& request) = 0;
};

/// Everyone is the one user, and may do all.
class OpenGate final : public Gate {
 public:
    explicit OpenGate(UserKey user);
    Task<Result<Caller, Problem>> admit(const http::Request& request) override;

 private:
    Caller everyone_;
};

/// The user is "USER#" and the subject of the token in `Authorization: Bearer`. The verifier
/// outlives it.
class TokenGate final : public Gate {
 public:
    explicit TokenGate(const jwt::Verifier& verifier) : verifier_(verifier) {}
    Task<Result<Caller, Problem>> admit(const http::Request& request) override;

 private:
    const jwt::Verifier& verifier_;
};

/// 403: the caller is known, and lacks the scope.
Problem insufficient_scope(std::string_view scope);

}  // namespace tabella::notes
