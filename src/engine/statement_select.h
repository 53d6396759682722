#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/error.h"
#include "api/statement_operations.h"
#include "engine/catalog.h"
#include "engine/page.h"
#include "expr/key_condition.h"
#include "expr/partiql/statement.h"
#include "expr/projection.h"

// SELECT. Source: ql-reference.select.html.

namespace tabella::engine {

/// Rows to read for a SELECT: all of a table or index, or what one key condition selects.
struct SelectRange {
    RowRange rows;
    std::vector<expr::KeyTerm> terms;  ///< Empty: a scan.
};

/// A Query where WHERE says what the partition key equals, a Query after the other where that is
/// several values (IN, OR); else a Scan.
struct SelectPlan {
    PagePlan page;  ///< But for its range, limit and bytes.
    std::vector<SelectRange> ranges;
};
api::Result<SelectPlan> plan_select(expr::partiql::Statement statement,
                                    const api::ExecuteStatementRequest& request,
                                    const Catalog& catalog);

/// A SELECT of one item by its whole key and nothing else, as batches and transactions have it.
struct SelectItemPlan {
    TablePtr table;
    std::string row_key;
    std::optional<expr::Projection> projection;
};
/// `not_one_item` is the error of a SELECT that does not name one item.
api::Result<SelectItemPlan> plan_select_item(expr::partiql::Statement statement,
                                             const char* not_one_item, const Catalog& catalog);

}  // namespace tabella::engine
