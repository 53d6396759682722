#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include "api/error.h"

namespace tabella::api {

/// What is wrong with the attribute values of a decoded request, by the member they stand in
/// ("Item", "ExpressionAttributeValues"). DynamoDB tells it only after the combination of
/// parameters has been checked, so the decoder leaves it here for the operation, which must check
/// every member that holds attribute values before it uses one. Empty in a request that no decoder
/// made.
class ValueProblems {
 public:
    /// The first problem of a member counts.
    void add(std::string_view member, Error error) {
        problems_.try_emplace(std::string(member), std::move(error));
    }

    /// The error of the first of these members that has one.
    Result<Nothing> check(std::initializer_list<std::string_view> members) const {
        for (const std::string_view member : members)
            if (const auto found = problems_.find(member); found != problems_.end())
                return found->second;
        return Nothing{};
    }

 private:
    std::map<std::string, Error, std::less<>> problems_;
};

}  // namespace tabella::api
