"""Reading global secondary indexes (GSI.html)."""

import pytest

from conformance import indexed
from conformance.indexed import N, S, definitions, index

VALIDATION = "ValidationException"
INVALID = "One or more parameter values were invalid: "


@pytest.fixture(scope="module")
def table(db):
    """Ten items with g=g, of which two have each l in 0…4; one without g, one without l."""
    name = indexed.create(db)
    for i in range(10):
        db.call("PutItem", TableName=name, Item={"pk": S(f"p{i % 3}"), "sk": S(str(i)), "g": S("g"), "l": S(str(i // 2)),
                                                 "a": S("a"), "z": S("z")})
    db.call("PutItem", TableName=name, Item={"pk": S("no g"), "sk": S("1"), "l": S("1")})
    db.call("PutItem", TableName=name, Item={"pk": S("no l"), "sk": S("1"), "g": S("g")})
    return name


def query(table, index, condition="g = :g", values=None, **more):
    return dict(TableName=table, IndexName=index, KeyConditionExpression=condition,
                ExpressionAttributeValues={":g": S("g"), **(values or {})}, **more)


def test_indexes_are_sparse(db, table):
    assert db.call("Query", **query(table, "gall"))["Count"] == 10
    assert db.call("Query", **query(table, "ginc"))["Count"] == 11
    assert db.call("Scan", TableName=table, IndexName="gkeys")["Count"] == 10


def test_what_an_index_holds(db, table):
    def shown(name):
        return set(db.call("Query", **query(table, name, Limit=1, values={}))["Items"][0])
    assert shown("gall") == {"pk", "sk", "g", "l", "a", "z"}
    assert shown("gkeys") == {"pk", "sk", "g", "l"}
    assert shown("ginc") >= {"pk", "sk", "g"} and shown("ginc") <= {"pk", "sk", "g", "a"}


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 3, 9, 10, 11])
@pytest.mark.parametrize("name", ["gall", "gkeys"])
def test_equal_index_keys_page_once_in_both_directions(db, table, name, limit, forward):
    items, pages = indexed.everything(db, "Query", **query(table, name, Limit=limit, ScanIndexForward=forward))
    assert sorted(item["sk"]["S"] for item in items) == list("0123456789")
    order = [item["l"]["S"] for item in items]
    assert order == sorted(order, reverse=not forward)
    assert pages == 10 // limit + 1


def test_range_conditions(db, table):
    answer = db.call("Query", **query(table, "gkeys", "g = :g AND l BETWEEN :a AND :b", {":a": S("1"), ":b": S("2")}))
    assert [item["l"]["S"] for item in answer["Items"]] == ["1", "1", "2", "2"]


@pytest.mark.parametrize("operation", ["Query", "Scan"])
def test_consistent_reads_are_refused(db, table, operation):
    request = query(table, "gall") if operation == "Query" else dict(TableName=table, IndexName="gall")
    assert db.refusal(operation, ConsistentRead=True, **request) == (
        VALIDATION, "Consistent reads are not supported on global secondary indexes")
    db.call(operation, ConsistentRead=False, **request)


@pytest.mark.parametrize("operation", ["Query", "Scan"])
def test_what_it_does_not_hold_is_refused(db, table, operation):
    def request(name):
        return query(table, name) if operation == "Query" else dict(TableName=table, IndexName=name)
    assert db.refusal(operation, Select="ALL_ATTRIBUTES", **request("gkeys")) == (VALIDATION, (
        INVALID + "Select type ALL_ATTRIBUTES is not supported for global secondary index gkeys because its projection type "
        "is not ALL"))
    assert db.refusal(operation, ProjectionExpression="z, pk, a.b", **request("gkeys")) == (
        VALIDATION, INVALID + "Global secondary index gkeys does not project [a, z]")
    assert db.refusal(operation, ProjectionExpression="z, a", **request("ginc")) == (
        VALIDATION, INVALID + "Global secondary index ginc does not project [z]")
    db.call(operation, Select="ALL_ATTRIBUTES", **request("gall"))
    db.call(operation, ProjectionExpression="z", **request("gall"))
    db.call(operation, ProjectionExpression="a, pk, sk, g", **request("ginc"))


