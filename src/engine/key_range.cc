#include "engine/key_range.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/index.h"
#include "engine/row_key.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

using expr::KeyOperator;
using expr::KeyTerm;

const KeyTerm* term_of(const std::vector<KeyTerm>& terms, const KeyAttribute& attribute) {
    for (const KeyTerm& term : terms)
        if (term.attribute == attribute.name) return &term;
    return nullptr;
}

api::Error missed(const std::string& attribute) {
    return api::validation_error(
        fmt::format("Query condition missed key schema element: {}", attribute));
}

/// `index` is null for the keys of a table.
api::Result<Nothing> check_value(const Index* index, const KeyAttribute& attribute,
                                 bool is_sort_key, const std::string& encoded) {
    const ValueView value(encoded);
    if (!matches(attribute.type, value.type()))
        return api::validation_error(
            "One or more parameter values were invalid: Condition parameter type does not match "
            "schema type");
    return index == nullptr ? check_key_value(attribute, is_sort_key, value)
                            : check_index_key_value(*index, attribute, is_sort_key, value);
}

std::string with_part(const std::string& prefix, const std::string& encoded) {
    std::string key = prefix;
    append_key_part(key, ValueView(encoded));
    return key;
}

/// The sort keys that the term selects within the partition. A key part delimits itself, so what
/// begins with the part of a value is that value alone.
RowRange sort_range(const std::string& partition, const KeyTerm& term) {
    const std::string value = with_part(partition, term.value);
    const std::string end = storage::after_prefix(partition);
    switch (term.op) {
        case KeyOperator::kEq:
            return {value, storage::after_prefix(value)};
        case KeyOperator::kLt:
            return {partition, value};
        case KeyOperator::kLe:
            return {partition, storage::after_prefix(value)};
        case KeyOperator::kGt:
            return {storage::after_prefix(value), end};
        case KeyOperator::kGe:
            return {value, end};
        case KeyOperator::kBetween:
            return {value, storage::after_prefix(with_part(partition, term.upper))};
        case KeyOperator::kBeginsWith:
            break;
    }
    std::string begin = partition;
    storage::append_bytes_prefix(begin, ValueView(term.value).payload());
    std::string after = storage::after_prefix(begin);
    return {std::move(begin), std::move(after)};
}

/// The terms on the partition key, in its order: each must be there and test for equality.
api::Result<std::vector<ValueView>> partition_values(const Index* index,
                                                     const std::vector<KeyAttribute>& attributes,
                                                     const std::vector<KeyTerm>& terms) {
    std::vector<ValueView> values;
    for (const KeyAttribute& attribute : attributes) {
        const KeyTerm* term = term_of(terms, attribute);
        if (term == nullptr) return missed(attribute.name);
        if (term->op != KeyOperator::kEq)
            return api::validation_error("Query key condition not supported");
        TABELLA_CHECK(check_value(index, attribute, false, term->value));
        values.emplace_back(term->value);
    }
    return values;
}

/// Narrows a partition by the terms on its sort key: from the left, each for equality but the last.
api::Result<RowRange> narrowed(const Index* index, std::string prefix,
                               const std::vector<KeyAttribute>& attributes,
                               const std::vector<KeyTerm>& terms, std::size_t terms_left) {
    for (const KeyAttribute& attribute : attributes) {
        if (terms_left == 0) break;
        const KeyTerm* term = term_of(terms, attribute);
        if (term == nullptr) return missed(attribute.name);
        --terms_left;
        TABELLA_CHECK(check_value(index, attribute, true, term->value));
        if (term->op == KeyOperator::kBetween)
            TABELLA_CHECK(check_value(index, attribute, true, term->upper));
        if (term->op == KeyOperator::kEq && terms_left > 0) {
            append_key_part(prefix, ValueView(term->value));
            continue;
        }
        if (terms_left > 0) return api::validation_error("Query key condition not supported");
        return sort_range(prefix, *term);
    }
    if (terms_left > 0) return api::validation_error("Query key condition not supported");
    std::string end = storage::after_prefix(prefix);
    return RowRange{std::move(prefix), std::move(end)};
}

bool includes_bound(const Table& table, const std::vector<KeyTerm>& terms) {
    const KeyTerm* term = table.key.sort.has_value() ? term_of(terms, *table.key.sort) : nullptr;
    return term != nullptr && (term->op == KeyOperator::kLe || term->op == KeyOperator::kGe ||
                               term->op == KeyOperator::kBetween);
}

}  // namespace

api::Result<RowRange> rows_of(const Table& table, const Index* index,
                              const std::vector<expr::KeyTerm>& terms) {
    constexpr std::size_t kOfTable = 2;
    const std::size_t of_index =
        index == nullptr ? 0 : index->partition.size() + index->sort.size();
    if (terms.size() > std::max(kOfTable, of_index))
        return api::validation_error("Conditions can be of length 1 or 2 only");
    if (index != nullptr) {
        TABELLA_ASSIGN(const auto values, partition_values(index, index->partition, terms));
        return narrowed(index, index_partition_prefix(table.id, *index, values), index->sort, terms,
                        terms.size() - values.size());
    }
    TABELLA_ASSIGN(const auto values, partition_values(nullptr, {table.key.partition}, terms));
    std::vector<KeyAttribute> sort;
    if (table.key.sort.has_value()) sort.push_back(*table.key.sort);
    TABELLA_ASSIGN(RowRange range, narrowed(nullptr, partition_prefix(table.id, values.front()),
                                            sort, terms, terms.size() - values.size()));
    range.inclusive = includes_bound(table, terms);
    return range;
}

}  // namespace tabella::engine
