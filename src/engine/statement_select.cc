#include "engine/statement_select.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/index.h"
#include "engine/key_range.h"
#include "engine/key_scalars.h"
#include "engine/row_key.h"
#include "engine/statement_key.h"
#include "engine/write_checks.h"
#include "expr/partiql/where.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

using expr::ExprPtr;
using expr::KeyTerm;
using expr::partiql::Statement;

// ql-operators.html: "up to 50 hash attribute values"
constexpr std::size_t kPartitionsMax = 50;

struct KeyAttributes {
    std::vector<KeyAttribute> partition;
    std::vector<KeyAttribute> sort;

    KeyAttributes(const Table& table, const Index* index) {
        if (index != nullptr) {
            partition = index->partition;
            sort = index->sort;
            return;
        }
        partition = {table.key.partition};
        if (table.key.sort.has_value()) sort = {*table.key.sort};
    }

    static bool holds(const std::vector<KeyAttribute>& attributes, const std::string& name) {
        return std::any_of(attributes.begin(), attributes.end(),
                           [&](const KeyAttribute& attribute) { return attribute.name == name; });
    }
};

/// In which order rows are answered: of partitions, and within one.
struct Order {
    bool partitions_descend = false;
    bool rows_descend = false;
};

api::Result<Order> order_of(const Statement& statement, const KeyAttributes& key) {
    Order order;
    std::optional<bool> rows_descend;
    for (const auto& [attribute, descending] : statement.order_by) {
        if (KeyAttributes::holds(key.partition, attribute)) {
            order.partitions_descend = descending;
            continue;
        }
        if (!KeyAttributes::holds(key.sort, attribute))
            return api::validation_error(fmt::format(
                "Variable reference {} in ORDER BY clause must be part of the primary key",
                attribute));
        if (rows_descend.value_or(descending) != descending)
            return api::validation_error(
                "ORDER BY clause must not have different directions for the sort key");
        rows_descend = descending;
    }
    order.rows_descend = rows_descend.value_or(false);
    return order;
}

/// Takes apart WHERE: terms that narrow the key, from the left, and the rest.
class KeyPicker {
 public:
    explicit KeyPicker(ExprPtr where) : terms_(expr::partiql::conjuncts(std::move(where))) {}

    /// The rows of each combination of values; empty where WHERE does not say what the partition
    /// key equals, and then takes nothing.
    api::Result<std::vector<std::vector<KeyTerm>>> pick(const KeyAttributes& key, Order order) {
        std::vector<std::size_t> places;
        for (const KeyAttribute& attribute : key.partition) {
            const auto place = equality_of(attribute.name);
            if (!place.has_value()) return std::vector<std::vector<KeyTerm>>();
            places.push_back(*place);
        }
        std::vector<std::vector<KeyTerm>> ranges{{}};
        for (std::size_t i = 0; i < places.size(); ++i)
            TABELLA_CHECK(
                add_equality(key.partition[i], places[i], order.partitions_descend, ranges));
        if (ranges.size() > kPartitionsMax)
            return api::validation_error(
                fmt::format("The IN operator is provided with too many operands; number of "
                            "operands: {}",
                            ranges.size()));
        TABELLA_CHECK(narrow(key.sort, order, ranges));
        return ranges;
    }

    std::optional<expr::Condition> rest() {
        std::vector<ExprPtr> left;
        for (ExprPtr& term : terms_)
            if (term != nullptr) left.push_back(std::move(term));
        return expr::partiql::all_of(std::move(left));
    }

 private:
    std::optional<std::size_t> equality_of(const std::string& attribute) const {
        for (std::size_t i = 0; i < terms_.size(); ++i) {
            if (terms_[i] == nullptr) continue;
            const auto found = expr::partiql::alternatives(*terms_[i]);
            if (found.has_value() && found->attribute == attribute) return i;
        }
        return std::nullopt;
    }

    /// Multiplies the ranges by the values of the term, which are sorted and each once.
    api::Result<Nothing> add_equality(const KeyAttribute& attribute, std::size_t place,
                                      bool descending, std::vector<std::vector<KeyTerm>>& ranges) {
        std::vector<std::string> values = expr::partiql::alternatives(*terms_[place])->values;
        for (const std::string& value : values) TABELLA_CHECK(check_key_type(attribute, value));
        std::sort(values.begin(), values.end(), [](const std::string& a, const std::string& b) {
            return ValueView(a).payload() < ValueView(b).payload();
        });
        values.erase(std::unique(values.begin(), values.end()), values.end());
        if (descending) std::reverse(values.begin(), values.end());
        std::vector<std::vector<KeyTerm>> more;
        for (const std::vector<KeyTerm>& range : ranges)
            for (const std::string& value : values) {
                more.push_back(range);
                more.back().push_back({.attribute = attribute.name,
                                       .op = expr::KeyOperator::kEq,
                                       .value = value,
                                       .upper = {}});
            }
        ranges = std::move(more);
        terms_[place] = nullptr;
        return Nothing{};
    }