def test_filters_of_a_query_are_on_what_the_index_holds(db, table):
    assert db.refusal("Query", **query(table, "gkeys", FilterExpression="attribute_exists(z)")) == (
        VALIDATION, INVALID + "Secondary index gkeys does not project one or more filter attributes: [z]")
    assert db.refusal("Query", **query(table, "gkeys", FilterExpression="attribute_exists(z)", ProjectionExpression="z")) == (
        VALIDATION, INVALID + "Secondary index gkeys does not project one or more filter attributes: [z]")
    assert db.call("Query", **query(table, "gall", FilterExpression="attribute_exists(z)"))["Count"] == 10
    assert db.call("Scan", TableName=table, IndexName="gkeys", FilterExpression="attribute_exists(z)")["Count"] == 0


def test_filters_may_name_the_table_s_keys_and_not_the_index_s(db, table):
    answer = db.call("Query", **query(table, "gkeys", values={":p": S("p1")}, FilterExpression="pk = :p"))
    assert answer["Count"] == 3 and answer["ScannedCount"] == 10
    for key in ("g", "l"):
        assert db.refusal("Query", **query(table, "gkeys", FilterExpression=f"attribute_exists({key})")) == (
            VALIDATION, f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {key}")
    assert db.refusal("Query", **query(table, "gall", FilterExpression="attribute_exists(pk.a)")) == (VALIDATION, (
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"))
    assert db.refusal("Scan", TableName=table, FilterExpression="attribute_exists(g.a)") == (VALIDATION, (
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: g"))


WHOLE = {"pk": S("p1"), "sk": S("1"), "g": S("g"), "l": S("0")}


@pytest.mark.parametrize("attribute", sorted(WHOLE))
def test_a_start_key_has_both_keys(db, table, attribute):
    part = {k: v for k, v in WHOLE.items() if k != attribute}
    mistyped = {**WHOLE, attribute: N(1)}
    invalid = "The provided starting key is invalid"
    schema = invalid + ": The provided key element does not match the schema"
    assert db.refusal("Query", **query(table, "gkeys", ExclusiveStartKey=part)) == (VALIDATION, invalid)
    assert db.refusal("Query", **query(table, "gkeys", ExclusiveStartKey={**WHOLE, "z": S("z")})) == (VALIDATION, invalid)
    assert db.refusal("Query", **query(table, "gkeys", ExclusiveStartKey=mistyped)) == (VALIDATION, schema)
    for start in (part, mistyped, {**WHOLE, "z": S("z")}):
        assert db.refusal("Scan", TableName=table, IndexName="gkeys", ExclusiveStartKey=start) == (VALIDATION, schema)


def test_a_start_key_has_valid_values(db, table):
    empty = {**WHOLE, "l": S("")}
    assert db.refusal("Query", **query(table, "gkeys", ExclusiveStartKey=empty)) == (VALIDATION, (
        "The provided starting key is invalid: One or more parameter values are not valid. A value specified for a secondary "
        "index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. "
        "IndexName: gkeys, IndexKey: l"))


def test_a_start_key_is_of_the_query(db, table):
    assert db.refusal("Query", **query(table, "gkeys", ExclusiveStartKey={**WHOLE, "g": S("other")})) == (
        VALIDATION, "The provided starting key is outside query boundaries based on provided conditions")
    assert db.refusal("Query", **query(table, "gkeys", "g = :g AND l > :l", {":l": S("0")}, ExclusiveStartKey=WHOLE)) == (
        VALIDATION, "The provided starting key does not match the range key predicate")


@pytest.mark.parametrize("condition,message", [
    ("pk = :g", "Query condition missed key schema element: g"),
    ("g = :g AND sk = :g", "Query condition missed key schema element: l"),
    ("g > :g", "Query key condition not supported")])
def test_conditions_are_on_the_keys_of_the_index(db, table, condition, message):
    assert db.refusal("Query", **query(table, "gkeys", condition)) == (VALIDATION, message)


def test_select_over_an_index(db, table):
    answer = db.call("Query", **query(table, "gkeys", Select="COUNT"))
    assert answer == {"Count": 10, "ScannedCount": 10}
    answer = db.call("Query", **query(table, "ginc", Select="ALL_PROJECTED_ATTRIBUTES", Limit=1))
    assert set(answer["Items"][0]) <= {"pk", "sk", "g", "a"}


def test_an_index_with_the_table_s_keys_turned_around(db):
    table = db.create("pk:S sk:S", GlobalSecondaryIndexes=[index("turned", ("sk", "pk"), "KEYS_ONLY")])
    for pk in "ab":
        for sk in "xy":
            db.call("PutItem", TableName=table, Item={"pk": S(pk), "sk": S(sk)})
    items, _ = indexed.everything(db, "Query", TableName=table, IndexName="turned", KeyConditionExpression="sk = :s",
                                  ExpressionAttributeValues={":s": S("x")}, Limit=1)
    assert items == [{"pk": S("a"), "sk": S("x")}, {"pk": S("b"), "sk": S("x")}]


def test_numbers_and_binaries_as_index_keys(db):
    table = db.create("pk:S", AttributeDefinitions=definitions(n="N", b="B"),
                      GlobalSecondaryIndexes=[index("by-n", ("n", "b"), "KEYS_ONLY")])
    for pk, b in (("1", "gA=="), ("2", "AA=="), ("3", "fw==")):
        db.call("PutItem", TableName=table, Item={"pk": S(pk), "n": N("1.0"), "b": {"B": b}})
    answer = db.call("Query", TableName=table, IndexName="by-n", KeyConditionExpression="n = :n",
                     ExpressionAttributeValues={":n": N("1")})
    assert [item["pk"]["S"] for item in answer["Items"]] == ["2", "3", "1"]


def test_an_index_follows_its_items(db, table):
    def in_index():
        items = db.call("Query", **query(table, "gall", values={":g": S("follow")}))["Items"]
        return [(item["sk"]["S"], item["l"]["S"], item.get("a", {}).get("S")) for item in items]
    key = {"pk": S("follow"), "sk": S("1")}
    update = dict(TableName=table, Key=key)
    db.call("PutItem", TableName=table, Item={**key, "g": S("follow")})
    assert in_index() == []
    db.call("UpdateItem", UpdateExpression="SET l = :l", ExpressionAttributeValues={":l": S("1")}, **update)
    assert in_index() == [("1", "1", None)]
    db.call("UpdateItem", UpdateExpression="SET a = :l", ExpressionAttributeValues={":l": S("2")}, **update)
    assert in_index() == [("1", "1", "2")]
    db.call("UpdateItem", UpdateExpression="SET g = :g", ExpressionAttributeValues={":g": S("else")}, **update)
    assert in_index() == []
    db.call("DeleteItem", **update)


def test_counts_of_an_index(db):
    table = db.create("pk:S", AttributeDefinitions=definitions(g="S"), GlobalSecondaryIndexes=[index("only", ("g",), "KEYS_ONLY")])
    db.call("PutItem", TableName=table, Item={"pk": S("1"), "g": S("g"), "a": S("xx")})
    db.call("PutItem", TableName=table, Item={"pk": S("2"), "a": S("xx")})
    described = db.call("DescribeTable", TableName=table)["Table"]
    (only,) = described["GlobalSecondaryIndexes"]
    assert (only["ItemCount"], only["IndexSizeBytes"]) == (1, 5)
    assert (described["ItemCount"], described["TableSizeBytes"]) == (2, 8 + 6)
