#include "client/remote_credentials.h"

#include <algorithm>

#include "client/times.h"
#include "json/document.h"

namespace tabella::client {

Result<Url> Url::parse(std::string_view url) {
    const std::size_t scheme_end = url.find("://");
    const std::size_t authority = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
    const std::size_t path = std::min(url.find_first_of("/?", authority), url.size());
    TABELLA_ASSIGN(http::Endpoint endpoint, http::Endpoint::parse(url.substr(0, path)));
    std::string target(url.substr(path));
    if (target.empty() || target.front() != '/') target.insert(0, "/");
    return Url{.endpoint = std::move(endpoint), .target = std::move(target)};
}

Result<ResolvedCredentials> parse_credentials_json(const std::string& body,
                                                   const std::string& source) {
    const Result<json::Value> document = json::parse(body);
    if (!document.ok())
        return Error{ErrorKind::kUnavailable, source + " answered with something that is not JSON"};
    const auto text_of = [&](std::string_view name) {
        const json::Value* member = document->find(name);
        const std::string* text = member == nullptr ? nullptr : member->string();
        return text == nullptr ? std::string() : *text;
    };
    const std::string code = text_of("Code");
    if (!code.empty() && code != "Success")
        return Error{ErrorKind::kUnavailable, source + " answered " + code};
    ResolvedCredentials found;
    found.keys.access_key_id = text_of("AccessKeyId");
    found.keys.secret_access_key = text_of("SecretAccessKey");
    found.keys.session_token = text_of("Token");
    if (found.keys.access_key_id.empty() || found.keys.secret_access_key.empty())
        return Error{ErrorKind::kUnavailable, source + " answered without credentials"};
    const std::string expiration = text_of("Expiration");
    if (!expiration.empty()) {
        found.expires_ms = parse_iso8601(expiration);
        if (!found.expires_ms)
            return Error{ErrorKind::kUnavailable,
                         source + " answered with an Expiration that is no time: " + expiration};
    }
    return found;
}

}  // namespace tabella::client
