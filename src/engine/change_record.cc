#include "engine/change_record.h"

#include <fmt/format.h>

#include "engine/row_key.h"
#include "storage/key_codec.h"

namespace tabella::engine {

namespace {

using api::StreamViewType;

bool keeps_new(StreamViewType type) {
    return type == StreamViewType::kNewImage || type == StreamViewType::kNewAndOldImages;
}

bool keeps_old(StreamViewType type) {
    return type == StreamViewType::kOldImage || type == StreamViewType::kNewAndOldImages;
}

void append_view(std::string& out, std::string_view item) {
    storage::append_u32(out, static_cast<std::uint32_t>(item.size()));
    out += item;
}

void append_image(std::string& out, bool kept, const std::optional<Item>& image) {
    append_view(out, kept && image.has_value() ? image->encoded() : std::string_view());
}

/// Nothing when it is damaged; an empty item was not kept.
std::optional<Item> take_view(std::string_view& rest) {
    const auto bytes = storage::take_u32(rest);
    if (!bytes.has_value() || rest.size() < *bytes) return std::nullopt;
    Item item = Item::from_trusted(std::string(rest.substr(0, *bytes)));
    rest.remove_prefix(*bytes);
    return item;
}

std::optional<int> take_byte(std::string_view& rest) {
    if (rest.empty()) return std::nullopt;
    const int byte = static_cast<unsigned char>(rest.front());
    rest.remove_prefix(1);
    return byte;
}

/// 32 hexadecimal digits that no other change of the account has: the stream, and the number.
std::string event_id(const Stream& stream, std::int64_t number) {
    return fmt::format("{:016x}{:016x}", storage::partition_hash(stream_key(stream)), number);
}

}  // namespace

Status log_change(const Table& table, const ItemOutcome& outcome, ChangeOrigin origin,
                  storage::CommitContext& context) {
    if (!table.stream.has_value() || !table.stream->enabled) return ok_status();
    const auto operation = !outcome.previous.has_value() ? api::OperationType::kInsert
                           : !outcome.next.has_value()   ? api::OperationType::kRemove
                                                         : api::OperationType::kModify;
    TABELLA_ASSIGN(const std::int64_t number, context.take_number(kLastChange));
    std::string value;
    storage::append_u64(value, static_cast<std::uint64_t>(context.now_ms()));
    value.push_back(static_cast<char>(operation));
    value.push_back(static_cast<char>(origin));
    const Item& item = outcome.next.has_value() ? *outcome.next : *outcome.previous;
    append_view(value, key_of_item(table.key, item).encoded());
    append_image(value, keeps_new(table.stream->view_type), outcome.next);
    append_image(value, keeps_old(table.stream->view_type), outcome.previous);
    context.put(storage::Keyspace::kChanges, change_key(table.stream->id, number), value);
    return ok_status();
}

std::optional<EpochMs> created_of_change(std::string_view value) {
    const auto created_ms = storage::take_u64(value);
    if (!created_ms.has_value()) return std::nullopt;
    return static_cast<EpochMs>(*created_ms);
}

Result<api::Record> record_of_change(const Stream& stream, const std::string& region,
                                     std::int64_t number, std::string_view value) {
    const auto created_ms = storage::take_u64(value);
    const auto operation = take_byte(value);
    const auto origin = take_byte(value);
    auto keys = take_view(value);
    auto new_image = take_view(value);
    auto old_image = take_view(value);
    if (!created_ms || !operation || !origin || !keys || !new_image || !old_image || !value.empty())
        return Error{ErrorKind::kCorruption, "a change in the change log is damaged"};
    api::StreamRecord change;
    constexpr std::uint64_t kSecondMs = 1'000;
    const std::uint64_t created_s = *created_ms / kSecondMs;  // whole seconds, as documented
    change.approximate_creation_date_time = static_cast<double>(created_s);
    change.size_bytes = static_cast<std::int64_t>(
        item_size_bytes(*keys) + item_size_bytes(*new_image) + item_size_bytes(*old_image));
    change.keys = std::move(keys);
    if (!new_image->empty()) change.new_image = std::move(new_image);
    if (!old_image->empty()) change.old_image = std::move(old_image);
    change.sequence_number = sequence_number(number);
    change.stream_view_type = stream.view_type;
    api::Record record;
    record.event_id = event_id(stream, number);
    record.event_name = static_cast<api::OperationType>(*operation);
    record.event_version = "1.1";
    record.event_source = "aws:dynamodb";
    record.aws_region = region;
    record.dynamodb = std::move(change);
    if (static_cast<ChangeOrigin>(*origin) == ChangeOrigin::kTimeToLive)
        record.user_identity =
            api::Identity{.principal_id = "dynamodb.amazonaws.com", .type = "Service"};
    return record;
}

}  // namespace tabella::engine