    api::Result<Nothing> narrow(const std::vector<KeyAttribute>& sort, Order order,
                                std::vector<std::vector<KeyTerm>>& ranges) {
        for (const KeyAttribute& attribute : sort) {
            if (const auto place = equality_of(attribute.name)) {
                TABELLA_CHECK(add_equality(attribute, *place, order.rows_descend, ranges));
                continue;
            }
            return add_range(attribute, ranges);
        }
        return Nothing{};
    }

    api::Result<Nothing> add_range(const KeyAttribute& attribute,
                                   std::vector<std::vector<KeyTerm>>& ranges) {
        for (ExprPtr& term : terms_) {
            if (term == nullptr) continue;
            const auto found = expr::partiql::key_term(*term);
            if (!found.has_value() || found->attribute != attribute.name) continue;
            TABELLA_CHECK(check_key_type(attribute, found->value));
            if (!found->upper.empty()) TABELLA_CHECK(check_key_type(attribute, found->upper));
            for (std::vector<KeyTerm>& range : ranges) range.push_back(*found);
            term = nullptr;
            return Nothing{};
        }
        return Nothing{};
    }

    std::vector<ExprPtr> terms_;
};

RowRange all_rows(const Table& table, const Index* index) {
    std::string begin =
        index == nullptr ? table_prefix(table.id) : index_prefix(table.id, index->id);
    std::string end = storage::after_prefix(begin);
    return {std::move(begin), std::move(end)};
}

api::Result<std::vector<SelectRange>> ranges_of(const Table& table, const Index* index,
                                                std::vector<std::vector<KeyTerm>> picked,
                                                bool forward) {
    std::vector<SelectRange> ranges;
    if (picked.empty()) ranges.push_back({all_rows(table, index), {}});
    for (std::vector<KeyTerm>& terms : picked) {
        TABELLA_ASSIGN(RowRange rows, rows_of(table, index, terms));
        rows.forward = forward;
        ranges.push_back({std::move(rows), std::move(terms)});
    }
    return ranges;
}

}  // namespace

api::Result<SelectPlan> plan_select(Statement statement,
                                    const api::ExecuteStatementRequest& request,
                                    const Catalog& catalog) {
    SelectPlan plan;
    PagePlan& page = plan.page;
    if (!statement.projection.empty()) {
        TABELLA_ASSIGN(page.projection, expr::Projection::flat(std::move(statement.projection)));
    }
    TABELLA_ASSIGN(page.table, find_table(catalog, statement.table));
    const Table& table = *page.table;
    page.consistent = request.consistent_read.value_or(false);
    page.return_consumed_capacity = request.return_consumed_capacity;
    TABELLA_ASSIGN(page.index, find_index(table, statement.index, page.consistent));
    const KeyAttributes key(table, page.index);
    TABELLA_ASSIGN(const Order order, order_of(statement, key));
    KeyPicker picker(std::move(statement.where));
    TABELLA_ASSIGN(auto picked, picker.pick(key, order));
    if (picked.empty() && !statement.order_by.empty())
        return api::validation_error(
            "Must have at least one non-optional hash key condition in WHERE clause when using "
            "ORDER BY clause.");
    page.filter = picker.rest();
    TABELLA_CHECK(check_key_scalars(table, page.filter));
    TABELLA_CHECK(check_key_scalars(table, page.projection));
    TABELLA_ASSIGN(plan.ranges,
                   ranges_of(table, page.index, std::move(picked), !order.rows_descend));
    TABELLA_ASSIGN(page.fetch_items, needs_items(page, std::nullopt));
    return plan;
}

api::Result<SelectItemPlan> plan_select_item(Statement statement, const char* not_one_item,
                                             const Catalog& catalog) {
    SelectItemPlan plan;
    TABELLA_ASSIGN(plan.table, find_table(catalog, statement.table));
    if (!statement.projection.empty()) {
        TABELLA_ASSIGN(plan.projection, expr::Projection::of_paths(statement.projection));
        TABELLA_CHECK(check_key_scalars(*plan.table, plan.projection));
    }
    TABELLA_ASSIGN(auto found, take_key(*plan.table, std::move(statement.where)));
    if (statement.index.has_value() || !statement.order_by.empty() || !found.has_value() ||
        !found->rest.empty())
        return api::validation_error(not_one_item);
    TABELLA_ASSIGN(plan.row_key, row_key_of_key(*plan.table, found->key));
    return plan;
}

}  // namespace tabella::engine
