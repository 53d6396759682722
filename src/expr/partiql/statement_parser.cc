// The grammar of statements, keywords in any case (ql-reference.statements.html):
//
//   statement  := (select | insert | update | delete | exists) [';']
//   select     := SELECT ('*' | path (',' path)*) FROM source [WHERE condition]
//                 [ORDER BY name [ASC | DESC] (',' name [ASC | DESC])*]
//   insert     := INSERT INTO source VALUE map
//   update     := UPDATE source change+ [WHERE condition] [returning]
//   change     := SET path '=' sum (',' path '=' sum)* | REMOVE path
//   delete     := DELETE FROM source [WHERE condition] [returning]
//   exists     := EXISTS '(' select ')'
//   returning  := RETURNING (ALL | MODIFIED) (OLD | NEW) '*'
//   source     := name ['.' name]
//
//   condition  := and (OR and)*         and := not (AND not)*      not := NOT not | predicate
//   predicate  := operand ('=' | '<>' | '!=' | '<' | '<=' | '>' | '>=') operand
//               | operand [NOT] BETWEEN operand AND operand
//               | operand [NOT] IN ('[' … ']' | '(' … ')' | '<<' … '>>')
//               | path IS [NOT] (MISSING | NULL) | function | '(' condition ')'
//   sum        := operand (('+' | '-') operand)*
//               | (SET_ADD | SET_DELETE) '(' path ',' bag ')'    the path that is set
//   operand    := literal | path | function | '(' operand ')'
//   function   := name '(' operand (',' operand)* ')'            those of functions.h, in any case
//   path       := name ('.' name | '[' digits ']' | '[' string ']')*
//   literal    := string | ['+' | '-'] number | TRUE | FALSE | NULL | '?' | '[' literals ']' | map
//               | bag
//   map        := '{' [string ':' literal (',' string ':' literal)*] '}'
//   bag        := '<<' literal (',' literal)* '>>'               a set
#include <fmt/format.h>

#include <array>

#include "expr/partiql/expression_parser.h"
#include "expr/partiql/statement.h"
#include "expr/types.h"

