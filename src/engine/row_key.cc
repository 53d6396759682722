#include "engine/row_key.h"

#include <fmt/format.h>

#include "model/limits.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

std::string compose(const Table& table, ValueView partition, std::optional<ValueView> sort) {
    std::string key = partition_prefix(table.id, partition);
    if (sort.has_value()) append_key_part(key, *sort);
    return key;
}

}  // namespace

api::Error schema_mismatch() {
    return api::validation_error("The provided key element does not match the schema");
}

api::Error empty_key(std::string_view what) {
    api::Error error =
        api::validation_error(fmt::format("One or more parameter values are not valid. {}", what));
    error.refuses_transaction = true;
    return error;
}

std::string_view scalar_name(api::ScalarAttributeType type) {
    switch (type) {
        case api::ScalarAttributeType::kS:
            return "S";
        case api::ScalarAttributeType::kN:
            return "N";
        case api::ScalarAttributeType::kB:
            break;
    }
    return "B";
}

bool matches(api::ScalarAttributeType declared, AttributeType actual) {
    switch (declared) {
        case api::ScalarAttributeType::kS:
            return actual == AttributeType::kString;
        case api::ScalarAttributeType::kN:
            return actual == AttributeType::kNumber;
        case api::ScalarAttributeType::kB:
            break;
    }
    return actual == AttributeType::kBinary;
}

void append_key_part(std::string& out, ValueView value) {
    if (value.type() == AttributeType::kNumber)
        out.append(value.payload());
    else
        storage::append_bytes(out, value.payload());
}

std::string table_prefix(TableId id) {
    std::string prefix;
    storage::append_u32(prefix, static_cast<std::uint32_t>(id));
    return prefix;
}

std::string hash_prefix(TableId id, std::uint64_t hash) {
    std::string prefix = table_prefix(id);
    storage::append_u64(prefix, hash);
    return prefix;
}

std::string partition_prefix(TableId id, ValueView partition_key) {
    std::string part;
    append_key_part(part, partition_key);
    std::string prefix = hash_prefix(id, storage::partition_hash(part));
    prefix.append(part);
    return prefix;
}

api::Result<Nothing> check_key_value(const KeyAttribute& attribute, bool is_sort_key,
                                     ValueView value) {
    const std::size_t bytes = value.payload().size();
    if (value.type() == AttributeType::kNumber) return Nothing{};
    if (bytes == 0)
        return empty_key(fmt::format(
            "The AttributeValue for a key attribute cannot contain an empty {} value. "
            "Key: {}",
            value.type() == AttributeType::kString ? "string" : "binary", attribute.name));
    if (is_sort_key && bytes > limits::kSortKeyBytesMax)
        return api::validation_error(
            "One or more parameter values were invalid: Aggregated size of all range keys has "
            "exceeded the size limit of 1024 bytes");
    if (!is_sort_key && bytes > limits::kPartitionKeyBytesMax)
        return api::validation_error(
            "One or more parameter values were invalid: Size of hashkey has exceeded the maximum "
            "size limit of2048 bytes");
    return Nothing{};
}

api::Result<std::string> row_key_of_key(const Table& table, ItemView key) {
    const KeySchema& schema = table.key;
    if (key.count() != (schema.sort.has_value() ? 2U : 1U)) return schema_mismatch();
    const auto partition = key.find(schema.partition.name);
    if (!partition.has_value() || !matches(schema.partition.type, partition->type()))
        return schema_mismatch();
    std::optional<ValueView> sort;
    if (schema.sort.has_value()) {
        sort = key.find(schema.sort->name);
        if (!sort.has_value() || !matches(schema.sort->type, sort->type()))
            return schema_mismatch();
    }
    TABELLA_CHECK(check_key_value(schema.partition, false, *partition));
    if (sort.has_value()) TABELLA_CHECK(check_key_value(*schema.sort, true, *sort));
    return compose(table, *partition, sort);
}

api::Result<std::string> row_key_of_item(const Table& table, ItemView item) {
    const auto part = [&](const KeyAttribute& attribute,
                          bool is_sort_key) -> api::Result<ValueView> {
        const auto value = item.find(attribute.name);
        if (!value.has_value())
            return api::validation_error(
                fmt::format("One or more parameter values were invalid: Missing the key {} in the "
                            "item",
                            attribute.name));
        if (!matches(attribute.type, value->type()))
            return api::validation_error(fmt::format(
                "One or more parameter values were invalid: Type mismatch for key {} expected: {} "
                "actual: {}",
                attribute.name, scalar_name(attribute.type), type_name(value->type())));
        TABELLA_CHECK(check_key_value(attribute, is_sort_key, *value));
        return *value;
    };
    TABELLA_ASSIGN(const ValueView partition, part(table.key.partition, false));
    if (!table.key.sort.has_value()) return compose(table, partition, std::nullopt);
    TABELLA_ASSIGN(const ValueView sort, part(*table.key.sort, true));
    return compose(table, partition, sort);
}

Item key_of_item(const KeySchema& schema, ItemView item) {
    std::string bytes;
    ItemWriter writer(bytes);
    AttributeCursor cursor = item.attributes();
    while (const auto attribute = cursor.next()) {
        if (!schema.contains(attribute->name)) continue;
        writer.name(attribute->name);
        writer.raw(attribute->value);
    }
    return Item::from_trusted(std::move(bytes));
}

}  // namespace tabella::engine
