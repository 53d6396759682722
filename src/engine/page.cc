#include "engine/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/capacity.h"
#include "engine/index.h"
#include "engine/row_key.h"
#include "model/limits.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

/// As messages name it.
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
    return "only the Count";
}

/// Collects rows until the page is full.
class PageBuilder {
 public:
    enum class Added { kYes, kPageFull, kNeedsDisk, kFailed };

    PageBuilder(const storage::Store& store, const PagePlan& plan, storage::ReadTier tier)
        : store_(store), plan_(plan), tier_(tier) {}

    /// `kPageFull`: the row belongs to the next page.
    Added add(std::string_view row_key, std::string_view row) {
        if (plan_.limit.has_value() && page_.scanned_count >= *plan_.limit) return Added::kPageFull;
        std::optional<std::string> fetched;
        if (plan_.fetch_items) {
            const Added outcome = fetch(ItemView(row), fetched);
            if (outcome != Added::kYes) return outcome;
        }
        const ItemView item(fetched.has_value() ? std::string_view(*fetched) : row);
        const std::size_t bytes = item_size_bytes(item);
        if (page_.scanned_count > 0 && read_bytes_ + bytes > plan_.bytes_max)
            return Added::kPageFull;
        read_bytes_ += bytes;
        page_.scanned_bytes += plan_.fetch_items ? item_size_bytes(ItemView(row)) : bytes;
        if (plan_.fetch_items) page_.fetched_units += read_units(bytes, plan_.consistent);
        ++page_.scanned_count;
        last_key_.assign(row_key);
        const bool kept = !plan_.filter.has_value() || plan_.filter->holds(item);
        if (kept) ++page_.count;
        if (kept && !plan_.count_only)
            page_.items.push_back(plan_.projection.has_value() ? plan_.projection->apply(item)
                                                               : Item(item));
        // The last row, for the key to go on from: mostly it stands in the page already.
        last_is_item_ = kept && !plan_.count_only && !plan_.projection.has_value() && !fetched;
        if (!last_is_item_) last_row_.assign(row);
        return Added::kYes;
    }

    Page finish(bool rows_are_left) {
        // DynamoDB does not look ahead: a page that its Limit ended has a key to go on from, even
        // where nothing follows, unless the conditions alone say so.
        const bool limit_reached = plan_.limit.has_value() && page_.scanned_count >= *plan_.limit;
        if ((rows_are_left || (limit_reached && !is_at_end())) && page_.scanned_count > 0) {
            const ItemView last = last_is_item_ ? page_.items.back().view() : ItemView(last_row_);
            page_.last_evaluated_key = plan_.index == nullptr
                                           ? key_of_item(plan_.table->key, last)
                                           : index_key_of_item(*plan_.table, *plan_.index, last);
        }
        return std::move(page_);
    }

    const Error& error() const { return *error_; }

 private:
    bool is_at_end() const {
        const bool one_row = plan_.index == nullptr && !plan_.table->key.sort.has_value();
        return (one_row || plan_.range.inclusive) && plan_.range.ends_at(last_key_);
    }

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
    std::size_t read_bytes_ = 0;  ///< What the limit of a page counts.
    std::string last_key_;
    bool last_is_item_ = false;  ///< Of the page; else it is in `last_row_`.
    std::string last_row_;
    std::optional<Error> error_;
};

bool projects(const Table& table, const Index& index, const std::string& name) {
    const auto& others = index.projection.non_key_attributes;
    return index.projection.projection_type == api::ProjectionType::kAll ||
           table.key.contains(name) || index.is_key(name) ||
           (others.has_value() && std::find(others->begin(), others->end(), name) != others->end());
}

template <class Names>
std::vector<std::string> not_projected(const Table& table, const Index& index, const Names& names) {
    std::vector<std::string> missing;
    for (const std::string& name : names)
        if (!projects(table, index, name)) missing.push_back(name);
    return missing;
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
        switch (builder.add(cursor.key(), cursor.value())) {
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
    if (!plan.projection.has_value()) return false;
    const std::vector<std::string> missing =
        not_projected(*plan.table, index, plan.projection->top_level_names());
    if (missing.empty()) return false;
    if (!index.global) return true;
    return api::validation_error(
        fmt::format("One or more parameter values were invalid: Global secondary index {} does "
                    "not project [{}]",
                    index.name, fmt::join(missing, ", ")));
}

bool RowRange::ends_at(const std::string& row_key) const {
    return forward ? storage::after_prefix(row_key) == end : row_key == begin;
}

api::Result<Nothing> check_filter_projected(const PagePlan& plan) {
    if (plan.index == nullptr || !plan.filter.has_value()) return Nothing{};
    const std::vector<std::string> missing =
        not_projected(*plan.table, *plan.index, plan.filter->top_level_names());
    if (missing.empty()) return Nothing{};
    return api::validation_error(
        fmt::format("One or more parameter values were invalid: Secondary index {} does not "
                    "project one or more filter attributes: [{}]",
                    plan.index->name, fmt::join(missing, ", ")));
}

UsedUnits units_of(const PagePlan& plan, const Page& page) {
    const double units = read_units(page.scanned_bytes, plan.consistent);
    UsedUnits used{.table = plan.index == nullptr ? units : page.fetched_units};
    if (plan.index != nullptr) used.add(*plan.index, units);
    return used;
}

api::PageResponse page_response(const PagePlan& plan, Page page) {
    api::PageResponse response;
    if (!plan.count_only) response.items = std::move(page.items);
    response.count = page.count;
    response.scanned_count = page.scanned_count;
    response.last_evaluated_key = std::move(page.last_evaluated_key);
    response.consumed_capacity =
        consumed_capacity(plan.return_consumed_capacity, plan.table->name(), units_of(plan, page));
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
