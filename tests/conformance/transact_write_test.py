"""TransactWriteItems: all or nothing, with a reason an action; tokens; limits; which error comes first."""

import uuid

import pytest

from conformance import indexed
from conformance.dynamo import Refused
from conformance.indexed import N, S

VALIDATION = "ValidationException"
FAILED = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
NONE = {"Code": "None"}
SEVERAL = "Transaction request cannot include multiple operations on one item"


def key(text):
    return {"pk": S(text)}


def put(table, item, **more):
    return {"Put": {"TableName": table, "Item": item, **more}}


def delete(table, key, **more):
    return {"Delete": {"TableName": table, "Key": key, **more}}


def check(table, key, condition="attribute_exists(pk)", **more):
    return {"ConditionCheck": {"TableName": table, "Key": key, "ConditionExpression": condition, **more}}


def update(table, key, expression, **more):
    return {"Update": {"TableName": table, "Key": key, "UpdateExpression": expression, **more}}


def write(db, *items, **more):
    return db.call("TransactWriteItems", TransactItems=list(items), **more)


def refusal(db, *items, **more):
    return db.refusal("TransactWriteItems", TransactItems=list(items), **more)


def reasons(db, *items):
    """The cancellation reasons of a transaction that must be cancelled."""
    with pytest.raises(Refused) as refused:
        write(db, *items)
    body = refused.value.body
    assert (refused.value.status, refused.value.type) == (400, "TransactionCanceledException")
    codes = ", ".join(reason["Code"] for reason in body["CancellationReasons"])
    assert refused.value.message == (
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]")
    return body["CancellationReasons"]


def item(db, table, text):
    return db.call("GetItem", TableName=table, Key=key(text), ConsistentRead=True).get("Item")


def new_token():
    return str(uuid.uuid4())


def test_all_actions_happen(db, simple, composite):
    db.call("PutItem", TableName=simple, Item={**key("deleted"), "n": N(1)})
    db.call("PutItem", TableName=simple, Item={**key("updated"), "n": N(1)})
    assert write(db, put(simple, key("put")), delete(simple, key("deleted")), check(simple, key("absent"), "attribute_not_exists(pk)"),
                 update(simple, key("updated"), "ADD n :one", ExpressionAttributeValues={":one": N(1)}),
                 put(composite, {"pk": S("put"), "sk": N(1)})) == {}
    assert item(db, simple, "put") and not item(db, simple, "deleted") and not item(db, simple, "absent")
    assert item(db, simple, "updated") == {**key("updated"), "n": N(2)}


def test_one_failed_condition_and_nothing_happens(db, simple):
    db.call("PutItem", TableName=simple, Item=key("there"))
    assert reasons(db, put(simple, key("first")), check(simple, key("there"), "attribute_not_exists(pk)"),
                   put(simple, key("last"))) == [NONE, FAILED, NONE]
    assert not item(db, simple, "first") and not item(db, simple, "last")


def test_every_failed_action_has_its_reason(db, simple):
    db.call("PutItem", TableName=simple, Item={**key("s"), "a": S("text")})
    values = {"ExpressionAttributeValues": {":one": N(1)}}
    assert reasons(db, check(simple, key("nobody 1")), put(simple, key("ok")),
                   delete(simple, key("nobody 2"), ConditionExpression="attribute_exists(pk)"),
                   update(simple, key("s"), "ADD a :one", **values)) == [
        FAILED, NONE, FAILED, {"Code": "ValidationError", "Message": "An operand in the update expression has an incorrect "
                                                                    "data type"}]


@pytest.mark.parametrize("action", [
    lambda table, more: check(table, key("old"), "attribute_not_exists(pk)", **more),
    lambda table, more: put(table, key("old"), ConditionExpression="attribute_not_exists(pk)", **more),
    lambda table, more: delete(table, key("old"), ConditionExpression="attribute_not_exists(pk)", **more),
    lambda table, more: update(table, key("old"), "REMOVE a", ConditionExpression="attribute_not_exists(pk)", **more)])
