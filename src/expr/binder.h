#pragma once

#include <string_view>

#include "api/error.h"
#include "expr/ast.h"
#include "expr/functions.h"
#include "expr/parameters.h"

namespace tabella::expr {

/// What makes sense of a parsed expression, in the two steps in which DynamoDB does: `check_names`
/// over the whole of it, then `resolve_and_check`, operands before their operator.
class Binder {
 public:
    enum class Language : bool { kCondition, kUpdate };

    /// `parameter` is the request's member, "UpdateExpression".
    Binder(Language language, std::string_view parameter, Parameters& parameters)
        : language_(language), parameter_(parameter), parameters_(parameters) {}

    /// Functions that there are and that may stand here, names that are no reserved words,
    /// indexes within their range.
    api::Result<Nothing> check_names(const Expr& expr, FunctionPlace place) const;
    api::Result<Nothing> check_names(const PathExpr& path) const;

    /// Replaces the placeholders; checks the depth of the path.
    api::Result<Nothing> resolve(PathExpr& path) const;

    /// Replaces the placeholders; checks number, kind and types of operands, as far as they are
    /// known without an item.
    api::Result<Nothing> resolve_and_check(Expr& expr) const;

 private:
    api::Result<Nothing> check_function(const Expr& expr, FunctionPlace place) const;
    api::Result<Nothing> resolve_node(Expr& expr) const;

    Language language_;
    std::string_view parameter_;
    Parameters& parameters_;
};

/// Number, kind and types of the operands of this node alone; its operands are resolved.
api::Result<Nothing> check_operands_of(const Expr& expr, std::string_view parameter);

}  // namespace tabella::expr
