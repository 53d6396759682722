#include "engine/index.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/capacity.h"
#include "engine/row_key.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

using storage::Keyspace;

bool contains_name(const std::vector<KeyAttribute>& attributes, std::string_view name) {
    return std::any_of(attributes.begin(), attributes.end(),
                       [&](const KeyAttribute& attribute) { return attribute.name == name; });
}

bool is_empty(ValueView value) {
    return value.payload().empty() &&
           (value.type() == AttributeType::kString || value.type() == AttributeType::kBinary);
}

/// Whether the value may stand in an index. Writes refuse others, but an item may be older than the
/// index.
bool is_key_value(const KeyAttribute& attribute, bool is_sort_key, ValueView value) {
    return matches(attribute.type, value.type()) &&
           (value.type() == AttributeType::kNumber || !value.payload().empty()) &&
           check_key_value(attribute, is_sort_key, value).ok();
}

bool has_index_keys(const Index& index, ItemView item) {
    for (const bool is_sort_key : {false, true})
        for (const KeyAttribute& attribute : is_sort_key ? index.sort : index.partition) {
            const auto value = item.find(attribute.name);
            if (!value.has_value() || !is_key_value(attribute, is_sort_key, *value)) return false;
        }
    return true;
}

/// Appends the parts of the attributes' values; false when the item lacks one.
bool append_parts(std::string& out, const std::vector<KeyAttribute>& attributes, ItemView item) {
    for (const KeyAttribute& attribute : attributes) {
        const auto value = item.find(attribute.name);
        if (!value.has_value() || !matches(attribute.type, value->type())) return false;
        append_key_part(out, *value);
    }
    return true;
}

template <class Keep>
Item filtered(ItemView item, Keep keep) {
    std::string bytes;
    ItemWriter writer(bytes);
    AttributeCursor cursor = item.attributes();
    while (const auto attribute = cursor.next()) {
        if (!keep(attribute->name)) continue;
        writer.name(attribute->name);
        writer.raw(attribute->value);
    }
    return Item::from_trusted(std::move(bytes));
}

struct IndexRow {
    std::string key;
    Item value;
};

std::optional<IndexRow> row_of(const Table& table, const Index& index,
                               const std::optional<Item>& item) {
    if (!item.has_value()) return std::nullopt;
    auto key = index_row_key(table, index, *item);
    if (!key.has_value()) return std::nullopt;
    return IndexRow{std::move(*key), project(table, index, *item)};
}

Status count(storage::CommitContext& context, TableId table, IndexId index,
             const std::optional<IndexRow>& before, const std::optional<IndexRow>& after) {
    const auto size = [](const std::optional<IndexRow>& row) {
        return row.has_value() ? static_cast<std::int64_t>(item_size_bytes(row->value)) : 0;
    };
    const std::int64_t rows = (after.has_value() ? 1 : 0) - (before.has_value() ? 1 : 0);
    const std::int64_t bytes = size(after) - size(before);
    if (rows != 0) TABELLA_CHECK(context.add_to_counter(item_count_counter(table, index), rows));
    if (bytes != 0) TABELLA_CHECK(context.add_to_counter(size_bytes_counter(table, index), bytes));
    return ok_status();
}

api::Error empty_updated_key(ValueView value) {
    return empty_key(fmt::format(
        "The update expression attempted to update a secondary index key to a value that is not "
        "supported. The AttributeValue for a key attribute cannot contain an empty {} value.",
        value.type() == AttributeType::kString ? "string" : "binary"));
}

api::Result<Nothing> check_index_key(const Index& index, const KeyAttribute& attribute,
                                     bool is_sort_key, ValueView value) {
    if (!matches(attribute.type, value.type()))
        return api::validation_error(fmt::format(
            "One or more parameter values were invalid: Type mismatch for Index Key {} Expected: "
            "{} Actual: {} IndexName: {}",
            attribute.name, scalar_name(attribute.type), type_name(value.type()), index.name));
    return check_index_key_value(index, attribute, is_sort_key, value);
}

}  // namespace

api::Result<Nothing> check_index_key_value(const Index& index, const KeyAttribute& attribute,
                                           bool is_sort_key, ValueView value) {
    if (is_empty(value))
        return empty_key(fmt::format(
            "A value specified for a secondary index key is not supported. The AttributeValue for "
            "a key attribute cannot contain an empty {} value. IndexName: {}, IndexKey: {}",
            value.type() == AttributeType::kString ? "string" : "binary", index.name,
            attribute.name));
    return check_key_value(attribute, is_sort_key, value);
}

api::Result<Nothing> check_index_key_values(const Index& index, ItemView key) {
    for (const bool is_sort_key : {false, true})
        for (const KeyAttribute& attribute : is_sort_key ? index.sort : index.partition) {
            const auto value = key.find(attribute.name);
            if (!value.has_value() || !matches(attribute.type, value->type()))
                return schema_mismatch();
            TABELLA_CHECK(check_index_key_value(index, attribute, is_sort_key, *value));
        }
    return Nothing{};
}

std::string index_prefix(TableId table, IndexId index) {
    std::string prefix = table_prefix(table);
    storage::append_u32(prefix, static_cast<std::uint32_t>(index));
    return prefix;
}

std::string index_hash_prefix(TableId table, IndexId index, std::uint64_t hash) {
    std::string prefix = index_prefix(table, index);
    storage::append_u64(prefix, hash);
    return prefix;
}

