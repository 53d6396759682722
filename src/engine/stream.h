#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/types.h"
#include "base/result.h"
#include "engine/data_set.h"
#include "engine/table.h"
#include "engine/table_description.h"

// DynamoDB Streams: Streams.html. A stream is the part of the change log that belongs to one table,
// from the change that enables it on. It is one shard, open for as long as the stream is enabled.
//
// Keyspace kChanges:
//   stream  := 0x01 data-set-prefix table-name 0x00 u64(created, epoch ms)
//              -> u32(stream id) u32(view type) u64(first number) u64(last number, while disabled)
//                 u64(disabled, epoch ms; 0: enabled) u32(count) (bytes(key attribute) u32(key
//                 type))*
//   horizon := 0x02 u32(stream id) u64(0) -> u64(number of the oldest change that is kept)
//   change  := 0x02 u32(stream id) u64(number) -> see change_record.h
// The number of a change is its place in the one sequence of all changes of the store.

namespace tabella::engine {

/// One version of a stream, immutable: only disabling makes another.
struct Stream {
    StreamId id{};
    DataSet data_set;
    std::string table_name;
    EpochMs created_ms = 0;  ///< Unique among the streams of a table's name: the stream's label.
    api::StreamViewType view_type = api::StreamViewType::kKeysOnly;
    std::vector<api::KeySchemaElement> key_schema;
    std::int64_t first_number = 0;  ///< No change of the stream has a smaller one.
    std::optional<EpochMs> disabled_ms;
    std::int64_t last_number = 0;  ///< Of a disabled stream: none of its changes has a greater one.

    bool enabled() const { return !disabled_ms.has_value(); }
};

using StreamPtr = std::shared_ptr<const Stream>;

/// The counter of the change log, which is the number of the last change; and that of stream ids.
inline constexpr std::string_view kLastChange = "last_change";
inline constexpr std::string_view kLastStreamId = "last_stream_id";

std::string stream_key(const Stream& stream);
std::string encode_stream(const Stream& stream);
/// kCorruption when damaged.
Result<StreamPtr> decode_stream(std::string_view key, std::string_view value);
/// [begin, end) of the keys of a data set's streams, and of those of all.
DataSet::Keys stream_keys(const DataSet& data_set);
DataSet::Keys all_stream_keys();
/// The data set of a stream's key.
Result<DataSet> data_set_of_stream_key(std::string_view key);

/// Every change of the stream, and its horizon, begins with it.
std::string changes_prefix(StreamId id);
std::string change_key(StreamId id, std::int64_t number);
/// Of a key with that prefix; nothing when it is damaged.
std::optional<std::int64_t> number_of_change_key(std::string_view key);
inline std::string horizon_key(StreamId id) {
    return change_key(id, 0);
}

/// "2015-05-20T20:51:10.252".
std::string stream_label(EpochMs created_ms);
/// "arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<label>"
std::string stream_arn(const Account& account, const std::string& table_name, EpochMs created_ms);
/// The table's name and the label's time; nothing when it is no ARN of a stream.
struct StreamName {
    std::string table_name;
    EpochMs created_ms = 0;
};
std::optional<StreamName> stream_name_of(std::string_view arn);

/// "shardId-<20 digits>-<8 hexadecimal digits>" of the stream's one shard.
std::string shard_id(const Stream& stream);
/// 21 digits at least, so their order as strings is that of the numbers.
std::string sequence_number(std::int64_t number);

}  // namespace tabella::engine
