"""ReturnConsumedCapacity: the arithmetic of units, of tables, local and global indexes.

Source: "DynamoDB read and write operations" (read-write-operations.html), "Global Secondary Indexes"
(GSI.html) and "Local Secondary Indexes" (LSI.html), each under throughput considerations.
"""

import pytest

from conformance import indexed
from conformance.indexed import N, S


@pytest.fixture(scope="module")
def table(db):
    return indexed.create(db)


def units(db, operation, asked="TOTAL", **request):
    return db.call(operation, ReturnConsumedCapacity=asked, **request)["ConsumedCapacity"]


def put(db, table, sk, asked="INDEXES", **attributes):
    item = {"pk": S("writes"), "sk": S(sk), **attributes}
    return units(db, "PutItem", asked, TableName=table, Item=item)


def by_index(capacity):
    """{index: units} of both kinds."""
    both = {**capacity.get("LocalSecondaryIndexes", {}), **capacity.get("GlobalSecondaryIndexes", {})}
    return {name: used["CapacityUnits"] for name, used in both.items()}


def test_none_is_the_default(db, simple):
    assert "ConsumedCapacity" not in db.call("PutItem", TableName=simple, Item={"pk": S("a")})
    assert "ConsumedCapacity" not in db.call("PutItem", TableName=simple, Item={"pk": S("a")},
                                             ReturnConsumedCapacity="NONE")


@pytest.mark.parametrize("size,expected", [(1, 1), (1023, 1), (1024, 1), (1025, 2), (2048, 2), (2049, 3)])
def test_write_units_are_whole_kilobytes(db, simple, size, expected):
    item = {"pk": S("p"), "a": S("x" * (size - 4))} if size > 4 else {"pk": S("p")}
    db.call("DeleteItem", TableName=simple, Key={"pk": S("p")})
    assert units(db, "PutItem", TableName=simple, Item=item) == {"TableName": simple, "CapacityUnits": expected}


@pytest.mark.parametrize("size,expected", [(4, 1), (4095, 1), (4096, 1), (4097, 2), (8192, 2), (8193, 3)])
def test_read_units_are_four_kilobytes_and_half_when_eventually_consistent(db, simple, size, expected):
    db.call("PutItem", TableName=simple, Item={"pk": S("q"), "a": S("x" * (size - 4))})
    get = {"TableName": simple, "Key": {"pk": S("q")}}
    assert units(db, "GetItem", **get)["CapacityUnits"] == expected / 2
    assert units(db, "GetItem", ConsistentRead=True, **get)["CapacityUnits"] == expected
    query = {"TableName": simple, "KeyConditionExpression": "pk = :q", "ExpressionAttributeValues": {":q": S("q")}}
    assert units(db, "Query", **query)["CapacityUnits"] == expected / 2
    assert units(db, "Query", ConsistentRead=True, **query)["CapacityUnits"] == expected


def test_an_item_that_is_not_there_counts_as_one_unit(db, simple):
    missing = {"TableName": simple, "Key": {"pk": S("not there")}}
    assert units(db, "GetItem", **missing)["CapacityUnits"] == 0.5
    assert units(db, "GetItem", ConsistentRead=True, **missing)["CapacityUnits"] == 1
    assert units(db, "DeleteItem", **missing)["CapacityUnits"] == 1


def test_the_greater_of_both_sizes_counts(db, simple):
    db.call("PutItem", TableName=simple, Item={"pk": S("g"), "a": S("x" * 3000)})
    update = {"TableName": simple, "Key": {"pk": S("g")}}
    assert units(db, "UpdateItem", UpdateExpression="REMOVE a", **update)["CapacityUnits"] == 3
    assert units(db, "UpdateItem", UpdateExpression="REMOVE a", **update)["CapacityUnits"] == 1
    db.call("PutItem", TableName=simple, Item={"pk": S("g"), "a": S("x" * 3000)})
    assert units(db, "DeleteItem", **update)["CapacityUnits"] == 3


