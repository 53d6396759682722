#include "engine/transaction_change.h"

#include <algorithm>
#include <numeric>

#include "model/limits.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

using storage::Keyspace;

constexpr std::string_view kTokenPrefix = "token/";
constexpr std::string_view kExpiryPrefix = "token_expiry/";

std::string token_key(std::string_view token) {
    return std::string(kTokenPrefix) + std::string(token);
}

std::string expiry_key(EpochMs expiry_ms, std::string_view token) {
    std::string key(kExpiryPrefix);
    storage::append_u64(key, static_cast<std::uint64_t>(expiry_ms));
    key.append(token);
    return key;
}

std::size_t bytes_of(const std::vector<ItemPlan>& plans) {
    return std::accumulate(
        plans.begin(), plans.end(), std::size_t{0},
        [](std::size_t sum, const ItemPlan& plan) { return sum + plan_bytes(plan); });
}

}  // namespace

Status BatchChange::apply(storage::CommitContext& context) {
    for (const ItemPlan& plan : plans_) {
        api::Result<ItemOutcome> outcome = ItemOutcome{};
        TABELLA_CHECK(evaluate(plan, context, outcome));
        if (outcome.ok()) TABELLA_CHECK(write_outcome(plan, *outcome, context));
        outcomes_.push_back(std::move(outcome));
    }
    return ok_status();
}

std::size_t BatchChange::bytes() const {
    return bytes_of(plans_);
}

TransactionChange::TransactionChange(std::vector<ItemPlan> plans, std::optional<RequestToken> token,
                                     std::vector<std::string> expired_tokens)
    : plans_(std::move(plans)),
      token_(std::move(token)),
      expired_tokens_(std::move(expired_tokens)) {}

Status TransactionChange::apply(storage::CommitContext& context) {
    TABELLA_ASSIGN(const bool is_new, token_is_new(context));
    if (!is_new) return ok_status();
    CollectionGrowth growth;
    for (const ItemPlan& plan : plans_) {
        TABELLA_CHECK(evaluate(plan, context, growth, outcomes_.emplace_back(ItemOutcome{})));
        cancelled_ = cancelled_ || !outcomes_.back().ok();
    }
    if (cancelled_) return ok_status();
    for (std::size_t i = 0; i < plans_.size(); ++i)
        TABELLA_CHECK(write_outcome(plans_[i], *outcomes_[i], context));
    if (!token_.has_value()) return ok_status();
    const EpochMs expiry_ms = token_->now_ms + limits::kTransactionTokenMs;
    std::string record;
    storage::append_u64(record, token_->request_hash);
    storage::append_u64(record, static_cast<std::uint64_t>(expiry_ms));
    context.put(Keyspace::kMeta, token_key(token_->token), record);
    context.put(Keyspace::kMeta, expiry_key(expiry_ms, token_->token), "");
    return erase_expired(context);
}

Result<bool> TransactionChange::token_is_new(storage::CommitContext& context) {
    if (!token_.has_value()) return true;
    TABELLA_ASSIGN(const auto record, context.get(Keyspace::kMeta, token_key(token_->token)));
    if (!record.has_value()) return true;
    std::string_view rest = *record;
    const auto hash = storage::take_u64(rest);
    const auto expiry_ms = storage::take_u64(rest);
    if (!hash.has_value() || !expiry_ms.has_value() || !rest.empty())
        return Error{ErrorKind::kCorruption, "the record of a request token is damaged"};
    if (static_cast<EpochMs>(*expiry_ms) <= token_->now_ms) return true;
    repeated_ = *hash == token_->request_hash;
    mismatched_ = !repeated_;
    return false;
}

Status TransactionChange::erase_expired(storage::CommitContext& context) {
    for (const std::string& key : expired_tokens_) {
        std::string_view rest = std::string_view(key).substr(kExpiryPrefix.size());
        const auto expiry_ms = storage::take_u64(rest);
        if (!expiry_ms.has_value()) continue;
        context.erase(Keyspace::kMeta, key);
        // A token that was used again since has a later record, which stays.
        TABELLA_ASSIGN(const auto record, context.get(Keyspace::kMeta, token_key(rest)));
        if (!record.has_value()) continue;
        std::string_view parts = *record;
        (void)storage::take_u64(parts);
        if (storage::take_u64(parts) == expiry_ms) context.erase(Keyspace::kMeta, token_key(rest));
    }
    return ok_status();
}

std::size_t TransactionChange::bytes() const {
    return bytes_of(plans_);
}

Result<std::vector<std::string>> expired_tokens(const storage::Store& store, EpochMs now_ms) {
    constexpr std::size_t kAtOnce = 16;
    storage::Cursor cursor = store.cursor(Keyspace::kMeta, kExpiryPrefix, expiry_key(now_ms, ""),
                                          storage::ReadTier::kMemoryOnly);
    std::vector<std::string> keys;
    for (cursor.seek_first(); cursor.valid() && keys.size() < kAtOnce; cursor.next())
        keys.emplace_back(cursor.key());
    if (!cursor.valid() && cursor.end() == storage::Cursor::End::kFailed) return cursor.error();
    return keys;
}

}  // namespace tabella::engine
