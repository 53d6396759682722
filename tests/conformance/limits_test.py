"""Every limit of an item and of an expression, below it, at it and above it: ServiceQuotas.html."""

import base64

import pytest

from conformance.item_cases import INVALID, ITEM_TOO_LARGE, NESTED_TOO_DEEP, Items, nested, new_key, validation

ITEM_BYTES = 409_600


@pytest.fixture(scope="module")
def items(db, simple):
    return Items(db, simple)


def put(items, **attributes):
    return items.db.call("PutItem", TableName=items.table, Item={**new_key(), **attributes})


def refused(items, **attributes):
    return items.db.refusal("PutItem", TableName=items.table, Item={**new_key(), **attributes})


def padding(others, bytes_total):
    """What an attribute `fill` must hold so that a key and OTHERS bytes more make BYTES_TOTAL."""
    key = new_key()
    return key, {"S": "x" * (bytes_total - len("pk") - len(key["pk"]["S"]) - others - len("fill"))}


# (the other attributes, their size in bytes)
SIZES = [
    ({}, 0), ({"s": {"S": "\u00e9"}}, 3), ({"b": {"B": "AAEC"}}, 4), ({"n": {"N": "1"}}, 3), ({"n": {"N": "-1"}}, 4), ({"n": {"N": "123"}}, 4),
    ({"t": {"BOOL": True}}, 2), ({"z": {"NULL": True}}, 2), ({"l": {"L": []}}, 4), ({"m": {"M": {}}}, 4),
    ({"l": {"L": [{"S": "ab"}, {"BOOL": True}]}}, 1 + 3 + 1 + 2 + 1 + 1), ({"m": {"M": {"a": {"S": "bc"}}}}, 1 + 3 + 1 + 1 + 2),
    ({"ss": {"SS": ["ab", "c"]}}, 5), ({"bs": {"BS": ["AA==", "AAA="]}}, 5), ({"ns": {"NS": ["1", "23"]}}, 6),
]


@pytest.mark.parametrize("others, size", SIZES, ids=str)
def test_item_size(items, others, size):
    key, pad = padding(size, ITEM_BYTES)
    assert items.db.call("PutItem", TableName=items.table, Item={**key, **others, "fill": pad}) == {}
    pad["S"] += "x"
    assert items.db.refusal("PutItem", TableName=items.table, Item={**key, **others, "fill": pad}) == validation(ITEM_TOO_LARGE)


def test_names_count_for_the_size(items):
    key, pad = padding(len("a-longer-name") + 1, ITEM_BYTES)
    assert items.db.call("PutItem", TableName=items.table, Item={**key, "a-longer-name": {"S": "x"}, "fill": pad}) == {}
    assert items.db.refusal("PutItem", TableName=items.table, Item={**key, "a-longer-name": {"S": "xy"}, "fill": pad}) == validation(ITEM_TOO_LARGE)


def test_item_size_of_an_update(items):
    key, pad = padding(1, ITEM_BYTES)
    grow = {"ExpressionAttributeValues": {":s": {"S": ""}}}
    items.update(key, "SET fill = :p", ExpressionAttributeValues={":p": pad})
    items.update(key, "SET a = :s", **grow)
    assert items.refused_update(key, "SET b = :s", **grow) == validation("Item size to update has exceeded the maximum allowed size")
    assert len(items.attributes(key)) == 2


@pytest.mark.parametrize("kind", ["M", "L"])
def test_nesting(items, kind):
    # The item is the first level.
    put(items, v=nested(30, kind))
    put(items, v=nested(31, kind))
    assert refused(items, v=nested(32, kind)) == validation(NESTED_TOO_DEEP)


def test_nesting_by_an_update(items):
    key = items.put(v=nested(31))
    path = "v" + ".a" * 30
    items.update(key, f"SET {path} = :m", ExpressionAttributeValues={":m": nested(1)})
    assert items.refused_update(key, f"SET {path} = :m", ExpressionAttributeValues={":m": nested(2)}) == validation(
        "Nesting Levels have exceeded supported limits")


