#include "engine/key_range.h"

#include <fmt/format.h>

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

api::Result<Nothing> check_value(const KeyAttribute& attribute, bool is_sort_key,
                                 const KeyTerm& term, const std::string& encoded) {
    const ValueView value(encoded);
    if (!matches(attribute.type, value.type()))
        return api::validation_error(
            "One or more parameter values were invalid: Condition parameter type does not match "
            "schema type");
    // An empty prefix is a condition that every string meets, not a key.
    if (term.op == KeyOperator::kBeginsWith && value.payload().empty()) return Nothing{};
    return check_key_value(attribute, is_sort_key, value);
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
api::Result<std::vector<ValueView>> partition_values(const std::vector<KeyAttribute>& attributes,
                                                     const std::vector<KeyTerm>& terms) {
    std::vector<ValueView> values;
    for (const KeyAttribute& attribute : attributes) {
        const KeyTerm* term = term_of(terms, attribute);
        if (term == nullptr) return missed(attribute.name);
        if (term->op != KeyOperator::kEq)
            return api::validation_error("Query key condition not supported");
        TABELLA_CHECK(check_value(attribute, false, *term, term->value));
        values.emplace_back(term->value);
    }
    return values;
}

/// Narrows a partition by the terms on its sort key: from the left, each for equality but the last.
api::Result<RowRange> narrowed(std::string prefix, const std::vector<KeyAttribute>& attributes,
                               const std::vector<KeyTerm>& terms, std::size_t terms_left) {
    for (const KeyAttribute& attribute : attributes) {
        if (terms_left == 0) break;
        const KeyTerm* term = term_of(terms, attribute);
        if (term == nullptr) return missed(attribute.name);
        --terms_left;
        TABELLA_CHECK(check_value(attribute, true, *term, term->value));
        if (term->op == KeyOperator::kBetween)
            TABELLA_CHECK(check_value(attribute, true, *term, term->upper));
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

}  // namespace

api::Result<RowRange> rows_of(const Table& table, const Index* index,
                              const std::vector<expr::KeyTerm>& terms) {
    if (index != nullptr) {
        TABELLA_ASSIGN(const auto values, partition_values(index->partition, terms));
        return narrowed(index_partition_prefix(table.id, *index, values), index->sort, terms,
                        terms.size() - values.size());
    }
    TABELLA_ASSIGN(const auto values, partition_values({table.key.partition}, terms));
    std::vector<KeyAttribute> sort;
    if (table.key.sort.has_value()) sort.push_back(*table.key.sort);
    return narrowed(partition_prefix(table.id, values.front()), sort, terms,
                    terms.size() - values.size());
}

}  // namespace tabella::engine
