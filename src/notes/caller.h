#pragma once

#include <string>
#include <string_view>

#include "notes/note_attributes.h"

namespace tabella::notes {

inline constexpr std::string_view kReadScope = "notes:read";
inline constexpr std::string_view kWriteScope = "notes:write";
/// Listings of everyone's notes.
inline constexpr std::string_view kAdminScope = "notes:admin";

/// Whoever asks: whose notes they are, and what may be done with them.
class Caller {
 public:
    explicit Caller(UserKey key) : user(std::move(key)) {}

    /// Scopes that are not ours allow nothing.
    void allow(std::string_view scope) { scopes_ |= bit_of(scope); }
    bool may(std::string_view scope) const { return (scopes_ & bit_of(scope)) != 0; }

    UserKey user;

 private:
    static unsigned bit_of(std::string_view scope) {
        if (scope == kReadScope) return 1;
        if (scope == kWriteScope) return 2;
        return scope == kAdminScope ? 4 : 0;
    }

    unsigned scopes_ = 0;
};

}  // namespace tabella::notes
