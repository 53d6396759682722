#include "engine/stream.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>

#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

constexpr char kStreams = '\x01';
constexpr char kChanges = '\x02';
constexpr char kZero = '\0';
constexpr std::size_t kTimeBytes = 8;
constexpr EpochMs kSecondMs = 1'000;

Error damaged() {
    return {ErrorKind::kCorruption, "the record of a stream is damaged"};
}

/// Reads the parts of a record; the first that is missing makes the whole damaged.
class Reader {
 public:
    explicit Reader(std::string_view rest) : rest_(rest) {}

    std::uint32_t u32() { return checked(storage::take_u32(rest_)); }
    std::int64_t i64() { return static_cast<std::int64_t>(checked(storage::take_u64(rest_))); }
    std::string bytes() { return checked(storage::take_bytes(rest_)); }
    bool ok() const { return ok_; }
    bool at_end() const { return ok_ && rest_.empty(); }

 private:
    template <class T>
    T checked(std::optional<T> part) {
        ok_ = ok_ && part.has_value();
        return std::move(part).value_or(T{});
    }

    std::string_view rest_;
    bool ok_ = true;
};

void append_i64(std::string& out, std::int64_t value) {
    storage::append_u64(out, static_cast<std::uint64_t>(value));
}

/// Reads `digits` of them from the front of `text`, and the separator behind them.
std::optional<int> take_number(std::string_view& text, std::size_t digits, char separator) {
    int number = 0;
    if (text.size() < digits) return std::nullopt;
    const char* const end = text.data() + digits;
    if (!std::all_of(text.data(), end, [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    std::from_chars(text.data(), end, number);
    text.remove_prefix(digits);
    if (separator == kZero) return number;
    if (!text.starts_with(separator)) return std::nullopt;
    text.remove_prefix(1);
    return number;
}

/// The inverse of `stream_label`.
std::optional<EpochMs> time_of_label(std::string_view label) {
    const std::string_view whole = label;
    const auto year = take_number(label, 4, '-');
    const auto month = take_number(label, 2, '-');
    const auto day = take_number(label, 2, 'T');
    const auto hour = take_number(label, 2, ':');
    const auto minute = take_number(label, 2, ':');
    const auto second = take_number(label, 2, '.');
    const auto ms = take_number(label, 3, kZero);
    if (!year || !month || !day || !hour || !minute || !second || !ms || !label.empty())
        return std::nullopt;
    std::tm time{};
    time.tm_year = *year - 1'900;
    time.tm_mon = *month - 1;
    time.tm_mday = *day;
    time.tm_hour = *hour;
    time.tm_min = *minute;
    time.tm_sec = *second;
    const EpochMs created_ms = static_cast<EpochMs>(::timegm(&time)) * kSecondMs + *ms;
    // One spelling a time: what timegm would carry over is no label.
    if (created_ms < 0 || stream_label(created_ms) != whole) return std::nullopt;
    return created_ms;
}

/// Tells shards of streams apart that were created in the same millisecond.
std::uint32_t shard_hash(const Stream& stream) {
    return static_cast<std::uint32_t>(storage::partition_hash(stream_key(stream)));
}

}  // namespace

std::string stream_key(const Stream& stream) {
    std::string key(1, kStreams);
    key += stream.data_set.prefix();
    key += stream.table_name;
    key.push_back(kZero);
    append_i64(key, stream.created_ms);
    return key;
}

std::string encode_stream(const Stream& stream) {
    std::string value;
    storage::append_u32(value, static_cast<std::uint32_t>(stream.id));
    storage::append_u32(value, static_cast<std::uint32_t>(stream.view_type));
    append_i64(value, stream.first_number);
    append_i64(value, stream.last_number);
    append_i64(value, stream.disabled_ms.value_or(0));
    storage::append_u32(value, static_cast<std::uint32_t>(stream.key_schema.size()));
    for (const api::KeySchemaElement& element : stream.key_schema) {
        storage::append_bytes(value, element.attribute_name);
        storage::append_u32(value, static_cast<std::uint32_t>(element.key_type));
    }
    return value;
}

Result<DataSet> data_set_of_stream_key(std::string_view key) {
    if (!key.starts_with(kStreams)) return damaged();
    return DataSet::of_record_key(key.substr(1));
}

Result<StreamPtr> decode_stream(std::string_view key, std::string_view value) {
    auto stream = std::make_shared<Stream>();
    TABELLA_ASSIGN(stream->data_set, data_set_of_stream_key(key));
    key.remove_prefix(1 + stream->data_set.prefix().size());
    if (key.size() < kTimeBytes + 1) return damaged();
    const std::size_t name_bytes = key.size() - kTimeBytes - 1;
    stream->table_name = key.substr(0, name_bytes);
    stream->created_ms = Reader(key.substr(name_bytes + 1)).i64();
    Reader reader(value);
    stream->id = static_cast<StreamId>(reader.u32());
    stream->view_type = static_cast<api::StreamViewType>(reader.u32());
    stream->first_number = reader.i64();
    stream->last_number = reader.i64();
    const EpochMs disabled_ms = reader.i64();
    if (disabled_ms != 0) stream->disabled_ms = disabled_ms;
    const std::uint32_t elements = reader.u32();
    for (std::uint32_t i = 0; i < elements && reader.ok(); ++i) {
        api::KeySchemaElement element;
        element.attribute_name = reader.bytes();
        element.key_type = static_cast<api::KeyType>(reader.u32());
        stream->key_schema.push_back(std::move(element));
    }
    if (key[name_bytes] != kZero || !reader.at_end()) return damaged();
    return StreamPtr(std::move(stream));
}

DataSet::Keys stream_keys(const DataSet& data_set) {
    const DataSet::Keys records = data_set.keys();
    DataSet::Keys keys{.begin = kStreams + records.begin, .end = kStreams + records.end};
    if (records.end.empty()) keys.end = all_stream_keys().end;
    return keys;
}

DataSet::Keys all_stream_keys() {
    const std::string prefix(1, kStreams);
    return {.begin = prefix, .end = storage::after_prefix(prefix)};
}

std::string changes_prefix(StreamId id) {
    std::string prefix(1, kChanges);
    storage::append_u32(prefix, static_cast<std::uint32_t>(id));
    return prefix;
}

std::string change_key(StreamId id, std::int64_t number) {
    std::string key = changes_prefix(id);
    append_i64(key, number);
    return key;
}

std::optional<std::int64_t> number_of_change_key(std::string_view key) {
    const std::size_t prefix_bytes = changes_prefix(StreamId{}).size();
    if (key.size() != prefix_bytes + kTimeBytes) return std::nullopt;
    return Reader(key.substr(prefix_bytes)).i64();
}

std::string stream_label(EpochMs created_ms) {
    const auto seconds = static_cast<std::time_t>(created_ms / kSecondMs);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}", fmt::gmtime(seconds), created_ms % kSecondMs);
}

std::string stream_arn(const Account& account, const std::string& table_name, EpochMs created_ms) {
    return fmt::format("{}/stream/{}", table_arn(account, table_name), stream_label(created_ms));
}

std::optional<StreamName> stream_name_of(std::string_view arn) {
    constexpr std::string_view kTable = ":table/";
    constexpr std::string_view kStream = "/stream/";
    const std::size_t table = arn.find(kTable);
    const std::size_t stream = arn.find(kStream);
    if (!arn.starts_with("arn:") || table == std::string_view::npos ||
        stream == std::string_view::npos || stream < table + kTable.size())
        return std::nullopt;
    const std::size_t name = table + kTable.size();
    const auto created_ms = time_of_label(arn.substr(stream + kStream.size()));
    if (!created_ms.has_value()) return std::nullopt;
    return StreamName{.table_name = std::string(arn.substr(name, stream - name)),
                      .created_ms = *created_ms};
}

std::string shard_id(const Stream& stream) {
    return fmt::format("shardId-{:020}-{:08x}", stream.created_ms, shard_hash(stream));
}

std::string sequence_number(std::int64_t number) {
    return fmt::format("{:021}", number);
}

}  // namespace tabella::engine
