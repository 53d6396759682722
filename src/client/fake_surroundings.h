#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "client/environment.h"
#include "client/transport.h"

namespace tabella::client {

/// An environment of a home folder and what a test puts in.
class FakeEnvironment final : public Environment {
 public:
    std::optional<std::string> variable(const std::string& name) const override {
        const auto found = variables.find(name);
        if (found == variables.end() || found->second.empty()) return std::nullopt;
        return found->second;
    }
    Result<std::string> read_file(const std::string& path) const override {
        const auto found = files.find(path);
        if (found == files.end()) return Error{ErrorKind::kNotFound, "there is no file " + path};
        return found->second;
    }
    std::map<std::string, std::string> variables = {{"HOME", "/home/me"}};
    std::map<std::string, std::string> files = {};
};

/// Answers each request with the next of its answers, and with `otherwise` when there are no more.
class ScriptedTransport final : public Transport {
 public:
    using Answer = Result<http::Response, http::ExchangeError>;
    struct Sent {
        http::Endpoint endpoint;
        http::Request request;
        std::chrono::milliseconds deadline;
    };

    Task<Answer> send(http::Endpoint endpoint, http::Request request,
                      std::chrono::milliseconds deadline) override {
        sent.push_back(Sent{std::move(endpoint), std::move(request), deadline});
        if (answers.empty()) co_return otherwise;
        Answer answer = std::move(answers.front());
        answers.pop_front();
        co_return answer;
    }

    void answer(int status, std::string body, http::Headers headers = {}) {
        http::Response response;
        response.status = status;
        response.headers = std::move(headers);
        response.body = std::move(body);
        answers.emplace_back(std::move(response));
    }
    void fail(http::ExchangeError error) { answers.emplace_back(std::move(error)); }

    std::deque<Answer> answers = {};
    Answer otherwise = http::ExchangeError{ErrorKind::kUnavailable, "connection refused", false};
    std::vector<Sent> sent = {};
};

}  // namespace tabella::client
