"""ConditionExpression: Expressions.OperatorsAndFunctions.html. Filters share the language."""

import pytest

from conformance.item_cases import VALUES, Items, new_key, validation


@pytest.fixture(scope="module")
def items(db, simple):
    return Items(db, simple)


@pytest.fixture(scope="module")
def key(items):
    """An item with an attribute of each type, named by it in small letters."""
    attributes = {kind.lower(): value for kind, value in VALUES.items()}
    return items.put(**attributes, n2={"N": "7"}, doc={"M": {"l": {"L": [{"N": "1"}, {"M": {"x": {"S": "deep"}}}]}}}, **{"a.b": {"S": "dotted"}})


def holds(items, key, condition, names=None, **values):
    more = {"ExpressionAttributeNames": names} if names else {}
    if values:
        more["ExpressionAttributeValues"] = {f":{name}": value for name, value in values.items()}
    return items.holds(key, condition, **more)


@pytest.mark.parametrize("kind", VALUES)
def test_equality_of_each_type(items, key, kind):
    assert holds(items, key, "#a = :v", {"#a": kind.lower()}, v=VALUES[kind])
    assert not holds(items, key, "#a <> :v", {"#a": kind.lower()}, v=VALUES[kind])
    assert not holds(items, key, "absent = :v", v=VALUES[kind])
    assert holds(items, key, "absent <> :v", v=VALUES[kind])


@pytest.mark.parametrize("condition, expected", [
    ("n < :six", True), ("n <= :five", True), ("n > :five", False), ("n >= :five", True), ("n = :five", True), ("n <> :five", False),
    (":six > n", True), ("n < n2", True), ("s < :five", False), ("s > :five", False), ("absent < :five", False),
    ("n BETWEEN :five AND :six", True), ("n BETWEEN :six AND :seven", False), (":six BETWEEN n AND n2", True),
    ("n IN (:six)", False), ("n IN (:six, :five)", True), ("absent IN (:six)", False), ("n IN (n2, :five)", True),
    ("n = :five AND n2 = :seven", True), ("n = :six OR n2 = :seven", True), ("n = :six AND n2 = :seven", False),
    ("NOT n = :six", True), ("not (n = :five and n2 = :seven)", False),
    ("n = :five OR n = :six AND n = :seven", True), ("(n = :five OR n = :six) AND n = :seven", False),
    ("NOT n = :six AND n = :seven", False), ("NOT (n = :six AND n = :seven)", True),
])
def test_comparisons_and_logic(items, key, condition, expected):
    numbers = {"five": "5", "six": "6", "seven": "7"}
    values = {name: {"N": number} for name, number in numbers.items() if f":{name}" in condition}
    assert holds(items, key, condition, **values) is expected


@pytest.mark.parametrize("kind, low, high", [
    ("S", "a", "b"), ("S", "a", "aa"), ("S", "", "a"), ("S", "Z", "a"), ("S", "z", "\u00e9"), ("S", "\uffff", "\U00010000"),
    ("N", "-2", "-1"), ("N", "9", "10"), ("N", "1E-130", "1"), ("B", "AA==", "/w=="), ("B", "", "AA=="),
])
def test_order_of_values(items, kind, low, high):
    key = items.put(v={kind: low})
    assert holds(items, key, "v < :high", high={kind: high})
    assert not holds(items, key, "v > :high", high={kind: high})


@pytest.mark.parametrize("function, expected", [
    ("attribute_exists(s)", True), ("attribute_exists(absent)", False), ("attribute_not_exists(absent)", True),
    ("attribute_exists(doc.l[1].x)", True), ("attribute_exists(doc.l[2])", False), ("attribute_exists(s.x)", False),
    ("attribute_exists(#dotted)", True), ("attribute_exists(doc.#l)", True), ("attribute_not_exists(n[0])", True),
])
def test_existence_and_paths(items, key, function, expected):
    names = {name: value for name, value in {"#dotted": "a.b", "#l": "l"}.items() if name in function}
    assert holds(items, key, function, names) is expected


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("asked", VALUES)
def test_attribute_type(items, key, kind, asked):
    assert holds(items, key, "attribute_type(#a, :t)", {"#a": kind.lower()}, t={"S": asked}) is (kind == asked)


