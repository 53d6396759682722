#include <algorithm>
#include <utility>

#include "engine/row_key.h"
#include "engine/table.h"
#include "storage/key_codec.h"

// The catalog's record of a table is an item with these attributes; those that the definition does
// not say are absent.
//
//   version := 1, id, created_ms, next_index_id, edition    numbers; edition: Table::version
//   on_demand_since, table_class_since  numbers: epoch ms
//   status, status_until                enum and epoch ms, while it is not ACTIVE
//   increased, decreased, decreases     numbers: when the throughput was changed, and how often
//   uuid, name                          strings
//   attributes, key                     lists of (list of name, enum)
//   billing_mode, table_class, sse_type enums: numbers, in the order of api/types.h
//   read_units, write_units, on_demand_read, on_demand_write, warm_read, warm_write   numbers
//   deletion_protection, sse_enabled    booleans
//   sse_key, resource_policy, policy_revision, ttl   strings; ttl: the attribute's name
//   tags                                map of strings
//   stream_id, stream_created, stream_view  numbers and an enum: the latest stream
//   stream_enabled                      boolean
//   indexes                             list of maps: id, global, name, key (as above),
//                                       projection (enum), non_key (list of strings), read_units,
//                                       write_units, on_demand_read, on_demand_write, warm_read,
//                                       warm_write, increased, decreased, decreases, and while
//                                       it is not active state (enum), state_until

namespace tabella::engine {

namespace {

constexpr int kRecordVersion = 1;

template <class Enum>
AttributeValue enum_value(Enum value) {
    return AttributeValue(static_cast<int>(value));
}

template <class T>
void put_optional(AttributeMap& record, const char* name, const std::optional<T>& value) {
    if (!value.has_value()) return;
    if constexpr (std::is_enum_v<T>)
        record.emplace(name, enum_value(*value));
    else
        record.emplace(name, AttributeValue(*value));
}

template <class Element, class Member>
AttributeValue pair_list(const std::vector<Element>& elements, Member Element::*kind) {
    AttributeValue::List list;
    for (const Element& element : elements)
        list.emplace_back(AttributeValue::List{AttributeValue(element.attribute_name),
                                               enum_value(element.*kind)});
    return list;
}

template <class Definition>
void put_throughput(AttributeMap& record, const Definition& definition) {
    if (definition.provisioned_throughput.has_value()) {
        record.emplace("read_units", definition.provisioned_throughput->read_capacity_units);
        record.emplace("write_units", definition.provisioned_throughput->write_capacity_units);
    }
    if (definition.on_demand_throughput.has_value()) {
        put_optional(record, "on_demand_read",
                     definition.on_demand_throughput->max_read_request_units);
        put_optional(record, "on_demand_write",
                     definition.on_demand_throughput->max_write_request_units);
    }
    if (definition.warm_throughput.has_value()) {
        put_optional(record, "warm_read", definition.warm_throughput->read_units_per_second);
        put_optional(record, "warm_write", definition.warm_throughput->write_units_per_second);
    }
}

void put_history(AttributeMap& record, const ThroughputHistory& history) {
    put_optional(record, "increased", history.last_increase_ms);
    put_optional(record, "decreased", history.last_decrease_ms);
    if (history.decreases != 0) record.emplace("decreases", history.decreases);
}

/// Reads a record back; the first damaged attribute makes the whole damaged.
class RecordReader {
 public:
    explicit RecordReader(const AttributeMap& record) : record_(record) {}

    bool ok() const { return ok_; }

    std::optional<std::int64_t> number(std::string_view name) {
        const Number* number = get<Number>(name);
        return number == nullptr ? std::nullopt : to_int(*number);
    }
    template <class Enum>
    std::optional<Enum> enumerator(std::string_view name) {
        const auto value = number(name);
        if (!value.has_value()) return std::nullopt;
        return static_cast<Enum>(*value);
    }
    std::optional<bool> boolean(std::string_view name) { return copy<bool>(name); }
    std::optional<std::string> string(std::string_view name) { return copy<std::string>(name); }

