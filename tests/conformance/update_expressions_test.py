"""UpdateExpression: Expressions.UpdateExpressions.html."""

import re

import pytest

from conformance.item_cases import (MISSING_ATTRIBUTE, OVERFLOW, TOO_MANY_DIGITS, UNDERFLOW, WRONG_OPERAND, WRONG_PATH, Items,
                                    validation)

ITEM = {"n": {"N": "10"}, "s": {"S": "x"}, "l": {"L": [{"N": "0"}, {"N": "1"}, {"N": "2"}]}, "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]},
        "bs": {"BS": ["YQ=="]}, "m": {"M": {"a": {"N": "1"}, "l": {"L": [{"S": "y"}]}}}}
VALUES = {":n": {"N": "5"}, ":s": {"S": "new"}, ":l": {"L": [{"S": "z"}]}, ":ss": {"SS": ["b", "c"]}, ":ns": {"NS": ["2", "3"]},
          ":bs": {"BS": ["YQ=="]}, ":m": {"M": {}}, ":b": {"B": "YQ=="}, ":bool": {"BOOL": True}, ":null": {"NULL": True}}


@pytest.fixture(scope="module")
def items(db, simple):
    return Items(db, simple)


def placeholders(expression, **more):
    used = {name: VALUES[name] for name in re.findall(r":\w+", expression) if name in VALUES}
    return {"ExpressionAttributeValues": used, **more} if used else more


def updated(items, expression, **more):
    key = items.put(**ITEM)
    items.update(key, expression, **placeholders(expression, **more))
    return items.attributes(key)


def error(items, expression, **more):
    key = items.put(**ITEM)
    refusal = items.refused_update(key, expression, **placeholders(expression, **more))
    assert sort_sets(items.attributes(key)) == sort_sets(ITEM)
    return refusal


def sort_sets(item):
    return {name: {kind: sorted(value) if kind in ("SS", "NS", "BS") else value for kind, value in typed.items()}
            for name, typed in item.items()}


@pytest.mark.parametrize("expression, change", [
    ("SET a = :s", {"a": {"S": "new"}}), ("SET n = :s", {"n": {"S": "new"}}), ("set a = s", {"a": {"S": "x"}}),
    ("SET n = n + :n", {"n": {"N": "15"}}), ("SET n = n - :n", {"n": {"N": "5"}}), ("SET a = :n - n", {"a": {"N": "-5"}}),
    ("SET a = n + n", {"a": {"N": "20"}}), ("SET n = s, s = n", {"n": {"S": "x"}, "s": {"N": "10"}}),
    ("SET a = if_not_exists(a, :s)", {"a": {"S": "new"}}), ("SET s = if_not_exists(s, :s)", {}),
    ("SET a = if_not_exists(a, :n) + :n", {"a": {"N": "10"}}), ("SET n = if_not_exists(n, :n) + :n", {"n": {"N": "15"}}),
    ("SET l = list_append(l, :l)", {"l": {"L": [{"N": "0"}, {"N": "1"}, {"N": "2"}, {"S": "z"}]}}),
    ("SET l = list_append(:l, l)", {"l": {"L": [{"S": "z"}, {"N": "0"}, {"N": "1"}, {"N": "2"}]}}),
    ("SET a = list_append(if_not_exists(a, :l), :l)", {"a": {"L": [{"S": "z"}, {"S": "z"}]}}),
    ("SET l[1] = :s", {"l": {"L": [{"N": "0"}, {"S": "new"}, {"N": "2"}]}}),
    ("SET l[9] = :s", {"l": {"L": [{"N": "0"}, {"N": "1"}, {"N": "2"}, {"S": "new"}]}}),
    ("SET l[9] = :s, l[7] = :n", {"l": {"L": [{"N": "0"}, {"N": "1"}, {"N": "2"}, {"N": "5"}, {"S": "new"}]}}),
    ("SET m.b = :s", {"m": {"M": {"a": {"N": "1"}, "b": {"S": "new"}, "l": {"L": [{"S": "y"}]}}}}),
    ("SET m.l[0] = m.a", {"m": {"M": {"a": {"N": "1"}, "l": {"L": [{"N": "1"}]}}}}),
    ("REMOVE n", {"n": None}), ("REMOVE n, s", {"n": None, "s": None}), ("REMOVE absent", {}), ("REMOVE l[7]", {}),
    ("REMOVE l[0], l[1]", {"l": {"L": [{"N": "2"}]}}), ("REMOVE m.a", {"m": {"M": {"l": {"L": [{"S": "y"}]}}}}),
    ("REMOVE l[0] SET l[2] = :s", {"l": {"L": [{"N": "1"}, {"S": "new"}]}}),
    ("ADD n :n", {"n": {"N": "15"}}), ("ADD a :n", {"a": {"N": "5"}}), ("ADD ss :ss", {"ss": {"SS": ["a", "b", "c"]}}),
    ("ADD a :ss", {"a": {"SS": ["b", "c"]}}), ("ADD m.a :n", {"m": {"M": {"a": {"N": "6"}, "l": {"L": [{"S": "y"}]}}}}),
    ("DELETE ss :ss", {"ss": {"SS": ["a"]}}), ("DELETE ns :ns", {"ns": {"NS": ["1"]}}), ("DELETE bs :bs", {"bs": None}),
    ("DELETE absent :ss", {}), ("SET a = :s REMOVE n ADD ns :ns DELETE ss :ss",
                                {"a": {"S": "new"}, "n": None, "ns": {"NS": ["1", "2", "3"]}, "ss": {"SS": ["a"]}}),
])
def test_updates(items, expression, change):
    expected = {name: value for name, value in {**ITEM, **change}.items() if value is not None}
    assert sort_sets(updated(items, expression)) == sort_sets(expected)


