"""KeyConditions beside expressions, as guregu/dynamo sends them."""

import pytest

KEY = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "a"}]}}
FILTER = {"FilterExpression": "n = :v", "ExpressionAttributeValues": {":v": {"N": "1"}}}


@pytest.fixture(scope="module")
def table(db):
    name = db.create("pk:S sk:N")
    for sk in ("1", "2"):
        db.call("PutItem", TableName=name, Item={"pk": {"S": "a"}, "sk": {"N": sk}, "n": {"N": sk}})
    return name


def test_key_conditions_go_with_a_filter_expression(db, table):
    found = db.call("Query", TableName=table, KeyConditions=KEY, **FILTER)
    assert [item["sk"] for item in found["Items"]] == [{"N": "1"}]
    assert (found["Count"], found["ScannedCount"]) == (1, 2)


def test_key_conditions_go_with_a_projection_expression(db, table):
    found = db.call("Query", TableName=table, KeyConditions=KEY, ProjectionExpression="n")
    assert found["Items"] == [{"n": {"N": "1"}}, {"n": {"N": "2"}}]


def test_key_attributes_stay_out_of_the_filter(db, table):
    kind, message = db.refusal("Query", TableName=table, KeyConditions=KEY, **{**FILTER, "FilterExpression": "pk = :v"})
    assert kind == "ValidationException"
    assert message == "Filter Expression can only contain non-primary key attributes: Primary key attribute: pk"


@pytest.mark.parametrize("more, names", [
    ({"KeyConditionExpression": "pk = :v"}, "{KeyConditions} Expression parameters: {KeyConditionExpression}"),
    ({**FILTER, "QueryFilter": KEY}, "{QueryFilter} Expression parameters: {FilterExpression}"),
    ({**FILTER, "AttributesToGet": ["n"]}, "{AttributesToGet} Expression parameters: {FilterExpression}"),
    ({**FILTER, "ConditionalOperator": "AND"}, "{ConditionalOperator} Expression parameters: {FilterExpression}"),
])
def test_all_else_does_not_mix(db, table, more, names):
    values = FILTER["ExpressionAttributeValues"]
    kind, message = db.refusal("Query", TableName=table, KeyConditions=KEY, **{"ExpressionAttributeValues": values, **more})
    assert kind == "ValidationException"
    assert message == ("Can not use both expression and non-expression parameters in the same request: "
                       f"Non-expression parameters: {names}")
