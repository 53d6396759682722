"""PutItem: API_PutItem.html."""

import pytest

from conformance.dynamo import Refused
from conformance.item_cases import EMPTY_VALUE, INVALID, VALUES, Items, new_key, validation


@pytest.fixture(scope="module")
def items(db, simple):
    return Items(db, simple)


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_of_each_type_comes_back(items, kind):
    key = items.put(v=VALUES[kind])
    assert items.attributes(key) == {"v": VALUES[kind]}


@pytest.mark.parametrize("value", [
    {"S": ""}, {"B": ""}, {"L": []}, {"M": {}}, {"S": "\u00e9\U0001f600\u0000\n"}, {"SS": [""]}, {"BS": [""]}, {"BOOL": False},
    {"M": {"a.b": {"N": "1"}, "#": {"L": [{"M": {}}, {"L": []}]}}}, {"L": [{"NULL": True}, {"SS": ["x"]}]},
], ids=str)
def test_values_at_the_edge_come_back(items, value):
    assert items.attributes(items.put(v=value)) == {"v": value}


def test_a_put_replaces_the_whole_item(items):
    key = items.put(a={"S": "old"}, b={"N": "1"})
    assert items.db.call("PutItem", TableName=items.table, Item={**key, "c": {"S": "new"}}) == {}
    assert items.attributes(key) == {"c": {"S": "new"}}


def test_all_old_returns_what_was_there(items):
    key = new_key()
    first = {**key, "a": {"S": "old"}}
    assert items.db.call("PutItem", TableName=items.table, Item=first, ReturnValues="ALL_OLD") == {}
    answer = items.db.call("PutItem", TableName=items.table, Item=key, ReturnValues="ALL_OLD")
    assert answer == {"Attributes": first}
    assert items.db.call("PutItem", TableName=items.table, Item=first, ReturnValues="NONE") == {}


@pytest.mark.parametrize("value", ["UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"])
def test_the_other_return_values_are_refused(items, value):
    assert items.db.refusal("PutItem", TableName=items.table, Item=new_key(), ReturnValues=value) == validation(
        "ReturnValues can only be ALL_OLD or NONE")


def test_a_failed_condition_changes_nothing(items):
    key = items.put(a={"S": "old"})
    assert items.db.refusal("PutItem", TableName=items.table, Item=key, ConditionExpression="attribute_not_exists(pk)") == (
        "ConditionalCheckFailedException", "The conditional request failed")
    assert items.attributes(key) == {"a": {"S": "old"}}


@pytest.mark.parametrize("asked", [None, "NONE", "ALL_OLD"])
def test_the_item_stands_beside_a_failed_condition_when_asked_for(items, asked):
    key = items.put(a={"S": "old"})
    more = {"ReturnValuesOnConditionCheckFailure": asked} if asked else {}
    with pytest.raises(Refused) as refused:
        items.db.call("PutItem", TableName=items.table, Item=key, ConditionExpression="attribute_not_exists(pk)", **more)
    expected = {**key, "a": {"S": "old"}} if asked == "ALL_OLD" else None
    assert refused.value.body.get("Item") == expected


def test_a_failed_condition_on_an_absent_item_shows_none(items):
    with pytest.raises(Refused) as refused:
        items.db.call("PutItem", TableName=items.table, Item=new_key(), ConditionExpression="attribute_exists(pk)",
                      ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert "Item" not in refused.value.body


@pytest.mark.parametrize("value, message", [
    ({}, EMPTY_VALUE), ({"S": None}, EMPTY_VALUE), ({"X": "a"}, EMPTY_VALUE), ({"L": [{}]}, EMPTY_VALUE), ({"M": {"a": {}}}, EMPTY_VALUE),
    ({"S": "a", "N": "1"}, "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"),
    ({"S": "a", "N": "x"}, "The parameter cannot be converted to a numeric value: x"),
    ({"NULL": False}, INVALID + "Null attribute value types must have the value of true"),
    ({"SS": []}, INVALID + "An string set  may not be empty"),
    ({"NS": []}, INVALID + "An number set  may not be empty"),
    ({"BS": []}, INVALID + "Binary sets should not be empty"),
    ({"SS": ["b", "a", "b"]}, INVALID + "Input collection [b, a, b] contains duplicates."),
    ({"NS": ["1", "2", "1.0"]}, "Input collection contains duplicates"),
    ({"BS": ["YQ==", "YQ=="]}, INVALID + "Input collection [YQ==, YQ==]of type BS contains duplicates."),
    ({"L": [{"M": {"a": {"SS": []}}}]}, INVALID + "An string set  may not be empty"),
    ({"M": {"": {"S": "a"}}}, "Empty attribute name"),
], ids=str)
def test_bad_values_are_refused(items, value, message):
    assert items.db.refusal("PutItem", TableName=items.table, Item={**new_key(), "v": value}) == validation(message)


def test_an_empty_attribute_name_is_refused(items):
    assert items.db.refusal("PutItem", TableName=items.table, Item={**new_key(), "": {"S": "a"}}) == validation("Empty attribute name")


@pytest.mark.parametrize("item, message", [
    ({}, INVALID + "Missing the key pk in the item"),
    ({"a": {"S": "x"}}, INVALID + "Missing the key pk in the item"),
    ({"pk": {"N": "1"}}, INVALID + "Type mismatch for key pk expected: S actual: N"),
    ({"pk": {"M": {}}}, INVALID + "Type mismatch for key pk expected: S actual: M"),
    ({"pk": {"S": ""}}, "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
                        "empty string value. Key: pk"),
], ids=str)
def test_items_without_a_good_key_are_refused(items, item, message):
    assert items.db.refusal("PutItem", TableName=items.table, Item=item) == validation(message)


def test_the_sort_key_is_checked_too(db, composite):
    put = lambda item: db.refusal("PutItem", TableName=composite, Item=item)  # noqa: E731
    assert put({"pk": {"S": "a"}}) == validation(INVALID + "Missing the key sk in the item")
    assert put({"pk": {"S": "a"}, "sk": {"S": "1"}}) == validation(INVALID + "Type mismatch for key sk expected: N actual: S")


def test_an_empty_binary_key_is_refused(db):
    table = db.create("pk:B")
    assert db.refusal("PutItem", TableName=table, Item={"pk": {"B": ""}}) == validation(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty binary "
        "value. Key: pk")


def test_index_keys_are_checked(db):
    table = db.create("pk:S", AttributeDefinitions=[{"AttributeName": "g", "AttributeType": "S"}], GlobalSecondaryIndexes=[
        {"IndexName": "Idx", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}])
    assert db.refusal("PutItem", TableName=table, Item={**new_key(), "g": {"N": "1"}}) == validation(
        INVALID + "Type mismatch for Index Key g Expected: S Actual: N IndexName: Idx")
    assert db.refusal("PutItem", TableName=table, Item={**new_key(), "g": {"S": ""}}) == validation(
        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The "
        "AttributeValue for a key attribute cannot contain an empty string value. IndexName: Idx, IndexKey: g")
    assert db.call("PutItem", TableName=table, Item=new_key()) == {}


def test_a_table_that_is_not_there(db):
    assert db.refusal("PutItem", TableName="nowhere", Item=new_key()) == ("ResourceNotFoundException", "Requested resource not found")


def test_a_table_may_be_named_by_its_arn(db, simple):
    arn = db.call("DescribeTable", TableName=simple)["Table"]["TableArn"]
    key = new_key()
    assert db.call("PutItem", TableName=arn, Item=key) == {}
    assert db.call("GetItem", TableName=arn, Key=key) == {"Item": key}