@pytest.mark.parametrize("condition, value, expected", [
    ("begins_with(s, :v)", {"S": "te"}, True), ("begins_with(s, :v)", {"S": ""}, True), ("begins_with(s, :v)", {"S": "x"}, False),
    ("begins_with(s, :v)", {"S": "texts"}, False), ("begins_with(b, :v)", {"B": "YQ=="}, True), ("begins_with(b, :v)", {"S": "a"}, False),
    ("begins_with(n, :v)", {"S": "5"}, False), ("begins_with(absent, :v)", {"S": "a"}, False),
    ("contains(s, :v)", {"S": "ex"}, True), ("contains(s, :v)", {"N": "5"}, False), ("contains(b, :v)", {"B": "Yg=="}, True),
    ("contains(ss, :v)", {"S": "a"}, True), ("contains(ss, :v)", {"S": "b"}, False), ("contains(ns, :v)", {"N": "1.0"}, True),
    ("contains(bs, :v)", {"B": "YQ=="}, True), ("contains(l, :v)", {"S": "a"}, True), ("contains(l, :v)", {"SS": ["a"]}, False),
    ("contains(m, :v)", {"S": "a"}, False), ("contains(:v, s)", {"S": "a text"}, True), ("contains(n, :v)", {"N": "5"}, False),
    ("size(s) = :v", {"N": "4"}, True), ("size(b) = :v", {"N": "3"}, True), ("size(l) = :v", {"N": "1"}, True),
    ("size(m) = :v", {"N": "1"}, True), ("size(ss) = :v", {"N": "1"}, True), ("size(n) = :v", {"N": "1"}, False),
    ("size(absent) = :v", {"N": "0"}, False), ("size(s) > :v", {"N": "3"}, True), (":v < size(s)", {"N": "3"}, True),
    ("size(:v) = size(s)", {"S": "four"}, True),
])
def test_functions(items, key, condition, value, expected):
    assert holds(items, key, condition, v=value) is expected


@pytest.mark.parametrize("values, expected", [
    (({"S": "\u00e9"}, "1"), True), (({"S": "\U0001f600"}, "2"), True), (({"B": "w6k="}, "2"), True), (({"S": ""}, "0"), True),
])
def test_size_counts_characters_of_strings_and_bytes_of_binaries(items, values, expected):
    key = items.put(v=values[0])
    assert holds(items, key, "size(v) = :n", n={"N": values[1]}) is expected


def test_equality_is_by_value(items):
    key = items.put(n={"N": "1.50"}, ns={"NS": ["1", "2.0"]}, l={"L": [{"N": "3.0"}]}, m={"M": {"a": {"N": "1"}, "b": {"N": "2"}}})
    assert holds(items, key, "n = :n AND ns = :ns AND l = :l AND m = :m", n={"N": "15e-1"}, ns={"NS": ["2", "1"]}, l={"L": [{"N": "3"}]},
                 m={"M": {"b": {"N": "2.0"}, "a": {"N": "1"}}})