    std::int64_t required_number(std::string_view name) { return required(number(name)); }
    std::string required_string(std::string_view name) { return required(string(name)); }

    template <class Element, class Member>
    std::vector<Element> pairs(std::string_view name, Member Element::*kind) {
        std::vector<Element> elements;
        const auto* list = get<AttributeValue::List>(name);
        if (list == nullptr) ok_ = false;
        for (std::size_t i = 0; ok_ && i < list->size(); ++i) {
            const auto* pair = (*list)[i].as<AttributeValue::List>();
            if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is<std::string>() ||
                !(*pair)[1].is<Number>()) {
                ok_ = false;
                break;
            }
            Element element;
            element.attribute_name = *(*pair)[0].as<std::string>();
            element.*kind = static_cast<Member>(required(to_int(*(*pair)[1].as<Number>())));
            elements.push_back(std::move(element));
        }
        return elements;
    }

    template <class T>
    const T* get(std::string_view name) {
        const auto found = record_.find(name);
        if (found == record_.end()) return nullptr;
        const T* value = found->second.template as<T>();
        if (value == nullptr) ok_ = false;
        return value;
    }

 private:
    template <class T>
    std::optional<T> copy(std::string_view name) {
        const T* value = get<T>(name);
        return value == nullptr ? std::nullopt : std::optional<T>(*value);
    }
    template <class T>
    T required(std::optional<T> value) {
        if (!value.has_value()) ok_ = false;
        return std::move(value).value_or(T{});
    }
    std::optional<std::int64_t> to_int(const Number& number) {
        try {
            return std::stoll(number.to_string());
        } catch (const std::exception&) {
            ok_ = false;
            return std::nullopt;
        }
    }