def test_indexes_adds_the_table(db, simple):
    assert units(db, "PutItem", "INDEXES", TableName=simple, Item={"pk": S("i")}) == {
        "TableName": simple, "CapacityUnits": 1, "Table": {"CapacityUnits": 1}}
    assert units(db, "GetItem", "INDEXES", TableName=simple, Key={"pk": S("i")}) == {
        "TableName": simple, "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.5}}
    assert units(db, "Scan", "INDEXES", TableName=simple)["Table"]["CapacityUnits"] > 0


def test_a_page_is_rounded_as_a_whole(db, composite):
    for sk in range(8):
        db.call("PutItem", TableName=composite, Item={"pk": S("page"), "sk": N(sk), "a": S("x" * 1000)})
    used = units(db, "Query", TableName=composite, KeyConditionExpression="pk = :p", ConsistentRead=True,
                 ExpressionAttributeValues={":p": S("page")})
    assert used["CapacityUnits"] == 2  # 8 × 1,008 B, not 8 × 4 KB.


def test_filter_and_count_do_not_change_what_is_read(db, composite):
    for sk in range(4):
        db.call("PutItem", TableName=composite, Item={"pk": S("filter"), "sk": N(sk), "a": S("x" * 2100)})
    query = dict(TableName=composite, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": S("filter")})
    whole = units(db, "Query", **query)["CapacityUnits"]
    assert whole == 1.5
    assert units(db, "Query", Select="COUNT", **query)["CapacityUnits"] == whole
    assert units(db, "Query", ProjectionExpression="pk", **query)["CapacityUnits"] == whole
    assert units(db, "Query", FilterExpression="attribute_exists(nothing)", **query)["CapacityUnits"] == whole


def test_index_entries_that_appear_change_and_go(db, table):
    assert put(db, table, "life") == {"TableName": table, "CapacityUnits": 1, "Table": {"CapacityUnits": 1}}
    appeared = put(db, table, "life", l=S("1"), g=S("1"))
    assert by_index(appeared) == {n: 1 for n in ("lall", "lkeys", "linc", "gall", "gkeys", "ginc")}
    assert appeared["CapacityUnits"] == 7
    assert set(appeared["LocalSecondaryIndexes"]) == {"lall", "lkeys", "linc"}
    assert by_index(put(db, table, "life", l=S("1"), g=S("1"))) == {}
    assert by_index(put(db, table, "life", l=S("1"), g=S("1"), z=S("z"))) == {"lall": 1, "gall": 1}
    assert by_index(put(db, table, "life", l=S("1"), g=S("1"), a=S("a"))) == {"lall": 1, "linc": 1, "gall": 1, "ginc": 1}
    gone = put(db, table, "life", l=S("1"))
    assert by_index(gone) == {"lall": 1, "linc": 1, "gall": 1, "gkeys": 1, "ginc": 1}
    deleted = units(db, "DeleteItem", "INDEXES", TableName=table, Key={"pk": S("writes"), "sk": S("life")})
    assert by_index(deleted) == {"lall": 1, "lkeys": 1, "linc": 1}
    assert deleted["CapacityUnits"] == 4


def test_a_changed_index_key_is_two_writes(db, table):
    put(db, table, "move", l=S("1"), g=S("1"))
    moved = put(db, table, "move", l=S("1"), g=S("2"))
    assert by_index(moved) == {"lall": 1, "gall": 2, "gkeys": 2, "ginc": 2}
    assert moved["CapacityUnits"] == 8
    assert by_index(put(db, table, "move", l=S("2"), g=S("2"))) == {"lall": 2, "lkeys": 2, "linc": 2, "gall": 2, "gkeys": 2}


def test_index_writes_count_by_what_the_index_keeps(db, table):
    used = put(db, table, "size", l=S("1"), g=S("1"), a=S("x" * 1500), b=S("x" * 2000))
    assert used["Table"]["CapacityUnits"] == 4
    assert by_index(used) == {"lall": 4, "lkeys": 1, "linc": 2, "gall": 4, "gkeys": 1, "ginc": 2}
    assert by_index(put(db, table, "size", l=S("1"), g=S("1"), a=S("a"))) == {"lall": 4, "linc": 2, "gall": 4, "ginc": 2}


def test_total_includes_the_indexes(db, table):
    item = {"pk": S("total"), "sk": S("1"), "l": S("1"), "g": S("1")}
    assert units(db, "PutItem", "TOTAL", TableName=table, Item=item) == {"TableName": table, "CapacityUnits": 7}


@pytest.fixture(scope="module")
def read_table(db):
    name = indexed.create(db)
    for sk in "123":
        db.call("PutItem", TableName=name, Item={"pk": S("p"), "sk": S(sk), "l": S("l"), "g": S("g"), "a": S("a"),
                                                 "b": S("x" * 5000)})
    return name


def local(db, table, index, **more):
    return units(db, "Query", "INDEXES", TableName=table, IndexName=index, KeyConditionExpression="pk = :p",
                 ExpressionAttributeValues={":p": S("p")}, **more)


def test_reading_an_index_counts_the_index(db, read_table):
    assert local(db, read_table, "lkeys") == {
        "TableName": read_table, "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0},
        "LocalSecondaryIndexes": {"lkeys": {"CapacityUnits": 0.5}}}
    assert local(db, read_table, "lkeys", ConsistentRead=True)["CapacityUnits"] == 1
    assert by_index(local(db, read_table, "lall")) == {"lall": 2}
    used = units(db, "Query", "INDEXES", TableName=read_table, IndexName="gkeys", KeyConditionExpression="g = :g",
                 ExpressionAttributeValues={":g": S("g")})
    assert used == {"TableName": read_table, "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0},
                    "GlobalSecondaryIndexes": {"gkeys": {"CapacityUnits": 0.5}}}
    scanned = units(db, "Scan", "INDEXES", TableName=read_table, IndexName="gall")
    assert scanned["GlobalSecondaryIndexes"] == {"gall": {"CapacityUnits": 2}}


def test_what_a_local_index_fetches_counts_for_the_table_item_by_item(db, read_table):
    fetched = {"Table": {"CapacityUnits": 3}, "LocalSecondaryIndexes": {"lkeys": {"CapacityUnits": 0.5}}}
    for more in ({"Select": "ALL_ATTRIBUTES"}, {"ProjectionExpression": "b"}):
        used = local(db, read_table, "lkeys", **more)
        assert used == {"TableName": read_table, "CapacityUnits": 3.5, **fetched}
    assert local(db, read_table, "lkeys", Select="ALL_ATTRIBUTES", ConsistentRead=True)["CapacityUnits"] == 7
    assert local(db, read_table, "linc", ProjectionExpression="a")["Table"]["CapacityUnits"] == 0
    assert local(db, read_table, "lkeys", Select="COUNT")["Table"]["CapacityUnits"] == 0
    assert local(db, read_table, "lkeys", Select="ALL_PROJECTED_ATTRIBUTES")["Table"]["CapacityUnits"] == 0


def test_batches_list_each_table(db, simple, composite):
    db.call("PutItem", TableName=simple, Item={"pk": S("batch"), "a": S("x" * 5000)})
    used = units(db, "BatchGetItem", "INDEXES", RequestItems={
        simple: {"Keys": [{"pk": S("batch")}, {"pk": S("none")}], "ConsistentRead": True},
        composite: {"Keys": [{"pk": S("batch"), "sk": N(1)}]}})
    assert {c["TableName"]: c["CapacityUnits"] for c in used} == {simple: 3, composite: 0.5}
    assert all(c["Table"]["CapacityUnits"] == c["CapacityUnits"] for c in used)
    used = units(db, "BatchWriteItem", RequestItems={
        simple: [{"DeleteRequest": {"Key": {"pk": S("batch")}}}, {"PutRequest": {"Item": {"pk": S("batch 2")}}}],
        composite: [{"PutRequest": {"Item": {"pk": S("batch"), "sk": N(1)}}}]})
    assert {c["TableName"]: c["CapacityUnits"] for c in used} == {simple: 6, composite: 1}


def test_batches_count_indexes(db, table):
    item = {"pk": S("batch"), "sk": S("1"), "l": S("1"), "g": S("1")}
    (used,) = units(db, "BatchWriteItem", "INDEXES", RequestItems={table: [{"PutRequest": {"Item": item}}]})
    assert used["CapacityUnits"] == 7
    assert used["Table"] == {"CapacityUnits": 1}
    assert used["GlobalSecondaryIndexes"] == {n: {"CapacityUnits": 1} for n in ("gall", "gkeys", "ginc")}


def test_transactions_count_twice_and_say_of_which_kind(db, simple):
    db.call("PutItem", TableName=simple, Item={"pk": S("t"), "a": S("x" * 5000)})
    gets = [{"Get": {"TableName": simple, "Key": {"pk": S(k)}}} for k in ("t", "none")]
    assert units(db, "TransactGetItems", TransactItems=gets) == [
        {"TableName": simple, "CapacityUnits": 6, "ReadCapacityUnits": 6}]
    (used,) = units(db, "TransactGetItems", "INDEXES", TransactItems=gets)
    assert used["Table"] == {"CapacityUnits": 6, "ReadCapacityUnits": 6}
    writes = [{"Put": {"TableName": simple, "Item": {"pk": S("t1")}}}, {"Delete": {"TableName": simple, "Key": {"pk": S("t2")}}},
              {"ConditionCheck": {"TableName": simple, "Key": {"pk": S("t3")}, "ConditionExpression": "attribute_not_exists(pk)"}}]
    assert units(db, "TransactWriteItems", TransactItems=writes) == [
        {"TableName": simple, "CapacityUnits": 6, "WriteCapacityUnits": 6}]


def test_transactions_count_indexes_twice(db, table):
    item = {"pk": S("transact"), "sk": S("1"), "l": S("1"), "g": S("1")}
    (used,) = units(db, "TransactWriteItems", "INDEXES", TransactItems=[{"Put": {"TableName": table, "Item": item}}])
    assert used["CapacityUnits"] == 14
    assert used["LocalSecondaryIndexes"]["lall"] == {"CapacityUnits": 2, "WriteCapacityUnits": 2}


def test_a_repeated_transaction_costs_reads(db, simple):
    request = {"TransactItems": [{"Put": {"TableName": simple, "Item": {"pk": S("again"), "a": S("x" * 5000)}}}],
               "ClientRequestToken": f"again-{simple}"[:36]}
    assert units(db, "TransactWriteItems", **request) == [
        {"TableName": simple, "CapacityUnits": 10, "WriteCapacityUnits": 10}]
    assert units(db, "TransactWriteItems", **request) == [
        {"TableName": simple, "CapacityUnits": 4, "ReadCapacityUnits": 4}]
