#include "notes/notes_table.h"

#include "notes/note_attributes.h"

namespace tabella::notes {

namespace {

constexpr EpochMs kAskAgainAfterMs = 60'000;

constexpr unsigned kTitleWritten = 1;
constexpr unsigned kTitleReadable = 2;
constexpr unsigned kDayWritten = 4;
constexpr unsigned kDayReadable = 8;

api::GlobalSecondaryIndex index(std::string_view name, std::string hash, std::string range) {
    api::GlobalSecondaryIndex index;
    index.index_name = name;
    index.key_schema = {{std::move(hash), api::KeyType::kHash},
                        {std::move(range), api::KeyType::kRange}};
    index.projection.projection_type = api::ProjectionType::kAll;
    return index;
}

unsigned bits_of(const api::TableDescription& table) {
    unsigned bits = 0;
    if (!table.global_secondary_indexes.has_value()) return bits;
    for (const api::GlobalSecondaryIndexDescription& each : *table.global_secondary_indexes) {
        const bool readable = each.index_status == api::IndexStatus::kActive;
        if (each.index_name == kTitleIndex) bits |= kTitleWritten | (readable ? kTitleReadable : 0);
        if (each.index_name == kDayIndex) bits |= kDayWritten | (readable ? kDayReadable : 0);
    }
    return bits;
}

}  // namespace

api::CreateTableRequest notes_table(std::string table_name) {
    api::CreateTableRequest table;
    table.table_name = std::move(table_name);
    for (const char* attribute : {"PK", "SK", "title_key", "created_day"})
        table.attribute_definitions.push_back({attribute, api::ScalarAttributeType::kS});
    table.key_schema = {{"PK", api::KeyType::kHash}, {"SK", api::KeyType::kRange}};
    table.global_secondary_indexes = {index(kTitleIndex, "PK", "title_key"),
                                      index(kDayIndex, "created_day", "SK")};
    table.billing_mode = api::BillingMode::kPayPerRequest;
    return table;
}

Task<NoteIndexes> NoteIndexWatch::now(api::DynamoApi& api) {
    const EpochMs now = clock_.now_ms();
    EpochMs due = ask_again_.load();
    // Whoever moves the time asks; the others go on with what is known. Before anything is known,
    // all ask: a note without index keys would not be found by them.
    if (now >= due &&
        (due == 0 || ask_again_.compare_exchange_strong(due, now + kAskAgainAfterMs))) {
        api::DescribeTableRequest request{.table_name = table_name_};
        auto described = co_await api.describe_table(std::move(request));
        if (described.ok()) {
            known_ = bits_of(described->table);
            ask_again_ = now + kAskAgainAfterMs;
        } else if (described.error().code == api::ErrorCode::kAccessDenied) {
            ask_again_ = now + kAskAgainAfterMs;
        }
    }
    const unsigned bits = known_.load();
    co_return NoteIndexes{.title_written = (bits & kTitleWritten) != 0,
                          .title_readable = (bits & kTitleReadable) != 0,
                          .day_written = (bits & kDayWritten) != 0,
                          .day_readable = (bits & kDayReadable) != 0};
}

}  // namespace tabella::notes
