#include "jwt/fetch.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

namespace tabella::jwt {

namespace {

constexpr std::chrono::milliseconds kDeadline{5'000};
constexpr std::size_t kKeySetBytesMax = 256 * 1024;

class FileFetcher final : public KeyFetcher {
 public:
    explicit FileFetcher(std::string path) : path_(std::move(path)) {}

    // Small, local and once in a while: reading it here holds nobody up.
    Task<Result<std::string>> fetch() override {
        std::ifstream file(path_, std::ios::binary);
        std::ostringstream text;
        if (file) text << file.rdbuf();
        if (!file) co_return Error{ErrorKind::kUnavailable, "cannot read " + path_};
        co_return std::move(text).str();
    }

 private:
    const std::string path_;
};

class UrlFetcher final : public KeyFetcher {
 public:
    UrlFetcher(http::Runtime& runtime, http::Endpoint endpoint, std::string target)
        : client_(runtime, {.connections_per_endpoint_max = 1, .body_bytes_max = kKeySetBytesMax}),
          endpoint_(std::move(endpoint)),
          target_(std::move(target)) {}

    Task<Result<std::string>> fetch() override {
        http::Request request{.method = "GET", .target = target_};
        request.headers.add("Accept", "application/json");
        auto response = co_await client_.send(endpoint_, std::move(request), kDeadline);
        if (!response.ok()) co_return Error{response.error().kind, response.error().message};
        if (response->status != 200)
            co_return Error{ErrorKind::kUnavailable,
                            fmt::format("{} answered {}", endpoint_.host, response->status)};
        co_return std::move(response->body);
    }

 private:
    http::Client client_;
    const http::Endpoint endpoint_;
    const std::string target_;
};

bool is_this_machine(const std::string& host) {
    return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.");
}

}  // namespace

Result<std::unique_ptr<KeyFetcher>> make_key_fetcher(std::string place, http::Runtime& runtime) {
    const bool url = place.starts_with("https://") || place.starts_with("http://");
    if (!url) return std::unique_ptr<KeyFetcher>(std::make_unique<FileFetcher>(std::move(place)));
    const std::size_t path = std::min(place.find('/', place.find("://") + 3), place.size());
    TABELLA_ASSIGN(http::Endpoint endpoint, http::Endpoint::parse(place.substr(0, path)));
    if (!endpoint.tls && !is_this_machine(endpoint.host))
        return Error{ErrorKind::kInvalidArgument, "keys from another machine need https://"};
    std::string target = path == place.size() ? "/" : place.substr(path);
    return std::unique_ptr<KeyFetcher>(
        std::make_unique<UrlFetcher>(runtime, std::move(endpoint), std::move(target)));
}

}  // namespace tabella::jwt
