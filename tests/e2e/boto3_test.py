"""boto3's Table resource against every endpoint: the product and the reference run the same tests."""

import uuid
from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary
from botocore.exceptions import ClientError

from support.boto import NOTES_SCHEMA, client, resource


@pytest.fixture(scope="module")
def table(endpoint):
    """One table for all; each test takes partition keys of its own."""
    created = resource(endpoint).create_table(TableName=f"Boto-{uuid.uuid4().hex[:12]}", **NOTES_SCHEMA)
    created.wait_until_exists()
    yield created
    created.delete()


@pytest.fixture
def pk():
    return f"USER#{uuid.uuid4().hex}"


def error_of(call, *arguments, **named):
    with pytest.raises(ClientError) as raised:
        call(*arguments, **named)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return raised.value.response["Error"]["Code"], raised.value.response["Error"]["Message"]


# Items and values


def test_every_type_comes_back_as_it_was_put(table, pk):
    item = {
        "PK": pk,
        "SK": "types",
        "string": "Grüße 世界 \N{PILE OF POO}",
        "empty": "",
        "number": Decimal("-123.456"),
        "precise": Decimal("12345678901234567890123456789012345678"),
        "binary": Binary(bytes(range(256))),
        "yes": True,
        "no": False,
        "nothing": None,
        "list": ["a", Decimal(1), [None, {"deep": []}]],
        "map": {"a": {"b": {"c": "d"}}, "empty": {}},
        "strings": {"a", "b", "ü"},
        "numbers": {Decimal("1"), Decimal("2.5"), Decimal("-3")},
        "binaries": {Binary(b"\x00"), Binary(b"\xff\xfe")},
    }
    table.put_item(Item=item)
    assert table.get_item(Key={"PK": pk, "SK": "types"}, ConsistentRead=True)["Item"] == item


@pytest.mark.parametrize(
    "sent, kept",
    [("+3", "3"), (".123", "0.123"), ("0001.23", "1.23"), ("0e1000", "0"), ("-0", "0"), ("1e3", "1000"),
     ("1.2300", "1.23"), ("12345E-3", "12.345")],
)
def test_numbers_are_normalised(endpoint, table, pk, sent, kept):
    low = client(endpoint)
    key = {"PK": {"S": pk}, "SK": {"S": "n"}}
    low.put_item(TableName=table.name, Item={**key, "n": {"N": sent}})
    assert low.get_item(TableName=table.name, Key=key)["Item"]["n"] == {"N": kept}


@pytest.mark.parametrize("extreme", ["1E-130", "-1E-130", "9.9999999999999999999999999999999999999E+125",
                                     "-9.9999999999999999999999999999999999999E+125",
                                     "0.00000000000000000000000000000000000012345678901234567890123456789012345678"])
def test_extreme_numbers_are_exact(endpoint, table, pk, extreme):
    """By the client: boto3's resource refuses to read them where they come without an exponent."""
    low = client(endpoint)
    key = {"PK": {"S": pk}, "SK": {"S": "n"}}
    low.put_item(TableName=table.name, Item={**key, "n": {"N": extreme}})
    kept = low.get_item(TableName=table.name, Key=key)["Item"]["n"]["N"]
    assert Decimal(kept).compare(Decimal(extreme)) == 0


@pytest.mark.parametrize("bad", ["", "NaN", "Infinity", "-Infinity", " 1", "1 ", "1e", "--1", "0x10", "abc",
                                 "1E126", "1E-131", "123456789012345678901234567890123456789"])
def test_what_is_no_number_is_refused(endpoint, table, pk, bad):
    item = {"PK": {"S": pk}, "SK": {"S": "n"}, "n": {"N": bad}}
    assert error_of(client(endpoint).put_item, TableName=table.name, Item=item)[0] == "ValidationException"


def test_get_of_what_is_not_there_has_no_item(table, pk):
    assert "Item" not in table.get_item(Key={"PK": pk, "SK": "none"})


def test_get_projects(table, pk):
    table.put_item(Item={"PK": pk, "SK": "p", "a": {"b": [1, 2, 3], "c": "x"}, "d": "y"})
    got = table.get_item(Key={"PK": pk, "SK": "p"}, ProjectionExpression="a.b[1], #d, absent",
                         ExpressionAttributeNames={"#d": "d"})
    assert got["Item"] == {"a": {"b": [2]}, "d": "y"}


