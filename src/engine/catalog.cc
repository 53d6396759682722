#include "engine/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

#include "model/limits.h"

namespace tabella::engine {

Result<std::unique_ptr<Catalog>> Catalog::load(const storage::Store& store,
                                               const DataSet& data_set) {
    auto catalog = std::make_unique<Catalog>();
    const DataSet::Keys keys = data_set.keys();
    storage::Cursor cursor =
        store.cursor(storage::Keyspace::kCatalog, keys.begin, keys.end, storage::ReadTier::kAll);
    for (cursor.seek_first(); cursor.valid(); cursor.next()) {
        TABELLA_ASSIGN(TablePtr table, decode_table_record(cursor.value(), data_set));
        catalog->publish(std::move(table));
    }
    if (cursor.end() != storage::Cursor::End::kFinished) return cursor.error();
    TABELLA_CHECK(catalog->load_streams(store, data_set));
    return catalog;
}

Status Catalog::load_streams(const storage::Store& store, const DataSet& data_set) {
    const DataSet::Keys keys = stream_keys(data_set);
    storage::Cursor cursor =
        store.cursor(storage::Keyspace::kChanges, keys.begin, keys.end, storage::ReadTier::kAll);
    for (cursor.seek_first(); cursor.valid(); cursor.next()) {
        TABELLA_ASSIGN(const StreamPtr stream, decode_stream(cursor.key(), cursor.value()));
        publish(stream);
    }
    if (cursor.end() != storage::Cursor::End::kFinished) return cursor.error();
    return ok_status();
}

TablePtr Catalog::find(std::string_view name) const {
    std::shared_lock lock(mutex_);
    const auto found = tables_.find(name);
    return found == tables_.end() ? nullptr : found->second;
}

std::vector<std::string> Catalog::names_after(std::optional<std::string_view> after,
                                              std::size_t count) const {
    std::shared_lock lock(mutex_);
    auto table = after.has_value() ? tables_.upper_bound(*after) : tables_.begin();
    std::vector<std::string> names;
    for (; table != tables_.end() && names.size() < count; ++table) names.push_back(table->first);
    return names;
}

std::vector<TablePtr> Catalog::all() const {
    std::shared_lock lock(mutex_);
    std::vector<TablePtr> tables;
    tables.reserve(tables_.size());
    for (const auto& [name, table] : tables_) tables.push_back(table);
    return tables;
}

void Catalog::publish(TablePtr table) {
    std::unique_lock lock(mutex_);
    // A deletion that was applied after this version was made may have been here before it.
    if (table->life->deleted.load()) return;
    TablePtr& place = tables_[table->name()];
    if (place == nullptr || place->id < table->id ||
        (place->id == table->id && place->version < table->version))
        place = std::move(table);
}

void Catalog::withdraw(const Table& table) {
    std::unique_lock lock(mutex_);
    const auto found = tables_.find(table.name());
    if (found != tables_.end() && found->second->id == table.id) tables_.erase(found);
}

namespace {

/// The name in "arn:<partition>:dynamodb:<region>:<account>:table/<name>"; nothing when it is no
/// such ARN.
std::optional<std::string_view> name_in_arn(std::string_view arn) {
    for (const std::string_view wanted : {"arn", "", "dynamodb", "", ""}) {
        const std::size_t colon = arn.find(':');
        if (colon == std::string_view::npos) return std::nullopt;
        if (!wanted.empty() && arn.substr(0, colon) != wanted) return std::nullopt;
        arn.remove_prefix(colon + 1);
    }
    constexpr std::string_view kTable = "table/";
    if (!arn.starts_with(kTable)) return std::nullopt;
    return arn.substr(kTable.size());
}

bool is_table_name(std::string_view name) {
    return name.size() >= limits::kTableNameBytesMin && name.size() <= limits::kTableNameBytesMax &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-' || c == '.';
           });
}

}  // namespace

bool Catalog::empty() const {
    std::shared_lock lock(mutex_);
    return tables_.empty() && streams_.empty();
}

StreamPtr Catalog::find_stream(const StreamName& name) const {
    std::shared_lock lock(mutex_);
    const auto found = streams_.find({name.table_name, name.created_ms});
    return found == streams_.end() ? nullptr : found->second;
}

std::vector<StreamPtr> Catalog::streams_after(const std::optional<StreamName>& after,
                                              const std::optional<std::string>& table_name,
                                              std::size_t count) const {
    std::shared_lock lock(mutex_);
    StreamPlace begin;
    if (table_name.has_value()) begin.first = *table_name;
    auto place = streams_.lower_bound(begin);
    if (after.has_value()) {
        const StreamPlace last{after->table_name, after->created_ms};
        if (!(last < begin)) place = streams_.upper_bound(last);
    }
    std::vector<StreamPtr> streams;
    for (; place != streams_.end() && streams.size() < count; ++place) {
        if (table_name.has_value() && place->first.first != *table_name) break;
        streams.push_back(place->second);
    }
    return streams;
}

std::vector<StreamPtr> Catalog::all_streams() const {
    std::shared_lock lock(mutex_);
    std::vector<StreamPtr> streams;
    streams.reserve(streams_.size());
    for (const auto& [place, stream] : streams_) streams.push_back(stream);
    return streams;
}

void Catalog::publish(const StreamPtr& stream) {
    if (stream == nullptr) return;
    std::unique_lock lock(mutex_);
    StreamPtr& place = streams_[place_of(*stream)];
    if (place == nullptr || place->enabled()) place = stream;
}

void Catalog::withdraw(const Stream& stream) {
    std::unique_lock lock(mutex_);
    streams_.erase(place_of(stream));
}

api::Result<std::string> table_name_of(std::string_view name_or_arn) {
    if (name_or_arn.starts_with("arn:")) {
        const auto name = name_in_arn(name_or_arn);
        if (name.has_value() && is_table_name(*name)) return std::string(*name);
        return api::validation_error(
            fmt::format("Invalid TableArn: Invalid ResourceArn provided as input {}", name_or_arn));
    }
    if (is_table_name(name_or_arn)) return std::string(name_or_arn);
    return api::validation_error(
        "Invalid table/index name.  Table/index names must be between 3 and 255 characters "
        "long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
}

}  // namespace tabella::engine
