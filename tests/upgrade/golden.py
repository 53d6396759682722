#!/usr/bin/python3
"""Makes the data directory that a release leaves behind: every release adds one, and every later one must read it.

The directory is of a `tabella serve` that was stopped, started and then killed, so that it has data
files and a log that is still to be read. `expected.json` beside it is what the endpoint and the
Notes API said of it.

    tests/upgrade/golden.py tests/upgrade/0.1.0.tar.gz
"""

import json
import sys
import tarfile
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support import http_json, process
from support.fast_dynamo import FastDynamo

# What of a table's description stays as it is from release to release.
DESCRIBED = ("TableName", "KeySchema", "AttributeDefinitions", "TableStatus", "ItemCount", "DeletionProtectionEnabled",
             "StreamSpecification", "LatestStreamLabel", "CreationDateTime", "TableId", "BillingModeSummary")
INDEX_DESCRIBED = ("IndexName", "KeySchema", "Projection", "IndexStatus", "ItemCount")
FAR = 4_102_444_800  # 2100-01-01: nothing expires while this is looked at.

VALUES = {
    "null": {"NULL": True}, "yes": {"BOOL": True}, "no": {"BOOL": False}, "text": {"S": "naïve ☃ \"quoted\"\n"}, "empty": {"S": ""},
    "bytes": {"B": "AP/+"}, "number": {"N": "-1234567890123456789012345678901234567.8"}, "small": {"N": "1E-130"},
    "large": {"N": "9.9E+125"}, "texts": {"SS": ["a", "b"]}, "numbers": {"NS": ["-1", "0", "3.5"]}, "blobs": {"BS": ["AA==", "/w=="]},
    "list": {"L": [{"S": "x"}, {"L": []}, {"M": {"k": {"N": "1"}}}]}, "map": {"M": {"a": {"M": {}}, "b": {"SS": ["z"]}}},
}


def key_schema(*names):
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"))]


def define(dynamo, name, keys, **more):
    attributes = {"pk": "S", "sk": "S", "n": "N", "b": "B", "team": "S"}
    schemas = [keys, *(index["KeySchema"] for index in indexes_of(more))]
    used = {part["AttributeName"] for schema in schemas for part in schema}
    dynamo.call("CreateTable", TableName=name, KeySchema=keys, BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": a, "AttributeType": attributes[a]} for a in sorted(used)], **more)


def index(name, keys, projection):
    return {"IndexName": name, "KeySchema": keys, "Projection": projection}


def first_life(dynamo):
    define(dynamo, "Everything", key_schema("pk", "sk"),
           GlobalSecondaryIndexes=[index("by-number", key_schema("team", "n"), {"ProjectionType": "ALL"}),
                                   index("keys", key_schema("n"), {"ProjectionType": "KEYS_ONLY"})],
           LocalSecondaryIndexes=[index("local", key_schema("pk", "n"), {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["text"]})],
           StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}, DeletionProtectionEnabled=True,
           Tags=[{"Key": "made-by", "Value": "golden.py"}])
    define(dynamo, "Numbers", key_schema("n", "b"))
    define(dynamo, "Gone", key_schema("pk"))
    dynamo.call("UpdateTimeToLive", TableName="Everything", TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"})
    for i in range(40):
        item = {"pk": {"S": f"p{i % 4}"}, "sk": {"S": f"s{i:02}"}, "n": {"N": str(i * 7 % 11)}, "team": {"S": f"o{i % 3}"},
                "ttl": {"N": str(FAR)}, **VALUES}
        dynamo.call("PutItem", TableName="Everything", Item=item)
    for i in range(-10, 10):
        dynamo.call("PutItem", TableName="Numbers", Item={"n": {"N": str(i / 4)}, "b": {"B": "AAEC"}, "at": {"N": str(i)}})
    dynamo.call("PutItem", TableName="Gone", Item={"pk": {"S": "x"}})
    dynamo.call("DeleteTable", TableName="Gone")


def second_life(dynamo):
    key = {"pk": {"S": "p0"}, "sk": {"S": "s00"}}
    dynamo.call("UpdateItem", TableName="Everything", Key=key, UpdateExpression="SET n = n + :one, #t = :t REMOVE #e ADD texts :s",
                ExpressionAttributeNames={"#t": "text", "#e": "empty"},
                ExpressionAttributeValues={":one": {"N": "1"}, ":t": {"S": "changed"}, ":s": {"SS": ["c"]}})
    dynamo.call("DeleteItem", TableName="Everything", Key={"pk": {"S": "p1"}, "sk": {"S": "s01"}})
    dynamo.call("TransactWriteItems", ClientRequestToken="golden", TransactItems=[
        {"Put": {"TableName": "Numbers", "Item": {"n": {"N": "100"}, "b": {"B": "AA=="}}}},
        {"Delete": {"TableName": "Everything", "Key": {"pk": {"S": "p2"}, "sk": {"S": "s02"}}}}])
    # The rest of an index that was removed: its rows are covered by range tombstones.
    dynamo.call("UpdateTable", TableName="Everything", GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "keys"}}])
    while any(index["IndexName"] == "keys" for index in indexes_of(dynamo.call("DescribeTable", TableName="Everything")["Table"])):
        time.sleep(0.01)


