#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "base/task.h"
#include "http/client.h"

namespace tabella::jwt {

/// Where the text of a key set comes from. Thread-safe.
class KeyFetcher {
 public:
    virtual ~KeyFetcher() = default;
    /// kUnavailable or kTimeout, with what went wrong, for the log.
    virtual Task<Result<std::string>> fetch() = 0;
};

/// From a file, or, for "https://…", from there; "http://" is for this machine only, since whoever
/// can change the answer can make tokens. kInvalidArgument names what is wrong with the place. The
/// runtime outlives the fetcher.
Result<std::unique_ptr<KeyFetcher>> make_key_fetcher(std::string place, http::Runtime& runtime);

}  // namespace tabella::jwt
