#pragma once

#include <string_view>
#include <vector>

#include "api/error.h"
#include "expr/ast.h"
#include "expr/update_plan.h"

namespace tabella::expr {

/// One `path = sum`, `path` or `path value` of an update.
struct UpdateClause {
    UpdateAction::Kind kind = UpdateAction::Kind::kSet;
    PathExpr target;
    ExprPtr value;  ///< Null of REMOVE.
};

struct ParsedUpdate {
    std::vector<UpdateClause> clauses;
    /// The keyword of a section that occurs a second time; empty where none does.
    std::string_view repeated_section;
};

/// The keyword of the section that such a clause stands in: "SET".
std::string_view section_name(UpdateAction::Kind kind);

/// Parses a whole text as `update` (parser.h).
api::Result<ParsedUpdate> parse_update(std::string_view expression, std::string_view parameter);

}  // namespace tabella::expr