namespace tabella::expr::partiql {

namespace {

using Kind = Statement::Kind;
using Returning = Statement::Returning;

std::string lower(std::string_view word) {
    std::string text(word);
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

class StatementParser {
 public:
    StatementParser(std::string_view text, const std::vector<AttributeValue>* parameters)
        : parser_(text, parameters, statement_.values) {}

    api::Result<Statement> statement() {
        TABELLA_CHECK(any_kind());
        parser_.accept(";");
        if (!parser_.at_end()) return parser_.malformed();
        TABELLA_CHECK(parser_.check_all_parameters_used());
        return std::move(statement_);
    }

 private:
    api::Result<Nothing> any_kind() {
        if (parser_.accept_keyword("SELECT")) return select();
        if (parser_.accept_keyword("INSERT")) return insert();
        if (parser_.accept_keyword("UPDATE")) return update();
        if (parser_.accept_keyword("DELETE")) return remove();
        if (parser_.accept_keyword("EXISTS")) return exists();
        if (parser_.accept_keyword("CREATE")) return table_definition("CreateTable");
        if (parser_.accept_keyword("DROP")) return table_definition("DropTable");
        return no_data_manipulation();
    }

    static api::Error no_data_manipulation() {
        return api::validation_error(
            "Statement wasn't well formed, can't be processed: Expected data manipulation");
    }

    /// PartiQL has these, DynamoDB does not: what DynamoDB Local says.
    api::Result<Nothing> table_definition(std::string_view operation) {
        if (!parser_.accept_keyword("TABLE")) return no_data_manipulation();
        TABELLA_CHECK(parser_.identifier());
        return api::validation_error(fmt::format("Unsupported operation: {}", operation));
    }

    api::Result<Nothing> exists() {
        TABELLA_CHECK(parser_.expect("("));
        TABELLA_CHECK(parser_.expect_keyword("SELECT"));
        TABELLA_CHECK(select());
        statement_.kind = Kind::kExists;
        return parser_.expect(")");
    }

    api::Result<Nothing> select() {
        statement_.kind = Kind::kSelect;
        if (parser_.next_is_keyword("DISTINCT"))
            return api::validation_error("Unsupported token in expression: DISTINCT");
        if (parser_.next_is_keyword("VALUE") || parser_.next_is_keyword("PIVOT"))
            return api::validation_error(
                "Select projection doesn't support value or pivot keywords");
        if (!parser_.accept("*")) TABELLA_CHECK(projection());
        TABELLA_CHECK(parser_.expect_keyword("FROM"));
        TABELLA_CHECK(source());
        if (parser_.next_is(",") || parser_.next_is_keyword("JOIN"))
            return api::validation_error("Only select from a single table or index is supported.");
        TABELLA_CHECK(no_alias());
        TABELLA_CHECK(where());
        if (parser_.next_is_keyword("GROUP"))
            return api::validation_error("Unsupported clause: GROUP BY");
        for (const std::string_view clause : {"HAVING", "LIMIT"})
            if (parser_.next_is_keyword(clause))
                return api::validation_error(
                    fmt::format("Unsupported clause: {}{}", clause, parser_.peek(1).place()));
        if (!parser_.accept_keyword("ORDER")) return Nothing{};
        return order_by();
    }

    api::Result<Nothing> projection() {
        do {
            const Token& first = parser_.peek();
            const Token& next = parser_.peek(1);
            const bool calls = next.kind == TokenKind::kSymbol && next.text == "(";
            const bool is_value = first.kind == TokenKind::kString ||
                                  first.kind == TokenKind::kNumber || parser_.next_is("?");
            for (const std::string_view literal : {"TRUE", "FALSE", "NULL", "MISSING"})
                if (parser_.next_is_keyword(literal)) return unexpected_component(first);
            if (calls || is_value) return unexpected_component(first);
            TABELLA_ASSIGN(Path path, parser_.path());
            for (const std::string_view op : {"+", "-", "*", "/", "%", "||"})
                if (parser_.next_is(op)) return unexpected_component(parser_.peek());
            statement_.projection.push_back(std::move(path));
            TABELLA_CHECK(no_alias());
        } while (parser_.accept(","));
        return Nothing{};
    }

    static api::Error unexpected_component(const Token& token) {
        return api::validation_error("Unexpected path component" + token.place());
    }

    api::Result<Nothing> no_alias() const {
        if (parser_.peek().kind != TokenKind::kIdentifier && !parser_.next_is_keyword("AS"))
            return Nothing{};
        return api::validation_error("Aliasing is not supported");
    }

    api::Result<Nothing> source() {
        if (parser_.peek().kind == TokenKind::kString || parser_.next_is("("))
            return api::validation_error("Unexpected from source");
        TABELLA_ASSIGN(statement_.table, parser_.identifier());
        if (!parser_.accept(".")) return Nothing{};
        TABELLA_ASSIGN(statement_.index, parser_.identifier());
        if (parser_.next_is("."))
            return api::validation_error(
                "A path may contain at most 2 components in the FROM clause");
        return Nothing{};
    }

    /// Of a write: indexes follow their table.
    api::Result<Nothing> table_alone(std::string_view message) {
        TABELLA_CHECK(source());
        if (statement_.index.has_value()) return api::validation_error(std::string(message));
        return Nothing{};
    }

    api::Result<Nothing> where() {
        if (!parser_.accept_keyword("WHERE")) return Nothing{};
        TABELLA_ASSIGN(statement_.where, parser_.condition());
        return Nothing{};
    }

    api::Result<Nothing> order_by() {
        TABELLA_CHECK(parser_.expect_keyword("BY"));
        if (statement_.where == nullptr)
            return api::validation_error(
                "Must have WHERE clause in the statement when using ORDER BY clause.");
        do {
            TABELLA_ASSIGN(const Path path, parser_.path());
            if (path.size() > 1)
                return api::validation_error(
                    "Argument to ORDER BY must be of type VariableReference. Type: PATH");
            const bool descending = parser_.accept_keyword("DESC");
            if (!descending) parser_.accept_keyword("ASC");
            statement_.order_by.push_back({path.front().name, descending});
        } while (parser_.accept(","));
        return Nothing{};
    }

    api::Result<Nothing> insert() {
        statement_.kind = Kind::kInsert;
        TABELLA_CHECK(parser_.expect_keyword("INTO"));
        TABELLA_CHECK(table_alone(
            "FROM clause may only contain a single table name in data manipulation statements"));
        TABELLA_CHECK(parser_.expect_keyword("VALUE"));
        if (!parser_.next_is("{"))
            return api::validation_error(
                "Unsupported format in item expression. Please use struct format {...} to express "
                "item values for insert statement." +
                parser_.peek().place());
        TABELLA_ASSIGN(const AttributeValue item, parser_.literal());
        statement_.item = Item(*item.as<AttributeValue::Map>());
        if (!parser_.next_is_keyword("RETURNING")) return Nothing{};
        return api::validation_error("RETURNING is not supported in INSERT");
    }

    api::Result<Nothing> update() {
        statement_.kind = Kind::kUpdate;
        TABELLA_CHECK(table_alone("This operation is not supported on an index"));
        TABELLA_CHECK(no_alias());
        if (!parser_.next_is_keyword("SET") && !parser_.next_is_keyword("REMOVE"))
            return api::validation_error(
                "Statement wasn't well formed, can't be processed: Expected data manipulation");
        while (parser_.next_is_keyword("SET") || parser_.next_is_keyword("REMOVE")) {
            if (parser_.accept_keyword("REMOVE")) {
                UpdateClause clause{.kind = UpdateAction::Kind::kRemove, .target = {}, .value = {}};
                TABELLA_ASSIGN(clause.target.path, parser_.path());
                statement_.clauses.push_back(std::move(clause));
                continue;
            }
            parser_.accept_keyword("SET");
            do TABELLA_CHECK(set());
            while (parser_.accept(","));
        }
        TABELLA_CHECK(where());
        return returning();
    }

    api::Result<Nothing> set() {
        UpdateClause clause{.kind = UpdateAction::Kind::kSet, .target = {}, .value = {}};
        TABELLA_ASSIGN(clause.target.path, parser_.path());
        TABELLA_CHECK(parser_.expect("="));
        const Token& next = parser_.peek(1);
        const std::string name = lower(parser_.peek().text);
        const bool calls = next.kind == TokenKind::kSymbol && next.text == "(";
        if (calls && (name == "set_add" || name == "set_delete")) {
            TABELLA_CHECK(change_set(clause, name));
        } else {
            TABELLA_ASSIGN(clause.value, parser_.sum());
        }
        statement_.clauses.push_back(std::move(clause));
        return Nothing{};
    }

    /// `SET path = SET_ADD(path, <<…>>)`: what UpdateExpression calls ADD and DELETE.
    api::Result<Nothing> change_set(UpdateClause& clause, const std::string& name) {
        const bool adds = name == "set_add";
        const std::string_view shown = adds ? "SET_ADD" : "SET_DELETE";
        clause.kind = adds ? UpdateAction::Kind::kAdd : UpdateAction::Kind::kDelete;
        TABELLA_ASSIGN(const std::string called, parser_.identifier());
        TABELLA_CHECK(parser_.expect("("));
        TABELLA_ASSIGN(const Path path, parser_.path());
        if (path != clause.target.path)
            return api::validation_error(
                fmt::format("The first argument to {} must equal the assignment value", shown));
        TABELLA_CHECK(parser_.expect(","));
        const std::string place = parser_.peek().place();
        TABELLA_ASSIGN(clause.value, parser_.sum());
        if (clause.value->kind != Expr::Kind::kValue || !is_set(clause.value->value->type()))
            return api::validation_error(fmt::format(
                "The second argument to {} must be a value with type SET{}", shown, place));
        return parser_.expect(")");
    }

    api::Result<Nothing> remove() {
        statement_.kind = Kind::kDelete;
        TABELLA_CHECK(parser_.expect_keyword("FROM"));
        TABELLA_CHECK(table_alone("This operation is not supported on an index"));
        TABELLA_CHECK(no_alias());
        TABELLA_CHECK(where());
        TABELLA_CHECK(returning());
        if (statement_.returning == Returning::kNone || statement_.returning == Returning::kAllOld)
            return Nothing{};
        constexpr std::array<std::string_view, 5> kNames{"", "ALL OLD", "MODIFIED OLD", "ALL NEW",
                                                         "MODIFIED NEW"};
        return api::validation_error(
            fmt::format("Invalid returning clause: RETURNING {} *. Only RETURNING ALL OLD * is "
                        "allowed in DELETE statements.",
                        kNames[static_cast<std::size_t>(statement_.returning)]));
    }

    api::Result<Nothing> returning() {
        if (!parser_.accept_keyword("RETURNING")) return Nothing{};
        const bool all = parser_.accept_keyword("ALL");
        if (!all) TABELLA_CHECK(parser_.expect_keyword("MODIFIED"));
        const bool old = parser_.accept_keyword("OLD");
        if (!old) TABELLA_CHECK(parser_.expect_keyword("NEW"));
        if (!parser_.accept("*"))
            return api::validation_error(
                "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
        if (parser_.next_is(","))
            return api::validation_error(
                "Invalid syntax with multiple returning elements in RETURNING clause");
        if (all)
            statement_.returning = old ? Returning::kAllOld : Returning::kAllNew;
        else
            statement_.returning = old ? Returning::kModifiedOld : Returning::kModifiedNew;
        return Nothing{};
    }

    Statement statement_;
    ExpressionParser parser_;
};

}  // namespace

api::Result<Statement> parse(std::string_view statement,
                             const std::vector<AttributeValue>* parameters) {
    return StatementParser(statement, parameters).statement();
}

}  // namespace tabella::expr::partiql
