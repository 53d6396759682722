#pragma once

#include <string_view>

namespace tabella::expr::partiql {

/// Whether a name of this spelling, in upper case, has to be quoted in a statement: SQL-92's
/// reserved words and those that PartiQL adds.
bool is_keyword(std::string_view word_upper);

}  // namespace tabella::expr::partiql
