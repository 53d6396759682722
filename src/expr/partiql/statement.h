#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/error.h"
#include "expr/ast.h"
#include "expr/update_parser.h"
#include "model/item.h"

namespace tabella::expr::partiql {

struct OrderTerm {
    std::string attribute;
    bool descending = false;
};

/// One parsed statement: names and parameters are resolved, and what can be known of operands
/// without a table is checked. Owns all it points to; may be moved.
struct Statement {
    enum class Kind : unsigned char { kSelect, kInsert, kUpdate, kDelete, kExists };
    enum class Returning : unsigned char { kNone, kAllOld, kModifiedOld, kAllNew, kModifiedNew };

    bool reads() const { return kind == Kind::kSelect; }

    Kind kind = Kind::kSelect;
    std::string table = {};
    std::optional<std::string> index = std::nullopt;  ///< Of SELECT and EXISTS.
    std::vector<Path> projection = {};                ///< Of SELECT; empty is `*`.
    std::vector<OrderTerm> order_by = {};             ///< Of SELECT.
    Item item = {};                                   ///< Of INSERT.
    std::vector<UpdateClause> clauses = {};           ///< Of UPDATE.
    ExprPtr where = nullptr;                          ///< A condition; null without WHERE.
    Returning returning = Returning::kNone;
    /// The encoded values that `where` and `clauses` view.
    std::deque<std::string> values = {};
};

/// Parses a statement of the language that "PartiQL - a SQL-compatible query language for Amazon
/// DynamoDB" (ql-reference.html) describes; its grammar stands at the top of statement_parser.cc.
/// `parameters` stand for the question marks, in their order; null is none.
/// Errors: kValidation, "Statement wasn't well formed, can't be processed: …", or what is not
/// supported, or "Number of parameters in request and statement don't match.".
api::Result<Statement> parse(std::string_view statement,
                             const std::vector<AttributeValue>* parameters);

}  // namespace tabella::expr::partiql
