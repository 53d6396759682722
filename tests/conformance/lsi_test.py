"""Reading local secondary indexes (LSI.html)."""

import pytest

from conformance import indexed
from conformance.indexed import N, S

VALIDATION = "ValidationException"


@pytest.fixture(scope="module")
def table(db):
    name = indexed.create(db)
    for sk, l in (("1", "b"), ("2", "a"), ("3", "b"), ("4", None)):
        item = {"pk": S("p"), "sk": S(sk), "a": S(f"a{sk}"), "z": S(f"z{sk}")}
        db.call("PutItem", TableName=name, Item=item if l is None else {**item, "l": S(l)})
    db.call("PutItem", TableName=name, Item={"pk": S("q"), "sk": S("1"), "l": S("a")})
    return name


def query(table, index, condition="pk = :p", values=None, **more):
    return dict(TableName=table, IndexName=index, KeyConditionExpression=condition,
                ExpressionAttributeValues={":p": S("p"), **(values or {})}, **more)


def sort_keys(items):
    return [item["sk"]["S"] for item in items]


@pytest.mark.parametrize("index", ["lall", "lkeys", "linc"])
def test_order_of_the_index_and_items_that_have_its_key(db, table, index):
    assert sort_keys(db.call("Query", **query(table, index))["Items"]) == ["2", "1", "3"]
    assert sort_keys(db.call("Query", **query(table, index, ScanIndexForward=False))["Items"]) == ["3", "1", "2"]
    assert sort_keys(db.call("Query", **query(table, index, "pk = :p AND l = :l", {":l": S("b")}))["Items"]) == ["1", "3"]


def test_what_an_index_holds(db, table):
    shown = {index: set(db.call("Query", **query(table, index, Limit=1))["Items"][0]) for index in ("lall", "lkeys", "linc")}
    assert shown == {"lall": {"pk", "sk", "l", "a", "z"}, "lkeys": {"pk", "sk", "l"}, "linc": {"pk", "sk", "l", "a"}}


@pytest.mark.parametrize("more,shown", [
    ({"Select": "ALL_ATTRIBUTES"}, {"pk", "sk", "l", "a", "z"}), ({"ProjectionExpression": "z"}, {"z"}),
    ({"Select": "ALL_PROJECTED_ATTRIBUTES"}, {"pk", "sk", "l"})])
def test_what_it_does_not_hold_comes_from_the_table(db, table, more, shown):
    items = db.call("Query", **query(table, "lkeys", **more))["Items"]
    assert [set(item) for item in items] == [shown] * 3


def test_consistent_reads(db, table):
    assert db.call("Query", **query(table, "lkeys", ConsistentRead=True))["Count"] == 3
    assert db.call("Scan", TableName=table, IndexName="lkeys", ConsistentRead=True)["Count"] == 4


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_equal_index_keys_page_once(db, table, limit, forward):
    items, _ = indexed.everything(db, "Query", **query(table, "lall", Limit=limit, ScanIndexForward=forward))
    assert sort_keys(items) == (["2", "1", "3"] if forward else ["3", "1", "2"])


def test_a_key_to_go_on_from_has_both_keys(db, table):
    assert db.call("Query", **query(table, "lkeys", Limit=2))["LastEvaluatedKey"] == {
        "pk": S("p"), "sk": S("1"), "l": S("b")}


@pytest.mark.parametrize("missing", ["pk", "sk", "l"])
def test_a_start_key_has_both_keys(db, table, missing):
    whole = {"pk": S("p"), "sk": S("1"), "l": S("b")}
    part = {k: v for k, v in whole.items() if k != missing}
    assert db.refusal("Query", **query(table, "lkeys", ExclusiveStartKey=part)) == (
        VALIDATION, "The provided starting key is invalid")
    assert db.refusal("Query", **query(table, "lkeys", ExclusiveStartKey={**whole, "z": S("z")})) == (
        VALIDATION, "The provided starting key is invalid")
    assert db.refusal("Query", **query(table, "lkeys", ExclusiveStartKey={**whole, missing: N(1)})) == (
        VALIDATION, "The provided starting key is invalid: The provided key element does not match the schema")


def test_a_start_key_is_within_the_condition(db, table):
    start = {"pk": S("p"), "sk": S("1"), "l": S("b")}
    assert db.refusal("Query", **query(table, "lkeys", "pk = :p AND l < :l", {":l": S("b")}, ExclusiveStartKey=start)) == (
        VALIDATION, "The provided starting key does not match the range key predicate")
    # More rows may have the same index key, so its bound is not the end.
    answer = db.call("Query", **query(table, "lkeys", "pk = :p AND l <= :l", {":l": S("b")}, ExclusiveStartKey=start))
    assert sort_keys(answer["Items"]) == ["3"]


@pytest.mark.parametrize("condition,message", [
    ("pk = :p AND sk = :l", "Query condition missed key schema element: l"),
    ("l = :p AND sk = :l", "Query condition missed key schema element: pk"),
    ("pk = :p AND l = :e", "One or more parameter values are not valid. A value specified for a secondary index key is not "
                           "supported. The AttributeValue for a key attribute cannot contain an empty string value. "
                           "IndexName: lkeys, IndexKey: l")])
def test_conditions_are_on_the_keys_of_the_index(db, table, condition, message):
    values = {name: value for name, value in {":l": S("b"), ":e": S("")}.items() if name in condition}
    assert db.refusal("Query", **query(table, "lkeys", condition, values)) == (VALIDATION, message)


def test_filters_may_name_the_table_s_sort_key_and_not_the_index_s_keys(db, table):
    answer = db.call("Query", **query(table, "lkeys", values={":s": S("1")}, FilterExpression="sk > :s"))
    assert sort_keys(answer["Items"]) == ["2", "3"]
    for key in ("pk", "l"):
        assert db.refusal("Query", **query(table, "lkeys", FilterExpression=f"attribute_exists({key})")) == (
            VALIDATION, f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {key}")


@pytest.mark.parametrize("more", [{}, {"Select": "ALL_ATTRIBUTES"}, {"ProjectionExpression": "z"}])
def test_filters_are_on_what_the_index_holds(db, table, more):
    assert db.refusal("Query", **query(table, "linc", FilterExpression="attribute_exists(z) OR attribute_exists(y)", **more)) == (
        VALIDATION, "One or more parameter values were invalid: Secondary index linc does not project one or more filter "
                    "attributes: [y, z]")
    assert db.call("Query", **query(table, "linc", FilterExpression="attribute_exists(a)", **more))["Count"] == 3


def test_an_index_follows_its_items(db, table):
    def in_index(pk):
        items = db.call("Query", **query(table, "lall", values={":p": S(pk)}))["Items"]
        return [(item["sk"]["S"], item["l"]["S"], item.get("a", {}).get("S")) for item in items]
    key = {"pk": S("follow"), "sk": S("1")}
    db.call("PutItem", TableName=table, Item=key)
    assert in_index("follow") == []
    update = dict(TableName=table, Key=key)
    db.call("UpdateItem", UpdateExpression="SET l = :l", ExpressionAttributeValues={":l": S("x")}, **update)
    assert in_index("follow") == [("1", "x", None)]
    db.call("UpdateItem", UpdateExpression="SET l = :l, a = :l", ExpressionAttributeValues={":l": S("y")}, **update)
    assert in_index("follow") == [("1", "y", "y")]
    db.call("UpdateItem", UpdateExpression="REMOVE l", **update)
    assert in_index("follow") == []
    db.call("PutItem", TableName=table, Item={**key, "l": S("z")})
    db.call("DeleteItem", **update)
    assert in_index("follow") == []