    const AttributeMap& record_;
    bool ok_ = true;
};

template <class Definition>
void read_throughput(RecordReader& reader, Definition& definition) {
    const auto read_units = reader.number("read_units");
    const auto write_units = reader.number("write_units");
    if (read_units.has_value() && write_units.has_value())
        definition.provisioned_throughput = api::ProvisionedThroughput{*read_units, *write_units};
    const api::OnDemandThroughput on_demand{reader.number("on_demand_read"),
                                            reader.number("on_demand_write")};
    if (on_demand.max_read_request_units || on_demand.max_write_request_units)
        definition.on_demand_throughput = on_demand;
    const api::WarmThroughput warm{reader.number("warm_read"), reader.number("warm_write")};
    if (warm.read_units_per_second || warm.write_units_per_second)
        definition.warm_throughput = warm;
}

void read_history(RecordReader& reader, ThroughputHistory& history) {
    history.last_increase_ms = reader.number("increased");
    history.last_decrease_ms = reader.number("decreased");
    history.decreases = reader.number("decreases").value_or(0);
}

void read_options(RecordReader& reader, api::CreateTableRequest& definition) {
    definition.billing_mode = reader.enumerator<api::BillingMode>("billing_mode");
    definition.table_class = reader.enumerator<api::TableClass>("table_class");
    definition.deletion_protection_enabled = reader.boolean("deletion_protection");
    definition.resource_policy = reader.string("resource_policy");
    const api::SseSpecification sse{reader.boolean("sse_enabled"),
                                    reader.enumerator<api::SseType>("sse_type"),
                                    reader.string("sse_key")};
    if (sse.enabled || sse.sse_type || sse.kms_master_key_id) definition.sse_specification = sse;
    if (const auto* tags = reader.get<AttributeMap>("tags")) {
        definition.tags.emplace();
        for (const auto& [key, value] : *tags)
            if (const auto* text = value.as<std::string>())
                definition.tags->push_back({key, *text});
    }
}

AttributeMap index_record(const Index& index) {
    AttributeMap record{
        {"id", AttributeValue(static_cast<std::int64_t>(index.id))},
        {"global", AttributeValue(index.global)},
        {"name", AttributeValue(index.name)},
        {"key", pair_list(index.key_schema, &api::KeySchemaElement::key_type)},
    };
    put_optional(record, "projection", index.projection.projection_type);
    if (index.projection.non_key_attributes.has_value()) {
        AttributeValue::List names;
        for (const std::string& name : *index.projection.non_key_attributes)
            names.emplace_back(name);
        record.emplace("non_key", std::move(names));
    }
    put_throughput(record, index);
    put_history(record, index.throughput_history);
    if (index.state != IndexState::kActive) {
        record.emplace("state", enum_value(index.state));
        record.emplace("state_until", index.state_until_ms);
    }
    return record;
}

void set_keys(Index& index, const std::vector<api::AttributeDefinition>& attributes) {
    for (const api::KeySchemaElement& element : index.key_schema)
        (element.key_type == api::KeyType::kHash ? index.partition : index.sort)
            .push_back({element.attribute_name, declared_type(attributes, element.attribute_name)});
}

/// Nothing when the record is damaged.
std::optional<Index> read_index(const AttributeMap& record,
                                const std::vector<api::AttributeDefinition>& attributes) {
    RecordReader reader(record);
    Index index;
    index.id = static_cast<IndexId>(reader.required_number("id"));
    index.global = reader.boolean("global").value_or(true);
    index.name = reader.required_string("name");
    index.key_schema = reader.pairs("key", &api::KeySchemaElement::key_type);
    index.projection.projection_type = reader.enumerator<api::ProjectionType>("projection");
    if (const auto* names = reader.get<AttributeValue::List>("non_key")) {
        index.projection.non_key_attributes.emplace();
        for (const AttributeValue& name : *names)
            if (const auto* text = name.as<std::string>())
                index.projection.non_key_attributes->push_back(*text);
    }
    read_throughput(reader, index);
    read_history(reader, index.throughput_history);
    index.state = reader.enumerator<IndexState>("state").value_or(IndexState::kActive);
    index.state_until_ms = reader.number("state_until").value_or(0);
    if (!reader.ok()) return std::nullopt;
    set_keys(index, attributes);
    return index;
}

/// False when a record is damaged.
bool read_indexes(RecordReader& reader, Table& table) {
    const auto* records = reader.get<AttributeValue::List>("indexes");
    if (records == nullptr) return true;
    for (const AttributeValue& record : *records) {
        const auto* map = record.as<AttributeMap>();
        if (map == nullptr) return false;
        auto index = read_index(*map, table.definition.attribute_definitions);
        if (!index.has_value()) return false;
        table.next_index_id =
            std::max(table.next_index_id, static_cast<std::uint32_t>(index->id) + 1);
        table.indexes.push_back(std::move(*index));
    }
    return true;
}

/// What changed since the table was created.
void read_state(RecordReader& reader, Table& table) {
    table.version = static_cast<std::uint64_t>(reader.number("edition").value_or(1));
    table.next_index_id = static_cast<std::uint32_t>(reader.number("next_index_id").value_or(1));
    read_history(reader, table.throughput_history);
    table.on_demand_since_ms = reader.number("on_demand_since");
    table.table_class_since_ms = reader.number("table_class_since");
    table.ttl_attribute = reader.string("ttl");
    table.policy_revision = reader.string("policy_revision").value_or("");
    if (const auto stream_id = reader.number("stream_id"))
        table.stream =
            TableStream{.id = static_cast<StreamId>(*stream_id),
                        .enabled = reader.boolean("stream_enabled").value_or(false),
                        .view_type = reader.enumerator<api::StreamViewType>("stream_view")
                                         .value_or(api::StreamViewType::kKeysOnly),
                        .created_ms = reader.required_number("stream_created")};
    table.status =
        reader.enumerator<api::TableStatus>("status").value_or(api::TableStatus::kActive);
    table.status_until_ms = reader.number("status_until").value_or(0);
}

std::string counter_key(std::string_view what, TableId id) {
    std::string key(what);
    key.push_back('/');
    storage::append_u32(key, static_cast<std::uint32_t>(id));
    return key;
}

std::string counter_key(std::string_view what, TableId id, IndexId index) {
    std::string key = counter_key(what, id);
    storage::append_u32(key, static_cast<std::uint32_t>(index));
    return key;
}

}  // namespace

