"""GetItem: API_GetItem.html."""

import pytest

from conformance.item_cases import EMPTY_VALUE, INVALID, SCHEMA_MISMATCH, Items, new_key, validation


@pytest.fixture(scope="module")
def items(db, simple):
    return Items(db, simple)


def test_an_absent_item_is_an_empty_answer(items):
    assert items.db.call("GetItem", TableName=items.table, Key=new_key()) == {}


@pytest.mark.parametrize("consistent", [True, False])
def test_a_read_of_either_kind(items, consistent):
    key = items.put(a={"S": "x"})
    assert items.get(key, ConsistentRead=consistent) == {**key, "a": {"S": "x"}}


@pytest.mark.parametrize("key", [
    {}, {"a": {"S": "x"}}, {"pk": {"S": "x"}, "a": {"S": "x"}}, {"pk": {"N": "1"}}, {"pk": {"B": "YQ=="}}, {"pk": {"BOOL": True}},
], ids=str)
def test_keys_of_another_shape_are_refused(items, key):
    assert items.db.refusal("GetItem", TableName=items.table, Key=key) == validation(SCHEMA_MISMATCH)


def test_a_composite_key_must_be_whole(db, composite):
    for key in ({"pk": {"S": "a"}}, {"sk": {"N": "1"}}, {"pk": {"S": "a"}, "sk": {"S": "1"}}):
        assert db.refusal("GetItem", TableName=composite, Key=key) == validation(SCHEMA_MISMATCH)


def test_an_empty_key_value_is_refused(items):
    assert items.db.refusal("GetItem", TableName=items.table, Key={"pk": {"S": ""}}) == validation(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string "
        "value. Key: pk")


def test_a_number_key_is_found_in_any_spelling(db):
    table = db.create("pk:N")
    db.call("PutItem", TableName=table, Item={"pk": {"N": "10.50"}})
    for spelling in ("10.5", "+1.05E1", "0010.500", "105e-1"):
        assert db.call("GetItem", TableName=table, Key={"pk": {"N": spelling}}) == {"Item": {"pk": {"N": "10.5"}}}


def test_attributes_to_get(items):
    key = items.put(a={"S": "x"}, b={"M": {"c": {"N": "1"}}})
    assert items.get(key, AttributesToGet=["a", "absent"]) == {"a": {"S": "x"}}
    assert items.get(key, AttributesToGet=["b.c"]) == {}
    assert items.get(key, AttributesToGet=["pk"]) == key


@pytest.mark.parametrize("names, message", [
    (["a", "a"], INVALID + "Duplicate value in attribute name: a"),
    ([], "1 validation error detected: Value '[]' at 'attributesToGet' failed to satisfy constraint: "
         "Member must have length greater than or equal to 1"),
], ids=str)
def test_bad_attributes_to_get(items, names, message):
    assert items.db.refusal("GetItem", TableName=items.table, Key=new_key(), AttributesToGet=names) == validation(message)


def test_attributes_to_get_does_not_mix_with_an_expression(items):
    assert items.db.refusal("GetItem", TableName=items.table, Key=new_key(), AttributesToGet=["a"], ProjectionExpression="a") == validation(
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: "
        "{AttributesToGet} Expression parameters: {ProjectionExpression}")


def test_a_bad_value_in_the_key(items):
    assert items.db.refusal("GetItem", TableName=items.table, Key={"pk": {}}) == validation(EMPTY_VALUE)


def test_a_table_that_is_not_there(db):
    assert db.refusal("GetItem", TableName="nowhere", Key=new_key()) == ("ResourceNotFoundException", "Requested resource not found")
