"""BatchWriteItem."""

import json

import pytest

from conformance import indexed
from conformance.indexed import N, S

VALIDATION = "ValidationException"
LENGTHS = ("failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, "
           "Member must have length greater than or equal to 1]")
EMPTY = ("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string "
         "value. Key: pk")


def key(text):
    return {"pk": S(text)}


def put(item):
    return {"PutRequest": {"Item": item}}


def delete(key):
    return {"DeleteRequest": {"Key": key}}


def puts(count, **more):
    return [put({**key(str(i)), **more}) for i in range(count)]


def write(db, **tables):
    return db.call("BatchWriteItem", RequestItems=tables)


def refusal(db, **tables):
    return db.refusal("BatchWriteItem", RequestItems=tables)


def test_puts_and_deletes_of_several_tables(db, simple, composite):
    db.call("PutItem", TableName=simple, Item=key("old"))
    assert write(db, **{simple: [put({**key("new"), "a": S("a")}), delete(key("old")), delete(key("never there"))],
                        composite: [put({"pk": S("new"), "sk": N(1)})]}) == {"UnprocessedItems": {}}
    assert db.call("GetItem", TableName=simple, Key=key("new"))["Item"] == {**key("new"), "a": S("a")}
    assert "Item" not in db.call("GetItem", TableName=simple, Key=key("old"))
    assert "Item" in db.call("GetItem", TableName=composite, Key={"pk": S("new"), "sk": N(1)})


def test_a_put_replaces(db, simple):
    write(db, **{simple: [put({**key("replaced"), "a": S("a")})]})
    write(db, **{simple: [put({**key("replaced"), "b": S("b")})]})
    assert db.call("GetItem", TableName=simple, Key=key("replaced"))["Item"] == {**key("replaced"), "b": S("b")}


def test_twenty_five_writes(db, simple, composite):
    write(db, **{simple: puts(24)})
    write(db, **{simple: puts(25)})
    kind, message = refusal(db, **{simple: puts(26)})
    assert kind == VALIDATION and message.startswith("1 validation error detected: Value '{" + simple + "=[")
    assert message.endswith("' at 'requestItems' " + LENGTHS)
    six = [put({"pk": S("p"), "sk": N(i)}) for i in range(6)]
    assert refusal(db, **{simple: puts(20), composite: six}) == (
        VALIDATION, "Too many items requested for the BatchWriteItem call")
    write(db, **{simple: puts(20), composite: six[:5]})


def test_all_or_nothing_of_an_invalid_batch(db, simple):
    assert refusal(db, **{simple: [put(key("not written")), put({"x": S("no key")})]})[0] == VALIDATION
    assert "Item" not in db.call("GetItem", TableName=simple, Key=key("not written"))


@pytest.mark.parametrize("writes", [[put(key("a")), put(key("a"))], [put(key("a")), delete(key("a"))],
                                    [delete(key("a")), delete(key("a"))]])
def test_duplicates(db, simple, writes):
    assert refusal(db, **{simple: writes}) == (VALIDATION, "Provided list of item keys contains duplicates")


def test_a_table_by_name_and_by_arn_is_one(db, simple):
    arn = db.call("DescribeTable", TableName=simple)["Table"]["TableArn"]
    assert refusal(db, **{simple: [put(key("a"))], arn: [put(key("a"))]}) == (
        VALIDATION, "Provided list of item keys contains duplicates")


CONSTRAINT = "1 validation error detected: Value {} failed to satisfy constraint: Member must {}"


@pytest.mark.parametrize("items,message", [
    ({}, CONSTRAINT.format("'{}' at 'requestItems'", "have length greater than or equal to 1")),
    (None, CONSTRAINT.format("null at 'requestItems'", "not be null")),
    ({"abc": []}, "1 validation error detected: Value '{abc=[]}' at 'requestItems' " + LENGTHS),
    ({"abc": [{"PutRequest": {}}]}, CONSTRAINT.format("null at 'requestItems.abc.member.1.member.putRequest.item'", "not be null")),
    ({"abc": [put(key("a")), {"DeleteRequest": {}}]},
     CONSTRAINT.format("null at 'requestItems.abc.member.2.member.deleteRequest.key'", "not be null")),
])
def test_constraints(db, items, message):
    assert db.refusal("BatchWriteItem", RequestItems=items) == (VALIDATION, message)


@pytest.mark.parametrize("wrong", [{}, {**put(key("a")), **delete(key("b"))}])
def test_a_request_is_one_put_or_one_delete(db, simple, wrong):
    message = ("Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes")
    assert refusal(db, **{simple: [put(key("c")), wrong]}) == (VALIDATION, message)
    assert refusal(db, nowhere=[wrong]) == (VALIDATION, message)


SCHEMA = "The provided key element does not match the schema"


@pytest.mark.parametrize("wrong,message", [
    (put({}), "One or more parameter values were invalid: Missing the key pk in the item"),
    (put({"x": S("a")}), "One or more parameter values were invalid: Missing the key pk in the item"),
    (put({"pk": N(1)}), "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N"),
    (put({"pk": S("")}), EMPTY),
    (delete({}), SCHEMA), (delete({"x": S("a")}), SCHEMA), (delete({"pk": N(1)}), SCHEMA),
    (delete({"pk": S("a"), "x": S("a")}), SCHEMA), (delete({"pk": S("")}), EMPTY),
    (put({"pk": S("a"), "x": {}}), "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
    (put({"pk": S("a"), "x": S("x" * 409_600)}), "Item size has exceeded the maximum allowed size"),
])
def test_wrong_items_and_keys(db, simple, wrong, message):
    assert refusal(db, **{simple: [put(key("b")), wrong]}) == (VALIDATION, message)


def test_wrong_index_keys(db):
    table = indexed.create(db)
    item = {"pk": S("p"), "sk": S("s")}
    assert refusal(db, **{table: [put({**item, "l": N(1)})]}) == (VALIDATION, (
        "One or more parameter values were invalid: Type mismatch for Index Key l Expected: S Actual: N IndexName: lall"))
    kind, message = refusal(db, **{table: [put({**item, "g": S("")})]})
    assert kind == VALIDATION and message.startswith((
        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. The "
        "AttributeValue for a key attribute cannot contain an empty string value. IndexName: g"))


def test_the_largest_items(db, simple):
    write(db, **{simple: [put({**key(str(i)), "a": S("x" * (409_600 - 4))}) for i in range(2)]})
    assert refusal(db, **{simple: [put({**key("1"), "a": S("x" * (409_600 - 3))})]}) == (
        VALIDATION, "Item size has exceeded the maximum allowed size")


def test_a_table_that_is_not_there(db, simple):
    assert refusal(db, **{simple: [put(key("a"))], "nowhere": [put(key("a"))]}) == (
        "ResourceNotFoundException", "Requested resource not found")


def test_which_error_comes_first(db, simple):
    both = {**put(key("a")), **delete(key("b"))}
    assert refusal(db, nowhere=[both] * 26)[1].endswith(LENGTHS)
    assert refusal(db, nowhere=puts(1), **{simple: [put({"x": S("a")})]})[1] == "Requested resource not found"
    assert refusal(db, nowhere=[put({"pk": S("a"), "x": S("x" * 409_600)})])[1].startswith("Item size")


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_sixteen_megabytes_of_request(db, simple, over):
    body = json.dumps({"RequestItems": {simple: puts(20, a=S("x" * 400_000))}}).encode()
    body += b" " * (16 * 1024 * 1024 + over - len(body))
    answer = db.send("BatchWriteItem", body)
    assert answer.status == (413 if over > 0 else 200)
    if over > 0:
        db.connection.close()
