"""Scan with Segment and TotalSegments."""

import pytest

from conformance import indexed
from conformance.indexed import N, S

VALIDATION = "ValidationException"
ITEMS = 120


@pytest.fixture(scope="module")
def table(db):
    name = db.create("pk:S", AttributeDefinitions=indexed.definitions(g="S"),
                     GlobalSecondaryIndexes=[indexed.index("gall", ("g",), "ALL")])
    for start in range(0, ITEMS, 20):
        db.call("BatchWriteItem", RequestItems={name: [
            {"PutRequest": {"Item": {"pk": S(f"item {i}"), "g": S(f"group {i}")}}} for i in range(start, start + 20)]})
    return name


def segments(db, table, total, **more):
    return [[item["pk"]["S"] for item in indexed.everything(db, "Scan", TableName=table, Segment=segment,
                                                            TotalSegments=total, **more)[0]]
            for segment in range(total)]


@pytest.mark.parametrize("more", [{}, {"IndexName": "gall"}, {"Limit": 7}])
@pytest.mark.parametrize("total", [1, 2, 3, 8])
def test_segments_divide_the_table(db, table, total, more):
    parts = segments(db, table, total, **more)
    assert sorted(sum(parts, [])) == sorted(f"item {i}" for i in range(ITEMS))
    assert all(len(part) < 3 * ITEMS / total for part in parts) and all(parts)


def test_segments_are_the_same_each_time(db, table):
    assert segments(db, table, 4) == segments(db, table, 4)


def test_a_million_segments(db, table):
    for segment in (0, 500_000, 999_999):
        assert db.call("Scan", TableName=table, Segment=segment, TotalSegments=1_000_000)["Count"] <= 1


@pytest.mark.parametrize("more,message", [
    (dict(Segment=0), "The TotalSegments parameter is required but was not present in the request when Segment parameter "
                      "is present"),
    (dict(TotalSegments=1), "The Segment parameter is required but was not present in the request when parameter "
                            "TotalSegments is present"),
    (dict(Segment=1, TotalSegments=1), "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
                                       "Segment: 1 is not less than TotalSegments: 1"),
    (dict(Segment=5, TotalSegments=4), "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
                                       "Segment: 5 is not less than TotalSegments: 4"),
    (dict(Segment=-1, TotalSegments=1), "1 validation error detected: Value '-1' at 'segment' failed to satisfy constraint: "
                                        "Member must have value greater than or equal to 0"),
    (dict(Segment=1_000_000, TotalSegments=1_000_000), "1 validation error detected: Value '1000000' at 'segment' failed to "
                                                       "satisfy constraint: Member must have value less than or equal to 999999"),
    (dict(Segment=0, TotalSegments=0), "1 validation error detected: Value '0' at 'totalSegments' failed to satisfy "
                                       "constraint: Member must have value greater than or equal to 1"),
    (dict(Segment=0, TotalSegments=1_000_001), "1 validation error detected: Value '1000001' at 'totalSegments' failed to "
                                               "satisfy constraint: Member must have value less than or equal to 1000000"),
])
def test_refused(db, table, more, message):
    assert db.refusal("Scan", TableName=table, **more) == (VALIDATION, message)


def test_a_start_key_is_of_the_segment(db, table):
    start = {"pk": S(segments(db, table, 2)[0][-1])}
    assert db.call("Scan", TableName=table, Segment=0, TotalSegments=2, ExclusiveStartKey=start)["Count"] == 0
    assert db.refusal("Scan", TableName=table, Segment=1, TotalSegments=2, ExclusiveStartKey=start) == (VALIDATION, (
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
        "TotalSegments: 2 Segment: 1"))


def test_a_partition_stays_in_one_segment(db, composite):
    for sk in range(20):
        db.call("PutItem", TableName=composite, Item={"pk": S("one partition"), "sk": N(sk)})
    counts = [db.call("Scan", TableName=composite, Segment=s, TotalSegments=7)["Count"] for s in range(7)]
    assert sorted(counts) == [0] * 6 + [20]