std::string index_partition_prefix(TableId table, const Index& index,
                                   const std::vector<ValueView>& partition) {
    std::string parts;
    for (const ValueView value : partition) append_key_part(parts, value);
    return index_hash_prefix(table, index.id, storage::partition_hash(parts)) + parts;
}

std::optional<std::string> index_row_key(const Table& table, const Index& index, ItemView item) {
    if (!has_index_keys(index, item)) return std::nullopt;
    std::string parts;
    if (!append_parts(parts, index.partition, item)) return std::nullopt;
    std::string key = index_hash_prefix(table.id, index.id, storage::partition_hash(parts)) + parts;
    if (!append_parts(key, index.sort, item)) return std::nullopt;
    if (!append_parts(key, {table.key.partition}, item)) return std::nullopt;
    if (table.key.sort.has_value() && !append_parts(key, {*table.key.sort}, item))
        return std::nullopt;
    return key;
}

Item index_key_of_item(const Table& table, const Index& index, ItemView item) {
    return filtered(item, [&](std::string_view name) {
        return table.key.contains(name) || index.is_key(name);
    });
}

Item project(const Table& table, const Index& index, ItemView item) {
    const auto kind = index.projection.projection_type.value_or(api::ProjectionType::kAll);
    if (kind == api::ProjectionType::kAll) return Item(item);
    const auto& others = index.projection.non_key_attributes;
    return filtered(item, [&](std::string_view name) {
        return table.key.contains(name) || index.is_key(name) ||
               (kind == api::ProjectionType::kInclude && others.has_value() &&
                std::find(others->begin(), others->end(), name) != others->end());
    });
}

api::Result<Nothing> check_index_keys(const Table& table, ItemView item,
                                      const std::set<std::string>& updated) {
    for (const Index& index : table.indexes)
        for (const bool is_sort_key : {false, true})
            for (const KeyAttribute& attribute : is_sort_key ? index.sort : index.partition) {
                if (index.state == IndexState::kDeleting) continue;
                const auto value = item.find(attribute.name);
                if (!value.has_value()) continue;
                if (is_empty(*value) && updated.contains(attribute.name))
                    return empty_updated_key(*value);
                TABELLA_CHECK(check_index_key(index, attribute, is_sort_key, *value));
            }
    return Nothing{};
}

Status add_index_row(const Table& table, const Index& index, storage::CommitContext& context,
                     const Item& item) {
    const auto row = row_of(table, index, item);
    if (!row.has_value()) return ok_status();
    TABELLA_ASSIGN(const auto existing, context.get(Keyspace::kIndexes, row->key));
    if (existing.has_value()) return ok_status();
    context.put(Keyspace::kIndexes, row->key, row->value.encoded());
    return count(context, table.id, index.id, std::nullopt, row);
}

std::size_t index_row_bytes(const Table& table, const Index& index, const Item& item) {
    const auto row = row_of(table, index, item);
    return row.has_value() ? item_size_bytes(row->value) : 0;
}

std::optional<double> index_write_units(const Table& table, const Index& index,
                                        const std::optional<Item>& previous,
                                        const std::optional<Item>& next) {
    if (index.state == IndexState::kDeleting) return std::nullopt;
    const auto before = row_of(table, index, previous);
    const auto after = row_of(table, index, next);
    const auto size = [](const std::optional<IndexRow>& row) {
        return row.has_value() ? item_size_bytes(row->value) : std::size_t{0};
    };
    if (!before.has_value() && !after.has_value()) return std::nullopt;
    if (!before.has_value() || !after.has_value() || before->key == after->key) {
        if (before.has_value() && after.has_value() && before->value == after->value)
            return std::nullopt;
        return write_units(size(before), size(after));
    }
    return write_units(size(before), 0) + write_units(0, size(after));
}

Status update_indexes(const Table& table, storage::CommitContext& context,
                      const std::optional<Item>& previous, const std::optional<Item>& next) {
    for (const Index& index : table.indexes) {
        if (index.state == IndexState::kDeleting) continue;
        auto before = row_of(table, index, previous);
        if (before.has_value() && index.state == IndexState::kBuilding) {
            TABELLA_ASSIGN(const auto row, context.get(Keyspace::kIndexes, before->key));
            if (!row.has_value()) before.reset();  // The backfill was not there yet.
        }
        const auto after = row_of(table, index, next);
        if (before.has_value() && (!after.has_value() || after->key != before->key))
            context.erase(Keyspace::kIndexes, before->key);
        if (after.has_value() &&
            (!before.has_value() || before->key != after->key || before->value != after->value))
            context.put(Keyspace::kIndexes, after->key, after->value.encoded());
        TABELLA_CHECK(count(context, table.id, index.id, before, after));
    }
    return ok_status();
}

bool Index::is_key(std::string_view attribute) const {
    return contains_name(partition, attribute) || contains_name(sort, attribute);
}

bool Table::is_key(std::string_view attribute) const {
    return key.contains(attribute) ||
           std::any_of(indexes.begin(), indexes.end(),
                       [&](const Index& index) { return index.is_key(attribute); });
}

const Index* Table::find_index(std::string_view index_name) const {
    for (const Index& index : indexes)
        if (index.name == index_name && index.state != IndexState::kDeleting) return &index;
    return nullptr;
}

}  // namespace tabella::engine
