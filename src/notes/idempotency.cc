#include <algorithm>

#include "model/limits.h"
#include "notes/notes_service.h"
#include "sigv4/hash.h"

// A key that a client repeats a creation with is kept beside the notes for a day:
//
//   PK          S  the user
//   SK          S  "IDEMPOTENCY#" hex SHA-256 of the key
//   note_id     S  the note that was made
//   body_hash   S  hex SHA-256 of the request's body
//   expires_at  N  epoch seconds, the table's TTL attribute
//
// Note and record are written in one transaction: neither is ever there without the other.

namespace tabella::notes {

namespace {

using client::Attr;

constexpr EpochSeconds kKeptForS = 24 * 3'600;
constexpr int kAttemptsMax = 100;

constexpr std::size_t kNoteAction = 0;
constexpr std::size_t kRecordAction = 1;

api::TransactWriteItem put_if(const std::string& table, const AttributeMap& item,
                              const client::Condition& condition) {
    client::ExpressionBuilder builder;
    api::TransactPut put;
    put.table_name = table;
    put.item = Item(item);
    put.condition_expression = builder.render(condition.expression());
    put.expression_attribute_names = builder.names();
    put.expression_attribute_values = builder.values();
    put.return_values_on_condition_check_failure =
        api::ReturnValuesOnConditionCheckFailure::kAllOld;
    api::TransactWriteItem action;
    action.put = std::move(put);
    return action;
}

bool has_failed(const api::Error& error, std::size_t action) {
    return error.cancellation_reasons.size() > action &&
           error.cancellation_reasons[action].code == "ConditionalCheckFailed";
}

bool is_conflict(const api::Error& error) {
    return std::any_of(error.cancellation_reasons.begin(), error.cancellation_reasons.end(),
                       [](const auto& reason) { return reason.code == "TransactionConflict"; });
}

}  // namespace

Task<NotesResult<NoteId>> NotesService::create_once(UserKey user, NewNote note,
                                                    IdempotencyKey key) {
    const NoteIndexes indexes = co_await shared_->indexes.now(api_);
    const std::string body_hash = sigv4::hex(sigv4::sha256(key.body));
    AttributeMap record{
        {"PK", AttributeValue(user.value)},
        {"SK", AttributeValue("IDEMPOTENCY#" + sigv4::hex(sigv4::sha256(key.value)))},
        {"body_hash", AttributeValue(body_hash)},
        {"expires_at", AttributeValue(Number(now() + kKeptForS))}};
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
        const std::string id = std::to_string(next_id());
        const AttributeMap item = item_of(user, id, note, indexes);
        if (item_size_bytes(Item(item)) > limits::kItemBytesMax)
            co_return make_error(NotesError::Kind::kTooLarge);
        record.insert_or_assign("note_id", AttributeValue(id));
        api::TransactWriteItemsRequest request;
        request.transact_items.push_back(put_if(table_.name(), item, Attr("PK").not_exists()));
        // A record past its day may still be there: time to live deletes when it has the time.
        request.transact_items.push_back(
            put_if(table_.name(), record,
                   Attr("PK").not_exists() | Attr("expires_at").lte(Number(now()))));
        request.return_consumed_capacity = api::ReturnConsumedCapacity::kTotal;
        auto written = co_await api_.transact_write_items(std::move(request));
        count(StoreMetrics::kTransactWriteItems, written);
        if (written.ok()) {
            if (written->consumed_capacity.has_value())
                for (const api::ConsumedCapacity& capacity : *written->consumed_capacity)
                    shared_->store_metrics.count_written(capacity);
            co_return NoteId(id);
        }
        const api::Error& error = written.error();
        if (error.code != api::ErrorCode::kTransactionCanceled)
            co_return to_notes_error("TransactWriteItems", error);
        if (has_failed(error, kRecordAction)) {
            const std::optional<Item>& found = error.cancellation_reasons[kRecordAction].item;
            if (!found.has_value()) co_return make_error(NotesError::Kind::kInternal);
            const AttributeMap kept = found->decode();
            const std::string* hash = string_of(kept, "body_hash");
            const std::string* made = string_of(kept, "note_id");
            if (hash == nullptr || made == nullptr)
                co_return make_error(NotesError::Kind::kInternal);
            if (*hash != body_hash) co_return make_error(NotesError::Kind::kKeyReused);
            co_return NoteId(*made);
        }
        // Another process has taken the id, or writes the same record now: once more.
        if (!has_failed(error, kNoteAction) && !is_conflict(error))
            co_return to_notes_error("TransactWriteItems", error);
    }
    co_return make_error(NotesError::Kind::kStoreUnavailable);
}

}  // namespace tabella::notes
