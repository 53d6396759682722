#pragma once

#include <chrono>

#include "base/result.h"
#include "base/task.h"
#include "http/client.h"

namespace tabella::client {

/// One HTTP exchange, injected: `http::Client` in the program, scripted answers in tests.
/// Thread-safe; outlives its tasks.
class Transport {
 public:
    virtual ~Transport() = default;
    /// As http::Client::send.
    virtual Task<Result<http::Response, http::ExchangeError>> send(
        http::Endpoint endpoint, http::Request request, std::chrono::milliseconds deadline) = 0;
};

/// Over an http::Client, which outlives it.
class HttpTransport final : public Transport {
 public:
    explicit HttpTransport(http::Client& client) : client_(client) {}
    Task<Result<http::Response, http::ExchangeError>> send(
        http::Endpoint endpoint, http::Request request,
        std::chrono::milliseconds deadline) override {
        return client_.send(std::move(endpoint), std::move(request), deadline);
    }

 private:
    http::Client& client_;
};

}  // namespace tabella::client
