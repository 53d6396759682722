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
    return catalog;
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

api::Result<std::string> table_name_of(std::string_view name_or_arn) {
    std::string_view name = name_or_arn;
    if (name.starts_with("arn:")) {
        constexpr std::string_view kTable = ":table/";
        const std::size_t at = name.find(kTable);
        if (at == std::string_view::npos)
            return api::validation_error(
                fmt::format("Invalid TableArn: Invalid ResourceArn provided as input {}", name));
        name.remove_prefix(at + kTable.size());
        name = name.substr(0, name.find('/'));
    }
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    };
    if (name.size() < limits::kTableNameBytesMin || name.size() > limits::kTableNameBytesMax ||
        !std::all_of(name.begin(), name.end(), allowed))
        return api::validation_error(
            "Invalid table/index name.  Table/index names must be between 3 and 255 characters "
            "long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
    return std::string(name);
}

}  // namespace tabella::engine
