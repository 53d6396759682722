#include <gtest/gtest.h>

#include "expr/partiql/statement.h"

namespace tabella::expr::partiql {
namespace {

const std::string kMalformed = "Statement wasn't well formed, can't be processed: ";

std::string error(const std::string& text, const std::vector<AttributeValue>& parameters = {}) {
    const auto statement = parse(text, &parameters);
    EXPECT_FALSE(statement.ok()) << text;
    if (statement.ok()) return {};
    EXPECT_EQ(statement.error().code, api::ErrorCode::kValidation);
    return statement.error().message;
}

std::string where_error(const std::string& condition) {
    return error("SELECT * FROM T WHERE " + condition);
}

TEST(StatementErrors, NotAStatement) {
    for (const char* text : {"", " ", "foo", "CREATE T", "'x'", "(SELECT * FROM T)"})
        EXPECT_EQ(error(text), kMalformed + "Expected data manipulation") << text;
    EXPECT_EQ(error("CREATE TABLE T"), "Unsupported operation: CreateTable");
    EXPECT_EQ(error("drop table \"T\""), "Unsupported operation: DropTable");
    EXPECT_EQ(error("UPDATE T ADD a 1 WHERE b = 1"), kMalformed + "Expected data manipulation");
}

TEST(StatementErrors, WhatStandsWhereItMayNot) {
    EXPECT_EQ(error("SELECT * FROM"), kMalformed + "Unexpected end of statement");
    EXPECT_EQ(error("SELECT date FROM T"), kMalformed + "Unexpected keyword");
    EXPECT_EQ(error("SELECT * FROM T; SELECT * FROM T"), kMalformed + "Unexpected keyword");
    EXPECT_EQ(error("SELECT *, a FROM T"), kMalformed + "Unexpected term at 1:9:1");
    EXPECT_EQ(error("SELECT * FROM \"T"), kMalformed + "Unexpected term at 1:15:2");
    EXPECT_EQ(error("INSERT INTO T (a) VALUES (1)"), kMalformed + "Unexpected term at 1:15:1");
    EXPECT_EQ(error("DELETE T WHERE a = 1"), kMalformed + "Unexpected term at 1:8:1");
    EXPECT_EQ(where_error("a = 'x"), kMalformed + "Unexpected term at 1:27:2");
    EXPECT_EQ(where_error("(a = 1"), kMalformed + "Unexpected end of statement");
    EXPECT_EQ(where_error("a = 1)"), kMalformed + "Unexpected term at 1:28:1");
    EXPECT_EQ(where_error("a IS 1"), kMalformed + "Unexpected term at 1:28:1");
    EXPECT_EQ(where_error("size = 1"), kMalformed + "Unexpected keyword");
}

TEST(StatementErrors, WhatSqlHasAndPartiqlHereHasNot) {
    EXPECT_EQ(error("SELECT a AS b FROM T"), "Aliasing is not supported");
    EXPECT_EQ(error("SELECT a FROM T t"), "Aliasing is not supported");
    EXPECT_EQ(error("SELECT DISTINCT a FROM T"), "Unsupported token in expression: DISTINCT");
    EXPECT_EQ(error("SELECT VALUE a FROM T"),
              "Select projection doesn't support value or pivot keywords");
    EXPECT_EQ(error("SELECT size(a) FROM T"), "Unexpected path component at 1:8:4");
    EXPECT_EQ(error("SELECT COUNT(*) FROM T"), "Unexpected path component at 1:8:5");
    EXPECT_EQ(error("SELECT a+1 FROM T"), "Unexpected path component at 1:9:1");
    EXPECT_EQ(error("SELECT 'a' FROM T"), "Unexpected path component at 1:8:3");
    EXPECT_EQ(error("SELECT NULL FROM T"), "Unexpected path component at 1:8:4");
    EXPECT_EQ(error("SELECT a.* FROM T"),
              "Changing item's hierarchy while reading isn't supported");
    EXPECT_EQ(error("SELECT a FROM T LIMIT 1"), "Unsupported clause: LIMIT at 1:23:1");
    EXPECT_EQ(error("SELECT a FROM T GROUP BY a"), "Unsupported clause: GROUP BY");
    EXPECT_EQ(error("SELECT a FROM T, U"),
              "Only select from a single table or index is supported.");
    EXPECT_EQ(error("SELECT a FROM T JOIN U ON b = c"),
              "Only select from a single table or index is supported.");
    EXPECT_EQ(error("SELECT * FROM (SELECT * FROM T)"), "Unexpected from source");
    EXPECT_EQ(error("SELECT * FROM 'T'"), "Unexpected from source");
    EXPECT_EQ(error("SELECT * FROM A.B.C"),
              "A path may contain at most 2 components in the FROM clause");
    EXPECT_EQ(error("SELECT * FROM T ORDER BY a"),
              "Must have WHERE clause in the statement when using ORDER BY clause.");
    EXPECT_EQ(error("SELECT * FROM T WHERE a = 1 ORDER BY b.c"),
              "Argument to ORDER BY must be of type VariableReference. Type: PATH");
}

TEST(StatementErrors, Conditions) {
    EXPECT_EQ(where_error("a = 1 AND b"), "The arguments to AND/OR must be Expressions");
    EXPECT_EQ(where_error("b OR a = 1"), "The arguments to AND/OR must be Expressions");
    EXPECT_EQ(where_error("true"), "The arguments to AND/OR must be Expressions");
    EXPECT_EQ(where_error("a + 1 = 2"),
              "Unsupported operator in Condition Expression. Operator: +");
    EXPECT_EQ(where_error("a LIKE 'x'"),
              "Unsupported operator in Condition Expression. Operator: like");
    EXPECT_EQ(where_error("a = MISSING"), "MISSING must be compared using IS operator");
    EXPECT_EQ(where_error("size(a) IS MISSING"),
              "The left hand side argument to IS must be a Variable Reference, Literal, or Path");
    EXPECT_EQ(where_error("nofun(a)"), "Unrecognized function: nofun");
    EXPECT_EQ(where_error("list_append(a, [1]) = b"),
              "The function is not allowed in a condition expression; function: list_append");
    EXPECT_EQ(where_error("contains(a, 'b') = true"),
              "The function is not allowed to be used this way in an expression; function: "
              "contains");
    EXPECT_EQ(where_error("size(a, b) = 1"),
              "Incorrect number of operands for operator or function; operator or function: size, "
              "number of operands: 2");
    EXPECT_EQ(where_error("a > true"),
              "Incorrect operand type for operator or function; operator or function: >, operand "
              "type: BOOL");
    EXPECT_EQ(where_error("a = a"),
              "The first operand must be distinct from the remaining operands for this operator or "
              "function; operator: =, first operand: [a]");
    EXPECT_EQ(where_error("a BETWEEN 3 AND 1"),
              "The BETWEEN operator requires upper bound to be greater than or equal to lower "
              "bound; lower bound operand: AttributeValue: {N:3}, upper bound operand: "
              "AttributeValue: {N:1}");
    for (const char* list : {"a IN []", "a IN ()", "a IN 1", "a IN b"})
        EXPECT_EQ(where_error(list),
                  "IN operator must have a left hand argument of type Variable Reference and right "
                  "hand argument of type Seq with at least one member");
    EXPECT_EQ(where_error("a[-1] = 1"),
              "List index is not within the allowable range; index: [-1] at 1:26:1");
    EXPECT_EQ(where_error("\"\" = 1"), "Path component cannot be an empty string");
}

std::string repeated(const std::string& text, int times) {
    std::string whole;
    for (int i = 0; i < times; ++i) whole += text;
    return whole;
}

TEST(StatementErrors, Limits) {
    const std::string too_many = "The expression contains too many operators; operator count: 301";
    EXPECT_TRUE(parse("SELECT * FROM T WHERE a=1" + repeated(" OR a=1", 149), nullptr).ok());
    EXPECT_EQ(where_error("a=1" + repeated(" OR a=1", 150)), too_many);
    EXPECT_EQ(error("UPDATE T SET a=a" + repeated("+1", 301) + " WHERE b=1"), too_many);
    EXPECT_TRUE(
        parse("SELECT * FROM T WHERE " + repeated("(", 99) + "a=1" + repeated(")", 99), nullptr)
            .ok());
    EXPECT_EQ(where_error(repeated("(", 101) + "a=1"), kMalformed + "Nesting is too deep");
    EXPECT_EQ(where_error(repeated("NOT ", 101) + "a=1"), kMalformed + "Nesting is too deep");
    EXPECT_EQ(where_error(repeated("size(", 101)), kMalformed + "Nesting is too deep");
    EXPECT_EQ(where_error("a = " + repeated("[", 3000)), kMalformed + "Nesting is too deep");
    std::string hundred = "a IN [0";
    for (int i = 1; i < 100; ++i) hundred += "," + std::to_string(i);
    EXPECT_TRUE(parse("SELECT * FROM T WHERE " + hundred + "]", nullptr).ok());
    EXPECT_EQ(where_error(hundred + ",100]"),
              "The IN operator is provided with too many operands; number of operands: 101");
    EXPECT_EQ(error("SELECT a" + repeated(".b", 32) + " FROM T"),
              "The document path has too many nesting levels; nesting levels: 33");
}

std::string insert_error(const std::string& value) {
    return error("INSERT INTO T VALUE {'a': " + value + "}");
}

TEST(StatementErrors, Values) {
    EXPECT_EQ(insert_error("<<>>"), "Empty bags are not supported at 1:27:2");
    EXPECT_EQ(insert_error("<<1, 1.0>>"), "Input collection contains duplicates");
    for (const char* bag : {"<<1, 'a'>>", "<<true>>", "<<[1]>>"})
        EXPECT_EQ(insert_error(bag),
                  "Unsupported data type in Bag. DynamoDB only supports either numbers or strings "
                  "in bags at 1:27:2");
    EXPECT_EQ(insert_error("b"), "Unsupported data type: b at 1:27:1");
    EXPECT_EQ(insert_error("1e200"),
              "Number overflow. Attempting to store a number with magnitude larger than supported "
              "range");
    EXPECT_EQ(error("INSERT INTO T VALUE {b: 1}"),
              "Tuple keys must be of type String. Actual type: VariableReference at 1:22:1");
    EXPECT_EQ(error("INSERT INTO T VALUE {'b': 1, 'b': 2}"),
              "Duplicate keys in tuple. Key: b at 1:30:3");
    EXPECT_EQ(error("INSERT INTO T VALUE {'': 1}"), "Path component cannot be an empty string");
    EXPECT_EQ(error("INSERT INTO T VALUE 'a'"),
              "Unsupported format in item expression. Please use struct format {...} to express "
              "item values for insert statement. at 1:21:3");
    EXPECT_EQ(error("INSERT INTO T VALUE {'a': 1} RETURNING ALL OLD *"),
              "RETURNING is not supported in INSERT");
    EXPECT_EQ(error("INSERT INTO T.i VALUE {'a': 1}"),
              "FROM clause may only contain a single table name in data manipulation statements");
}

TEST(StatementErrors, Updates) {
    EXPECT_EQ(error("UPDATE T SET a = SET_ADD(b, <<1>>) WHERE c = 1"),
              "The first argument to SET_ADD must equal the assignment value");
    EXPECT_EQ(error("UPDATE T SET a = set_delete(a, 1) WHERE c = 1"),
              "The second argument to SET_DELETE must be a value with type SET at 1:32:1");
    EXPECT_EQ(error("UPDATE T SET a = 1 + set_add(a, <<1>>) WHERE c = 1"),
              "The function is not allowed to be used this way in an expression; function: "
              "set_add");
    EXPECT_EQ(error("UPDATE T SET a = size(b) WHERE c = 1"),
              "The function is not allowed in an update expression; function: size");
    EXPECT_EQ(error("UPDATE T SET a = 'x' + 1 WHERE c = 1"),
              "Incorrect operand type for operator or function; operator or function: +, operand "
              "type: S");
    EXPECT_EQ(error("UPDATE T SET a = b * 2 WHERE c = 1"),
              "Unsupported operator in Update Expression. Operator: *");
    EXPECT_EQ(error("UPDATE T SET a = -b WHERE c = 1"),
              "Incorrect number of operands for operator or function; operator or function: -, "
              "number of operands: 1");
    EXPECT_EQ(error("UPDATE T.i SET a = 1 WHERE c = 1"),
              "This operation is not supported on an index");
    EXPECT_EQ(error("UPDATE T SET a = 1 WHERE c = 1 RETURNING ALL OLD a"),
              "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
    EXPECT_EQ(error("UPDATE T SET a = 1 WHERE c = 1 RETURNING ALL OLD *, ALL NEW *"),
              "Invalid syntax with multiple returning elements in RETURNING clause");
    EXPECT_EQ(error("DELETE FROM T WHERE c = 1 RETURNING MODIFIED OLD *"),
              "Invalid returning clause: RETURNING MODIFIED OLD *. Only RETURNING ALL OLD * is "
              "allowed in DELETE statements.");
}

TEST(StatementErrors, Parameters) {
    const std::string mismatch = "Number of parameters in request and statement don't match.";
    EXPECT_EQ(error("SELECT * FROM T WHERE a = ?"), mismatch);
    EXPECT_EQ(error("SELECT * FROM T WHERE a = ? AND b = ?", {1}), mismatch);
    EXPECT_EQ(error("SELECT * FROM T WHERE a = ?", {1, 2}), mismatch);
    EXPECT_EQ(error("SELECT ? FROM T", {1}), "Unexpected path component at 1:8:1");
}

}  // namespace
}  // namespace tabella::expr::partiql
