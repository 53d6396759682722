#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "api/error.h"
#include "engine/item_collection.h"
#include "engine/table.h"
#include "expr/condition.h"
#include "expr/update.h"
#include "model/item.h"
#include "storage/commit_queue.h"

namespace tabella::engine {

struct PutAction {
    Item item;
};
struct DeleteAction {
    Item key;
};
/// Only the condition: of a transaction.
struct CheckAction {
    Item key;
};
struct UpdateAction {
    expr::Update update;
    Item key;  ///< What an item that does not exist yet begins with.
};

/// A checked write of one item: all that can be known without looking at the data.
struct ItemPlan {
    TablePtr table;
    std::string row_key;
    std::optional<expr::Condition> condition;
    /// ReturnValuesOnConditionCheckFailure is ALL_OLD.
    bool return_item_on_failure = false;
    std::variant<PutAction, DeleteAction, UpdateAction, CheckAction> action;
    /// A put or a delete whose answer tells nothing of the item that was there, but what its size
    /// costs: where nothing else asks for that item, it is not read.
    bool previous_untold = false;
    /// INSERT of PartiQL: a failed condition means that the item is there already.
    bool is_insert = false;
};

struct ItemOutcome {
    std::optional<Item> previous;
    std::optional<Item> next;  ///< Absent: there is no item afterwards.
    std::optional<CollectionDelta> collection = {};
    /// The size of what was there, 0 for nothing, where it was not read: then `previous` is absent.
    std::optional<std::size_t> unread_bytes = {};

    /// The size of what was there; 0: nothing.
    std::size_t previous_bytes() const;
    std::size_t next_bytes() const;
};

/// What the write does to the item, given what is there: a pure function. Errors: the failed
/// condition, an update that does not fit the item, an item that grows too large or too deep.
api::Result<ItemOutcome> apply_item_plan(const ItemPlan& plan, std::optional<Item> previous);

/// In the commit queue: what the plan does to the item as it is now, after those of its change that
/// are in `growth`. An error of the Status is the store's; the outcome's own error is the user's.
Status evaluate(const ItemPlan& plan, storage::CommitContext& context, CollectionGrowth& growth,
                api::Result<ItemOutcome>& outcome);
/// The same of a plan that is written before the next is evaluated.
Status evaluate(const ItemPlan& plan, storage::CommitContext& context,
                api::Result<ItemOutcome>& outcome);
/// Who makes a change: stored, so the numbers stay.
enum class ChangeOrigin : unsigned char { kUser = 0, kTimeToLive = 1 };

/// In the commit queue: writes the row, its index rows, the counters and, for a table with a
/// stream, the change log. Nothing where nothing changes.
Status write_outcome(const ItemPlan& plan, const ItemOutcome& outcome,
                     storage::CommitContext& context, ChangeOrigin origin = ChangeOrigin::kUser);
/// The item to put, or the key: what holds the key attributes in any case.
ItemView key_source(const ItemPlan& plan);
/// What a plan holds in memory, in bytes, roughly.
std::size_t plan_bytes(const ItemPlan& plan);

/// Carries out one ItemPlan in the commit queue.
class ItemChange final : public storage::Change {
 public:
    explicit ItemChange(ItemPlan plan) : plan_(std::move(plan)) {}

    Status apply(storage::CommitContext& context) override;
    std::size_t bytes() const override;

    const ItemPlan& plan() const { return plan_; }
    /// After a commit without error.
    api::Result<ItemOutcome>& outcome() { return outcome_; }

 private:
    ItemPlan plan_;
    api::Result<ItemOutcome> outcome_ = ItemOutcome{};
};

/// What an operation says of an item that goes beyond the limits.
struct ItemMessages {
    const char* too_large;
    const char* too_deep;
};
inline constexpr ItemMessages kPutMessages{
    .too_large = "Item size has exceeded the maximum allowed size",
    .too_deep =
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested "
        "levels beyond supported limit"};
inline constexpr ItemMessages kUpdateMessages{
    .too_large = "Item size to update has exceeded the maximum allowed size",
    .too_deep = "Nesting Levels have exceeded supported limits"};

/// An item's size and nesting against the limits. The item itself is the first level.
api::Result<Nothing> check_item(ItemView item, const ItemMessages& messages);

}  // namespace tabella::engine
