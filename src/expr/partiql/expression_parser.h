#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "api/error.h"
#include "expr/ast.h"
#include "expr/partiql/lexer.h"

namespace tabella::expr::partiql {

/// Reads tokens, and the conditions, values and paths of statements, into the tree that all other
/// expressions are parsed into (expr/ast.h). Recursion and the number of operators are bounded.
class ExpressionParser {
 public:
    /// Where an expression stands decides which operators and functions it may have.
    enum class Place : bool { kCondition, kUpdate };

    /// `values` keeps the encoded values that the tree views, and outlives it.
    ExpressionParser(std::string_view statement, const std::vector<AttributeValue>* parameters,
                     std::deque<std::string>& values);

    const Token& peek(std::size_t ahead = 0) const;
    bool at_end() const { return peek().kind == TokenKind::kEnd; }
    bool next_is(std::string_view symbol) const;
    bool next_is_keyword(std::string_view keyword) const;
    bool accept(std::string_view symbol);
    bool accept_keyword(std::string_view keyword);
    api::Result<Nothing> expect(std::string_view symbol);
    api::Result<Nothing> expect_keyword(std::string_view keyword);
    /// A word that is no keyword to PartiQL, unquoted: "VALUE" is one, "ADD_SET" is not.
    api::Result<std::string> identifier();
    /// "Statement wasn't well formed, can't be processed: Unexpected keyword".
    api::Error malformed() const;

    /// WHERE's: an expression that is true or false.
    api::Result<ExprPtr> condition();
    /// The right side of SET.
    api::Result<ExprPtr> sum();
    api::Result<Path> path();
    /// A literal or a parameter: no path, no operator.
    api::Result<AttributeValue> literal();

    /// An error where parameters are left.
    api::Result<Nothing> check_all_parameters_used() const;

 private:
    class Descent;
    enum class Lone : bool { kNo, kYes };

    api::Result<ExprPtr> chain(Expr::Kind kind, Lone lone);
    api::Result<ExprPtr> negation(Lone lone);
    api::Result<ExprPtr> predicate(Lone lone);
    api::Result<ExprPtr> rest_of_predicate(ExprPtr left, Lone lone);
    api::Result<ExprPtr> comparison(ExprPtr left, std::string_view op);
    api::Result<ExprPtr> between(ExprPtr left);
    api::Result<ExprPtr> in(ExprPtr left);
    api::Result<ExprPtr> is(ExprPtr left);
    api::Result<ExprPtr> operand(Lone lone);
    api::Result<ExprPtr> primary(Lone lone);
    api::Result<ExprPtr> group();
    api::Result<ExprPtr> function();
    api::Result<ExprPtr> value();
    bool begins_function() const;

    api::Result<AttributeValue> number(bool negative);
    api::Result<AttributeValue> parameter();
    api::Result<AttributeValue> list(std::string_view end);
    api::Result<AttributeValue> map();
    api::Result<AttributeValue> bag();
    api::Result<PathStep> bracket_step();

    ExprPtr value_node(const AttributeValue& value);
    api::Result<Nothing> check_operand(const Expr& operand) const;
    api::Result<Nothing> count_operator();
    api::Error unsupported_operator(std::string_view name) const;
    const Token& take();

    std::vector<Token> tokens_;
    const std::vector<AttributeValue>* parameters_;
    std::deque<std::string>& values_;
    Place place_ = Place::kCondition;
    std::size_t at_ = 0;
    std::size_t parameters_used_ = 0;
    std::size_t operators_ = 0;
    std::size_t depth_ = 0;
};

}  // namespace tabella::expr::partiql
