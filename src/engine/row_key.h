#pragma once

#include <string>
#include <string_view>

#include "api/error.h"
#include "engine/table.h"
#include "model/item.h"

// Where an item stands in the store:
//
//   row key := u32(table id) u64(hash of the partition key's part) part(partition key) [part(sort
//   key)] part    := storage bytes (S, B) | Number encoding (N)
//
// A Query is a range below one partition; a Scan walks the hashes of a table.

namespace tabella::engine {

/// The row key of a Key parameter, which must hold the key attributes and nothing else:
/// "The provided key element does not match the schema".
api::Result<std::string> row_key_of_key(const Table& table, ItemView key);

/// The row key of a whole item: "One or more parameter values were invalid: Missing the key PK in
/// the item".
api::Result<std::string> row_key_of_item(const Table& table, ItemView item);

/// The key attributes of an item, as LastEvaluatedKey and Key parameters have them.
Item key_of_item(const KeySchema& schema, ItemView item);

/// One key attribute's value, checked: type, not empty, not too long.
api::Result<Nothing> check_key_value(const KeyAttribute& attribute, bool is_sort_key,
                                     ValueView value);

/// "The provided key element does not match the schema".
api::Error schema_mismatch();

/// "One or more parameter values are not valid. …": an empty key, which refuses a whole
/// TransactWriteItems (found with DynamoDB Local; such a message is not among the cancellation
/// reasons that API_TransactWriteItems.html lists).
api::Error empty_key(std::string_view what);

/// The part of a value of a key attribute; its type was checked.
void append_key_part(std::string& out, ValueView value);

/// All rows of a table begin with it.
std::string table_prefix(TableId id);
/// All rows of one partition begin with it.
std::string partition_prefix(TableId id, ValueView partition_key);
/// The first key of a hash within the table.
std::string hash_prefix(TableId id, std::uint64_t hash);

/// "S", "N", "B".
std::string_view scalar_name(api::ScalarAttributeType type);
/// "S", "N", "B" against the value's own type.
bool matches(api::ScalarAttributeType declared, AttributeType actual);

}  // namespace tabella::engine