@pytest.mark.parametrize("expression, message", [
    ("SET a = absent", MISSING_ATTRIBUTE), ("SET a = absent + :n", MISSING_ATTRIBUTE), ("SET a = m.absent", MISSING_ATTRIBUTE),
    ("SET a = l[9]", MISSING_ATTRIBUTE), ("SET a = list_append(absent, :l)", MISSING_ATTRIBUTE),
    ("SET a = s + :n", WRONG_OPERAND), ("SET a = :n - s", WRONG_OPERAND), ("SET a = list_append(s, :l)", WRONG_OPERAND),
    ("ADD s :n", WRONG_OPERAND), ("ADD n :ss", WRONG_OPERAND), ("ADD ss :ns", WRONG_OPERAND), ("DELETE ss :ns", WRONG_OPERAND),
    ("DELETE n :ss", WRONG_OPERAND),
    ("SET absent.a = :s", WRONG_PATH), ("SET s.a = :s", WRONG_PATH), ("SET m[0] = :s", WRONG_PATH), ("SET l.a = :s", WRONG_PATH),
    ("SET absent[0] = :s", WRONG_PATH), ("REMOVE absent.a", WRONG_PATH), ("ADD absent.a :n", WRONG_PATH), ("SET l[9].a = :s", WRONG_PATH),
])
def test_errors_of_the_data(items, expression, message):
    assert error(items, expression) == validation(message)


