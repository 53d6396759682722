"""UpdateItem: API_UpdateItem.html; the expressions themselves are in update_expressions_test.py."""

import pytest

from conformance.dynamo import Refused
from conformance.item_cases import INVALID, SCHEMA_MISMATCH, Items, new_key, validation


@pytest.fixture(scope="module")
def items(db, simple):
    return Items(db, simple)


def test_an_update_creates_what_is_not_there(items):
    key = new_key()
    assert items.update(key, "SET a = :v", ExpressionAttributeValues={":v": {"S": "x"}}) == {}
    assert items.attributes(key) == {"a": {"S": "x"}}


def test_an_update_without_an_expression_creates_an_empty_item(items):
    key = new_key()
    assert items.update(key) == {}
    assert items.attributes(key) == {}


@pytest.mark.parametrize("more", [
    {"UpdateExpression": "REMOVE a"},
    {"UpdateExpression": "DELETE a :s", "ExpressionAttributeValues": {":s": {"SS": ["x"]}}},
    {"AttributeUpdates": {"a": {"Action": "DELETE"}}},
    {"AttributeUpdates": {"a": {"Action": "DELETE", "Value": {"SS": ["x"]}}}},
], ids=str)
def test_an_update_that_only_takes_away_creates_nothing(items, more):
    key = new_key()
    assert items.update(key, ReturnValues="ALL_NEW", **more) == {}
    assert items.get(key) is None


@pytest.mark.parametrize("asked, expected", [
    (None, None), ("NONE", None),
    ("ALL_OLD", {"a": {"N": "1"}, "b": {"S": "x"}, "m": {"M": {"c": {"N": "1"}, "d": {"N": "2"}}}}),
    ("ALL_NEW", {"a": {"N": "2"}, "b": {"S": "x"}, "m": {"M": {"c": {"N": "9"}, "d": {"N": "2"}}}, "new": {"S": "y"}}),
    ("UPDATED_OLD", {"a": {"N": "1"}, "m": {"M": {"c": {"N": "1"}}}}),
    ("UPDATED_NEW", {"a": {"N": "2"}, "m": {"M": {"c": {"N": "9"}}}, "new": {"S": "y"}}),
])
def test_return_values(items, asked, expected):
    key = items.put(a={"N": "1"}, b={"S": "x"}, m={"M": {"c": {"N": "1"}, "d": {"N": "2"}}})
    more = {"ReturnValues": asked} if asked else {}
    answer = items.update(key, "SET a = a + :one, m.c = :nine, #n = :y", ExpressionAttributeNames={"#n": "new"},
                          ExpressionAttributeValues={":one": {"N": "1"}, ":nine": {"N": "9"}, ":y": {"S": "y"}}, **more)
    if expected is None:
        assert answer == {}
    else:
        assert answer == {"Attributes": {**expected, **key} if asked.startswith("ALL") else expected}


@pytest.mark.parametrize("asked, expected", [
    ("ALL_OLD", {}), ("UPDATED_OLD", {}), ("UPDATED_NEW", {"Attributes": {"a": {"S": "x"}}}),
])
def test_return_values_of_a_new_item(items, asked, expected):
    assert items.update(new_key(), "SET a = :v", ExpressionAttributeValues={":v": {"S": "x"}}, ReturnValues=asked) == expected


def test_updated_new_without_what_was_removed(items):
    key = items.put(a={"S": "x"}, b={"S": "y"})
    assert items.update(key, "REMOVE a", ReturnValues="UPDATED_NEW") == {}
    assert items.update(key, "REMOVE b", ReturnValues="UPDATED_OLD") == {"Attributes": {"b": {"S": "y"}}}


@pytest.mark.parametrize("expression", ["SET pk = :v", "REMOVE pk", "SET pk.x = :v", "SET a = :v REMOVE pk"])
def test_the_key_cannot_be_updated(items, expression):
    more = {"ExpressionAttributeValues": {":v": {"S": "x"}}} if ":v" in expression else {}
    assert items.refused_update(items.put(), expression, **more) == validation(
        INVALID + "Cannot update attribute pk. This attribute is part of the key")


def test_the_key_cannot_be_updated_by_attribute_updates(items):
    assert items.refused_update(new_key(), AttributeUpdates={"pk": {"Value": {"S": "x"}}}) == validation(
        INVALID + "Cannot update attribute pk. This attribute is part of the key")


@pytest.mark.parametrize("key", [{}, {"pk": {"N": "1"}}, {"pk": {"S": "x"}, "a": {"S": "x"}}], ids=str)
def test_keys_of_another_shape_are_refused(items, key):
    assert items.refused_update(key) == validation(SCHEMA_MISMATCH)


@pytest.mark.parametrize("asked", ["NONE", "ALL_OLD"])
def test_a_failed_condition_changes_nothing(items, asked):
    key = items.put(a={"N": "1"})
    with pytest.raises(Refused) as refused:
        items.update(key, "SET a = :v", ConditionExpression="a = :v", ExpressionAttributeValues={":v": {"N": "2"}},
                     ReturnValuesOnConditionCheckFailure=asked)
    assert (refused.value.type, refused.value.message) == ("ConditionalCheckFailedException", "The conditional request failed")
    assert refused.value.body.get("Item") == ({**key, "a": {"N": "1"}} if asked == "ALL_OLD" else None)
    assert items.attributes(key) == {"a": {"N": "1"}}


def test_index_keys_are_checked(db):
    table = db.create("pk:S", AttributeDefinitions=[{"AttributeName": "g", "AttributeType": "S"}], GlobalSecondaryIndexes=[
        {"IndexName": "Idx", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}])
    refused = Items(db, table).refused_update(new_key(), "SET g = :v", ExpressionAttributeValues={":v": {"N": "1"}})
    assert refused[0] == "ValidationException" and "Type mismatch for Index Key g Expected: S Actual: N IndexName: Idx" in refused[1]


@pytest.mark.parametrize("expression", ["SET g = :v", "SET g = e", "SET g = if_not_exists(g, e)"])
@pytest.mark.parametrize("kind", ["S", "B"])
def test_an_update_may_not_empty_an_index_key(db, expression, kind):
    table = db.create("pk:S", AttributeDefinitions=[{"AttributeName": "g", "AttributeType": kind}], GlobalSecondaryIndexes=[
        {"IndexName": "Idx", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}])
    items = Items(db, table)
    key = items.put(e={kind: ""})
    update = {"UpdateExpression": expression}
    if ":v" in expression:
        update["ExpressionAttributeValues"] = {":v": {kind: ""}}
    empty = {"S": "string", "B": "binary"}[kind]
    refused = ("ValidationException", "One or more parameter values are not valid. The update expression attempted to update a secondary "
               f"index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty {empty} value.")
    assert db.refusal("UpdateItem", TableName=table, Key=key, **update) == refused
    assert db.refusal("TransactWriteItems", TransactItems=[{"Update": {"TableName": table, "Key": key, **update}}]) == refused
    assert items.attributes(key) == {"e": {kind: ""}}


def test_a_table_that_is_not_there(db):
    assert db.refusal("UpdateItem", TableName="nowhere", Key=new_key()) == ("ResourceNotFoundException", "Requested resource not found")
