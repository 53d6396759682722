#include "app/notes_gate.h"

#include "app/notes_options.h"
#include "jwt/fetch.h"

namespace tabella::app {

namespace {

class Open final : public NotesGate {
 public:
    explicit Open(const Options& options) : gate_(notes::UserKey(options.user_id)) {}
    notes::Gate& gate() override { return gate_; }

 private:
    notes::OpenGate gate_;
};

/// In the order of need; no fetcher and no cache where a secret is all there is.
class Tokens final : public NotesGate {
 public:
    Tokens(jwt::Rules rules, std::unique_ptr<jwt::KeyFetcher> fetcher, const Clock& clock)
        : fetcher_(std::move(fetcher)),
          keys_(fetcher_ == nullptr
                    ? nullptr
                    : std::make_unique<jwt::KeyCache>(*fetcher_, clock, rules.algorithm)),
          verifier_(std::move(rules), keys_.get(), clock) {}
    notes::Gate& gate() override { return gate_; }

 private:
    std::unique_ptr<jwt::KeyFetcher> fetcher_;
    std::unique_ptr<jwt::KeyCache> keys_;
    jwt::Verifier verifier_;
    notes::TokenGate gate_{verifier_};
};

}  // namespace

Result<std::unique_ptr<NotesGate>> NotesGate::open(const Options& options, http::Runtime& runtime,
                                                   const Clock& clock) {
    if (options.notes.auth != "jwt")
        return std::unique_ptr<NotesGate>(std::make_unique<Open>(options));
    TokenRules rules = token_rules(options.notes);
    std::unique_ptr<jwt::KeyFetcher> fetcher;
    if (rules.rules.algorithm != jwt::Algorithm::kHs256) {
        TABELLA_ASSIGN(fetcher, jwt::make_key_fetcher(rules.keys, runtime));
    }
    return std::unique_ptr<NotesGate>(
        std::make_unique<Tokens>(std::move(rules.rules), std::move(fetcher), clock));
}

}  // namespace tabella::app