def test_put_replaces_and_returns_the_old(table, pk):
    first = {"PK": pk, "SK": "r", "only": "first"}
    assert "Attributes" not in table.put_item(Item=first, ReturnValues="ALL_OLD")
    second = {"PK": pk, "SK": "r", "only-in": "second"}
    assert table.put_item(Item=second, ReturnValues="ALL_OLD")["Attributes"] == first
    assert table.get_item(Key={"PK": pk, "SK": "r"})["Item"] == second


def test_delete_returns_the_old_and_is_idempotent(table, pk):
    item = {"PK": pk, "SK": "d", "a": 1}
    table.put_item(Item=item)
    key = {"PK": pk, "SK": "d"}
    assert table.delete_item(Key=key, ReturnValues="ALL_OLD")["Attributes"] == item
    assert "Attributes" not in table.delete_item(Key=key, ReturnValues="ALL_OLD")
    assert "Item" not in table.get_item(Key=key)


# Conditions


def test_a_conditional_put_happens_once(table, pk):
    item = {"PK": pk, "SK": "c", "a": 1}
    table.put_item(Item=item, ConditionExpression=Attr("PK").not_exists())
    code, message = error_of(table.put_item, Item={**item, "a": 2}, ConditionExpression=Attr("PK").not_exists())
    assert (code, message) == ("ConditionalCheckFailedException", "The conditional request failed")
    assert table.get_item(Key={"PK": pk, "SK": "c"})["Item"] == item


@pytest.mark.parametrize(
    "condition, holds",
    [
        (Attr("n").eq(5), True), (Attr("n").eq(Decimal("5.0")), True), (Attr("n").eq("5"), False),
        (Attr("n").ne(5), False), (Attr("missing").ne(5), True), (Attr("missing").eq(5), False),
        (Attr("n").lt(6), True), (Attr("n").lte(5), True), (Attr("n").gt(5), False), (Attr("n").gte(5), True),
        (Attr("n").between(5, 9), True), (Attr("n").between(6, 9), False), (Attr("n").is_in([1, 5]), True),
        (Attr("n").is_in([1, 2]), False), (Attr("s").begins_with("ab"), True), (Attr("s").begins_with("b"), False),
        (Attr("s").contains("bc"), True), (Attr("l").contains("x"), True), (Attr("l").contains("y"), False),
        (Attr("set").contains("m"), True), (Attr("set").contains("z"), False), (Attr("s").size().eq(4), True),
        (Attr("set").size().gt(2), False), (Attr("m.k").exists(), True), (Attr("m.z").exists(), False),
        (Attr("l[0]").eq("x"), True), (Attr("s").attribute_type("S"), True), (Attr("s").attribute_type("N"), False),
        (~Attr("n").eq(5), False), (Attr("n").eq(5) & Attr("s").eq("abcd"), True),
        (Attr("n").eq(6) | Attr("s").eq("abcd"), True), (Attr("n").eq(6) & Attr("s").eq("abcd"), False),
    ],
    ids=str,
)
def test_conditions(table, pk, condition, holds):
    item = {"PK": pk, "SK": "c", "n": 5, "s": "abcd", "l": ["x", 1], "set": {"m", "o"}, "m": {"k": None}}
    table.put_item(Item=item)
    if holds:
        table.delete_item(Key={"PK": pk, "SK": "c"}, ConditionExpression=condition)
    else:
        code, _ = error_of(table.delete_item, Key={"PK": pk, "SK": "c"}, ConditionExpression=condition)
        assert code == "ConditionalCheckFailedException"


# Updates


