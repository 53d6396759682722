#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "jwt/signature.h"

namespace tabella::jwt {

/// The public keys of an issuer by their ids (RFC 7517, 5). Keys of other kinds are passed over.
class KeySet {
 public:
    /// kInvalidArgument: no key set, a key id twice, or no key at all for the algorithm.
    static Result<KeySet> parse(std::string_view text, Algorithm algorithm);

    /// Null when there is none. Without an id, the only key, where there is one only.
    PublicKey find(const std::optional<std::string>& id) const;
    std::size_t size() const { return keys_.size(); }

 private:
    std::map<std::string, PublicKey> keys_;  ///< A key without an id is under "".
};

}  // namespace tabella::jwt