def test_partition_key_size(items):
    for length in (1, 2047, 2048):
        key = {"pk": {"S": "k" * length}}
        items.db.call("PutItem", TableName=items.table, Item=key)
        assert items.get(key) == key
    message = validation(INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes")
    key = {"pk": {"S": "k" * 2049}}
    assert items.db.refusal("PutItem", TableName=items.table, Item=key) == message
    for operation in ("GetItem", "DeleteItem", "UpdateItem"):
        assert items.db.refusal(operation, TableName=items.table, Key=key) == message
    assert items.db.refusal("GetItem", TableName=items.table, Key={"pk": {"S": "\u00e9" * 1024 + "k"}}) == message


def test_sort_key_size(db):
    table = db.create("pk:S sk:B")
    message = validation(INVALID + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes")
    for length, good in ((1023, True), (1024, True), (1025, False)):
        key = {"pk": {"S": "a"}, "sk": {"B": base64.b64encode(bytes(length)).decode()}}
        if good:
            db.call("PutItem", TableName=table, Item=key)
            assert db.call("GetItem", TableName=table, Key=key) == {"Item": key}
        else:
            assert db.refusal("PutItem", TableName=table, Item=key) == message
            assert db.refusal("GetItem", TableName=table, Key=key) == message


def test_attribute_names(items):
    put(items, **{"n" * 65_534: {"S": "x"}})
    put(items, **{"n" * 65_535: {"S": "x"}})
    message = validation("Attribute name is too large, must be less than 65536 bytes")
    assert refused(items, **{"n" * 65_536: {"S": "x"}}) == message
    assert refused(items, v={"M": {"n" * 65_536: {"S": "x"}}}) == message


def test_many_attributes_and_elements(items):
    wide = {f"a{number}": {"N": str(number)} for number in range(5_000)}
    key = items.put(**wide)
    assert items.attributes(key) == wide
    long = {"L": [{"N": str(number)} for number in range(20_000)]}
    assert items.attributes(items.put(l=long)) == {"l": long}


@pytest.mark.parametrize("parameter, operation", [
    ("ConditionExpression", "PutItem"), ("UpdateExpression", "UpdateItem"), ("ProjectionExpression", "GetItem")])
def test_expression_size(items, parameter, operation):
    text = {"ConditionExpression": "attribute_not_exists(pk)", "UpdateExpression": "REMOVE a", "ProjectionExpression": "a"}[parameter]
    subject = "Item" if operation == "PutItem" else "Key"
    for size in (4095, 4096):
        items.db.call(operation, {"TableName": items.table, subject: new_key(), parameter: text.ljust(size)})
    assert items.db.refusal(operation, {"TableName": items.table, subject: new_key(), parameter: text.ljust(4097)}) == validation(
        f"Invalid {parameter}: Expression size has exceeded the maximum allowed size; expression size: 4097")


def test_operators_of_an_expression(items):
    # 150 comparisons and 149 times OR; NOT adds the 300th, another the 301st.
    text = " OR ".join(["a=b"] * 150)
    for begin in ("", "NOT "):
        items.holds(new_key(), begin + text)
    assert items.db.refusal("PutItem", TableName=items.table, Item=new_key(), ConditionExpression="NOT NOT " + text) == validation(
        "Invalid ConditionExpression: The expression contains too many operators; operator count: 301")


def test_operands_of_in(items):
    def condition(count):
        return {"ConditionExpression": f"a IN ({', '.join(f':v{number}' for number in range(count))})",
                "ExpressionAttributeValues": {f":v{number}": {"N": str(number)} for number in range(count)}}
    key = items.put(a={"N": "98"})
    for count in (99, 100):
        items.db.call("PutItem", TableName=items.table, Item={**key, "a": {"N": "98"}}, **condition(count))
    assert items.db.refusal("PutItem", TableName=items.table, Item=key, **condition(101)) == validation(
        "Invalid ConditionExpression: The IN operator is provided with too many operands; number of operands: 101")


def test_placeholder_size(items):
    for length in (254, 255):
        name, value = "#" + "n" * (length - 1), ":" + "v" * (length - 1)
        items.db.call("PutItem", TableName=items.table, Item=new_key(), ConditionExpression=f"{name} <> {value}",
                      ExpressionAttributeNames={name: "a"}, ExpressionAttributeValues={value: {"S": "x"}})
    name, value = "#" + "n" * 255, ":" + "v" * 255
    assert items.db.refusal("PutItem", TableName=items.table, Item=new_key(), ConditionExpression=f"{name} <> :v",
                            ExpressionAttributeNames={name: "a"}, ExpressionAttributeValues={":v": {"S": "x"}}) == validation(
        "ExpressionAttributeNames contains invalid key: The expression attribute map contains a key that is too long; size of key: 256")
    assert items.db.refusal("PutItem", TableName=items.table, Item=new_key(), ConditionExpression=f"a <> {value}",
                            ExpressionAttributeValues={value: {"S": "x"}}) == validation(
        "ExpressionAttributeValues contains invalid key: The expression attribute map contains a key that is too long; size of key: 256")


def test_size_of_all_substitutions(items):
    limit = 2 * 1024 * 1024
    for size, good in ((limit - 1, True), (limit, True), (limit + 1, False)):
        body = {"TableName": items.table, "Item": new_key(), "ConditionExpression": "a <> :v",
                "ExpressionAttributeValues": {":v": {"S": "x" * (size - len(":v"))}}}
        if good:
            items.db.call("PutItem", body)
        else:
            assert items.db.refusal("PutItem", body) == validation("ExpressionAttributeValues exceeds max size")


def test_depth_of_a_path(items):
    key = items.put(v=nested(31))
    for depth in (31, 32):
        assert items.get(key, ProjectionExpression="v" + ".a" * (depth - 1)) is not None
    assert items.db.refusal("GetItem", TableName=items.table, Key=key, ProjectionExpression="v" + ".a" * 32) == validation(
        "Invalid ProjectionExpression: The document path has too many nesting levels; nesting levels: 33")


@pytest.mark.parametrize("name, message", [
    ("", "1 validation error detected: Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1"),
    ("t" * 1025, f"1 validation error detected: Value '{'t' * 1025}' at 'tableName' failed to satisfy constraint: "
                 "Member must have length less than or equal to 1024"),
], ids=["empty", "1025"])
def test_table_names_out_of_the_model(db, name, message):
    assert db.refusal("GetItem", TableName=name, Key=new_key()) == validation(message)


@pytest.mark.parametrize("name", ["ab", "a b", "a;b", "t" * 256, "t" * 1024])
def test_table_names_that_are_none(db, name):
    assert db.refusal("GetItem", TableName=name, Key=new_key()) == validation(
        "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the "
        "characters a-z, A-Z, 0-9, '_', '-', and '.'")


@pytest.mark.parametrize("name", ["abc", "t" * 255, "a.b-c_D9"])
def test_table_names_that_are_some(db, name):
    assert db.refusal("GetItem", TableName=name, Key=new_key())[0] == "ResourceNotFoundException"
