#pragma once

#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/error.h"
#include "engine/data_set.h"
#include "engine/stream.h"
#include "engine/table.h"
#include "storage/store.h"

namespace tabella::engine {

/// The tables of a data set, by name, and their streams. It follows the store: a table is published
/// here after its record was committed, and withdrawn after its deletion was. Thread-safe.
class Catalog {
 public:
    /// Reads the data set's records from the store.
    static Result<std::unique_ptr<Catalog>> load(const storage::Store& store,
                                                 const DataSet& data_set);

    /// Null when there is none of that name.
    TablePtr find(std::string_view name) const;

    /// Names after `after` in order, at most `count`.
    std::vector<std::string> names_after(std::optional<std::string_view> after,
                                         std::size_t count) const;

    /// All tables.
    std::vector<TablePtr> all() const;

    /// A later table of the same name (a greater id), or a later version of the table, stays.
    void publish(TablePtr table);
    void withdraw(const Table& table);

    /// Neither tables nor streams.
    bool empty() const;

    /// Null when there is none of that name.
    StreamPtr find_stream(const StreamName& name) const;
    /// By table name and age, those after `after`, of one table or of all, at most `count`.
    std::vector<StreamPtr> streams_after(const std::optional<StreamName>& after,
                                         const std::optional<std::string>& table_name,
                                         std::size_t count) const;
    std::vector<StreamPtr> all_streams() const;
    /// A null stream is none to publish; a disabled one stays disabled.
    void publish(const StreamPtr& stream);
    void withdraw(const Stream& stream);

 private:
    using StreamPlace = std::pair<std::string, EpochMs>;
    static StreamPlace place_of(const Stream& stream) {
        return {stream.table_name, stream.created_ms};
    }
    Status load_streams(const storage::Store& store, const DataSet& data_set);

    mutable std::shared_mutex mutex_;
    std::map<std::string, TablePtr, std::less<>> tables_;
    std::map<StreamPlace, StreamPtr> streams_;
};

/// The table's name from a name or an ARN ("arn:aws:dynamodb:<region>:<account>:table/<name>"),
/// checked: 3 to 255 characters of a-z, A-Z, 0-9, '_', '-', '.'.
api::Result<std::string> table_name_of(std::string_view name_or_arn);

}  // namespace tabella::engine
