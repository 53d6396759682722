#pragma once

// Updates and what DynamoDB Local answers to them, after "Invalid UpdateExpression: ".
// Placeholders: test_request.h.

namespace tabella::expr {

struct UpdateErrorRow {
    const char* expression;
    const char* message;
};

inline constexpr UpdateErrorRow kUpdateErrorRows[] = {
    {"SET a = ((:n + :one))", "The expression has redundant parentheses;"},
    {"SET a = ((:n)) SET", "The expression has redundant parentheses;"},
    {"SET a = ((:n)) + + :n", "The expression has redundant parentheses;"},
    {"SET a = (:n + :one) + :one", "Syntax error; token: \"+\", near: \") + :one\""},
    {"SET a = :n + :one + :one", "Syntax error; token: \"+\", near: \":one + :one\""},
    {"SET a = :n + (:one + :one)", "Syntax error; token: \"+\", near: \":one + :one\""},
    {"SET a = :s + :one",
     "Incorrect operand type for operator or function; operator or function: +, operand type: S"},
    {"SET a = :s + :l",
     "Incorrect operand type for operator or function; operator or function: +, operand type: S"},
    {"SET a = list_append(:l, :n)",
     "Incorrect operand type for operator or function; operator or function: list_append, "
     "operand type: N"},
    {"SET a = list_append(:l)",
     "Incorrect number of operands for operator or function; operator or function: list_append, "
     "number of operands: 1"},
    {"SET a = list_append(:l, :l) + :n",
     "The function is not allowed to be used this way in an expression; function: list_append"},
    {"SET a = if_not_exists(:n, :n)",
     "Operator or function requires a document path; operator or function: if_not_exists"},
    {"SET a = if_not_exists(a_n)",
     "Incorrect number of operands for operator or function; operator or function: "
     "if_not_exists, number of operands: 1"},
    {"SET a = if_not_exists(list_append(:l,:l), :n)",
     "The function is not allowed to be used this way in an expression; function: list_append"},
    {"SET a = if_not_exists(zz, list_append(:l,:l))",
     "The function is not allowed to be used this way in an expression; function: list_append"},
    {"SET a = if_not_exists(zz, :n + :n)", "Syntax error; token: \"+\", near: \":n + :n\""},
    {"SET a = list_append(:l, :l + :l)", "Syntax error; token: \"+\", near: \":l + :l\""},
    {"SET a = size(a_l)", "The function is not allowed in an update expression; function: size"},
    {"SET a = attribute_exists(a_l)",
     "The function is not allowed in an update expression; function: attribute_exists"},
    {"SET a = foo(a_l)", "Invalid function name; function: foo"},
    {"SET a = :n SET b = :n", "The \"SET\" section can only be used once in an update expression;"},
    {"SET a = :n set b = :n", "The \"SET\" section can only be used once in an update expression;"},
    {"SET a = :n, REMOVE b", "Syntax error; token: \"REMOVE\", near: \", REMOVE b\""},
    {"SET a = :n REMOVE b,", "Syntax error; token: \"<EOF>\", near: \",\""},
    {"SET a = :n, ", "Syntax error; token: \"<EOF>\", near: \", \""},
    {"SET a = :n, a = :n",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [a], path two: [a]"},
    {"SET a = :n, a.b = :n",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [a], path two: [a, b]"},
    {"SET a.b = :n, a[0] = :n",
     "Two document paths conflict with each other; must remove or rewrite one of these paths; "
     "path one: [a, b], path two: [a, [0]]"},
    {"SET a = :n REMOVE a",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [a], path two: [a]"},
    {"SET status = :n", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"SET a = :undef",
     "An expression attribute value used in expression is not defined; attribute value: :undef"},
    {"SET a = status", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"SET #undef = :n",
     "An expression attribute name used in the document path is not defined; attribute name: "
     "#undef"},
    {"SET a", "Syntax error; token: \"<EOF>\", near: \"a\""},
    {"SET", "Syntax error; token: \"<EOF>\", near: \"SET\""},
    {"SET a :n", "Syntax error; token: \":n\", near: \"a :n\""},
    {"SET a = ", "Syntax error; token: \"<EOF>\", near: \"= \""},
    {"FOO a", "Syntax error; token: \"FOO\", near: \"FOO a\""},
    {"a = :n", "Syntax error; token: \"a\", near: \"a =\""},
    {"ADD a b", "Syntax error; token: \"b\", near: \"a b\""},
    {"ADD a :s",
     "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, "
     "typeSet: ALLOWED_FOR_ADD_OPERAND"},
    {"ADD a :b",
     "Incorrect operand type for operator or function; operator: ADD, operand type: BINARY, "
     "typeSet: ALLOWED_FOR_ADD_OPERAND"},
    {"ADD a :bo",
     "Incorrect operand type for operator or function; operator: ADD, operand type: BOOLEAN, "
     "typeSet: ALLOWED_FOR_ADD_OPERAND"},
    {"ADD a :nu",
     "Incorrect operand type for operator or function; operator: ADD, operand type: NULL, "
     "typeSet: ALLOWED_FOR_ADD_OPERAND"},
    {"ADD a :l",
     "Incorrect operand type for operator or function; operator: ADD, operand type: LIST, "
     "typeSet: ALLOWED_FOR_ADD_OPERAND"},
    {"ADD a :m",
     "Incorrect operand type for operator or function; operator: ADD, operand type: MAP, "
     "typeSet: ALLOWED_FOR_ADD_OPERAND"},
    {"ADD a (:n)", "Syntax error; token: \"(\", near: \"a (:n\""},
    {"ADD a :n + :n", "Syntax error; token: \"+\", near: \":n + :n\""},
    {"ADD a = :n", "Syntax error; token: \"=\", near: \"a = :n\""},
    {"DELETE a :n",
     "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, "
     "typeSet: ALLOWED_FOR_DELETE_OPERAND"},
    {"DELETE a :s",
     "Incorrect operand type for operator or function; operator: DELETE, operand type: STRING, "
     "typeSet: ALLOWED_FOR_DELETE_OPERAND"},
    {"SET add = :n", "Syntax error; token: \"add\", near: \"SET add =\""},
    {"SET and = :n", "Syntax error; token: \"and\", near: \"SET and =\""},
    {"SET a.set = :n", "Syntax error; token: \"set\", near: \".set =\""},
    {"SET a = set", "Syntax error; token: \"set\", near: \"= set\""},
    {"SET a = :n ADD a :n",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [a], path two: [a]"},
    {"SET a = :n ; ", "Syntax error; token: \";\", near: \":n ; \""},
    {"SET a = foo(status), status = :n", "Invalid function name; function: foo"},
    {"SET status = foo(a)", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"SET status = :n SET b = :n",
     "Attribute name is a reserved keyword; reserved keyword: status"},
    {"SET a = foo(b) SET b = :n", "Invalid function name; function: foo"},
    {"SET a = :n, a = status", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"SET a = :n, a = foo(b)", "Invalid function name; function: foo"},
    {"SET a = :s + :n, a = :n",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [a], path two: [a]"},
    {"SET a = list_append(:l), a = :n",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [a], path two: [a]"},
    {"ADD a :s, a :n",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [a], path two: [a]"},
    {"SET a = ((:n)) SET b = :n", "The expression has redundant parentheses;"},
    {"SET a = ((:n)), b = foo(a)", "The expression has redundant parentheses;"},
    {"SET a = status + foo(b)", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"SET a = :s + foo(b)", "Invalid function name; function: foo"},
    {"SET a = list_append(:n, status)",
     "Attribute name is a reserved keyword; reserved keyword: status"},
    {"SET a = if_not_exists(:n, status)",
     "Attribute name is a reserved keyword; reserved keyword: status"},
    {"SET (a) = :n", "Syntax error; token: \"(\", near: \"SET (a\""},
    {"REMOVE (a)", "Syntax error; token: \"(\", near: \"REMOVE (a\""},
    {"REMOVE :n", "Syntax error; token: \":n\", near: \"REMOVE :n\""},
    {"SET a = :n REMOVE #undef ADD status :n",
     "Attribute name is a reserved keyword; reserved keyword: status"},
    {"ADD status :s", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"ADD a :undef, status :n", "Attribute name is a reserved keyword; reserved keyword: status"},
    {"REMOVE a, a",
     "Two document paths overlap with each other; must remove or rewrite one of these paths; "
     "path one: [a], path two: [a]"},
    {"SET a = if_not_exists(a, a)",
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: if_not_exists, first operand: [a]"},
    {"SET a = :bo + :n",
     "Incorrect operand type for operator or function; operator or function: +, operand type: "
     "BOOL"},
    {"SET a = :n + :ns",
     "Incorrect operand type for operator or function; operator or function: +, operand type: NS"},
    {"SET a = size(status)", "The function is not allowed in an update expression; function: size"},
    {"SET a = list_append(list_append(:l,:l),:l)",
     "The function is not allowed to be used this way in an expression; function: list_append"},
    {"SET a = if_not_exists(if_not_exists(q,:n), :n)",
     "Operator or function requires a document path; operator or function: if_not_exists"},
    {"SET a = :n + list_append(:l,:l)",
     "The function is not allowed to be used this way in an expression; function: list_append"},
    {"SET a = ((if_not_exists(q, :n)))", "The expression has redundant parentheses;"},
    {"SET a = (((if_not_exists(q, :n)) + :n))", "The expression has redundant parentheses;"},
    {"SET a = b + size(c)", "The function is not allowed in an update expression; function: size"},
    {"SET a = list_append(:n, foo(a))", "Invalid function name; function: foo"},
    {"SET a = list_append(:n), b = :undef",
     "An expression attribute value used in expression is not defined; attribute value: :undef"},
    {"SET a = :n SET a = :undef",
     "The \"SET\" section can only be used once in an update expression;"},
    {"SET a = :n SET a = :n", "The \"SET\" section can only be used once in an update expression;"},
    {"SET a = :n, a.b = :n SET c = :n",
     "The \"SET\" section can only be used once in an update expression;"},
    {"SET a = :n - :s",
     "Incorrect operand type for operator or function; operator or function: -, operand type: S"},
    {"SET a = :s - :s",
     "Incorrect operand type for operator or function; operator or function: -, operand type: S"},
};

}  // namespace tabella::expr
