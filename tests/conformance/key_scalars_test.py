"""Document paths into key attributes, of the table or its indexes, in any expression."""

import pytest

from conformance import indexed
from conformance.indexed import S

KEY = {"pk": S("p"), "sk": S("1")}


@pytest.fixture(scope="module")
def table(db):
    return indexed.create(db)


def refused(kind, name):
    return ("ValidationException", "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
                                   f"{kind}: {name}")


@pytest.mark.parametrize("path,kind,name", [("pk.a", "Key", "pk"), ("sk[0]", "Key", "sk"), ("l.a", "IndexKey", "l"),
                                            ("g[1].a", "IndexKey", "g")])
@pytest.mark.parametrize("operation,more", [
    ("GetItem", {"Key": KEY, "ProjectionExpression": "a, {}"}),
    ("PutItem", {"Item": KEY, "ConditionExpression": "attribute_not_exists({})"}),
    ("DeleteItem", {"Key": KEY, "ConditionExpression": "size({}) < size(a)"}),
    ("UpdateItem", {"Key": KEY, "UpdateExpression": "SET z = if_not_exists({}, a)"}),
    ("UpdateItem", {"Key": KEY, "UpdateExpression": "REMOVE z", "ConditionExpression": "attribute_exists({})"}),
    ("Scan", {"FilterExpression": "attribute_exists({})"}), ("Scan", {"ProjectionExpression": "{}"})])
def test_refused(db, table, operation, more, path, kind, name):
    request = {k: v.format(path) if isinstance(v, str) else v for k, v in more.items()}
    assert db.refusal(operation, TableName=table, **request) == refused(kind, name)


def test_in_updates(db, table):
    assert db.refusal("UpdateItem", TableName=table, Key=KEY, UpdateExpression="REMOVE g[0]") == refused("IndexKey", "g")
    assert db.refusal("UpdateItem", TableName=table, Key=KEY, UpdateExpression="REMOVE pk.a")[1].startswith(
        "One or more parameter values were invalid: Cannot update attribute pk")


def test_as_whole_attributes_they_are_fine(db, table):
    db.call("PutItem", TableName=table, Item={**KEY, "g": S("g"), "a": {"M": {"x": S("x")}}},
            ConditionExpression="attribute_not_exists(g) OR size(pk) > size(a.x)")
    answer = db.call("GetItem", TableName=table, Key=KEY, ProjectionExpression="pk, g, a.x")
    assert answer["Item"] == {"pk": S("p"), "g": S("g"), "a": {"M": {"x": S("x")}}}
