#pragma once

#include <memory>
#include <string_view>

#include "api/dynamo_api.h"
#include "app/options.h"
#include "base/clock.h"
#include "base/random.h"
#include "http/server.h"
#include "wire/authenticator.h"
#include "wire/metrics.h"

namespace tabella::app {

/// The DynamoDB endpoint but for its server: whose tables, whose signatures, as the options say.
/// Clock, random and metrics outlive it.
class DynamodbEndpoint {
 public:
    virtual ~DynamodbEndpoint() = default;

    /// Of `serve`: over the store of the notes, the same for everyone, so that any client sees
    /// what the Notes API wrote. `api` outlives it.
    static Result<std::unique_ptr<DynamodbEndpoint>> over(api::DynamoApi& api,
                                                          const Options& options,
                                                          const Clock& clock, Random& random,
                                                          wire::Metrics& metrics);
    /// Of `dynamodb`: with a store of its own, shared by all callers or separate.
    static Result<std::unique_ptr<DynamodbEndpoint>> open(const Options& options,
                                                          const Clock& clock, Random& random,
                                                          wire::Metrics& metrics);

    virtual http::Handler& handler() = 0;
};

/// The access keys of a credentials file's text: every profile that has one. kInvalidArgument where
/// a profile has only half of a key, or none has any.
Result<wire::KeyRing> parse_keys(std::string_view text);

}  // namespace tabella::app
