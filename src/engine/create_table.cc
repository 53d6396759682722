#include <fmt/format.h>

#include <algorithm>

#include "engine/catalog.h"
#include "engine/engine.h"
#include "engine/errors.h"
#include "engine/table_change.h"
#include "engine/table_description.h"

// API_CreateTable.html

namespace tabella::engine {

namespace {

api::Error invalid(std::string_view what) {
    return api::validation_error(
        fmt::format("One or more parameter values were invalid: {}", what));
}

std::string listed(const std::vector<std::string>& names) {
    return fmt::format("[{}]", fmt::join(names, ", "));
}

api::Result<Nothing> check_key_schema(const std::vector<api::KeySchemaElement>& schema) {
    if (schema.empty() || schema[0].key_type != api::KeyType::kHash)
        return invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    if (schema.size() == 1) return Nothing{};
    if (schema.size() > 2 || schema[1].key_type != api::KeyType::kRange)
        return invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
    if (schema[0].attribute_name == schema[1].attribute_name)
        return invalid(
            "Invalid KeySchema: Both the Hash Key and the Range Key element in the "
            "KeySchema have the same name");
    return Nothing{};
}

api::Result<Nothing> check_attribute_definitions(const api::CreateTableRequest& request) {
    std::vector<std::string> defined;
    for (const api::AttributeDefinition& definition : request.attribute_definitions) {
        if (std::find(defined.begin(), defined.end(), definition.attribute_name) != defined.end())
            return invalid(fmt::format("Cannot have two attributes with the same name. Name: {}",
                                       definition.attribute_name));
        defined.push_back(definition.attribute_name);
    }
    std::vector<std::string> keys;
    for (const api::KeySchemaElement& element : request.key_schema)
        keys.push_back(element.attribute_name);
    const bool all_defined = std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
        return std::find(defined.begin(), defined.end(), key) != defined.end();
    });
    if (!all_defined)
        return invalid(
            fmt::format("Some index key attributes are not defined in "
                        "AttributeDefinitions. Keys: {}, AttributeDefinitions: {}",
                        listed(keys), listed(defined)));
    if (defined.size() != keys.size())
        return invalid(
            "Number of attributes in KeySchema does not exactly match number of "
            "attributes defined in AttributeDefinitions");
    return Nothing{};
}

api::Result<Nothing> check_billing(const api::CreateTableRequest& request) {
    const bool on_demand = request.billing_mode == api::BillingMode::kPayPerRequest;
    if (on_demand && request.provisioned_throughput.has_value())
        return invalid(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
            "BillingMode is PAY_PER_REQUEST");
    if (!on_demand && !request.provisioned_throughput.has_value())
        return invalid(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when "
            "BillingMode is PROVISIONED");
    return Nothing{};
}

/// What a later version will do is refused, never taken in silence.
api::Result<Nothing> check_built(const api::CreateTableRequest& request) {
    const auto given = [](const auto& list) { return list.has_value() && !list->empty(); };
    if (given(request.local_secondary_indexes))
        return api::validation_error("LocalSecondaryIndexes are not supported yet");
    if (given(request.global_secondary_indexes))
        return api::validation_error("GlobalSecondaryIndexes are not supported yet");
    if (request.stream_specification.has_value() && request.stream_specification->stream_enabled)
        return api::validation_error("StreamSpecification is not supported yet");
    return Nothing{};
}

api::Result<Nothing> check_create(const api::CreateTableRequest& request) {
    TABELLA_CHECK(check_key_schema(request.key_schema));
    TABELLA_CHECK(check_attribute_definitions(request));
    TABELLA_CHECK(check_billing(request));
    return check_built(request);
}

}  // namespace

Task<api::Result<api::CreateTableResponse>> Engine::create_table(api::CreateTableRequest request) {
    auto name = table_name_of(request.table_name);
    if (!name.ok()) co_return std::move(name).error();
    auto checked = check_create(request);
    if (!checked.ok()) co_return std::move(checked).error();
    request.table_name = std::move(name).value();
    CreateTableChange change(std::move(request), clock_.now_ms(), random_uuid(random_));
    Status committed = co_await queue_.commit(change);
    if (!committed.ok()) co_return internal_error(committed.error());
    if (change.existed())
        co_return api::Error{
            .code = api::ErrorCode::kResourceInUse,
            .message = fmt::format("Table already exists: {}", change.table()->name())};
    catalog_->publish(change.table());
    auto description = describe(*change.table(), api::TableStatus::kCreating,
                                Account{options_.region, options_.account_id}, *store_);
    if (!description.ok()) co_return internal_error(description.error());
    co_return api::CreateTableResponse{std::move(*description)};
}

}  // namespace tabella::engine
