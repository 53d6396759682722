#pragma once

// Conditions and what DynamoDB Local answers to them, after "Invalid ConditionExpression: ".
// Placeholders: test_request.h.

namespace tabella::expr {

struct ConditionErrorRow {
    const char* expression;
    const char* message;
};

inline constexpr ConditionErrorRow kConditionErrorRows[] = {
    {"AND a = :n", "Syntax error; token: \"AND\", near: \"AND a\""},
    {"set = :n", "Syntax error; token: \"set\", near: \"set =\""},
    {"a = :n AND", "Syntax error; token: \"<EOF>\", near: \"AND\""},
    {"_x = :n", "Syntax error; token: \"_\", near: \"_x\""},
    {"a", "Syntax error; token: \"<EOF>\", near: \"a\""},
    {"(a)", "Syntax error; token: \"<EOF>\", near: \")\""},
    {"(a AND b)", "Syntax error; token: \"AND\", near: \"a AND b\""},
    {"((a = :n))", "The expression has redundant parentheses;"},
    {"(((a))) = :n", "The expression has redundant parentheses;"},
    {"((a = :n)) AND AND a = :n", "The expression has redundant parentheses;"},
    {"(((a = :n)) AND) b", "The expression has redundant parentheses;"},
    {"a IN (((:n))) AND", "The expression has redundant parentheses;"},
    {"((a = :n)", "Syntax error; token: \"<EOF>\", near: \")\""},
    {"a = :n AND AND ((a = :n))", "Syntax error; token: \"AND\", near: \"AND AND (\""},
    {"size(a) ",
     "The function is not allowed to be used this way in an expression; function: size"},
    {"size() = :n", "Syntax error; token: \")\", near: \"() =\""},
    {"size(a, b) = :n",
     "Incorrect number of operands for operator or function; operator or function: size, number "
     "of operands: 2"},
    {"size(:n) = :one",
     "Incorrect operand type for operator or function; operator or function: size, operand type: "
     "N"},
    {"begins_with(a)",
     "Incorrect number of operands for operator or function; operator or function: begins_with, "
     "number of operands: 1"},
    {"begins_with(a, :n)",
     "Incorrect operand type for operator or function; operator or function: begins_with, "
     "operand type: N"},
    {"begins_with(a, a)",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: begins_with, first operand: [a]"},
    {"begins_with(:n, a)",
     "Incorrect operand type for operator or function; operator or function: begins_with, "
     "operand type: N"},
    {"begins_with(a, size(b))",
     "Incorrect operand type for operator or function; operator or function: begins_with, "
     "operand type: N"},
    {"foo(a)", "Invalid function name; function: foo"},
    {"foo(status)", "Invalid function name; function: foo"},
    {"foo(:undef)", "Invalid function name; function: foo"},
    {"if_not_exists(a, :n)",
     "The function is not allowed in a condition expression; function: if_not_exists"},
    {"list_append(a, :l) = :n",
     "The function is not allowed in a condition expression; function: list_append"},
    {"attribute_exists(a) = :n",
     "The function is not allowed to be used this way in an expression; function: "
     "attribute_exists"},
    {"attribute_exists(:n)",
     "Operator or function requires a document path; operator or function: attribute_exists"},
    {"attribute_exists(size(a))",
     "Operator or function requires a document path; operator or function: attribute_exists"},
    {"attribute_exists(a, b)",
     "Incorrect number of operands for operator or function; operator or function: "
     "attribute_exists, number of operands: 2"},
    {"attribute_type(a, :s)",
     "Invalid attribute type name found; type: x, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
    {"attribute_type(a, :n)",
     "Incorrect operand type for operator or function; operator or function: attribute_type, "
     "operand type: N"},
    {"attribute_type(:s, :s)",
     "Invalid attribute type name found; type: x, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
    {"a < :m",
     "Incorrect operand type for operator or function; operator or function: <, operand type: M"},
    {"a < :bo",
     "Incorrect operand type for operator or function; operator or function: <, operand type: "
     "BOOL"},
    {"a BETWEEN :m AND :n",
     "Incorrect operand type for operator or function; operator or function: BETWEEN, operand "
     "type: M"},
    {"a BETWEEN :n AND :one",
     "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
     "lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}"},
    {"a BETWEEN :n AND :s",
     "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
     "operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:x}"},
    {":m BETWEEN :n AND :n",
     "Incorrect operand type for operator or function; operator or function: BETWEEN, operand "
     "type: M"},
    {"a = a",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: =, first operand: [a]"},
    {"a <> a",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: <>, first operand: [a]"},
    {"a.b[3] = a.b[3]",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: =, first operand: [a, b, [3]]"},
    {"a IN (a)",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: IN, first operand: [a]"},
    {"a BETWEEN a AND :n",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: BETWEEN, first operand: [a]"},
    {"a BETWEEN :n AND a",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: BETWEEN, first operand: [a]"},
    {"contains(a, a)",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: contains, first operand: [a]"},
    {"status = :undef", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"#undef = :undef",
     "An expression attribute name used in the document path is not defined; attribute name: "
     "#undef"},
    {"foo(#undef)", "Invalid function name; function: foo"},
    {"status = :n AND foo(a)", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"foo(a) AND ((b = :n))", "The expression has redundant parentheses;"},
    {"a < :m AND begins_with(a)",
     "Incorrect operand type for operator or function; operator or function: <, operand type: M"},
    {"a = a AND begins_with(a)",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: =, first operand: [a]"},
    {"a = a AND a < :m",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: =, first operand: [a]"},
    {"a BETWEEN :n AND :one AND a < :m",
     "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
     "lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}"},
    {"size(a) AND b = :undef",
     "The function is not allowed to be used this way in an expression; function: size"},
    {"size(a) AND status = :n",
     "The function is not allowed to be used this way in an expression; function: size"},
    {"a[1a] = :n", "Syntax error; token: \"a\", near: \"1a]\""},
    {"a[2147483648] = :n", "List index is not within the allowable range; index: [2147483648]"},
    {"a[99999999999] = :n", "List index is not within the allowable range; index: [99999999999]"},
    {"a[-1] = :n", "Syntax error; token: \"-\", near: \"[-1\""},
    {"[1] = :n", "Syntax error; token: \"[\", near: \"[1\""},
    {"a.1 = :n", "Syntax error; token: \"1\", near: \".1 =\""},
    {"a..b = :n", "Syntax error; token: \".\", near: \"..b\""},
    {"a = :n = :n", "Syntax error; token: \"=\", near: \":n = :n\""},
    {"(a = :n) = :n", "Syntax error; token: \"=\", near: \") = :n\""},
    {"a in (:n, )", "Syntax error; token: \")\", near: \", )\""},
    {"a in ()", "Syntax error; token: \")\", near: \"()\""},
    {"a in :n", "Syntax error; token: \":n\", near: \"in :n\""},
    {"a b", "Syntax error; token: \"b\", near: \"a b\""},
    {"a = \"x\"", "Syntax error; token: \"\"\", near: \"= \"x\""},
    {"a ! b", "Syntax error; token: \"!\", near: \"a ! b\""},
    {": = a", "Syntax error; token: \":\", near: \": =\""},
    {"# = a", "Syntax error; token: \"#\", near: \"# =\""},
    {"1 = 1", "Syntax error; token: \"1\", near: \"1 =\""},
    {"Size(a) > :n", "Invalid function name; function: Size"},
    {"BEGINS_WITH(a, :s)", "Invalid function name; function: BEGINS_WITH"},
    {"size(status, b) = :n", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"size(a, b)",
     "The function is not allowed to be used this way in an expression; function: size"},
    {"list_append(status, :l) = :n",
     "The function is not allowed in a condition expression; function: list_append"},
    {"begins_with(status, :n)", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"begins_with(a, :undef)",
     "An expression attribute value used in expression is not defined; attribute value: :undef"},
    {"size(a) = :undef",
     "An expression attribute value used in expression is not defined; attribute value: :undef"},
    {"attribute_exists(status) = :n",
     "The function is not allowed to be used this way in an expression; function: "
     "attribute_exists"},
    {":undef = status", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"a = a AND status = :n", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"status = status", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"a BETWEEN :n AND :one AND status = :n",
     "Attribute name is a reserved keyword; reserved keyword: status"},
    {"a IN (:n, a, status)", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"size(:bo) = :one",
     "Incorrect operand type for operator or function; operator or function: size, operand type: "
     "BOOL"},
    {"size(:nu) = :one",
     "Incorrect operand type for operator or function; operator or function: size, operand type: "
     "NULL"},
    {"size(size(a)) = :one",
     "Incorrect operand type for operator or function; operator or function: size, operand type: "
     "N"},
    {"a.set = :n", "Syntax error; token: \"set\", near: \".set =\""},
    {"a.and = :n", "Syntax error; token: \"and\", near: \".and =\""},
    {"remove = :n", "Syntax error; token: \"remove\", near: \"remove =\""},
    {"a.between = :n", "Syntax error; token: \"between\", near: \".between =\""},
    {"in = :n", "Syntax error; token: \"in\", near: \"in =\""},
    {"a = delete", "Syntax error; token: \"delete\", near: \"= delete\""},
    {"between(a) = :n", "Syntax error; token: \"between\", near: \"between(\""},
    {"set(a) = :n", "Syntax error; token: \"set\", near: \"set(\""},
    {"size((a) = :n", "Syntax error; token: \"=\", near: \") = :n\""},
    {"size(((a))) = :n", "The expression has redundant parentheses;"},
    {"a IN (((:n)))", "The expression has redundant parentheses;"},
    {"missing <> :n", "Attribute name is a reserved keyword; reserved keyword: missing"},
    {"missing <> missing2", "Attribute name is a reserved keyword; reserved keyword: missing"},
    {"missing = missing2", "Attribute name is a reserved keyword; reserved keyword: missing"},
    {"NOT missing = :n", "Attribute name is a reserved keyword; reserved keyword: missing"},
    {"NOT missing < :n", "Attribute name is a reserved keyword; reserved keyword: missing"},
    {"size(missing) < :n", "Attribute name is a reserved keyword; reserved keyword: missing"},
    {"attribute_type(a_n, :s)",
     "Invalid attribute type name found; type: x, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
    {":undef = #undef",
     "An expression attribute value used in expression is not defined; attribute value: :undef"},
    {"#undef = :n AND foo(a)", "Invalid function name; function: foo"},
    {"#undef = :n AND a[9999999999] = :n",
     "List index is not within the allowable range; index: [9999999999]"},
    {"a[9999999999] = :n AND status = :n",
     "List index is not within the allowable range; index: [9999999999]"},
    {"status = :n AND a[9999999999] = :n",
     "Attribute name is a reserved keyword; reserved keyword: status"},
    {"a < :m AND #undef = :n",
     "Incorrect operand type for operator or function; operator or function: <, operand type: M"},
    {"a BETWEEN :m AND a",
     "Incorrect operand type for operator or function; operator or function: BETWEEN, operand "
     "type: M"},
    {"begins_with(a, a, b)",
     "Incorrect number of operands for operator or function; operator or function: begins_with, "
     "number of operands: 3"},
    {"a BETWEEN a AND :m",
     "Incorrect operand type for operator or function; operator or function: BETWEEN, operand "
     "type: M"},
    {"a < a AND a < :m",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: <, first operand: [a]"},
    {"contains(attribute_exists(a), :n)",
     "The function is not allowed to be used this way in an expression; function: "
     "attribute_exists"},
    {"contains(a, begins_with(a, :s))",
     "The function is not allowed to be used this way in an expression; function: begins_with"},
    {"size(begins_with(a, :s)) = :n",
     "The function is not allowed to be used this way in an expression; function: begins_with"},
    {"size(foo(a)) = :n", "Invalid function name; function: foo"},
    {"a = attribute_exists(b)",
     "The function is not allowed to be used this way in an expression; function: "
     "attribute_exists"},
    {"a IN (attribute_exists(b))",
     "The function is not allowed to be used this way in an expression; function: "
     "attribute_exists"},
    {"a BETWEEN attribute_exists(b) AND :n",
     "The function is not allowed to be used this way in an expression; function: "
     "attribute_exists"},
    {"attribute_exists(attribute_exists(a))",
     "The function is not allowed to be used this way in an expression; function: "
     "attribute_exists"},
    {"attribute_type(size(a), :s)",
     "Invalid attribute type name found; type: x, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
    {"attribute_type(a, size(b))",
     "Incorrect operand type for operator or function; operator or function: attribute_type, "
     "operand type: N"},
    {"begins_with(size(a), :s)",
     "Incorrect operand type for operator or function; operator or function: begins_with, "
     "operand type: N"},
    {"size(a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.f.g) = status",
     "Attribute name is a reserved keyword; reserved keyword: status"},
    {"a < :nu",
     "Incorrect operand type for operator or function; operator or function: <, operand type: "
     "NULL"},
    {"a < :l",
     "Incorrect operand type for operator or function; operator or function: <, operand type: L"},
    {"a < :ss",
     "Incorrect operand type for operator or function; operator or function: <, operand type: SS"},
    {"size(a) BETWEEN :s AND :n",
     "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
     "operand: AttributeValue: {S:x}, upper bound operand: AttributeValue: {N:5}"},
    {":s BETWEEN :n AND :one",
     "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
     "lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}"},
    {"attribute_exists(a) = attribute_exists(b)",
     "The function is not allowed to be used this way in an expression; function: "
     "attribute_exists"},
    {"((a))", "Syntax error; token: \"<EOF>\", near: \")\""},
    {"((a = b)) AND", "The expression has redundant parentheses;"},
    {"((a)) AND", "Syntax error; token: \"AND\", near: \") AND\""},
    {"((a)) =", "The expression has redundant parentheses;"},
    {"(((a)))", "Syntax error; token: \"<EOF>\", near: \")\""},
    {"NOT ((a))", "Syntax error; token: \"<EOF>\", near: \")\""},
    {"((size(a)))", "The expression has redundant parentheses;"},
    {"a[00] = b", "Syntax error; token: \"0\", near: \"00]\""},
    {" a = b and", "Syntax error; token: \"<EOF>\", near: \"and\""},
    {"  AND a", "Syntax error; token: \"AND\", near: \"  AND a\""},
};

}  // namespace tabella::expr