std::string item_count_counter(TableId id) {
    return counter_key("item_count", id);
}
std::string size_bytes_counter(TableId id) {
    return counter_key("size_bytes", id);
}
std::string item_count_counter(TableId id, IndexId index) {
    return counter_key("item_count", id, index);
}
std::string size_bytes_counter(TableId id, IndexId index) {
    return counter_key("size_bytes", id, index);
}

std::string collection_bytes_counters(TableId id) {
    return counter_key("collection_bytes", id);
}
std::string collection_bytes_counter(TableId id, ValueView partition) {
    std::string key = collection_bytes_counters(id);
    append_key_part(key, partition);
    return key;
}

std::string backfill_key(TableId id, IndexId index) {
    return counter_key("backfill", id, index);
}

api::ScalarAttributeType declared_type(const std::vector<api::AttributeDefinition>& attributes,
                                       std::string_view name) {
    for (const api::AttributeDefinition& definition : attributes)
        if (definition.attribute_name == name) return definition.attribute_type;
    return api::ScalarAttributeType::kS;
}

void take_indexes(Table& table) {
    api::CreateTableRequest& definition = table.definition;
    const auto add = [&](auto& declared, bool global) -> Index& {
        Index index;
        index.id = static_cast<IndexId>(table.next_index_id++);
        index.global = global;
        index.name = std::move(declared.index_name);
        index.key_schema = std::move(declared.key_schema);
        index.projection = std::move(declared.projection);
        set_keys(index, definition.attribute_definitions);
        return table.indexes.emplace_back(std::move(index));
    };
    if (definition.local_secondary_indexes.has_value())
        for (api::LocalSecondaryIndex& declared : *definition.local_secondary_indexes)
            add(declared, false);
    if (definition.global_secondary_indexes.has_value())
        for (api::GlobalSecondaryIndex& declared : *definition.global_secondary_indexes) {
            Index& index = add(declared, true);
            index.provisioned_throughput = declared.provisioned_throughput;
            index.on_demand_throughput = declared.on_demand_throughput;
            index.warm_throughput = declared.warm_throughput;
        }
    definition.local_secondary_indexes.reset();
    definition.global_secondary_indexes.reset();
}

Index index_of(const api::CreateGlobalSecondaryIndexAction& action,
               const std::vector<api::AttributeDefinition>& attributes) {
    Index index;
    index.name = action.index_name;
    index.key_schema = action.key_schema;
    index.projection = action.projection;
    index.provisioned_throughput = action.provisioned_throughput;
    index.on_demand_throughput = action.on_demand_throughput;
    index.warm_throughput = action.warm_throughput;
    set_keys(index, attributes);
    return index;
}

TablePtr latest_version(const TablePtr& table) {
    TablePtr latest = table->life->latest.lock();
    return latest == nullptr ? table : latest;
}

KeySchema key_schema_of(const std::vector<api::KeySchemaElement>& elements,
                        const std::vector<api::AttributeDefinition>& attributes) {
    KeySchema schema;
    for (const api::KeySchemaElement& element : elements) {
        KeyAttribute attribute{element.attribute_name,
                               declared_type(attributes, element.attribute_name)};
        if (element.key_type == api::KeyType::kHash)
            schema.partition = std::move(attribute);
        else
            schema.sort = std::move(attribute);
    }
    return schema;
}

