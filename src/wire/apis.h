#pragma once

#include <string_view>

#include "api/dynamo_api.h"

namespace tabella::wire {

/// Who a request says it comes from, by the credential of its signature. With an Authenticator that
/// is proven; without, it is a name.
struct Caller {
    std::string_view access_key_id;
    std::string_view region;
};

/// Whose tables a caller sees. Thread-safe.
class Apis {
 public:
    virtual ~Apis() = default;
    /// Never null; what it points to lives as long as this. Errors are the answer to the caller.
    virtual api::Result<api::DynamoApi*> find(const Caller& caller) = 0;
};

/// The same tables for everyone.
class OneApi final : public Apis {
 public:
    explicit OneApi(api::DynamoApi& api) : api_(api) {}
    api::Result<api::DynamoApi*> find(const Caller&) override { return &api_; }

 private:
    api::DynamoApi& api_;
};

}  // namespace tabella::wire
