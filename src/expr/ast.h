#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "expr/path.h"
#include "model/item.h"

namespace tabella::expr {

/// One step of a path as it is written: a name, `#placeholder`, or the digits of an index.
struct WrittenStep {
    std::string_view text;
    bool is_index = false;
};

/// A document path: as written, and once names are resolved.
struct PathExpr {
    std::vector<WrittenStep> written;
    Path path;
};

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

/// A node of a parsed expression. Lives while the expression is compiled: texts point into the
/// expression (or a constant), `value` into the request.
struct Expr {
    enum class Kind : unsigned char {
        kPath,
        kValue,       ///< text is the placeholder.
        kFunction,    ///< text is its name.
        kArithmetic,  ///< text is "+" or "-".
        kCompare,     ///< text is "=", "<>", "<", "<=", ">" or ">=".
        kBetween,     ///< Operand, lower, upper.
        kIn,          ///< Operand, then the candidates.
        kNot,
        kAnd,  ///< Two or more.
        kOr,   ///< Two or more.
    };

    Kind kind = Kind::kPath;
    std::string_view text = {};  ///< The operator or function as messages name it.
    PathExpr path = {};
    std::optional<ValueView> value = std::nullopt;  ///< Set by resolving.
    std::vector<ExprPtr> args = {};
    bool parenthesized = false;

    bool is_condition() const { return kind >= Kind::kCompare; }
    bool is_logical() const { return kind >= Kind::kNot; }
};

}  // namespace tabella::expr
