#include "engine/table_definition.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>

#include "engine/catalog.h"
#include "model/limits.h"

namespace tabella::engine {

namespace {

api::Error invalid(std::string_view what) {
    return api::validation_error(
        fmt::format("One or more parameter values were invalid: {}", what));
}

/// The order in which Java's HashMap walks these keys, which is the order in which AWS names
/// attribute definitions (github.com/agno-agi/agno, issue 4769).
std::vector<std::string> in_hash_order(std::vector<std::string> names) {
    constexpr std::size_t kTableMin = 16;
    std::size_t table = kTableMin;
    while (names.size() * 4 > table * 3) table *= 2;
    const auto slot = [&](const std::string& name) {
        std::uint32_t hash = 0;
        for (const char c : name) hash = hash * 31 + static_cast<unsigned char>(c);
        return (hash ^ (hash >> 16)) & (table - 1);
    };
    std::stable_sort(names.begin(), names.end(),
                     [&](const std::string& a, const std::string& b) { return slot(a) < slot(b); });
    return names;
}

std::string listed(const std::vector<std::string>& names) {
    return fmt::format("[{}]", fmt::join(names, ", "));
}

using Schema = std::vector<api::KeySchemaElement>;

api::Result<Nothing> check_key_schema(const Schema& schema) {
    if (schema.empty() || schema[0].key_type != api::KeyType::kHash)
        return api::validation_error(
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    if (schema.size() == 1) return Nothing{};
    if (schema.size() > 2)
        return api::validation_error(
            "Invalid KeySchema: A key schema has at most one HASH and one RANGE key");
    if (schema[1].key_type != api::KeyType::kRange)
        return api::validation_error(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
    if (schema[0].attribute_name == schema[1].attribute_name)
        return invalid(
            "Both the Hash Key and the Range Key element in the KeySchema have the same "
            "name");
    return Nothing{};
}

/// Up to four HASH elements, then up to four RANGE elements, all of different names.
api::Result<Nothing> check_global_key_schema(const Schema& schema) {
    std::size_t hashes = 0;
    std::set<std::string_view> names;
    for (const api::KeySchemaElement& element : schema) {
        const bool hash = element.key_type == api::KeyType::kHash;
        if (hash && hashes < names.size())
            return invalid("Invalid KeySchema: HASH key elements must come before RANGE elements");
        if (hash) ++hashes;
        if (!names.insert(element.attribute_name).second)
            return invalid(
                "Both the Hash Key and the Range Key element in the KeySchema have the "
                "same name");
    }
    if (hashes == 0)
        return api::validation_error(
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    if (hashes > limits::kIndexKeyAttributesMax ||
        names.size() - hashes > limits::kIndexKeyAttributesMax)
        return invalid("Invalid KeySchema: at most 4 HASH and 4 RANGE key attributes are allowed");
    return Nothing{};
}

api::Result<Nothing> check_projection(const api::Projection& projection,
                                      const std::string& index_name) {
    if (!projection.projection_type.has_value()) return invalid("Unknown ProjectionType: null");
    const bool include = projection.projection_type == api::ProjectionType::kInclude;
    const bool names = projection.non_key_attributes.has_value();
    if (names && !include)
        return invalid(fmt::format(
            "ProjectionType is {}, but NonKeyAttributes is specified",
            projection.projection_type == api::ProjectionType::kAll ? "ALL" : "KEYS_ONLY"));
    if (include && !names)
        return invalid("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
    if (names && projection.non_key_attributes->empty())
        return invalid(fmt::format("NonKeyAttributes of index {} must not be empty", index_name));
    std::set<std::string_view> different;
    if (names)
        for (const std::string& name : *projection.non_key_attributes)
            if (!different.insert(name).second)
                return invalid(
                    fmt::format("Cannot have two attributes with the same name. Name: {}", name));
    return Nothing{};
}

/// Collects what all schemas of a definition have in common.
class DefinitionCheck {
 public:
    explicit DefinitionCheck(const api::CreateTableRequest& request) : request_(request) {}

    api::Result<Nothing> run() {
        TABELLA_CHECK(check_attribute_names());
        TABELLA_CHECK(check_defined(request_.key_schema));
        TABELLA_CHECK(check_key_schema(request_.key_schema));
        TABELLA_CHECK(check_billing());
        TABELLA_CHECK(check_local());
        TABELLA_CHECK(check_global());
        return check_all_used();
    }

 private:
    api::Result<Nothing> check_attribute_names() {
        for (const api::AttributeDefinition& definition : request_.attribute_definitions) {
            if (std::find(defined_.begin(), defined_.end(), definition.attribute_name) !=
                defined_.end())
                return invalid(
                    fmt::format("Cannot have two attributes with the same name. Name: {}",
                                definition.attribute_name));
            defined_.push_back(definition.attribute_name);
        }
        return Nothing{};
    }

    api::Result<Nothing> check_defined(const Schema& schema) {
        std::vector<std::string> keys;
        for (const api::KeySchemaElement& element : schema) {
            keys.push_back(element.attribute_name);
            used_.insert(element.attribute_name);
        }
        const auto undefined = std::find_if(keys.begin(), keys.end(), [&](const std::string& key) {
            return std::find(defined_.begin(), defined_.end(), key) == defined_.end();
        });
        if (undefined == keys.end()) return Nothing{};
        // Two messages, depending on which key it is: github.com/aws-cloudformation/cfn-lint, issue
        // 1037, and github.com/scalar-labs/scalardb, issue 187.
        if (undefined != keys.begin())
            return api::validation_error(
                "Invalid KeySchema: Some index key attribute have no definition");
        return invalid(
            fmt::format("Some index key attributes are not defined in "
                        "AttributeDefinitions. Keys: {}, AttributeDefinitions: {}",
                        listed(keys), listed(in_hash_order(defined_))));
    }

    api::Result<Nothing> check_billing() const {
        const bool on_demand = request_.billing_mode == api::BillingMode::kPayPerRequest;
        if (on_demand && request_.provisioned_throughput.has_value())
            return invalid(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                "BillingMode is PAY_PER_REQUEST");
        if (!on_demand && !request_.provisioned_throughput.has_value())
            return invalid(
                "ReadCapacityUnits and WriteCapacityUnits must both be specified when "
                "BillingMode is PROVISIONED");
        return Nothing{};
    }

    template <class Declared>
    api::Result<Nothing> check_common(const Declared& index) {
        if (!table_name_of(index.index_name).ok())
            return api::validation_error(
                "Invalid table/index name.  Table/index names must be between 3 and 255 "
                "characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and "
                "'.'");
        if (!index_names_.insert(index.index_name).second)
            return invalid(fmt::format("Duplicate index name: {}", index.index_name));
        TABELLA_CHECK(check_defined(index.key_schema));
        TABELLA_CHECK(check_projection(index.projection, index.index_name));
        if (index.projection.non_key_attributes.has_value())
            included_ += index.projection.non_key_attributes->size();
        if (included_ > limits::kProjectedAttributesMax)
            return invalid(
                "Total number of NonKeyAttributes across all indexes must not exceed "
                "100");
        return Nothing{};
    }

    api::Result<Nothing> check_local() {
        if (!request_.local_secondary_indexes.has_value()) return Nothing{};
        const auto& indexes = *request_.local_secondary_indexes;
        if (indexes.empty()) return invalid("List of LocalSecondaryIndexes is empty");
        if (request_.key_schema.size() < 2)
            return invalid(
                "Table KeySchema does not have a range key, which is required when "
                "specifying a LocalSecondaryIndex");
        if (indexes.size() > limits::kLocalIndexesMax)
            return invalid(
                fmt::format("Number of LocalSecondaryIndexes exceeds per-table limit of "
                            "{}",
                            limits::kLocalIndexesMax));
        for (const api::LocalSecondaryIndex& index : indexes) {
            TABELLA_CHECK(check_common(index));
            TABELLA_CHECK(check_key_schema(index.key_schema));
            if (index.key_schema.size() < 2)
                return invalid(
                    fmt::format("Index KeySchema does not have a range key for index: "
                                "{}",
                                index.index_name));
            if (index.key_schema[0].attribute_name != request_.key_schema[0].attribute_name)
                return invalid(fmt::format(
                    "Index KeySchema does not have the same leading hash key as table KeySchema "
                    "for index: {}. index hash key: {}, table hash key: {}",
                    index.index_name, index.key_schema[0].attribute_name,
                    request_.key_schema[0].attribute_name));
        }
        return Nothing{};
    }

    api::Result<Nothing> check_global() {
        if (!request_.global_secondary_indexes.has_value()) return Nothing{};
        const auto& indexes = *request_.global_secondary_indexes;
        if (indexes.empty()) return invalid("List of GlobalSecondaryIndexes is empty");
        if (indexes.size() > limits::kGlobalIndexesMax)
            return invalid(
                fmt::format("GlobalSecondaryIndex count exceeds the per-table limit of "
                            "{}",
                            limits::kGlobalIndexesMax));
        const bool on_demand = request_.billing_mode == api::BillingMode::kPayPerRequest;
        for (const api::GlobalSecondaryIndex& index : indexes) {
            TABELLA_CHECK(check_common(index));
            TABELLA_CHECK(check_global_key_schema(index.key_schema));
            if (on_demand && index.provisioned_throughput.has_value())
                return invalid(
                    fmt::format("ProvisionedThroughput should not be specified for "
                                "index: {} when BillingMode is PAY_PER_REQUEST",
                                index.index_name));
            if (!on_demand && !index.provisioned_throughput.has_value())
                return invalid(fmt::format("ProvisionedThroughput must be specified for index: {}",
                                           index.index_name));
        }
        return Nothing{};
    }

    api::Result<Nothing> check_all_used() const {
        if (used_.size() == defined_.size()) return Nothing{};
        if (index_names_.empty())
            return invalid(
                "Number of attributes in KeySchema does not exactly match number of "
                "attributes defined in AttributeDefinitions");
        return invalid(fmt::format(
            "Some AttributeDefinitions are not used. AttributeDefinitions: {}, keys used: {}",
            listed(defined_), listed({used_.begin(), used_.end()})));
    }

    const api::CreateTableRequest& request_;
    std::vector<std::string> defined_;
    std::set<std::string> used_;
    std::set<std::string> index_names_;
    std::size_t included_ = 0;
};

}  // namespace

api::Result<Nothing> check_table_definition(const api::CreateTableRequest& request) {
    return DefinitionCheck(request).run();
}

}  // namespace tabella::engine
