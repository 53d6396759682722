#include "engine/key_range.h"

#include <fmt/format.h>

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

}  // namespace

api::Result<RowRange> rows_of(const Table& table, const std::vector<expr::KeyTerm>& terms) {
    const KeySchema& schema = table.key;
    const KeyTerm* partition = term_of(terms, schema.partition);
    const KeyTerm* sort = schema.sort.has_value() ? term_of(terms, *schema.sort) : nullptr;
    if (partition == nullptr) return missed(schema.partition.name);
    const std::size_t known = sort != nullptr ? 2 : 1;
    if (terms.size() > known) {
        if (schema.sort.has_value() && sort == nullptr) return missed(schema.sort->name);
        return api::validation_error("Query key condition not supported");
    }
    if (partition->op != KeyOperator::kEq)
        return api::validation_error("Query key condition not supported");
    TABELLA_CHECK(check_value(schema.partition, false, *partition, partition->value));
    std::string prefix = partition_prefix(table.id, ValueView(partition->value));
    if (sort == nullptr) {
        std::string end = storage::after_prefix(prefix);
        return RowRange{std::move(prefix), std::move(end)};
    }
    TABELLA_CHECK(check_value(*schema.sort, true, *sort, sort->value));
    if (sort->op == KeyOperator::kBetween)
        TABELLA_CHECK(check_value(*schema.sort, true, *sort, sort->upper));
    return sort_range(prefix, *sort);
}

}  // namespace tabella::engine
