#pragma once

#include <string_view>
#include <vector>

#include "api/error.h"
#include "expr/ast.h"
#include "expr/lexer.h"

// The grammar of DynamoDB's expressions (Expressions.OperatorsAndFunctions.html,
// Expressions.UpdateExpressions.html, Expressions.Attributes.html). Keywords are case-insensitive,
// names of functions are not. Tokens: lexer.h.
//
//   condition   := conjunction (OR conjunction)*        ConditionExpression, FilterExpression,
//   conjunction := negation (AND negation)*             KeyConditionExpression
//   negation    := NOT negation | predicate
//   predicate   := operand comparator operand
//                | operand BETWEEN operand AND operand
//                | operand IN '(' operand (',' operand)* ')'
//                | function
//                | '(' condition ')'
//   comparator  := '=' | '<>' | '<' | '<=' | '>' | '>='
//
//   projection  := path (',' path)*                     ProjectionExpression
//
//   update      := section+                             UpdateExpression; each kind once
//   section     := SET path '=' sum (',' path '=' sum)*
//                | REMOVE path (',' path)*
//                | ADD path value (',' path value)*
//                | DELETE path value (',' path value)*
//   sum         := operand | operand ('+' | '-') operand | '(' sum ')'
//
//   operand     := path | value | function | '(' operand ')'
//   function    := name '(' operand (',' operand)* ')'
//   path        := step ('.' step | '[' number ']')*
//   step        := name | '#' placeholder
//   value       := ':' placeholder

namespace tabella::expr {

/// Reads tokens and the parts that all kinds of expression share. Recursion and the number of
/// operators are bounded. The text outlives the parser and what it returns.
class Parser {
 public:
    /// Checks the length of the text and cuts it into tokens. `parameter` is the request's member,
    /// "UpdateExpression".
    static api::Result<Parser> open(std::string_view expression, std::string_view parameter);

    const Token& peek() const { return tokens_[at_]; }
    bool at_end() const { return peek().kind == TokenKind::kEnd; }
    bool next_is(TokenKind kind) const { return peek().kind == kind; }
    bool next_is_keyword(std::string_view keyword) const;
    Token take();
    bool accept(TokenKind kind);
    bool accept_keyword(std::string_view keyword);
    api::Result<Nothing> expect(TokenKind kind);

    /// The error at the next token: `Syntax error; token: "=", near: "a = ="`.
    api::Error syntax_error() const;

    api::Result<PathExpr> path();
    api::Result<ExprPtr> value();
    api::Result<ExprPtr> operand();

    /// Counts one operator or function against the limit of the expression.
    api::Result<Nothing> count_operator();
    /// Marks what stood inside one pair of parentheses; a second pair is an error, told before what
    /// comes behind it is read.
    api::Result<Nothing> mark_parenthesized(Expr& inner) const;

    /// Every recursion passes here first: `TABELLA_CHECK(parser.descend())`, then a Descent.
    api::Result<Nothing> descend();
    void ascend() { --depth_; }

    /// An error where the text goes on.
    api::Result<Nothing> expect_end() const;

 private:
    Parser(std::string_view expression, std::string_view parameter);

    api::Result<WrittenStep> name_step();
    api::Result<WrittenStep> index_step();
    api::Result<ExprPtr> function();
    api::Result<ExprPtr> operand_in_parentheses();

    std::string_view text_;
    std::string_view parameter_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    std::size_t operators_ = 0;
    std::size_t depth_ = 0;
};

/// Leaves one level of recursion at the end of its scope.
class Descent {
 public:
    explicit Descent(Parser& parser) : parser_(parser) {}
    Descent(const Descent&) = delete;
    Descent& operator=(const Descent&) = delete;
    ~Descent() { parser_.ascend(); }

 private:
    Parser& parser_;
};

/// Parses a whole text as `condition`.
api::Result<ExprPtr> parse_condition(std::string_view expression, std::string_view parameter);

/// Parses a whole text as `projection`.
api::Result<std::vector<PathExpr>> parse_projection(std::string_view expression,
                                                    std::string_view parameter);

}  // namespace tabella::expr