@pytest.mark.parametrize(
    "expression, values, after",
    [
        ("SET a = :v", {":v": "new"}, {"a": "new"}),
        ("SET n = n + :v", {":v": Decimal("0.5")}, {"n": Decimal("5.5")}),
        ("SET n = :v - n", {":v": 1}, {"n": Decimal(-4)}),
        ("SET z = if_not_exists(z, :v)", {":v": 1}, {"z": 1}),
        ("SET n = if_not_exists(n, :v)", {":v": 1}, {"n": 5}),
        ("SET l = list_append(l, :v)", {":v": ["y"]}, {"l": ["x", 1, "y"]}),
        ("SET l = list_append(:v, l)", {":v": ["y"]}, {"l": ["y", "x", 1]}),
        ("SET l[0] = :v", {":v": "y"}, {"l": ["y", 1]}),
        ("SET l[9] = :v", {":v": "y"}, {"l": ["x", 1, "y"]}),
        ("SET m.k = :v", {":v": "y"}, {"m": {"k": "y"}}),
        ("REMOVE n, m.k, l[0]", None, {"n": None, "m": {}, "l": [1]}),
        ("ADD n :v", {":v": 2}, {"n": 7}),
        ("ADD fresh :v", {":v": 2}, {"fresh": 2}),
        ("ADD strings :v", {":v": {"c"}}, {"strings": {"a", "b", "c"}}),
        ("DELETE strings :v", {":v": {"a", "zz"}}, {"strings": {"b"}}),
        ("DELETE strings :v", {":v": {"a", "b"}}, {"strings": None}),
        ("SET a = n, n = :v REMOVE l", {":v": 1}, {"a": 5, "n": 1, "l": None}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_updates(table, pk, expression, values, after):
    before = {"PK": pk, "SK": "u", "n": 5, "l": ["x", 1], "m": {"k": 1}, "strings": {"a", "b"}}
    table.put_item(Item=before)
    named = {"ExpressionAttributeValues": values} if values else {}
    answer = table.update_item(Key={"PK": pk, "SK": "u"}, UpdateExpression=expression, ReturnValues="ALL_NEW", **named)
    # In `after`, None at the top stands for an attribute that is gone.
    expected = {name: value for name, value in {**before, **after}.items() if value is not None}
    assert answer["Attributes"] == expected
    assert table.get_item(Key={"PK": pk, "SK": "u"})["Item"] == expected


def test_update_creates_the_item(table, pk):
    answer = table.update_item(Key={"PK": pk, "SK": "u"}, UpdateExpression="SET a = :a",
                               ExpressionAttributeValues={":a": 1}, ReturnValues="ALL_OLD")
    assert "Attributes" not in answer
    assert table.get_item(Key={"PK": pk, "SK": "u"})["Item"] == {"PK": pk, "SK": "u", "a": 1}


@pytest.mark.parametrize(
    "wanted, returned",
    [("NONE", None), ("ALL_OLD", {"a": 1, "b": 1}), ("UPDATED_OLD", {"a": 1}),
     ("ALL_NEW", {"a": 2, "b": 1, "c": 3}), ("UPDATED_NEW", {"a": 2, "c": 3})],
)
def test_update_returns_what_is_asked_for(table, pk, wanted, returned):
    key = {"PK": pk, "SK": "u"}
    table.put_item(Item={**key, "a": 1, "b": 1})
    answer = table.update_item(Key=key, UpdateExpression="SET a = :a, c = :c",
                               ExpressionAttributeValues={":a": 2, ":c": 3}, ReturnValues=wanted)
    if wanted.startswith("ALL"):
        returned = {**key, **returned}
    assert answer.get("Attributes") == returned


@pytest.mark.parametrize(
    "expression, values, told",
    [
        ("SET PK = :v", {":v": "x"}, "part of the key"),
        ("SET a = :v, a = :v", {":v": "x"}, "overlap"),
        ("SET m = :v, m.k = :v", {":v": "x"}, "overlap"),
        ("SET a = :missing", {":v": "x"}, "not defined"),
        ("SET a = :v", {":v": "x", ":unused": "y"}, "unused"),
        ("SET s = s + :v", {":v": 1}, "type"),
        ("ADD s :v", {":v": 1}, "type"),
        ("SET a.b.c = :v", {":v": 1}, "document path"),
        ("FROB a", {":v": 1}, "yntax error"),
        ("SET", {":v": 1}, "yntax error"),
        ("SET name = :v", {":v": 1}, "reserved"),
        ("SET a = absent", None, "does not exist"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_updates_that_make_no_sense_are_refused(table, pk, expression, values, told):
    table.put_item(Item={"PK": pk, "SK": "u", "s": "text", "m": {}})
    named = {"ExpressionAttributeValues": values} if values else {}
    code, message = error_of(table.update_item, Key={"PK": pk, "SK": "u"}, UpdateExpression=expression, **named)
    assert code == "ValidationException" and told in message


# Query and Scan


def test_query_selects_by_sort_key(table, pk):
    names = ["a", "ab", "abc", "b", "ba", "c", "ä", "\N{PILE OF POO}"]
    for name in names:
        table.put_item(Item={"PK": pk, "SK": name})

    def found(condition, **more):
        return [item["SK"] for item in table.query(KeyConditionExpression=Key("PK").eq(pk) & condition, **more)["Items"]]

    everything = table.query(KeyConditionExpression=Key("PK").eq(pk))
    assert [item["SK"] for item in everything["Items"]] == sorted(names, key=lambda name: name.encode())
    assert everything["Count"] == everything["ScannedCount"] == len(names)
    assert found(Key("SK").begins_with("ab")) == ["ab", "abc"]
    assert found(Key("SK").eq("b")) == ["b"]
    assert found(Key("SK").between("ab", "b")) == ["ab", "abc", "b"]
    assert found(Key("SK").lt("ab")) == ["a"]
    assert found(Key("SK").lte("ab")) == ["a", "ab"]
    assert found(Key("SK").gt("ba")) == ["c", "ä", "\N{PILE OF POO}"]
    assert found(Key("SK").gte("c"), ScanIndexForward=False) == ["\N{PILE OF POO}", "ä", "c"]
    assert found(Key("SK").eq("nope")) == []


def test_numbers_sort_as_numbers(endpoint):
    table = resource(endpoint).create_table(
        TableName=f"Numbers-{uuid.uuid4().hex[:12]}",
        AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "N"}, {"AttributeName": "s", "AttributeType": "N"}],
        KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}, {"AttributeName": "s", "KeyType": "RANGE"}],
        BillingMode="PAY_PER_REQUEST")
    table.wait_until_exists()
    numbers = [Decimal(text) for text in ("-1E+37", "-100", "-99.5", "-1", "-1E-100", "0", "1E-130", "0.5", "1", "2", "10",
                                          "11", "99", "100", "1E+37")]
    for number in reversed(numbers):
        table.put_item(Item={"p": 1, "s": number})
    got = table.query(KeyConditionExpression=Key("p").eq(Decimal("1.0")))["Items"]
    assert [item["s"] for item in got] == numbers
    got = table.query(KeyConditionExpression=Key("p").eq(1) & Key("s").between(Decimal("-1"), 10))["Items"]
    assert [item["s"] for item in got] == numbers[3:11]
    table.delete()


def test_query_pages_by_limit_and_filters_after_it(table, pk):
    for n in range(10):
        table.put_item(Item={"PK": pk, "SK": f"{n:02}", "even": n % 2 == 0})
    arguments = {"KeyConditionExpression": Key("PK").eq(pk), "FilterExpression": Attr("even").eq(True), "Limit": 3}
    pages = [table.query(**arguments)]
    while "LastEvaluatedKey" in pages[-1]:
        pages.append(table.query(**arguments, ExclusiveStartKey=pages[-1]["LastEvaluatedKey"]))
    assert [item["SK"] for page in pages for item in page["Items"]] == ["00", "02", "04", "06", "08"]
    assert [page["ScannedCount"] for page in pages] == [3, 3, 3, 1]
    assert pages[0]["LastEvaluatedKey"] == {"PK": pk, "SK": "02"}


def test_query_pages_at_one_megabyte(table, pk):
    for n in range(12):
        table.put_item(Item={"PK": pk, "SK": f"{n:02}", "data": "x" * 100_000})
    page = table.query(KeyConditionExpression=Key("PK").eq(pk))
    assert 10 <= page["Count"] <= 11 and "LastEvaluatedKey" in page
    rest = table.query(KeyConditionExpression=Key("PK").eq(pk), ExclusiveStartKey=page["LastEvaluatedKey"])
    assert page["Count"] + rest["Count"] == 12 and "LastEvaluatedKey" not in rest


def test_query_counts_without_items(table, pk):
    for n in range(3):
        table.put_item(Item={"PK": pk, "SK": str(n)})
    counted = table.query(KeyConditionExpression=Key("PK").eq(pk), Select="COUNT")
    assert counted["Count"] == 3 and "Items" not in counted


@pytest.mark.parametrize(
    "arguments, told",
    [
        ({"KeyConditionExpression": "SK = :v", "ExpressionAttributeValues": {":v": "x"}}, "missed key schema element"),
        ({"KeyConditionExpression": "PK > :v", "ExpressionAttributeValues": {":v": "x"}}, "Query key condition not supported"),
        ({"KeyConditionExpression": "PK = :v AND title = :v", "ExpressionAttributeValues": {":v": "x"}}, "key"),
        ({"KeyConditionExpression": "PK = :v", "ExpressionAttributeValues": {":v": 1}}, "type"),
        ({"KeyConditionExpression": "PK = :v", "FilterExpression": "SK = :v", "ExpressionAttributeValues": {":v": "x"}},
         "Filter Expression can only contain non-primary key attributes"),
        ({"KeyConditionExpression": "PK = :v", "ExpressionAttributeValues": {":v": "x"},
          "ExclusiveStartKey": {"PK": "other", "SK": "a"}}, "starting key"),
        ({}, "KeyCondition"),
    ],
)
def test_queries_that_make_no_sense_are_refused(table, arguments, told):
    code, message = error_of(table.query, **arguments)
    assert code == "ValidationException" and told.lower() in message.lower()


def test_scan_pages_over_everything_once(endpoint):
    table = resource(endpoint).create_table(TableName=f"Scan-{uuid.uuid4().hex[:12]}", **NOTES_SCHEMA)
    table.wait_until_exists()
    keys = {(f"p{n % 7}", f"s{n:03}") for n in range(50)}
    for pk, sk in keys:
        table.put_item(Item={"PK": pk, "SK": sk, "n": int(sk[1:])})
    seen, start = [], {}
    while True:
        page = table.scan(Limit=7, **start)
        seen += [(item["PK"], item["SK"]) for item in page["Items"]]
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    assert len(seen) == len(keys) and set(seen) == keys
    some = table.scan(FilterExpression=Attr("n").lt(10), ProjectionExpression="SK")
    assert sorted(item["SK"] for item in some["Items"]) == [f"s{n:03}" for n in range(10)]
    assert (some["Count"], some["ScannedCount"]) == (10, 50)
    segments = [{(i["PK"], i["SK"]) for i in table.scan(TotalSegments=4, Segment=n)["Items"]} for n in range(4)]
    assert sum(map(len, segments)) == 50 and set.union(*segments) == keys
    table.delete()


# Tables


def test_tables_are_created_described_listed_and_deleted(endpoint):
    low = client(endpoint)
    name = f"Tables-{uuid.uuid4().hex[:12]}"
    made = low.create_table(TableName=name, **NOTES_SCHEMA)["TableDescription"]
    assert made["TableName"] == name and made["TableArn"].endswith(f":table/{name}")
    assert error_of(low.create_table, TableName=name, **NOTES_SCHEMA)[0] == "ResourceInUseException"
    low.get_waiter("table_exists").wait(TableName=name)
    described = low.describe_table(TableName=name)["Table"]
    assert described["TableStatus"] == "ACTIVE"
    assert described["KeySchema"] == NOTES_SCHEMA["KeySchema"]
    assert sorted(d["AttributeName"] for d in described["AttributeDefinitions"]) == ["PK", "SK"]
    assert described["ItemCount"] == 0 and described["TableSizeBytes"] == 0
    assert name in [n for page in low.get_paginator("list_tables").paginate() for n in page["TableNames"]]
    low.delete_table(TableName=name)
    low.get_waiter("table_not_exists").wait(TableName=name)
    assert error_of(low.describe_table, TableName=name)[0] == "ResourceNotFoundException"


def test_a_table_made_again_is_empty(endpoint):
    name = f"Again-{uuid.uuid4().hex[:12]}"
    for _ in range(2):
        table = resource(endpoint).create_table(TableName=name, **NOTES_SCHEMA)
        table.wait_until_exists()
        assert table.scan()["Count"] == 0
        table.put_item(Item={"PK": "p", "SK": "s"})
        table.delete()
        table.wait_until_not_exists()


def test_list_tables_pages(endpoint):
    low = client(endpoint)
    names = sorted(f"Page-{uuid.uuid4().hex[:12]}" for _ in range(3))
    for name in names:
        low.create_table(TableName=name, **NOTES_SCHEMA)
    before = low.list_tables(ExclusiveStartTableName=names[0], Limit=1)
    assert before["TableNames"] <= names[1:2] and len(before["TableNames"]) == 1
    assert before["LastEvaluatedTableName"] == before["TableNames"][0]
    everything = [n for p in low.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 2}) for n in p["TableNames"]]
    assert [n for n in everything if n in names] == names and len(set(everything)) == len(everything)
    for name in names:
        low.delete_table(TableName=name)