def test_the_item_that_failed_is_told_when_asked(db, simple, action):
    old = {**key("old"), "a": N(1)}
    db.call("PutItem", TableName=simple, Item=old)
    assert reasons(db, action(simple, {})) == [FAILED]
    assert reasons(db, action(simple, {"ReturnValuesOnConditionCheckFailure": "NONE"})) == [FAILED]
    assert reasons(db, action(simple, {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"})) == [{**FAILED, "Item": old}]


def test_no_item_no_item(db, simple):
    assert reasons(db, check(simple, key("nobody"), ReturnValuesOnConditionCheckFailure="ALL_OLD")) == [FAILED]


def test_a_hundred_actions(db, simple):
    items = [put(simple, key(str(i))) for i in range(101)]
    write(db, *items[:99])
    write(db, *items[:100])
    kind, message = refusal(db, *items)
    assert kind == VALIDATION and message.endswith(
        "' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100")


CONSTRAINT = "1 validation error detected: Value {} failed to satisfy constraint: Member must {}"
MEMBER = "null at 'transactItems.1.member."


@pytest.mark.parametrize("items,message", [
    (None, CONSTRAINT.format("null at 'transactItems'", "not be null")),
    ([], CONSTRAINT.format("'[]' at 'transactItems'", "have length greater than or equal to 1")),
    ([{"Put": {"TableName": "abc"}}], CONSTRAINT.format(MEMBER + "put.item'", "not be null")),
    ([{"Delete": {"TableName": "abc"}}], CONSTRAINT.format(MEMBER + "delete.key'", "not be null")),
    ([{"Update": {"TableName": "abc", "Key": key("a")}}], CONSTRAINT.format(MEMBER + "update.updateExpression'", "not be null")),
    ([{"ConditionCheck": {"TableName": "abc", "Key": key("a")}}],
     CONSTRAINT.format(MEMBER + "conditionCheck.conditionExpression'", "not be null")),
    ([{}], "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"),
    ([{**put("abc", key("a")), **delete("abc", key("b"))}], "TransactItems can only contain one of Check, Put, Update or Delete"),
])
def test_constraints(db, items, message):
    assert db.refusal("TransactWriteItems", TransactItems=items) == (VALIDATION, message)


EMPTY_KEY = "The AttributeValue for a key attribute cannot contain an empty string value."


@pytest.mark.parametrize("action", [put, delete, check, lambda table, k: update(table, k, "REMOVE a")])
def test_an_empty_key_refuses_the_whole_request(db, simple, action):
    assert refusal(db, put(simple, key("before an empty key")), action(simple, key(""))) == (
        VALIDATION, f"One or more parameter values are not valid. {EMPTY_KEY} Key: pk")
    assert not item(db, simple, "before an empty key")


def test_an_empty_index_key_refuses_the_whole_request(db):
    table = db.create("pk:S", AttributeDefinitions=[{"AttributeName": "g", "AttributeType": "S"}], GlobalSecondaryIndexes=[
        {"IndexName": "Idx", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}])
    assert refusal(db, put(table, {**key("a"), "g": S("")})) == (
        VALIDATION, "One or more parameter values are not valid. A value specified for a secondary index key is not supported. "
                    f"{EMPTY_KEY} IndexName: Idx, IndexKey: g")


def test_one_action_an_item(db, simple):
    for first in (put(simple, key("a")), delete(simple, key("a")), check(simple, key("a"))):
        for second in (put(simple, key("a")), update(simple, key("a"), "REMOVE b")):
            assert refusal(db, first, put(simple, key("other")), second) == (VALIDATION, SEVERAL)


def test_a_table_that_is_not_there(db, simple):
    assert refusal(db, put(simple, key("a")), put("nowhere", key("b"))) == (
        "ResourceNotFoundException", "Requested resource not found")


SCHEMA = "The provided key element does not match the schema"
MISSING = "One or more parameter values were invalid: Missing the key pk in the item"


@pytest.mark.parametrize("wrong,message", [
    (lambda t: put(t, {"x": S("a")}), MISSING),
    (lambda t: put(t, {"pk": N(1)}), "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N"),
    (lambda t: delete(t, {"x": S("a")}), SCHEMA),
    (lambda t: delete(t, {"pk": N(1)}), SCHEMA),
    (lambda t: check(t, {"pk": S("a"), "x": S("a")}), SCHEMA),
    (lambda t: update(t, {"pk": N(1)}, "REMOVE a"), SCHEMA),
    (lambda t: update(t, key("a"), "SET pk = b"), "One or more parameter values were invalid: Cannot update attribute pk. This "
                                                  "attribute is part of the key"),
])
def test_what_the_table_says_of_keys_is_a_reason(db, simple, wrong, message):
    assert reasons(db, put(simple, key("innocent")), wrong(simple)) == [
        NONE, {"Code": "ValidationError", "Message": message}]
    assert not item(db, simple, "innocent")


@pytest.mark.parametrize("expression,message", [
    ("SET n = a + :one", "An operand in the update expression has an incorrect data type"),
    ("ADD a :one", "An operand in the update expression has an incorrect data type"),
    ("SET n = nothing", "The provided expression refers to an attribute that does not exist in the item"),
    ("SET nothing.x = :one", "The document path provided in the update expression is invalid for update"),
])
def test_what_the_item_says_of_an_update_is_a_reason(db, simple, expression, message):
    db.call("PutItem", TableName=simple, Item={**key("s"), "a": S("text")})
    values = {"ExpressionAttributeValues": {":one": N(1)}} if ":one" in expression else {}
    assert reasons(db, update(simple, key("s"), expression, **values)) == [{"Code": "ValidationError", "Message": message}]


def test_an_item_that_grows_too_large_is_a_reason(db, simple):
    db.call("PutItem", TableName=simple, Item={**key("large"), "a": S("x" * 400_000)})
    grow = update(simple, key("large"), "SET b = :b", ExpressionAttributeValues={":b": S("x" * 10_000)})
    assert reasons(db, grow) == [{"Code": "ValidationError", "Message": "Item size to update has exceeded the maximum allowed size"}]


def test_index_keys_are_a_reason(db):
    table = indexed.create(db)
    (reason,) = reasons(db, put(table, {"pk": S("p"), "sk": S("s"), "l": N(1)}))
    assert reason == {"Code": "ValidationError", "Message": "One or more parameter values were invalid: Type mismatch for Index "
                                                            "Key l Expected: S Actual: N IndexName: lall"}


@pytest.mark.parametrize("wrong,message", [
    (lambda t: put(t, key("a"), ConditionExpression=""), "Invalid ConditionExpression: The expression can not be empty;"),
    (lambda t: put(t, key("a"), ConditionExpression="a ="), 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "="'),
    (lambda t: check(t, key("a"), ""), "Invalid ConditionExpression: The expression can not be empty;"),
    (lambda t: update(t, key("a"), ""), "Invalid UpdateExpression: The expression can not be empty;"),
    (lambda t: put(t, key("a"), ExpressionAttributeValues={":a": N(1)}),
     "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null"),
    (lambda t: delete(t, key("a"), ExpressionAttributeNames={"#a": "a"}),
     "ExpressionAttributeNames can only be specified when using expressions"),
    (lambda t: update(t, key("a"), "SET b = :a", ExpressionAttributeValues={":a": N(1), ":b": N(1)}),
     "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}"),
    (lambda t: put(t, {**key("a"), "x": S("x" * 409_600)}), "Item size has exceeded the maximum allowed size"),
    (lambda t: put(t, {**key("a"), "x": {}}), "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
])
def test_what_needs_no_table_refuses_the_request(db, simple, wrong, message):
    for table in (simple, "nowhere"):
        assert refusal(db, put(simple, {"x": S("wrong")}), wrong(table)) == (VALIDATION, message)


@pytest.mark.parametrize("over", [False, True])
def test_four_megabytes(db, simple, over):
    sizes = [400_000] * 10 + [194_304 + over]
    items = [put(simple, {**key(f"{i:02}"), "a": S("x" * (size - 5))}) for i, size in enumerate(sizes)]
    if over:
        assert refusal(db, *items) == (VALIDATION, "Transaction payload size cannot exceed 4MB. Payload Size: 4194305")
    else:
        write(db, *items)


# Tokens.

def test_a_repeated_request_happens_once(db, simple):
    token = new_token()
    add = update(simple, key(token), "ADD n :one", ExpressionAttributeValues={":one": N(1)})
    for _ in range(3):
        assert write(db, add, ClientRequestToken=token) == {}
    assert item(db, simple, token)["n"] == N(1)
    write(db, add, ClientRequestToken=new_token())
    write(db, add)
    assert item(db, simple, token)["n"] == N(3)


def test_another_request_with_the_same_token(db, simple):
    token = new_token()
    write(db, put(simple, key(token)), ClientRequestToken=token)
    for other in (put(simple, key("other")), put(simple, {**key(token), "a": N(1)}), delete(simple, key(token)),
                  put(simple, key(token), ConditionExpression="attribute_exists(pk)")):
        assert refusal(db, other, ClientRequestToken=token)[0] == "IdempotentParameterMismatchException"
    assert refusal(db, put(simple, key(token)), put(simple, key("more")), ClientRequestToken=token)[0] == (
        "IdempotentParameterMismatchException")
    assert not item(db, simple, "more")


def test_asking_for_more_detail_is_the_same_request(db, simple):
    token = new_token()
    write(db, put(simple, key(token)), ClientRequestToken=token)
    write(db, put(simple, key(token)), ClientRequestToken=token, ReturnConsumedCapacity="TOTAL")


def test_a_token_of_a_cancelled_request_may_be_used_again(db, simple):
    token = new_token()
    with pytest.raises(Refused):
        write(db, check(simple, key(token)), ClientRequestToken=token)
    write(db, put(simple, key(token)), ClientRequestToken=token)
    assert item(db, simple, token)


@pytest.mark.parametrize("length", [1, 35, 36])
def test_tokens_have_up_to_36_characters_good(db, simple, length):
    token = (new_token() + "x")[-length:] if length > 1 else "~"
    write(db, put(simple, key("token")), ClientRequestToken=token)


@pytest.mark.parametrize("token,bound", [("", "greater than or equal to 1"), ("x" * 37, "less than or equal to 36")])
def test_tokens_have_up_to_36_characters_bad(db, simple, token, bound):
    assert refusal(db, put(simple, key("token")), ClientRequestToken=token) == (VALIDATION, (
        f"1 validation error detected: Value '{token}' at 'clientRequestToken' failed to satisfy constraint: "
        f"Member must have length {bound}"))


def test_indexes_follow(db):
    table = indexed.create(db)
    write(db, put(table, {"pk": S("p"), "sk": S("1"), "g": S("g"), "l": S("l")}))
    query = dict(TableName=table, IndexName="gall", KeyConditionExpression="g = :g", ExpressionAttributeValues={":g": S("g")})
    assert db.call("Query", **query)["Count"] == 1
    write(db, update(table, {"pk": S("p"), "sk": S("1")}, "REMOVE g"))
    assert db.call("Query", **query)["Count"] == 0