def indexes_of(table):
    """Of a description, or of what CreateTable is told."""
    return table.get("GlobalSecondaryIndexes", []) + table.get("LocalSecondaryIndexes", [])


def in_order(items):
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def snapshot(dynamo):
    """All that the endpoint tells of its tables."""
    tables = {}
    for name in dynamo.call("ListTables")["TableNames"]:
        table = dynamo.call("DescribeTable", TableName=name)["Table"]
        arn = table["TableArn"]
        indexes = {index["IndexName"]: index for index in indexes_of(table)}
        tables[name] = {
            "described": {field: table[field] for field in DESCRIBED if field in table},
            "indexes": {i: {field: index[field] for field in INDEX_DESCRIBED if field in index} for i, index in indexes.items()},
            "ttl": dynamo.call("DescribeTimeToLive", TableName=name)["TimeToLiveDescription"],
            "tags": dynamo.call("ListTagsOfResource", ResourceArn=arn).get("Tags", []),
            "items": in_order(dynamo.pages("Scan", TableName=name)),
            "index_items": {i: in_order(dynamo.pages("Scan", TableName=name, IndexName=i)) for i in indexes},
        }
    return tables


def unexpired(tables, now):
    """`tables` (of `snapshot`) as they are once the sweeper has run at `now`, in epoch seconds: the keys
    of idempotency in a release's directory live for a day."""
    for table in tables.values():
        attribute = table["ttl"].get("AttributeName")

        def living(items):
            return [item for item in items if float(item.get(attribute, {}).get("N", now + 1)) > now]

        described = [(table["items"], table["described"])]
        described += [(items, table["indexes"][i]) for i, items in table["index_items"].items()]
        for items, description in described:
            kept = living(items)
            description["ItemCount"] -= len(items) - len(kept)
            items[:] = kept
    return tables


def notes_of(url):
    return sorted(http_json.request(url, "GET", "/notes").json(), key=lambda note: note["SK"])


def server_on(directory):
    """(a started `tabella serve`, a client of its DynamoDB endpoint)"""
    port = process.free_port()
    server = process.serve(directory, "--data-dir", "data", dynamodb_port=port).start()
    return server, FastDynamo(f"http://127.0.0.1:{port}")


def make(target):
    with tempfile.TemporaryDirectory(prefix="tabella-golden-") as directory:
        server, dynamo = server_on(directory)
        try:
            first_life(dynamo)
            for i in range(5):
                note = {"title": f"title {i}", "content": "naïve ☃"}
                assert http_json.request(server.url, "POST", "/notes", note, {"Idempotency-Key": f"k{i}"}).status == 201
            server.stop()
            server, dynamo = server_on(directory)
            second_life(dynamo)
            expected = {"tables": snapshot(dynamo), "notes": notes_of(server.url)}
        finally:
            server.kill()
        (Path(directory) / "expected.json").write_text(json.dumps(expected, indent=1, sort_keys=True))
        with tarfile.open(target, "w:gz") as archive:
            for name in ("data", "expected.json"):
                archive.add(Path(directory) / name, name)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    make(sys.argv[1])