@pytest.mark.parametrize(
    "operation, arguments",
    [
        ("get_item", {"Key": {"PK": {"S": "a"}, "SK": {"S": "b"}}}),
        ("put_item", {"Item": {"PK": {"S": "a"}, "SK": {"S": "b"}}}),
        ("delete_item", {"Key": {"PK": {"S": "a"}, "SK": {"S": "b"}}}),
        ("update_item", {"Key": {"PK": {"S": "a"}, "SK": {"S": "b"}}}),
        ("query", {"KeyConditionExpression": "PK = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}}),
        ("scan", {}), ("describe_table", {}), ("delete_table", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_table_that_is_not_there(endpoint, operation, arguments):
    code, message = error_of(getattr(client(endpoint), operation), TableName="NotThere", **arguments)
    assert code == "ResourceNotFoundException" and message


# Keys and sizes


@pytest.mark.parametrize(
    "key, told",
    [
        ({"PK": {"S": "a"}}, ""),
        ({"PK": {"S": "a"}, "SK": {"S": "b"}, "more": {"S": "c"}}, ""),
        ({"PK": {"N": "1"}, "SK": {"S": "b"}}, ""),
        ({"PK": {"S": ""}, "SK": {"S": "b"}}, "empty string"),
        ({"PK": {"S": "a" * 2049}, "SK": {"S": "b"}}, "2048"),
        ({"PK": {"S": "a"}, "SK": {"S": "b" * 1025}}, "1024"),
    ],
    ids=["no-sort-key", "too-many", "wrong-type", "empty", "long-partition-key", "long-sort-key"],
)
def test_keys_are_checked(endpoint, table, key, told):
    low = client(endpoint)
    for operation in (low.get_item, low.delete_item):
        code, message = error_of(operation, TableName=table.name, Key=key)
        assert code == "ValidationException" and told in message


@pytest.mark.parametrize("key", [{"PK": {"S": "a"}}, {"PK": {"N": "1"}, "SK": {"S": "b"}}])
def test_a_key_of_another_shape_is_refused_in_the_words_of_the_service(own_endpoint, key):
    low = client(own_endpoint)
    name = f"Keys-{uuid.uuid4().hex[:12]}"
    low.create_table(TableName=name, **NOTES_SCHEMA)
    code, message = error_of(low.get_item, TableName=name, Key=key)
    assert (code, message) == ("ValidationException", "The provided key element does not match the schema")
    low.delete_table(TableName=name)


def test_the_longest_keys_are_taken(table):
    item = {"PK": "a" * 2048, "SK": "b" * 1024, "x": 1}
    table.put_item(Item=item)
    assert table.get_item(Key={"PK": item["PK"], "SK": item["SK"]})["Item"] == item


def test_an_item_is_at_most_400_kb(table, pk):
    fixed = len("PK") + len(pk) + len("SK") + len("s") + len("data")
    table.put_item(Item={"PK": pk, "SK": "s", "data": "x" * (409_600 - fixed)})
    code, message = error_of(table.put_item, Item={"PK": pk, "SK": "s", "data": "x" * (409_601 - fixed)})
    assert code == "ValidationException" and "size" in message
