#pragma once

#include <array>
#include <concepts>
#include <string_view>

#include "api/feature_operations.h"
#include "api/statement_operations.h"
#include "api/stream_operations.h"
#include "api/table_operations.h"

namespace tabella::json {

/// The names of an enum's values on the wire, in the order of its constants, and the order in which
/// the service lists them in "Member must satisfy enum value set: […]", where that is known.
template <class Enum>
struct EnumTable;

template <class T>
concept WireEnum = requires {
    EnumTable<T>::kNames;
    EnumTable<T>::kShown;
};

#define TABELLA_ENUM(type, shown, ...)                                                 \
    template <>                                                                        \
    struct EnumTable<api::type> {                                                      \
        static constexpr auto kNames = std::to_array<std::string_view>({__VA_ARGS__}); \
        static constexpr std::string_view kShown = shown;                              \
    }

TABELLA_ENUM(BillingMode, "[PROVISIONED, PAY_PER_REQUEST]", "PROVISIONED", "PAY_PER_REQUEST");
TABELLA_ENUM(KeyType, "[HASH, RANGE]", "HASH", "RANGE");
TABELLA_ENUM(ScalarAttributeType, "[B, N, S]", "S", "N", "B");
TABELLA_ENUM(ProjectionType, "[ALL, INCLUDE, KEYS_ONLY]", "ALL", "KEYS_ONLY", "INCLUDE");
TABELLA_ENUM(TableStatus, "[CREATING, UPDATING, DELETING, ACTIVE]", "CREATING", "UPDATING",
             "DELETING", "ACTIVE");
TABELLA_ENUM(IndexStatus, "[CREATING, UPDATING, DELETING, ACTIVE]", "CREATING", "UPDATING",
             "DELETING", "ACTIVE");
TABELLA_ENUM(StreamViewType, "[NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY]", "NEW_IMAGE",
             "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY");
TABELLA_ENUM(StreamStatus, "[ENABLING, ENABLED, DISABLING, DISABLED]", "ENABLING", "ENABLED",
             "DISABLING", "DISABLED");
TABELLA_ENUM(ShardIteratorType, "[TRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER]",
             "TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER");
TABELLA_ENUM(ShardFilterType, "[CHILD_SHARDS]", "CHILD_SHARDS");
TABELLA_ENUM(OperationType, "[INSERT, MODIFY, REMOVE]", "INSERT", "MODIFY", "REMOVE");
TABELLA_ENUM(SseType, "[AES256, KMS]", "AES256", "KMS");
TABELLA_ENUM(SseStatus, "[ENABLING, ENABLED, DISABLING, DISABLED, UPDATING]", "ENABLING", "ENABLED",
             "DISABLING", "DISABLED", "UPDATING");
TABELLA_ENUM(TableClass, "[STANDARD, STANDARD_INFREQUENT_ACCESS]", "STANDARD",
             "STANDARD_INFREQUENT_ACCESS");
TABELLA_ENUM(TimeToLiveStatus, "[ENABLING, DISABLING, ENABLED, DISABLED]", "ENABLING", "DISABLING",
             "ENABLED", "DISABLED");
TABELLA_ENUM(MultiRegionConsistency, "[EVENTUAL, STRONG]", "EVENTUAL", "STRONG");
TABELLA_ENUM(GlobalTableSettingsReplicationMode, "[ENABLED, DISABLED, ENABLED_WITH_OVERRIDES]",
             "ENABLED", "DISABLED", "ENABLED_WITH_OVERRIDES");
TABELLA_ENUM(ReturnValue, "[ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]", "NONE", "ALL_OLD",
             "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW");
TABELLA_ENUM(ReturnConsumedCapacity, "[INDEXES, TOTAL, NONE]", "INDEXES", "TOTAL", "NONE");
TABELLA_ENUM(ReturnItemCollectionMetrics, "[SIZE, NONE]", "SIZE", "NONE");
TABELLA_ENUM(ReturnValuesOnConditionCheckFailure, "[ALL_OLD, NONE]", "ALL_OLD", "NONE");
TABELLA_ENUM(ConditionalOperator, "[OR, AND]", "AND", "OR");
TABELLA_ENUM(Select, "[SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
             "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "SPECIFIC_ATTRIBUTES", "COUNT");
TABELLA_ENUM(AttributeAction, "[ADD, DELETE, PUT]", "ADD", "PUT", "DELETE");
TABELLA_ENUM(ComparisonOperator,
             "[IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, "
             "CONTAINS]",
             "EQ", "NE", "IN", "LE", "LT", "GE", "GT", "BETWEEN", "NOT_NULL", "NULL", "CONTAINS",
             "NOT_CONTAINS", "BEGINS_WITH");
TABELLA_ENUM(BackupType, "[USER, SYSTEM, AWS_BACKUP, ALL]", "USER", "SYSTEM", "AWS_BACKUP", "ALL");
TABELLA_ENUM(ContinuousBackupsStatus, "[ENABLED, DISABLED]", "ENABLED", "DISABLED");
TABELLA_ENUM(ContributorInsightsStatus, "[ENABLING, ENABLED, DISABLING, DISABLED, FAILED]",
             "ENABLING", "ENABLED", "DISABLING", "DISABLED", "FAILED");
TABELLA_ENUM(BatchStatementErrorCode, "", "ConditionalCheckFailed",
             "ItemCollectionSizeLimitExceeded", "RequestLimitExceeded", "ValidationError",
             "ProvisionedThroughputExceeded", "TransactionConflict", "ThrottlingError",
             "InternalServerError", "ResourceNotFound", "AccessDenied", "DuplicateItem");

#undef TABELLA_ENUM

}  // namespace tabella::json
