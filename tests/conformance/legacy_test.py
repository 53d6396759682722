"""The legacy parameters of item operations: LegacyConditionalParameters.html."""

import pytest

from conformance.dynamo import Refused
from conformance.item_cases import INVALID, VALUES, Items, new_key, validation

ITEM = {"s": {"S": "text"}, "n": {"N": "5"}, "b": {"B": "YWJj"}, "l": {"L": [{"S": "a"}]}, "m": {"M": {"a": {"S": "a"}}}, "ss": {"SS": ["a", "b"]},
        "ns": {"NS": ["1", "2"]}, "nu": {"NULL": True}}


@pytest.fixture(scope="module")
def items(db, simple):
    return Items(db, simple)


def meets(items, expected, **more):
    key = items.put(**ITEM)
    try:
        items.db.call("DeleteItem", TableName=items.table, Key=key, Expected=expected, **more)
    except Refused as refused:
        assert (refused.type, refused.message) == ("ConditionalCheckFailedException", "The conditional request failed")
        return False
    return True


def compared(operator, *values):
    return {"ComparisonOperator": operator, **({"AttributeValueList": list(values)} if values else {})}


@pytest.mark.parametrize("name, term, expected", [
    ("s", {"Value": {"S": "text"}}, True), ("s", {"Value": {"S": "x"}}, False), ("s", {"Exists": True, "Value": {"S": "text"}}, True),
    ("s", {"Exists": False}, False), ("absent", {"Exists": False}, True), ("absent", {"Value": {"S": "x"}}, False),
    ("s", {"Value": {"S": "text"}, "ComparisonOperator": "EQ"}, True),
    ("n", compared("EQ", {"N": "5.0"}), True), ("n", compared("NE", {"N": "5"}), False), ("absent", compared("NE", {"N": "5"}), True),
    ("n", compared("LT", {"N": "6"}), True), ("n", compared("LE", {"N": "5"}), True), ("n", compared("GT", {"N": "5"}), False),
    ("n", compared("GE", {"N": "5"}), True), ("n", compared("LT", {"S": "6"}), False),
    ("n", compared("BETWEEN", {"N": "5"}, {"N": "6"}), True), ("n", compared("BETWEEN", {"N": "6"}, {"N": "7"}), False),
    ("n", compared("IN", {"N": "1"}, {"N": "5"}), True), ("n", compared("IN", {"N": "1"}), False),
    ("s", compared("NOT_NULL"), True), ("absent", compared("NOT_NULL"), False), ("absent", compared("NULL"), True), ("nu", compared("NULL"), False),
    ("s", compared("CONTAINS", {"S": "ex"}), True), ("ss", compared("CONTAINS", {"S": "a"}), True), ("ns", compared("CONTAINS", {"N": "3"}), False),
    ("l", compared("CONTAINS", {"S": "a"}), True), ("s", compared("NOT_CONTAINS", {"S": "z"}), True),
    ("ss", compared("NOT_CONTAINS", {"S": "a"}), False), ("absent", compared("NOT_CONTAINS", {"S": "a"}), False),
    ("s", compared("BEGINS_WITH", {"S": "te"}), True), ("b", compared("BEGINS_WITH", {"B": "YQ=="}), True),
    ("l", compared("EQ", VALUES["L"]), True), ("m", compared("EQ", VALUES["M"]), True), ("ss", compared("EQ", {"SS": ["b", "a"]}), True),
])
def test_expected(items, name, term, expected):
    assert meets(items, {name: term}) is expected


@pytest.mark.parametrize("operator, expected", [(None, False), ("AND", False), ("OR", True)])
def test_conditional_operator(items, operator, expected):
    terms = {"s": {"Value": {"S": "text"}}, "n": {"Value": {"N": "6"}}}
    assert meets(items, terms, **({"ConditionalOperator": operator} if operator else {})) is expected


@pytest.mark.parametrize("term, message", [
    ({}, "Value must be provided when Exists is null for Attribute: a"),
    ({"Exists": True}, "Value must be provided when Exists is true for Attribute: a"),
    ({"Exists": False, "Value": {"S": "x"}}, "Value cannot be used when Exists is false for Attribute: a"),
    ({"Value": {"S": "x"}, "AttributeValueList": [{"S": "x"}]}, "Value and AttributeValueList cannot be used together for Attribute: a"),
    ({"AttributeValueList": [{"S": "x"}]}, "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"),
    ({"Exists": True, **compared("EQ", {"S": "x"})}, "Exists and ComparisonOperator cannot be used together for Attribute: a"),
    (compared("EQ"), "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a"),
    ({"ComparisonOperator": "EQ", "AttributeValueList": []}, "Invalid number of argument(s) for the EQ ComparisonOperator"),
    (compared("EQ", {"S": "x"}, {"S": "y"}), "Invalid number of argument(s) for the EQ ComparisonOperator"),
    (compared("NULL", {"S": "x"}), "Invalid number of argument(s) for the NULL ComparisonOperator"),
    (compared("BETWEEN", {"S": "x"}), "Invalid number of argument(s) for the BETWEEN ComparisonOperator"),
    (compared("LT", {"SS": ["x"]}), "ComparisonOperator LT is not valid for SS AttributeValue type"),
    (compared("BEGINS_WITH", {"N": "1"}), "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type"),
    (compared("CONTAINS", {"SS": ["x"]}), "ComparisonOperator CONTAINS is not valid for SS AttributeValue type"),
    (compared("IN", {"L": []}), "ComparisonOperator IN is not valid for L AttributeValue type"),
    (compared("IN", {"S": "x"}, {"N": "1"}), "AttributeValues inside AttributeValueList must be of same type"),
    (compared("BETWEEN", {"S": "x"}, {"N": "1"}), "AttributeValues inside AttributeValueList must be of same type"),
], ids=str)
def test_errors_of_expected(items, term, message):
    for operation, subject in (("PutItem", "Item"), ("DeleteItem", "Key"), ("UpdateItem", "Key")):
        assert items.db.refusal(operation, {"TableName": items.table, subject: new_key(), "Expected": {"a": term}}) == validation(INVALID + message)


