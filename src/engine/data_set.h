#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tabella::engine {

/// Tables that see each other. One store holds the shared data set and any number of others, one
/// for each access key and region.
///
/// Keys of table records in the catalog:
///   table of the shared data set := name
///   table of another             := 0x00 access_key 0x00 region 0x00 name
/// Names contain no byte below 0x2D, so the shared data set's keys lie behind all others.
class DataSet {
 public:
    /// The shared one.
    DataSet() = default;
    /// Neither part may contain a zero byte, or be empty.
    DataSet(std::string_view access_key_id, std::string_view region);

    /// From a key of the catalog; kCorruption when it is none.
    static Result<DataSet> of_record_key(std::string_view key);

    bool is_shared() const { return prefix_.empty(); }
    std::string_view region() const;  ///< Empty for the shared one.
    /// What stands before the name in a record's key; empty for the shared one.
    const std::string& prefix() const { return prefix_; }

    /// [begin, end) of its records' keys; an empty end is the end of all.
    struct Keys {
        std::string begin;
        std::string end;
    };
    Keys keys() const;

    friend bool operator==(const DataSet&, const DataSet&) = default;
    friend auto operator<=>(const DataSet&, const DataSet&) = default;

 private:
    std::string prefix_;
};

}  // namespace tabella::engine
