#pragma once

#include <cstddef>
#include <string_view>

namespace tabella::expr {

/// Whether DynamoDB refuses `name` as an attribute name in an expression, in any mix of upper and
/// lower case. Source: "Reserved words in DynamoDB" (ReservedWords.html).
bool is_reserved_word(std::string_view name);

/// How many words the list has.
std::size_t reserved_word_count();

}  // namespace tabella::expr
