"""Which error comes first where a request has several: each row is wrong in all the ways that come after its own."""

import pytest

from conformance.item_cases import INVALID, new_key, validation

TOGETHER = ("Can not use both expression and non-expression parameters in the same request: Non-expression parameters: "
            "{Expected} Expression parameters: {ConditionExpression}")
ENUMS = "[ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"

# From the last check to the first; each is added to all that stand above it.
STEPS = [
    ({"Item": {}}, INVALID + "Missing the key pk in the item"),
    ({"Item": {"big": {"S": "x" * 409_600}}}, "Item size has exceeded the maximum allowed size"),
    ({"TableName": "nowhere"}, None),
    ({"ConditionExpression": "status = :v"}, "Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: status"),
    ({"ReturnValues": "ALL_NEW"}, "ReturnValues can only be ALL_OLD or NONE"),
    ({"Item": {"n": {"N": "x"}}}, "The parameter cannot be converted to a numeric value: x"),
    ({"ExpressionAttributeValues": {":v": {"SS": []}}},
     f"ExpressionAttributeValues contains invalid value: {INVALID}An string set  may not be empty for key :v"),
    ({"ExpressionAttributeNames": {}}, "ExpressionAttributeNames must not be empty"),
    ({"Expected": {"a": {}}}, TOGETHER),
    ({"ReturnValues": "ALL"}, f"1 validation error detected: Value 'ALL' at 'returnValues' failed to satisfy constraint: "
                              f"Member must satisfy enum value set: {ENUMS}"),
]


@pytest.mark.parametrize("step", range(len(STEPS)), ids=[str(list(change)[0]) for change, _ in STEPS])
def test_put_item(db, simple, step):
    body = {"TableName": simple}
    for change, _ in STEPS[:step + 1]:
        body.update(change)
    message = STEPS[step][1]
    expected = validation(message) if message else ("ResourceNotFoundException", "Requested resource not found")
    assert db.refusal("PutItem", body) == expected


def test_the_form_of_the_json_comes_before_all(db):
    kind, _ = db.refusal("PutItem", TableName="", ReturnValues="ALL", Item={"a": {"N": "x"}, "b": {"S": 5}})
    assert kind == "SerializationException"


def test_all_violated_constraints_are_told_together(db):
    kind, message = db.refusal("UpdateItem", ReturnValues="x", ReturnConsumedCapacity="y", ReturnItemCollectionMetrics="z", TableName="")
    assert kind == "ValidationException"
    count, _, violations = message.partition(" validation errors detected: ")
    assert (count, sorted(violations.split("; "))) == ("5", sorted([
        "Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
        "Value null at 'key' failed to satisfy constraint: Member must not be null",
        f"Value 'x' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: {ENUMS}",
        "Value 'y' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
        "Value 'z' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]",
    ]))


@pytest.mark.parametrize("operation, member", [("PutItem", "item"), ("GetItem", "key"), ("DeleteItem", "key"), ("UpdateItem", "key")])
def test_required_members(db, operation, member):
    kind, message = db.refusal(operation, {})
    assert (kind, message.partition(" detected: ")[0]) == ("ValidationException", "2 validation errors")
    for name in ("tableName", member):
        assert f"Value null at '{name}' failed to satisfy constraint: Member must not be null" in message


@pytest.mark.parametrize("member, value, shown", [
    ("Expected", {"a": {"ComparisonOperator": "LIKE"}},
     "Value 'LIKE' at 'expected.a.member.comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: "
     "[IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS]"),
    ("AttributeUpdates", {"a": {"Action": "x"}},
     "Value 'x' at 'attributeUpdates.a.member.action' failed to satisfy constraint: Member must satisfy enum value set: [ADD, DELETE, PUT]"),
    ("ConditionalOperator", "XOR", "Value 'XOR' at 'conditionalOperator' failed to satisfy constraint: Member must satisfy enum value set: [OR, AND]"),
    ("ReturnValuesOnConditionCheckFailure", "x",
     "Value 'x' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]"),
])
def test_enumerations(db, simple, member, value, shown):
    assert db.refusal("UpdateItem", {"TableName": simple, "Key": new_key(), member: value}) == validation("1 validation error detected: " + shown)


@pytest.mark.parametrize("more, message", [
    ({"ExpressionAttributeNames": {"#a": "a"}}, "ExpressionAttributeNames can only be specified when using expressions"),
    ({"ExpressionAttributeValues": {":a": {"S": "x"}}}, "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null"),
    ({"ExpressionAttributeValues": {":a": {}}}, "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null"),
    ({"ConditionExpression": "a = b", "ExpressionAttributeNames": {}}, "ExpressionAttributeNames must not be empty"),
    ({"ConditionExpression": "a = b", "ExpressionAttributeValues": {}}, "ExpressionAttributeValues must not be empty"),
    ({"ConditionExpression": "a = b", "ExpressionAttributeNames": {"a": "a"}}, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"'),
    ({"ConditionExpression": "a = b", "ExpressionAttributeNames": {"#a-b": "a"}},
     'ExpressionAttributeNames contains invalid key: Syntax error; key: "#a-b"'),
    ({"ConditionExpression": "a = b", "ExpressionAttributeValues": {"a": {"S": "x"}}},
     'ExpressionAttributeValues contains invalid key: Syntax error; key: "a"'),
    ({"ConditionExpression": "#a = b", "ExpressionAttributeNames": {"#a": ""}},
     "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a"),
    ({"ConditionExpression": "a = :a", "ExpressionAttributeValues": {":a": {"N": "x"}}},
     "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :a"),
    ({"ConditionExpression": "a = b", "ExpressionAttributeNames": {"#a": "a"}},
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}"),
    ({"ConditionExpression": "a = b", "ExpressionAttributeValues": {":a": {"S": "x"}}},
     "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}"),
])
def test_placeholders(db, simple, more, message):
    assert db.refusal("DeleteItem", TableName=simple, Key=new_key(), **more) == validation(message)


def test_placeholders_of_an_update_without_expressions(db, simple):
    assert db.refusal("UpdateItem", TableName=simple, Key=new_key(), ExpressionAttributeValues={":a": {"S": "x"}}) == validation(
        "ExpressionAttributeValues can only be specified when using expressions: UpdateExpression and ConditionExpression are null")
