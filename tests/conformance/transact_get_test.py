"""TransactGetItems."""

import pytest

from conformance.dynamo import Refused
from conformance.indexed import N, S

VALIDATION = "ValidationException"
SCHEMA = "The provided key element does not match the schema"


def key(text):
    return {"pk": S(text)}


def get(table, key, **more):
    return {"Get": {"TableName": table, "Key": key, **more}}


def reasons(db, *items):
    """The cancellation reasons of a transaction that must be cancelled."""
    with pytest.raises(Refused) as refused:
        db.call("TransactGetItems", TransactItems=list(items))
    body = refused.value.body
    assert refused.value.type == "TransactionCanceledException"
    codes = ", ".join(reason["Code"] for reason in body["CancellationReasons"])
    assert refused.value.message == (
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]")
    return body["CancellationReasons"]


def test_answers_in_the_order_of_the_actions(db, simple, composite):
    db.call("PutItem", TableName=simple, Item={**key("a"), "n": N(1), "m": N(2)})
    db.call("PutItem", TableName=composite, Item={"pk": S("a"), "sk": N(1), "n": N(3)})
    answer = db.call("TransactGetItems", TransactItems=[
        get(composite, {"pk": S("a"), "sk": N(1)}), get(simple, key("nobody")),
        get(simple, key("a"), ProjectionExpression="#n", ExpressionAttributeNames={"#n": "n"})])
    assert answer == {"Responses": [{"Item": {"pk": S("a"), "sk": N(1), "n": N(3)}}, {}, {"Item": {"n": N(1)}}]}


def test_a_hundred_actions(db, simple):
    items = [get(simple, key(str(i))) for i in range(101)]
    assert len(db.call("TransactGetItems", TransactItems=items[:99])["Responses"]) == 99
    assert len(db.call("TransactGetItems", TransactItems=items[:100])["Responses"]) == 100
    kind, message = db.refusal("TransactGetItems", TransactItems=items)
    assert kind == VALIDATION and message.endswith(
        "' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100")


CONSTRAINT = "1 validation error detected: Value {} failed to satisfy constraint: Member must {}"


@pytest.mark.parametrize("items,message", [
    (None, CONSTRAINT.format("null at 'transactItems'", "not be null")),
    ([], CONSTRAINT.format("'[]' at 'transactItems'", "have length greater than or equal to 1")),
    ([{}], CONSTRAINT.format("null at 'transactItems.1.member.get'", "not be null")),
    ([{"Get": {"TableName": "abc"}}], CONSTRAINT.format("null at 'transactItems.1.member.get.key'", "not be null")),
    ([{"Get": {"Key": key("a")}}], CONSTRAINT.format("null at 'transactItems.1.member.get.tableName'", "not be null")),
])
def test_constraints(db, items, message):
    assert db.refusal("TransactGetItems", TransactItems=items) == (VALIDATION, message)


def test_one_action_an_item(db, simple):
    assert db.refusal("TransactGetItems", TransactItems=[get(simple, key("a")), get(simple, key("b")), get(simple, key("a"))]) == (
        VALIDATION, "Transaction request cannot include multiple operations on one item")


def test_a_table_that_is_not_there(db, simple):
    assert db.refusal("TransactGetItems", TransactItems=[get(simple, key("a")), get("nowhere", key("b"))]) == (
        "ResourceNotFoundException", "Requested resource not found")


@pytest.mark.parametrize("wrong", [{}, {"x": S("a")}, {"pk": N(1)}, {"pk": S("a"), "x": S("a")}])
def test_a_wrong_key_cancels(db, simple, wrong):
    assert reasons(db, get(simple, key("a")), get(simple, wrong)) == [
        {"Code": "None"}, {"Code": "ValidationError", "Message": SCHEMA}]


@pytest.mark.parametrize("more,message", [
    ({"ProjectionExpression": ""}, "Invalid ProjectionExpression: The expression can not be empty;"),
    ({"ProjectionExpression": "a,,"}, 'Invalid ProjectionExpression: Syntax error; token: ",", near: ",,"'),
    ({"ExpressionAttributeNames": {"#a": "a"}}, "ExpressionAttributeNames can only be specified when using expressions"),
    ({"ProjectionExpression": "a", "ExpressionAttributeNames": {"#a": "a"}},
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}"),
])
def test_wrong_expressions_refuse_the_request(db, simple, more, message):
    wrong = get("nowhere", key("b"), **more)
    assert db.refusal("TransactGetItems", TransactItems=[get(simple, {"x": S("wrong")}), wrong]) == (VALIDATION, message)


@pytest.mark.parametrize("over", [False, True])
def test_four_megabytes(db, simple, over):
    sizes = [400_000] * 10 + [194_304 + over]
    for i, size in enumerate(sizes):
        db.call("PutItem", TableName=simple, Item={**key(f"{i:02}"), "a": S("x" * (size - 5))})
    request = {"TransactItems": [get(simple, key(f"{i:02}"), ProjectionExpression="pk") for i in range(11)]}
    if over:
        assert db.refusal("TransactGetItems", **request)[0] == VALIDATION
    else:
        assert len(db.call("TransactGetItems", **request)["Responses"]) == 11