std::string encode_table_record(const Table& table) {
    const api::CreateTableRequest& definition = table.definition;
    AttributeMap record{
        {"version", AttributeValue(kRecordVersion)},
        {"id", AttributeValue(static_cast<std::int64_t>(table.id))},
        {"uuid", AttributeValue(table.uuid)},
        {"created_ms", AttributeValue(table.created_ms)},
        {"edition", AttributeValue(static_cast<std::int64_t>(table.version))},
        {"next_index_id", AttributeValue(static_cast<std::int64_t>(table.next_index_id))},
        {"name", AttributeValue(definition.table_name)},
        {"attributes",
         pair_list(definition.attribute_definitions, &api::AttributeDefinition::attribute_type)},
        {"key", pair_list(definition.key_schema, &api::KeySchemaElement::key_type)},
    };
    put_throughput(record, definition);
    put_history(record, table.throughput_history);
    put_optional(record, "on_demand_since", table.on_demand_since_ms);
    put_optional(record, "table_class_since", table.table_class_since_ms);
    put_optional(record, "ttl", table.ttl_attribute);
    if (!table.policy_revision.empty()) record.emplace("policy_revision", table.policy_revision);
    if (table.stream.has_value()) {
        record.emplace("stream_id", AttributeValue(static_cast<std::int64_t>(table.stream->id)));
        record.emplace("stream_enabled", AttributeValue(table.stream->enabled));
        record.emplace("stream_view", enum_value(table.stream->view_type));
        record.emplace("stream_created", AttributeValue(table.stream->created_ms));
    }
    if (table.status != api::TableStatus::kActive) {
        record.emplace("status", enum_value(table.status));
        record.emplace("status_until", table.status_until_ms);
    }
    put_optional(record, "billing_mode", definition.billing_mode);
    put_optional(record, "table_class", definition.table_class);
    put_optional(record, "deletion_protection", definition.deletion_protection_enabled);
    put_optional(record, "resource_policy", definition.resource_policy);
    if (definition.sse_specification.has_value()) {
        put_optional(record, "sse_enabled", definition.sse_specification->enabled);
        put_optional(record, "sse_type", definition.sse_specification->sse_type);
        put_optional(record, "sse_key", definition.sse_specification->kms_master_key_id);
    }
    if (definition.tags.has_value()) {
        AttributeMap tags;
        for (const api::Tag& tag : *definition.tags) tags.insert_or_assign(tag.key, tag.value);
        record.emplace("tags", std::move(tags));
    }
    if (!table.indexes.empty()) {
        AttributeValue::List indexes;
        for (const Index& index : table.indexes) indexes.emplace_back(index_record(index));
        record.emplace("indexes", std::move(indexes));
    }
    return Item(record).encoded();
}

Result<TablePtr> decode_table_record(std::string_view bytes, DataSet data_set) {
    TABELLA_ASSIGN(const Item item, Item::from_encoded(std::string(bytes)));
    const AttributeMap record = item.decode();
    RecordReader reader(record);
    auto table = std::make_shared<Table>();
    table->data_set = std::move(data_set);
    const std::int64_t version = reader.required_number("version");
    table->id = static_cast<TableId>(reader.required_number("id"));
    table->uuid = reader.required_string("uuid");
    table->created_ms = reader.required_number("created_ms");
    api::CreateTableRequest& definition = table->definition;
    definition.table_name = reader.required_string("name");
    definition.attribute_definitions =
        reader.pairs("attributes", &api::AttributeDefinition::attribute_type);
    definition.key_schema = reader.pairs("key", &api::KeySchemaElement::key_type);
    read_throughput(reader, definition);
    read_options(reader, definition);
    read_state(reader, *table);
    if (!read_indexes(reader, *table) || !reader.ok() || version != kRecordVersion)
        return Error{ErrorKind::kCorruption, "a table's record in the catalog is damaged"};
    table->key = key_schema_of(definition.key_schema, definition.attribute_definitions);
    return TablePtr(std::move(table));
}

}  // namespace tabella::engine
