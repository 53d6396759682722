#include "fuzz.h"
#include "jwt/key_set.h"

// Key sets, as an issuer's URL may answer: whatever comes, only whole keys are in the set, and none
// of them verifies what nobody has signed.

TABELLA_FUZZ(key_sets) {
    using namespace tabella;
    for (const auto algorithm : {jwt::Algorithm::kRs256, jwt::Algorithm::kEs256}) {
        const auto set = jwt::KeySet::parse(input, algorithm);
        if (!set.ok()) {
            fuzz::require(!set.error().message.empty(), "a refusal says why");
            continue;
        }
        fuzz::require(set->size() > 0, "an empty set is none");
        const jwt::PublicKey only = set->find(std::nullopt);
        fuzz::require((only != nullptr) == (set->size() == 1), "without an id, the only key");
        fuzz::require(set->find(std::string()) == nullptr, "an empty id is none");
        if (only == nullptr) continue;
        for (const std::size_t bytes : {0U, 1U, 64U, 256U})
            fuzz::require(!jwt::verify(algorithm, only, "text", std::string(bytes, '\x01')),
                          "nobody has signed it");
    }
}