ERRORS = [
    ("", "The expression can not be empty;"),
    ("a = :n", 'Syntax error; token: "a", near: "a ="'),
    ("SET", 'Syntax error; token: "<EOF>", near: "SET"'),
    ("SET a", 'Syntax error; token: "<EOF>", near: "a"'),
    ("SET a = :n,", 'Syntax error; token: "<EOF>", near: ","'),
    ("SET a = :n + :n + :n", 'Syntax error; token: "+", near: ":n + :n"'),
    ("ADD a b", 'Syntax error; token: "b", near: "a b"'),
    ("REMOVE :n", 'Syntax error; token: ":n", near: "REMOVE :n"'),
    ("SET a = :n SET b = :n", 'The "SET" section can only be used once in an update expression;'),
    ("REMOVE a SET b = :n remove c", 'The "REMOVE" section can only be used once in an update expression;'),
    ("SET a = :n, a = :n", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]"),
    ("SET a = :n REMOVE a.b", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]"),
    ("SET a.b = :n, a[0] = :n",
     "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]"),
    ("SET status = :n", "Attribute name is a reserved keyword; reserved keyword: status"),
    ("REMOVE a.ttl", "Attribute name is a reserved keyword; reserved keyword: ttl"),
    ("SET a = foo(b)", "Invalid function name; function: foo"),
    ("SET a = size(b)", "The function is not allowed in an update expression; function: size"),
    ("SET a = list_append(:l)", "Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1"),
    ("SET a = list_append(:l, :n)", "Incorrect operand type for operator or function; operator or function: list_append, operand type: N"),
    ("SET a = if_not_exists(:n, :n)", "Operator or function requires a document path; operator or function: if_not_exists"),
    ("SET a = :s + :n", "Incorrect operand type for operator or function; operator or function: +, operand type: S"),
    ("SET a = :n - :l", "Incorrect operand type for operator or function; operator or function: -, operand type: L"),
    ("SET a = list_append(:l, list_append(:l, :l))", "The function is not allowed to be used this way in an expression; function: list_append"),
    ("ADD a :s", "Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND"),
    ("ADD a :l", "Incorrect operand type for operator or function; operator: ADD, operand type: LIST, typeSet: ALLOWED_FOR_ADD_OPERAND"),
    ("ADD a :b", "Incorrect operand type for operator or function; operator: ADD, operand type: BINARY, typeSet: ALLOWED_FOR_ADD_OPERAND"),
    ("DELETE a :n", "Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND"),
    ("DELETE a :bool", "Incorrect operand type for operator or function; operator: DELETE, operand type: BOOLEAN, typeSet: ALLOWED_FOR_DELETE_OPERAND"),
    ("SET a = :undefined", "An expression attribute value used in expression is not defined; attribute value: :undefined"),
    ("SET #undefined = :n", "An expression attribute name used in the document path is not defined; attribute name: #undefined"),
    ("SET a[4294967296] = :n", "List index is not within the allowable range; index: [4294967296]"),
]


@pytest.mark.parametrize("expression, message", ERRORS, ids=[expression for expression, _ in ERRORS])
def test_errors_of_the_expression(items, expression, message):
    assert error(items, expression) == validation("Invalid UpdateExpression: " + message)


@pytest.mark.parametrize("number, expression, message", [
    ("5E+125", "SET n = n + n", OVERFLOW),
    ("-9.9E+125", "ADD n :low", OVERFLOW),
    ("1.5E-130", "ADD n :tiny", UNDERFLOW),
    ("1E+125", "ADD n :big", None),
    ("1", "ADD n :small", TOO_MANY_DIGITS),
])
def test_sums_out_of_range(items, number, expression, message):
    key = items.put(n={"N": number})
    values = {":big": {"N": "1E+125"}, ":low": {"N": "-9.9E+125"}, ":tiny": {"N": "-1.4E-130"}, ":small": {"N": "1E-40"}}
    used = {name: value for name, value in values.items() if name in expression}
    more = {"ExpressionAttributeValues": used} if used else {}
    if message is None:
        items.update(key, expression, **more)
    else:
        assert items.refused_update(key, expression, **more) == validation(message)


def test_names_with_dots_need_placeholders(items):
    key = items.put()
    items.update(key, "SET #d = :s, m = :m", ExpressionAttributeNames={"#d": "a.b"}, ExpressionAttributeValues={":s": {"S": "x"}, ":m": {"M": {}}})
    items.update(key, "SET m.#d = :s", ExpressionAttributeNames={"#d": "a.b"}, ExpressionAttributeValues={":s": {"S": "y"}})
    assert items.attributes(key) == {"a.b": {"S": "x"}, "m": {"M": {"a.b": {"S": "y"}}}}