ERRORS = [
    ("", "The expression can not be empty;"),
    ("a", 'Syntax error; token: "<EOF>", near: "a"'),
    ("a =", 'Syntax error; token: "<EOF>", near: "="'),
    ("a = :n AND", 'Syntax error; token: "<EOF>", near: "AND"'),
    ("a = = :n", 'Syntax error; token: "=", near: "= = :n"'),
    ("a == :n", 'Syntax error; token: "=", near: "== :n"'),
    ("a = 5", 'Syntax error; token: "5", near: "= 5"'),
    ("a + :n", 'Syntax error; token: "+", near: "a + :n"'),
    ("(a = :n", 'Syntax error; token: "<EOF>", near: ":n"'),
    ("a = :n)", 'Syntax error; token: ")", near: ":n)"'),
    ("a IN ()", 'Syntax error; token: ")", near: "()"'),
    ("a[x] = :n", 'Syntax error; token: "x", near: "[x]"'),
    ("a. = :n", 'Syntax error; token: "=", near: ". = :n"'),
    ("((a = :n))", "The expression has redundant parentheses;"),
    ("((a = :n)) AND AND a = :n", "The expression has redundant parentheses;"),
    ("((a)) = :n", "The expression has redundant parentheses;"),
    ("status = :n", "Attribute name is a reserved keyword; reserved keyword: status"),
    ("a.Size = :n", "Attribute name is a reserved keyword; reserved keyword: Size"),
    ("TTL = :n", "Attribute name is a reserved keyword; reserved keyword: TTL"),
    ("foo(a)", "Invalid function name; function: foo"),
    ("Contains(a, :n)", "Invalid function name; function: Contains"),
    ("if_not_exists(a, :n)", "The function is not allowed in a condition expression; function: if_not_exists"),
    ("a = attribute_exists(b)", "The function is not allowed to be used this way in an expression; function: attribute_exists"),
    ("size(a)", "The function is not allowed to be used this way in an expression; function: size"),
    ("begins_with(a)", "Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1"),
    ("attribute_exists(a, b)",
     "Incorrect number of operands for operator or function; operator or function: attribute_exists, number of operands: 2"),
    ("attribute_exists(:n)", "Operator or function requires a document path; operator or function: attribute_exists"),
    ("begins_with(a, :n)", "Incorrect operand type for operator or function; operator or function: begins_with, operand type: N"),
    ("a < :m", "Incorrect operand type for operator or function; operator or function: <, operand type: M"),
    ("a BETWEEN :m AND :m", "Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: M"),
    ("size(:n) = :n", "Incorrect operand type for operator or function; operator or function: size, operand type: N"),
    ("attribute_type(a, :n)", "Incorrect operand type for operator or function; operator or function: attribute_type, operand type: N"),
    ("attribute_type(a, :s)", "Invalid attribute type name found; type: x, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"),
    ("a = a", "The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a]"),
    ("a IN (:n, a)",
     "The first operand must be distinct from the remaining operands for this operator or function; operator: IN, first operand: [a]"),
    ("a BETWEEN :n AND :one", "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: "
                              "AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}"),
    ("a BETWEEN :s AND :n", "The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: "
                            "AttributeValue: {S:x}, upper bound operand: AttributeValue: {N:5}"),
    ("a = :undefined", "An expression attribute value used in expression is not defined; attribute value: :undefined"),
    ("#undefined = :n", "An expression attribute name used in the document path is not defined; attribute name: #undefined"),
    ("a[99999999999] = :n", "List index is not within the allowable range; index: [99999999999]"),
]


@pytest.mark.parametrize("condition, message", ERRORS, ids=[condition for condition, _ in ERRORS])
def test_errors(items, condition, message):
    pool = {":n": {"N": "5"}, ":one": {"N": "1"}, ":s": {"S": "x"}, ":m": {"M": {}}}
    values = {name: value for name, value in pool.items() if name in condition.replace(":undefined", "")}
    more = {"ExpressionAttributeValues": values} if values else {}
    assert items.db.refusal("PutItem", TableName=items.table, Item=new_key(), ConditionExpression=condition, **more) == validation(
        "Invalid ConditionExpression: " + message)


RESERVED = ["ABORT", "action", "Add", "BETWEEN", "comment", "COUNT", "DATE", "EXISTS", "HASH", "items", "KEY", "LEVEL", "NAME", "NULL",
            "owner", "PARTITION", "percent", "QUERY", "ROLE", "SECTION", "state", "TABLE", "TIMESTAMP", "TYPE", "USER", "VALUE", "year", "ZONE"]


@pytest.mark.parametrize("word", RESERVED)
def test_reserved_words(items, word):
    kind, message = items.db.refusal("PutItem", TableName=items.table, Item=new_key(), ConditionExpression=f"attribute_exists({word})")
    expected = "Syntax error" if word.upper() in ("ADD", "BETWEEN") else f"Attribute name is a reserved keyword; reserved keyword: {word}"
    assert kind == "ValidationException" and message.startswith("Invalid ConditionExpression: " + expected)
    assert items.db.call("PutItem", TableName=items.table, Item=new_key(), ConditionExpression="attribute_not_exists(#w)",
                         ExpressionAttributeNames={"#w": word}) == {}
