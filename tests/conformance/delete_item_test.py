"""DeleteItem: API_DeleteItem.html."""

import pytest

from conformance.dynamo import Refused
from conformance.item_cases import SCHEMA_MISMATCH, Items, new_key, validation


@pytest.fixture(scope="module")
def items(db, simple):
    return Items(db, simple)


def delete(items, key, **more):
    return items.db.call("DeleteItem", TableName=items.table, Key=key, **more)


def test_a_deleted_item_is_gone_and_may_be_deleted_again(items):
    key = items.put(a={"S": "x"})
    assert delete(items, key) == {}
    assert items.get(key) is None
    assert delete(items, key) == {}


def test_all_old_returns_what_was_there(items):
    key = items.put(a={"S": "x"})
    assert delete(items, key, ReturnValues="ALL_OLD") == {"Attributes": {**key, "a": {"S": "x"}}}
    assert delete(items, key, ReturnValues="ALL_OLD") == {}


@pytest.mark.parametrize("value", ["UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"])
def test_the_other_return_values_are_refused(items, value):
    assert items.db.refusal("DeleteItem", TableName=items.table, Key=new_key(), ReturnValues=value) == validation(
        "ReturnValues can only be ALL_OLD or NONE")


@pytest.mark.parametrize("asked", ["NONE", "ALL_OLD"])
def test_a_failed_condition_keeps_the_item(items, asked):
    key = items.put(a={"N": "1"})
    with pytest.raises(Refused) as refused:
        delete(items, key, ConditionExpression="a = :two", ExpressionAttributeValues={":two": {"N": "2"}},
               ReturnValuesOnConditionCheckFailure=asked)
    assert refused.value.type == "ConditionalCheckFailedException"
    assert refused.value.body.get("Item") == ({**key, "a": {"N": "1"}} if asked == "ALL_OLD" else None)
    assert items.attributes(key) == {"a": {"N": "1"}}


def test_a_condition_on_an_absent_item(items):
    assert delete(items, new_key(), ConditionExpression="attribute_not_exists(pk)") == {}
    assert items.db.refusal("DeleteItem", TableName=items.table, Key=new_key(), ConditionExpression="attribute_exists(pk)")[0] == (
        "ConditionalCheckFailedException")


@pytest.mark.parametrize("key", [{}, {"pk": {"N": "1"}}, {"pk": {"S": "x"}, "a": {"S": "x"}}], ids=str)
def test_keys_of_another_shape_are_refused(items, key):
    assert items.db.refusal("DeleteItem", TableName=items.table, Key=key) == validation(SCHEMA_MISMATCH)


def test_a_table_that_is_not_there(db):
    assert db.refusal("DeleteItem", TableName="nowhere", Key=new_key()) == ("ResourceNotFoundException", "Requested resource not found")
