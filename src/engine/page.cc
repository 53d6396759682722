#include "engine/page.h"

#include <fmt/format.h>

#include "engine/capacity.h"
#include "engine/row_key.h"
#include "model/limits.h"

namespace tabella::engine {

namespace {

std::string_view select_name(api::Select select) {
    switch (select) {
        case api::Select::kAllAttributes:
            return "ALL_ATTRIBUTES";
        case api::Select::kAllProjectedAttributes:
            return "ALL_PROJECTED_ATTRIBUTES";
        case api::Select::kSpecificAttributes:
            return "SPECIFIC_ATTRIBUTES";
        case api::Select::kCount:
            break;
    }
    return "COUNT";
}

/// Collects rows until the page is full.
class PageBuilder {
 public:
    explicit PageBuilder(const PagePlan& plan) : plan_(plan) {}

    /// False: the row belongs to the next page.
    bool add(std::string_view row) {
        if (plan_.limit.has_value() && page_.scanned_count >= *plan_.limit) return false;
        const ItemView item(row);
        const std::size_t bytes = item_size_bytes(item);
        if (page_.scanned_count > 0 && page_.scanned_bytes + bytes > limits::kPageBytesMax)
            return false;
        page_.scanned_bytes += bytes;
        ++page_.scanned_count;
        last_row_.assign(row);
        if (plan_.filter.has_value() && !plan_.filter->holds(item)) return true;
        ++page_.count;
        if (plan_.count_only) return true;
        page_.items.push_back(plan_.projection.has_value() ? plan_.projection->apply(item)
                                                           : Item(item));
        return true;
    }

    Page finish(bool rows_are_left) {
        // DynamoDB does not look ahead: a page that its Limit ended has a key to go on from, even
        // where nothing follows.
        const bool limit_reached = plan_.limit.has_value() && page_.scanned_count >= *plan_.limit;
        if ((rows_are_left || limit_reached) && page_.scanned_count > 0)
            page_.last_evaluated_key = key_of_item(plan_.table->key, ItemView(last_row_));
        return std::move(page_);
    }

 private:
    const PagePlan& plan_;
    Page page_;
    std::string last_row_;
};

}  // namespace

Result<std::optional<Page>> read_page(const storage::Store& store, const PagePlan& plan,
                                      storage::ReadTier tier) {
    PageBuilder builder(plan);
    if (!plan.range.end.empty() && plan.range.begin >= plan.range.end)
        return std::optional<Page>(builder.finish(false));
    storage::Cursor cursor =
        store.cursor(storage::Keyspace::kItems, plan.range.begin, plan.range.end, tier);
    const auto step = [&] { plan.range.forward ? cursor.next() : cursor.prev(); };
    for (plan.range.forward ? cursor.seek_first() : cursor.seek_last(); cursor.valid(); step())
        if (!builder.add(cursor.value())) return std::optional<Page>(builder.finish(true));
    switch (cursor.end()) {
        case storage::Cursor::End::kNeedsDisk:
            return std::optional<Page>();
        case storage::Cursor::End::kFailed:
            return cursor.error();
        case storage::Cursor::End::kFinished:
            break;
    }
    return std::optional<Page>(builder.finish(false));
}

api::Result<Nothing> start_from(const Table& table, ItemView start_key, RowRange& range,
                                const char* outside) {
    auto row_key = row_key_of_key(table, start_key);
    if (!row_key.ok())
        return api::validation_error("The provided starting key is invalid: " +
                                     row_key.error().message);
    if (*row_key < range.begin || (!range.end.empty() && *row_key >= range.end))
        return api::validation_error(outside);
    // No row key is a prefix of another, so the next one is above the key with any byte added.
    if (range.forward)
        range.begin = *row_key + '\0';
    else
        range.end = *row_key;
    return Nothing{};
}

api::PageResponse page_response(const PagePlan& plan, Page page) {
    api::PageResponse response;
    if (!plan.count_only) response.items = std::move(page.items);
    response.count = page.count;
    response.scanned_count = page.scanned_count;
    response.last_evaluated_key = std::move(page.last_evaluated_key);
    response.consumed_capacity =
        consumed_capacity(plan.return_consumed_capacity, plan.table->name(),
                          read_units(page.scanned_bytes, plan.consistent));
    return response;
}

api::Result<Nothing> check_select(const SelectParameters& parameters) {
    const bool projects = parameters.attributes_to_get || parameters.projection_expression;
    if (!parameters.select.has_value()) return Nothing{};
    const api::Select select = *parameters.select;
    if (projects && select != api::Select::kSpecificAttributes)
        return api::validation_error(
            fmt::format("Cannot specify the {} when choosing to get {}",
                        parameters.attributes_to_get ? "AttributesToGet" : "ProjectionExpression",
                        select_name(select)));
    if (select == api::Select::kSpecificAttributes && !projects)
        return api::validation_error(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
            "SPECIFIC_ATTRIBUTES");
    if (select == api::Select::kAllProjectedAttributes && !parameters.on_index)
        return api::validation_error(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    return Nothing{};
}

}  // namespace tabella::engine