def test_a_range_that_is_empty(items):
    assert items.db.refusal("DeleteItem", TableName=items.table, Key=new_key(), Expected={"a": compared("BETWEEN", {"N": "2"}, {"N": "1"})}) == validation(
        "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound")


def test_a_conditional_operator_needs_two_terms(items):
    delete = lambda **more: items.db.refusal("DeleteItem", TableName=items.table, Key=new_key(), ConditionalOperator="OR", **more)  # noqa: E731
    assert delete() == validation("ConditionalOperator cannot be used without Filter or Expected")
    assert delete(Expected={"a": {"Exists": False}}) == validation(
        "ConditionalOperator can only be used when Filter or Expected has two or more elements")


def change(action, value=None):
    return {**({"Action": action} if action else {}), **({"Value": value} if value else {})}


@pytest.mark.parametrize("name, update, after", [
    ("n", change("PUT", {"S": "x"}), {"S": "x"}), ("n", change(None, {"S": "x"}), {"S": "x"}), ("new", change("PUT", {"L": []}), {"L": []}),
    ("n", change("ADD", {"N": "2"}), {"N": "7"}), ("new", change("ADD", {"N": "2"}), {"N": "2"}), ("new", change("ADD", {"SS": ["x"]}), {"SS": ["x"]}),
    ("ss", change("ADD", {"SS": ["b", "c"]}), {"SS": ["a", "b", "c"]}), ("l", change("ADD", {"L": [{"N": "1"}]}), {"L": [{"S": "a"}, {"N": "1"}]}),
    ("n", change("DELETE"), None), ("absent", change("DELETE"), None), ("ss", change("DELETE", {"SS": ["a"]}), {"SS": ["b"]}),
    ("ss", change("DELETE", {"SS": ["a", "b"]}), None), ("absent", change("DELETE", {"SS": ["a"]}), None),
])
def test_attribute_updates(items, name, update, after):
    key = items.put(**ITEM)
    items.update(key, AttributeUpdates={name: update})
    found = items.attributes(key).get(name)
    if found and "SS" in found:
        found["SS"].sort()
    assert found == after


def test_attribute_updates_return_what_they_touched(items):
    key = items.put(**ITEM)
    updates = {"n": change("ADD", {"N": "1"}), "s": change("DELETE"), "new": change("PUT", {"S": "x"})}
    assert items.update(key, AttributeUpdates=updates, ReturnValues="UPDATED_NEW") == {"Attributes": {"n": {"N": "6"}, "new": {"S": "x"}}}


@pytest.mark.parametrize("update, message", [
    ({}, "Only DELETE action is allowed when no attribute value is specified"),
    (change("PUT"), "Only DELETE action is allowed when no attribute value is specified"),
    (change("ADD"), "Only DELETE action is allowed when no attribute value is specified"),
    (change("ADD", {"S": "x"}), "ADD action is not supported for the type S"),
    (change("ADD", {"BOOL": True}), "ADD action is not supported for the type BOOL"),
    (change("DELETE", {"N": "1"}), "DELETE action with value is not supported for the type N"),
    (change("DELETE", {"L": []}), "DELETE action with value is not supported for the type L"),
], ids=str)
def test_errors_of_attribute_updates(items, update, message):
    assert items.refused_update(new_key(), AttributeUpdates={"a": update}) == validation(INVALID + message)


@pytest.mark.parametrize("name, update", [
    ("s", change("ADD", {"N": "1"})), ("ss", change("ADD", {"NS": ["1"]})), ("n", change("DELETE", {"SS": ["x"]}))])
def test_attributes_of_another_type_stay(items, name, update):
    assert items.refused_update(items.put(**ITEM), AttributeUpdates={name: update}) == validation("Type mismatch for attribute to update")


@pytest.mark.parametrize("operation, legacy, expression, shown", [
    ("PutItem", {"Expected": {"a": {"Exists": False}}}, {"ConditionExpression": "a = :v"},
     "Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}"),
    ("DeleteItem", {"Expected": {"a": {"Exists": False}}}, {"ConditionExpression": "a = :v"},
     "Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}"),
    ("UpdateItem", {"AttributeUpdates": {"a": {"Action": "DELETE"}}}, {"UpdateExpression": "REMOVE a"},
     "Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}"),
    ("UpdateItem", {"AttributeUpdates": {"a": {"Action": "DELETE"}}, "Expected": {"a": {"Exists": False}}},
     {"UpdateExpression": "REMOVE a", "ConditionExpression": "a = :v"},
     "Non-expression parameters: {AttributeUpdates, Expected} Expression parameters: {UpdateExpression, ConditionExpression}"),
    ("UpdateItem", {"Expected": {"a": {"Exists": False}}}, {"UpdateExpression": "REMOVE a"},
     "Non-expression parameters: {Expected} Expression parameters: {UpdateExpression}"),
])
def test_they_do_not_mix_with_expressions(items, operation, legacy, expression, shown):
    subject = "Item" if operation == "PutItem" else "Key"
    assert items.db.refusal(operation, {"TableName": items.table, subject: new_key(), **legacy, **expression}) == validation(
        "Can not use both expression and non-expression parameters in the same request: " + shown)
