#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "api/error.h"
#include "api/types.h"
#include "expr/parameters.h"

namespace tabella::expr {

struct ConditionNode;
struct Expr;

/// A checked condition or filter, ready to be evaluated against any number of items.
/// Immutable and thread-safe once made; owns all it needs.
class Condition {
 public:
    /// Compiles a ConditionExpression or FilterExpression; `parameter` is that name, for messages
    /// ("Invalid ConditionExpression: Syntax error; token: …"). Everything that can be known
    /// without an item is checked here: syntax, placeholders, reserved words, operand types,
    /// limits.
    static api::Result<Condition> parse(std::string_view expression, std::string_view parameter,
                                        Parameters& parameters);
    /// Compiles the legacy parameter Expected.
    static api::Result<Condition> from_expected(const api::ExpectedMap& expected,
                                                std::optional<api::ConditionalOperator> joined_by);
    /// Compiles the legacy parameters QueryFilter and ScanFilter.
    static api::Result<Condition> from_filter(const api::ConditionMap& filter,
                                              std::optional<api::ConditionalOperator> joined_by);
    /// Compiles a tree whose names and values are resolved and checked: WHERE of PartiQL.
    static Condition from_checked(Expr& root);

    Condition(Condition&&) noexcept;
    Condition& operator=(Condition&&) noexcept;
    ~Condition();

    /// An absent item is the empty ItemView. Comparisons of missing or mistyped operands are false,
    /// but for `<>`, which is true.
    bool holds(ItemView item) const;

    /// The top-level attributes that it looks at: a Query's filter may not name key attributes.
    const std::set<std::string>& top_level_names() const { return top_level_names_; }

    /// Those of them that it looks into, by `.` or `[]`: key attributes are scalars.
    const std::set<std::string>& document_names() const { return document_names_; }

 private:
    static Condition from_node(ConditionNode node);
    explicit Condition(std::unique_ptr<ConditionNode> root);
    std::unique_ptr<ConditionNode> root_;
    std::set<std::string> top_level_names_;
    std::set<std::string> document_names_;
};

}  // namespace tabella::expr
