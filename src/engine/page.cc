#include "engine/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/capacity.h"
#include "engine/index.h"
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
    enum class Added { kYes, kPageFull, kNeedsDisk, kFailed };

    PageBuilder(const storage::Store& store, const PagePlan& plan, storage::ReadTier tier)
        : store_(store), plan_(plan), tier_(tier) {}

    /// `kPageFull`: the row belongs to the next page.
    Added add(std::string_view row) {
        if (plan_.limit.has_value() && page_.scanned_count >= *plan_.limit) return Added::kPageFull;
        std::optional<std::string> fetched;
        if (plan_.fetch_items) {
            const Added outcome = fetch(ItemView(row), fetched);
            if (outcome != Added::kYes) return outcome;
        }
        const ItemView item(fetched.has_value() ? std::string_view(*fetched) : row);
        const std::size_t bytes = item_size_bytes(item);
        if (page_.scanned_count > 0 && page_.scanned_bytes + bytes > limits::kPageBytesMax)
            return Added::kPageFull;
        page_.scanned_bytes += bytes;
        ++page_.scanned_count;
        last_row_.assign(row);
        if (plan_.filter.has_value() && !plan_.filter->holds(item)) return Added::kYes;
        ++page_.count;
        if (!plan_.count_only)
            page_.items.push_back(plan_.projection.has_value() ? plan_.projection->apply(item)
                                                               : Item(item));
        return Added::kYes;
    }

    Page finish(bool rows_are_left) {
        // DynamoDB does not look ahead: a page that its Limit ended has a key to go on from, even
        // where nothing follows.
        const bool limit_reached = plan_.limit.has_value() && page_.scanned_count >= *plan_.limit;
        if ((rows_are_left || limit_reached) && page_.scanned_count > 0) {
            const ItemView last(last_row_);
            page_.last_evaluated_key = plan_.index == nullptr
                                           ? key_of_item(plan_.table->key, last)
                                           : index_key_of_item(*plan_.table, *plan_.index, last);
        }
        return std::move(page_);
    }

    const Error& error() const { return *error_; }

 private:
    Added fetch(ItemView row, std::optional<std::string>& item) {
        const auto key = row_key_of_key(*plan_.table, key_of_item(plan_.table->key, row));
        if (!key.ok()) {
            error_ = Error{ErrorKind::kCorruption, "an index row has no table key"};
            return Added::kFailed;
        }
        auto lookup = store_.get(storage::Keyspace::kItems, *key, tier_);
        if (!lookup.ok()) {
            error_ = lookup.error();
            return Added::kFailed;
        }
        if (lookup->needs_disk) return Added::kNeedsDisk;
        // Absent: deleted since the walk began. What the index holds is what was there then.
        item = std::move(lookup->value);
        return Added::kYes;
    }

    const storage::Store& store_;
    const PagePlan& plan_;
    storage::ReadTier tier_;
    Page page_;
    std::string last_row_;
    std::optional<Error> error_;
};

bool projects(const Table& table, const Index& index, const std::string& name) {
    const auto& others = index.projection.non_key_attributes;
    return table.key.contains(name) || index.is_key(name) ||
           (others.has_value() && std::find(others->begin(), others->end(), name) != others->end());
}

}  // namespace

Result<std::optional<Page>> read_page(const storage::Store& store, const PagePlan& plan,
                                      storage::ReadTier tier) {
    PageBuilder builder(store, plan, tier);
    const RowRange& range = plan.range;
    if (!range.end.empty() && range.begin >= range.end)
        return std::optional<Page>(builder.finish(false));
    const auto keyspace =
        plan.index == nullptr ? storage::Keyspace::kItems : storage::Keyspace::kIndexes;
    storage::Cursor cursor = store.cursor(keyspace, range.begin, range.end, tier);
    const auto step = [&] { range.forward ? cursor.next() : cursor.prev(); };
    for (range.forward ? cursor.seek_first() : cursor.seek_last(); cursor.valid(); step()) {
        switch (builder.add(cursor.value())) {
            case PageBuilder::Added::kYes:
                continue;
            case PageBuilder::Added::kPageFull:
                return std::optional<Page>(builder.finish(true));
            case PageBuilder::Added::kNeedsDisk:
                return std::optional<Page>();
            case PageBuilder::Added::kFailed:
                return builder.error();
        }
    }
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

api::Result<const Index*> find_index(const Table& table, const std::optional<std::string>& name,
                                     bool consistent) {
    if (!name.has_value()) return static_cast<const Index*>(nullptr);
    const Index* index = table.find_index(*name);
    if (index == nullptr)
        return api::validation_error(
            fmt::format("The table does not have the specified index: {}", *name));
    if (index->state == IndexState::kBuilding)
        return api::validation_error(
            fmt::format("Cannot read from backfilling global secondary index: {}", *name));
    if (consistent && index->global)
        return api::validation_error(
            "Consistent reads are not supported on global secondary indexes");
    return index;
}

api::Result<bool> needs_items(const PagePlan& plan, std::optional<api::Select> select) {
    if (plan.index == nullptr ||
        plan.index->projection.projection_type == api::ProjectionType::kAll)
        return false;
    const Index& index = *plan.index;
    if (select == api::Select::kAllAttributes) {
        if (!index.global) return true;
        return api::validation_error(fmt::format(
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not "
            "supported for global secondary index {} because its projection type is not ALL",
            index.name));
    }
    std::vector<std::string> missing;
    if (plan.projection.has_value())
        for (const std::string& name : plan.projection->top_level_names())
            if (!projects(*plan.table, index, name)) missing.push_back(name);
    if (missing.empty()) return false;
    if (!index.global) return true;
    return api::validation_error(
        fmt::format("One or more parameter values were invalid: Global secondary index {} does "
                    "not project [{}]",
                    index.name, fmt::join(missing, ", ")));
}

api::Result<Nothing> start_from(const Table& table, const Index* index, ItemView start_key,
                                RowRange& range, const char* outside) {
    auto row_key = index == nullptr ? row_key_of_key(table, start_key)
                                    : index_row_key_of_key(table, *index, start_key);
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
