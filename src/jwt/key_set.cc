#include "jwt/key_set.h"

namespace tabella::jwt {

namespace {

constexpr std::size_t kKeysMax = 100;

Error invalid(std::string message) {
    return Error{ErrorKind::kInvalidArgument, std::move(message)};
}

}  // namespace

Result<KeySet> KeySet::parse(std::string_view text, Algorithm algorithm) {
    const auto document = json::parse(text);
    if (!document.ok()) return invalid("the key set is not JSON: " + document.error().message);
    const json::Value* keys = document->find("keys");
    if (keys == nullptr || keys->array() == nullptr)
        return invalid("the key set has no array \"keys\"");
    if (keys->array()->size() > kKeysMax) return invalid("the key set has too many keys");
    KeySet set;
    for (const json::Value& jwk : *keys->array()) {
        PublicKey key = parse_public_key(jwk, algorithm);
        if (key == nullptr) continue;
        const json::Value* id = jwk.find("kid");
        const std::string* name = id == nullptr ? nullptr : id->string();
        if (id != nullptr && (name == nullptr || name->empty())) continue;
        if (!set.keys_.emplace(name == nullptr ? "" : *name, std::move(key)).second)
            return invalid("a key id stands twice in the key set");
    }
    if (set.keys_.empty())
        return invalid("the key set has no key for " + std::string(name_of(algorithm)));
    return set;
}

PublicKey KeySet::find(const std::optional<std::string>& id) const {
    if (!id.has_value()) return keys_.size() == 1 ? keys_.begin()->second : nullptr;
    const auto found = keys_.find(*id);
    return found == keys_.end() || id->empty() ? nullptr : found->second;
}

}  // namespace tabella::jwt
