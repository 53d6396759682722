"""Scan: what it reads, in which pages, what it refuses, and which error comes first."""

import pytest

from conformance import indexed
from conformance.indexed import N, S

VALIDATION = "ValidationException"
SCHEMA = "The provided starting key is invalid: The provided key element does not match the schema"


@pytest.fixture(scope="module")
def table(db):
    """pk:S sk:N with 4 partitions of 3 items."""
    name = db.create("pk:S sk:N")
    for pk in "abcd":
        for sk in range(3):
            db.call("PutItem", TableName=name, Item={"pk": S(pk), "sk": N(sk), "n": N(sk), "big": S("x" * 10)})
    return name


def keys(items):
    return sorted((item["pk"]["S"], item["sk"]["N"]) for item in items)


EVERYTHING = [(pk, sk) for pk in "abcd" for sk in "012"]


def test_everything_partition_by_partition(db, table):
    answer = db.call("Scan", TableName=table)
    assert keys(answer["Items"]) == EVERYTHING
    assert (answer["Count"], answer["ScannedCount"]) == (12, 12)
    assert "LastEvaluatedKey" not in answer
    partitions = [item["pk"]["S"] for item in answer["Items"]]
    assert all(partitions[i:i + 3] == [partitions[i]] * 3 for i in range(0, 12, 3))
    assert [item["sk"]["N"] for item in answer["Items"]] == list("012") * 4


def test_an_empty_table(db):
    assert db.call("Scan", TableName=db.create("pk:S")) == {"Items": [], "Count": 0, "ScannedCount": 0}


@pytest.mark.parametrize("limit", [1, 2, 5, 11, 12, 13])
def test_every_limit_reads_everything_once(db, table, limit):
    items, pages = indexed.everything(db, "Scan", TableName=table, Limit=limit)
    assert keys(items) == EVERYTHING
    assert pages == 12 // limit + 1


def test_limit_counts_before_the_filter(db, table):
    answer = db.call("Scan", TableName=table, Limit=3, FilterExpression="n = :n", ExpressionAttributeValues={":n": N(1)})
    assert (answer["Count"], answer["ScannedCount"]) == (1, 3)
    assert "LastEvaluatedKey" in answer


def test_filters_may_name_keys(db, table):
    answer = db.call("Scan", TableName=table, FilterExpression="pk = :p AND sk > :s",
                     ExpressionAttributeValues={":p": S("b"), ":s": N(0)})
    assert keys(answer["Items"]) == [("b", "1"), ("b", "2")]
    legacy = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [S("b")]}, "n": {"ComparisonOperator": "NULL"}}
    assert db.call("Scan", TableName=table, ScanFilter=legacy)["Count"] == 0
    assert db.call("Scan", TableName=table, ScanFilter=legacy, ConditionalOperator="OR")["Count"] == 3


def test_count_and_projection(db, table):
    assert db.call("Scan", TableName=table, Select="COUNT") == {"Count": 12, "ScannedCount": 12}
    answer = db.call("Scan", TableName=table, ProjectionExpression="sk, nothing", Limit=1)
    assert answer["Items"] == [{"sk": N(0)}]
    answer = db.call("Scan", TableName=table, AttributesToGet=["n"], Limit=1)
    assert answer["Items"] == [{"n": N(0)}]


def test_a_page_ends_at_one_megabyte(db):
    table = db.create("pk:S")
    for pk in "1234":
        db.call("PutItem", TableName=table, Item={"pk": S(pk), "a": S("x" * 300_000)})
    answer = db.call("Scan", TableName=table)
    assert (answer["Count"], answer["ScannedCount"]) == (3, 3) and "LastEvaluatedKey" in answer
    answer = db.call("Scan", TableName=table, ProjectionExpression="pk", FilterExpression="attribute_exists(nothing)")
    assert (answer["Count"], answer["ScannedCount"]) == (0, 3) and "LastEvaluatedKey" in answer


@pytest.mark.parametrize("limit", [0, -1])
def test_limit_is_at_least_one(db, table, limit):
    assert db.refusal("Scan", TableName=table, Limit=limit) == (VALIDATION, (
        f"1 validation error detected: Value '{limit}' at 'limit' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1"))


