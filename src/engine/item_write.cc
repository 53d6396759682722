#include "engine/item_write.h"

#include <algorithm>

#include "engine/change_record.h"
#include "engine/errors.h"
#include "engine/index.h"
#include "model/limits.h"

namespace tabella::engine {

namespace {

using storage::Keyspace;

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

api::Error condition_failed(const ItemPlan& plan, std::optional<Item> previous) {
    if (plan.is_insert)
        return {.code = api::ErrorCode::kDuplicateItem,
                .message = "Duplicate primary key exists in table"};
    api::Error error{.code = api::ErrorCode::kConditionalCheckFailed,
                     .message = "The conditional request failed"};
    if (plan.return_item_on_failure) error.item = std::move(previous);
    return error;
}

api::Result<std::optional<Item>> next_item(const ItemPlan& plan,
                                           const std::optional<Item>& previous) {
    using Next = api::Result<std::optional<Item>>;
    return std::visit(
        Overloaded{[](const PutAction& put) -> Next { return std::optional<Item>(put.item); },
                   [](const DeleteAction&) -> Next { return std::optional<Item>(); },
                   [&](const CheckAction&) -> Next { return previous; },
                   [&](const UpdateAction& action) -> Next {
                       const ItemView base =
                           previous.has_value() ? previous->view() : action.key.view();
                       TABELLA_ASSIGN(Item updated, action.update.apply(base));
                       // "Nothing happens; there is no attribute to delete": AttributeUpdates.
                       if (!previous.has_value() && action.update.only_removes())
                           return std::optional<Item>();
                       TABELLA_CHECK(check_item(updated, kUpdateMessages));
                       TABELLA_CHECK(
                           check_index_keys(*plan.table, updated, action.update.top_level_names()));
                       return std::optional<Item>(std::move(updated));
                   }},
        plan.action);
}

std::size_t bytes_of(const std::optional<Item>& item) {
    return item.has_value() ? item_size_bytes(*item) : 0;
}

/// Whether the size of the item that is there is all that has to be known of it: neither an index
/// nor a stream has a part in the write.
bool size_is_enough(const ItemPlan& plan) {
    if (!plan.previous_untold || plan.condition.has_value()) return false;
    const TablePtr table = latest_version(plan.table);
    return plan.table->indexes.empty() && table->indexes.empty() &&
           !(table->stream.has_value() && table->stream->enabled);
}

}  // namespace

std::size_t ItemOutcome::previous_bytes() const {
    return unread_bytes.has_value() ? *unread_bytes : bytes_of(previous);
}
std::size_t ItemOutcome::next_bytes() const {
    return bytes_of(next);
}

api::Result<Nothing> check_item(ItemView item, const ItemMessages& messages) {
    if (item_size_bytes(item) > limits::kItemBytesMax)
        return api::validation_error(messages.too_large);
    AttributeCursor cursor = item.attributes();
    while (const auto attribute = cursor.next())
        if (1 + nesting_depth(attribute->value) > limits::kNestingDepthMax)
            return api::validation_error(messages.too_deep);
    return Nothing{};
}

api::Result<ItemOutcome> apply_item_plan(const ItemPlan& plan, std::optional<Item> previous) {
    const ItemView current = previous.has_value() ? previous->view() : ItemView();
    if (plan.condition.has_value() && !plan.condition->holds(current))
        return condition_failed(plan, std::move(previous));
    TABELLA_ASSIGN(std::optional<Item> next, next_item(plan, previous));
    return ItemOutcome{.previous = std::move(previous), .next = std::move(next)};
}

Status evaluate(const ItemPlan& plan, storage::CommitContext& context, CollectionGrowth& growth,
                api::Result<ItemOutcome>& outcome) {
    if (plan.table->life->deleted.load(std::memory_order_relaxed)) {
        outcome = table_not_found();
        return ok_status();
    }
    if (size_is_enough(plan))
        if (const auto bytes = context.row_size(plan.row_key)) {
            outcome = apply_item_plan(plan, std::nullopt);
            outcome->unread_bytes = *bytes;
            return ok_status();
        }
    TABELLA_ASSIGN(auto stored, context.get(Keyspace::kItems, plan.row_key));
    std::optional<Item> previous;
    if (stored.has_value()) previous = Item::from_trusted(std::move(*stored));
    outcome = apply_item_plan(plan, std::move(previous));
    if (!outcome.ok()) return ok_status();
    outcome->collection = collection_delta(*plan.table, outcome->previous, outcome->next);
    if (!outcome->collection.has_value()) return ok_status();
    TABELLA_ASSIGN(const bool fits, fits_collection(*outcome->collection, context, growth));
    if (!fits)
        outcome = api::Error{.code = api::ErrorCode::kItemCollectionSizeLimitExceeded,
                             .message = "Collection size exceeded."};
    return ok_status();
}

Status evaluate(const ItemPlan& plan, storage::CommitContext& context,
                api::Result<ItemOutcome>& outcome) {
    CollectionGrowth none;
    return evaluate(plan, context, none, outcome);
}

Status write_outcome(const ItemPlan& plan, const ItemOutcome& outcome,
                     storage::CommitContext& context, ChangeOrigin origin) {
    const std::size_t bytes_before = outcome.previous_bytes();
    const std::size_t bytes = outcome.next_bytes();
    const bool unread = outcome.unread_bytes.has_value();
    if (unread ? bytes_before + bytes == 0 : outcome.next == outcome.previous) return ok_status();
    const TableId table = plan.table->id;
    const std::int64_t count_delta = (bytes > 0 ? 1 : 0) - (bytes_before > 0 ? 1 : 0);
    const std::int64_t size_delta =
        static_cast<std::int64_t>(bytes) - static_cast<std::int64_t>(bytes_before);
    if (count_delta != 0)
        TABELLA_CHECK(context.add_to_counter(item_count_counter(table), count_delta));
    if (size_delta != 0)
        TABELLA_CHECK(context.add_to_counter(size_bytes_counter(table), size_delta));
    if (outcome.collection.has_value())
        TABELLA_CHECK(count_in_collection(*outcome.collection, context));
    // An index or a stream may have come or gone since the plan was made.
    const TablePtr latest = latest_version(plan.table);
    TABELLA_CHECK(update_indexes(*latest, context, outcome.previous, outcome.next));
    TABELLA_CHECK(log_change(*latest, outcome, origin, context));
    if (outcome.next.has_value())
        context.put_row(plan.row_key, outcome.next->encoded(), static_cast<std::uint32_t>(bytes));
    else
        context.erase(Keyspace::kItems, plan.row_key);
    return ok_status();
}

ItemView key_source(const ItemPlan& plan) {
    return std::visit(Overloaded{[](const PutAction& put) { return put.item.view(); },
                                 [](const auto& action) { return action.key.view(); }},
                      plan.action);
}

std::size_t plan_bytes(const ItemPlan& plan) {
    const auto* put = std::get_if<PutAction>(&plan.action);
    // Updates and conditions are bounded by the limits of expressions; their rough size will do.
    constexpr std::size_t kOther = 512;
    return kOther + plan.row_key.size() + (put != nullptr ? put->item.encoded().size() : 0);
}

Status ItemChange::apply(storage::CommitContext& context) {
    TABELLA_CHECK(evaluate(plan_, context, outcome_));
    return outcome_.ok() ? write_outcome(plan_, *outcome_, context) : ok_status();
}

std::size_t ItemChange::bytes() const {
    return plan_bytes(plan_);
}

}  // namespace tabella::engine
