"""ProjectionExpression: Expressions.ProjectionExpressions.html."""

import pytest

from conformance.item_cases import Items, new_key, validation

ITEM = {"a": {"S": "x"}, "m": {"M": {"b": {"N": "1"}, "c": {"M": {"d": {"S": "deep"}, "e": {"S": "no"}}}}},
        "l": {"L": [{"S": "zero"}, {"M": {"x": {"N": "1"}, "y": {"N": "2"}}}, {"S": "two"}]}, "ss": {"SS": ["only"]}, "p.q": {"S": "dotted"}}


@pytest.fixture(scope="module")
def items(db, simple):
    return Items(db, simple)


@pytest.fixture(scope="module")
def key(items):
    return items.put(**ITEM)


@pytest.mark.parametrize("projection, names, expected", [
    ("a", None, {"a": {"S": "x"}}), ("a, ss", None, {"a": {"S": "x"}, "ss": {"SS": ["only"]}}), (" a ,absent", None, {"a": {"S": "x"}}),
    ("absent", None, {}), ("m.b", None, {"m": {"M": {"b": {"N": "1"}}}}), ("m.c.d", None, {"m": {"M": {"c": {"M": {"d": {"S": "deep"}}}}}}),
    ("m.b, m.c.d", None, {"m": {"M": {"b": {"N": "1"}, "c": {"M": {"d": {"S": "deep"}}}}}}),
    ("l[0]", None, {"l": {"L": [{"S": "zero"}]}}), ("l[2], l[0]", None, {"l": {"L": [{"S": "zero"}, {"S": "two"}]}}),
    ("l[1].y", None, {"l": {"L": [{"M": {"y": {"N": "2"}}}]}}), ("l[7]", None, {}), ("a.b", None, {}), ("a[0]", None, {}), ("ss[0]", None, {}),
    ("m.absent", None, {}), ("#p", {"#p": "p.q"}, {"p.q": {"S": "dotted"}}), ("m.#c.#d", {"#c": "c", "#d": "d"}, {"m": {"M": {"c": {"M": {"d": {"S": "deep"}}}}}}),
    ("p.q", None, {}),
])
def test_projections(items, key, projection, names, expected):
    more = {"ExpressionAttributeNames": names} if names else {}
    answer = items.db.call("GetItem", TableName=items.table, Key=key, ProjectionExpression=projection, **more)
    assert answer == {"Item": expected}


def test_an_absent_item_stays_absent(items):
    assert items.db.call("GetItem", TableName=items.table, Key=new_key(), ProjectionExpression="a") == {}


@pytest.mark.parametrize("projection, message", [
    ("", "The expression can not be empty;"), ("a,", 'Syntax error; token: "<EOF>", near: ","'), ("a b", 'Syntax error; token: "b", near: "a b"'),
    (":v", 'Syntax error; token: ":v", near: ":v"'), ("a = b", 'Syntax error; token: "=", near: "a = b"'), ("size(a)", 'Syntax error; token: "(", near: "size(a"'),
    ("a.b, name", "Attribute name is a reserved keyword; reserved keyword: name"),
    ("a, a", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]"),
    ("m, m.b", "Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m], path two: [m, b]"),
    ("m.b, m[0]", "Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [m, b], path two: [m, [0]]"),
    ("#undefined", "An expression attribute name used in the document path is not defined; attribute name: #undefined"),
    ("l[99999999999]", "List index is not within the allowable range; index: [99999999999]"),
])
def test_errors(items, projection, message):
    assert items.db.refusal("GetItem", TableName=items.table, Key=new_key(), ProjectionExpression=projection) == validation(
        "Invalid ProjectionExpression: " + message)