@pytest.mark.parametrize("more,message", [
    (dict(Select="SPECIFIC_ATTRIBUTES"),
     "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"),
    (dict(Select="COUNT", ProjectionExpression="n"),
     "Cannot specify the ProjectionExpression when choosing to get only the Count"),
    (dict(Select="ALL_ATTRIBUTES", AttributesToGet=["n"]),
     "Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES"),
    (dict(Select="ALL_PROJECTED_ATTRIBUTES"), "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"),
    (dict(ConditionalOperator="AND"), "ConditionalOperator cannot be used without Filter or Expected"),
    (dict(ConditionalOperator="OR", ScanFilter={"n": {"ComparisonOperator": "NULL"}}),
     "ConditionalOperator can only be used when Filter or Expected has two or more elements"),
    (dict(ScanFilter={"n": {"ComparisonOperator": "NULL"}}, FilterExpression="n = :n", AttributesToGet=["n"]),
     "Can not use both expression and non-expression parameters in the same request: "
     "Non-expression parameters: {AttributesToGet, ScanFilter} Expression parameters: {FilterExpression}"),
    (dict(FilterExpression=""), "Invalid FilterExpression: The expression can not be empty;"),
    (dict(ProjectionExpression=""), "Invalid ProjectionExpression: The expression can not be empty;"),
    (dict(ExpressionAttributeNames={"#n": "n"}), "ExpressionAttributeNames can only be specified when using expressions"),
    (dict(ExpressionAttributeValues={":n": N(1)}),
     "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null"),
    (dict(ExpressionAttributeValues={":n": N(1)}, ProjectionExpression="n"),
     "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null"),
    (dict(FilterExpression="n = :n"),
     "Invalid FilterExpression: An expression attribute value used in expression is not defined; attribute value: :n"),
    (dict(FilterExpression="attribute_exists(pk.a)"),
     "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk"),
    (dict(IndexName="nowhere"), "The table does not have the specified index: nowhere"),
])
def test_refused(db, table, more, message):
    assert db.refusal("Scan", TableName=table, **more) == (VALIDATION, message)


def test_a_table_that_is_not_there(db):
    assert db.refusal("Scan", TableName="nowhere") == ("ResourceNotFoundException", "Requested resource not found")


@pytest.mark.parametrize("start,message", [
    ({}, SCHEMA), ({"pk": S("a")}, SCHEMA), ({"pk": S("a"), "n": N(1)}, SCHEMA),
    ({"pk": S("a"), "sk": N(1), "n": N(1)}, SCHEMA), ({"pk": S("a"), "sk": S("1")}, SCHEMA), ({"pk": N(1), "sk": N(1)}, SCHEMA),
    ({"pk": S(""), "sk": N(1)}, "The provided starting key is invalid: One or more parameter values are not valid. The "
                                "AttributeValue for a key attribute cannot contain an empty string value. Key: pk"),
    ({"pk": {}, "sk": N(1)}, "The provided starting key is invalid: Supplied AttributeValue is empty, must contain exactly "
                             "one of the supported datatypes"),
])
def test_a_start_key_is_a_key(db, table, start, message):
    assert db.refusal("Scan", TableName=table, ExclusiveStartKey=start) == (VALIDATION, message)


def test_a_start_key_need_not_be_of_an_item(db, table):
    first = db.call("Scan", TableName=table)["Items"]
    within = {"pk": first[0]["pk"], "sk": N("0.5")}
    assert db.call("Scan", TableName=table, ExclusiveStartKey=within)["Items"] == first[1:]


@pytest.mark.parametrize("more,message", [
    (dict(Segment=0, FilterExpression="n ="), "The TotalSegments parameter is required"),
    (dict(FilterExpression="n =", Select="SPECIFIC_ATTRIBUTES"), "Invalid FilterExpression"),
    (dict(FilterExpression="n =", ProjectionExpression="n,,"), "Invalid FilterExpression"),
    (dict(TableName="nowhere", Select="SPECIFIC_ATTRIBUTES"), "Must specify"),
    (dict(TableName="nowhere", ExclusiveStartKey={"pk": S("a")}), "Requested resource not found"),
    (dict(IndexName="nowhere", ExclusiveStartKey={"pk": S("a")}), "The table does not have the specified index"),
])
def test_which_error_comes_first(db, table, more, message):
    assert db.refusal("Scan", **{"TableName": table, **more})[1].startswith(message)
