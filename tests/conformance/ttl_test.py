"""UpdateTimeToLive, DescribeTimeToLive, and the deletion of expired items."""

import time

import pytest

YEAR_S = 365 * 24 * 60 * 60


def set_ttl(db, table, enabled=True, attribute="expires"):
    specification = {"Enabled": enabled, "AttributeName": attribute}
    answer = db.call("UpdateTimeToLive", TableName=table, TimeToLiveSpecification=specification)
    assert answer == {"TimeToLiveSpecification": specification}


def refused(db, table, enabled=True, attribute="expires"):
    return db.refusal("UpdateTimeToLive", TableName=table,
                      TimeToLiveSpecification={"Enabled": enabled, "AttributeName": attribute})


def described(db, table):
    return db.call("DescribeTimeToLive", TableName=table)["TimeToLiveDescription"]


@pytest.fixture
def table(db):
    return db.create()


def test_it_is_disabled_at_first(db, table):
    assert described(db, table) == {"TimeToLiveStatus": "DISABLED"}
    assert refused(db, table, enabled=False) == ("ValidationException", "TimeToLive is already disabled")


def test_it_is_enabled_and_disabled(db, table):
    set_ttl(db, table)
    assert described(db, table) == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    assert refused(db, table) == ("ValidationException", "TimeToLive is already enabled")
    for enabled in (True, False):
        assert refused(db, table, enabled, "other") == (
            "ValidationException", "TimeToLive is active on a different AttributeName: current AttributeName is expires")
    set_ttl(db, table, enabled=False)
    assert described(db, table) == {"TimeToLiveStatus": "DISABLED"}
    set_ttl(db, table, attribute="other")


def test_names_of_attributes_have_lengths(db, table):
    for name in ("", "a" * 256):
        kind, message = refused(db, table, attribute=name)
        assert kind == "ValidationException" and "timeToLiveSpecification.attributeName" in message
    set_ttl(db, table, attribute="a" * 255)


def test_a_table_that_is_not_there(db):
    assert refused(db, "nowhere")[0] == "ResourceNotFoundException"
    assert db.refusal("DescribeTimeToLive", TableName="nowhere") == (
        "ResourceNotFoundException", "Requested resource not found: Table: nowhere not found")


def test_expired_items_are_deleted_and_no_others(db):
    table = db.create(AttributeDefinitions=[{"AttributeName": "g", "AttributeType": "S"}],
                      GlobalSecondaryIndexes=[{"IndexName": "by-g", "Projection": {"ProjectionType": "ALL"},
                                               "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}]}])
    now = int(time.time())
    expiries = {
        "past": {"N": str(now - 60)}, "past, with a fraction": {"N": f"{now - 60}.5"},
        "almost five years ago": {"N": str(now - 5 * YEAR_S + 3600)},
        "five years ago": {"N": str(now - 5 * YEAR_S - 3600)}, "future": {"N": str(now + 3600)},
        "milliseconds": {"N": str(now * 1000)}, "a string": {"S": str(now - 60)}, "a set": {"NS": [str(now - 60)]},
        "nested": {"M": {"expires": {"N": str(now - 60)}}}, "zero": {"N": "0"}, "negative": {"N": "-1"},
    }
    for key, value in expiries.items():
        db.call("PutItem", TableName=table, Item={"pk": {"S": key}, "g": {"S": "all"}, "expires": value})
    db.call("PutItem", TableName=table, Item={"pk": {"S": "none"}, "g": {"S": "all"}})
    set_ttl(db, table)
    expected = (set(expiries) | {"none"}) - {"past", "past, with a fraction", "almost five years ago"}

    def keys():
        return {item["pk"]["S"] for item in db.call("Scan", TableName=table)["Items"]}

    deadline = time.monotonic() + 90
    while keys() != expected and time.monotonic() < deadline:
        time.sleep(0.1)
    assert keys() == expected
    query = {"KeyConditionExpression": "g = :g", "ExpressionAttributeValues": {":g": {"S": "all"}}}
    assert db.call("Query", TableName=table, IndexName="by-g", **query)["Count"] == len(expected)
    assert db.call("DescribeTable", TableName=table)["Table"]["ItemCount"] == len(expected)
