#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/ast.h"
#include "expr/condition.h"
#include "expr/key_condition.h"

// WHERE, taken apart: the engine, which knows the key, picks the terms that say which rows to read
// or write, and makes a condition of the rest.

namespace tabella::expr::partiql {

/// The terms that must all hold; none of null.
std::vector<ExprPtr> conjuncts(ExprPtr where);

/// `attribute op value`, `value op attribute`, BETWEEN and begins_with of one top-level attribute
/// and values; else nothing.
std::optional<KeyTerm> key_term(const Expr& term);

/// The values, encoded, that one top-level attribute may equal: of `a = 1`, `a IN [1, 2]` and
/// `a = 1 OR a = 2` (ql-reference.select.html names all three as no full scans).
struct Alternatives {
    std::string attribute;
    std::vector<std::string> values;
};
std::optional<Alternatives> alternatives(const Expr& term);

/// The condition that all terms hold; nothing when there are none.
std::optional<Condition> all_of(std::vector<ExprPtr> terms);

/// Whether the top-level attribute is there, or is not.
ExprPtr exists(std::string attribute);
ExprPtr not_exists(std::string attribute);

/// `one OR all of the others`.
ExprPtr either(ExprPtr one, std::vector<ExprPtr> others);

}  // namespace tabella::expr::partiql
