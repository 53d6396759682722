#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engine/item_write.h"
#include "storage/commit_queue.h"

namespace tabella::engine {

/// Several plans on different items, carried out without regard to one another: BatchWriteItem.
class BatchChange final : public storage::Change {
 public:
    explicit BatchChange(std::vector<ItemPlan> plans) : plans_(std::move(plans)) {}

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override;

    const std::vector<ItemPlan>& plans() const { return plans_; }
    /// One a plan, in order, after a commit without error.
    const std::vector<api::Result<ItemOutcome>>& outcomes() const { return outcomes_; }

 private:
    std::vector<ItemPlan> plans_;
    std::vector<api::Result<ItemOutcome>> outcomes_;
};

/// A ClientRequestToken, behind its data set's prefix, and what it stands for.
struct RequestToken {
    std::string token;
    std::uint64_t request_hash = 0;
    EpochMs now_ms = 0;
};

/// Several plans on different items, all or none: TransactWriteItems.
///
/// A token's record is written with the transaction, so it survives a restart with it:
///   kMeta "token/" token                 := u64(request hash) u64(expiry in epoch ms)
///   kMeta "token_expiry/" u64(expiry) token := empty, for finding what has expired
class TransactionChange final : public storage::Change {
 public:
    /// `expired_tokens` are keys of "token_expiry/" records to erase on the way.
    TransactionChange(std::vector<ItemPlan> plans, std::optional<RequestToken> token,
                      std::vector<std::string> expired_tokens);

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override;

    const std::vector<ItemPlan>& plans() const { return plans_; }
    const std::vector<api::Result<ItemOutcome>>& outcomes() const { return outcomes_; }
    /// The token was used before, for the same request: nothing was done again.
    bool repeated() const { return repeated_; }
    /// The token was used before, for another request: nothing was done.
    bool mismatched() const { return mismatched_; }
    /// A plan's outcome is an error: nothing was done.
    bool cancelled() const { return cancelled_; }

 private:
    Result<bool> token_is_new(storage::CommitContext& context);
    Status erase_expired(storage::CommitContext& context);

    std::vector<ItemPlan> plans_;
    std::optional<RequestToken> token_;
    std::vector<std::string> expired_tokens_;
    std::vector<api::Result<ItemOutcome>> outcomes_;
    bool repeated_ = false;
    bool mismatched_ = false;
    bool cancelled_ = false;
};

/// Keys of "token_expiry/" records that are past `now_ms`, a few at a time.
Result<std::vector<std::string>> expired_tokens(const storage::Store& store, EpochMs now_ms);

}  // namespace tabella::engine
