"""Tables over restarts, and their statuses with --delay-statuses."""

import json
import time

from conformance.dynamo import Dynamo
from support import process

INDEX = {"IndexName": "by-g", "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
         "Projection": {"ProjectionType": "ALL"}}
CREATE_INDEX = {"AttributeDefinitions": [{"AttributeName": "g", "AttributeType": "S"}],
                "GlobalSecondaryIndexUpdates": [{"Create": INDEX}]}


def fill(db, table, count):
    for first in range(0, count, 25):
        puts = [{"PutRequest": {"Item": {"pk": {"S": str(n)}, "g": {"S": f"g{n % 10}"}}}} for n in range(first, first + 25)]
        assert not db.call("BatchWriteItem", RequestItems={table: puts})["UnprocessedItems"]


def keys(db, table, **where):
    found, start = set(), {}
    while True:
        page = db.call("Scan", TableName=table, **where, **start)
        found |= {item["pk"]["S"] for item in page["Items"]}
        if "LastEvaluatedKey" not in page:
            return found
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def test_a_backfill_that_kill_9_interrupts_goes_on(tmp_path):
    server = process.dynamodb(tmp_path, "--data-dir", "data").start()
    try:
        db = Dynamo(server.url)
        table = db.create()
        fill(db, table, 5000)
        db.call("UpdateTable", TableName=table, **CREATE_INDEX)
        for _ in range(3):
            server.kill()
            server.start()
        db = Dynamo(server.url)
        [index] = db.wait(table)["GlobalSecondaryIndexes"]
        assert index["ItemCount"] == 5000
        assert keys(db, table, IndexName="by-g") == keys(db, table)
        db.call("UpdateTable", TableName=table, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-g"}}])
        server.kill()
        server.start()
        assert "GlobalSecondaryIndexes" not in Dynamo(server.url).wait(table)
    finally:
        server.stop()


def test_what_was_said_of_a_table_survives_a_restart(tmp_path):
    server = process.dynamodb(tmp_path, "--data-dir", "data").start()
    try:
        db = Dynamo(server.url)
        table = db.create(Tags=[{"Key": "a", "Value": "b"}])
        arn = db.call("DescribeTable", TableName=table)["Table"]["TableArn"]
        db.call("UpdateTimeToLive", TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"})
        db.call("PutResourcePolicy", ResourceArn=arn, Policy=json.dumps({"Statement": []}))
        db.call("UpdateTable", TableName=table, TableClass="STANDARD_INFREQUENT_ACCESS", DeletionProtectionEnabled=True)
        questions = [("DescribeTable", {"TableName": table}), ("ListTagsOfResource", {"ResourceArn": arn}),
                     ("DescribeTimeToLive", {"TableName": table}), ("GetResourcePolicy", {"ResourceArn": arn})]
        before = [db.call(*question) for question in questions]
        server.kill()
        server.start()
        db = Dynamo(server.url)
        assert [db.call(*question) for question in questions] == before
    finally:
        server.stop()


KEY = {"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST",
       "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]}


def test_statuses_take_a_while_where_that_was_asked_for(tmp_path):
    server = process.dynamodb(tmp_path, "--in-memory", "-delayTransientStatuses").start()
    try:
        db = Dynamo(server.url)

        def status(table):
            return db.call("DescribeTable", TableName=table)["Table"]["TableStatus"]

        table = db.create(wait=False)
        assert status(table) == "CREATING"
        assert db.refusal("PutItem", TableName=table, Item={"pk": {"S": "x"}})[0] == "ResourceNotFoundException"
        being_created = ("ResourceInUseException", "Attempt to change a resource which is still in use: Table is being "
                         f"created: {table}")
        assert db.refusal("CreateTable", TableName=table, **KEY) == being_created
        assert db.refusal("UpdateTimeToLive", TableName=table, TimeToLiveSpecification={
            "Enabled": True, "AttributeName": "expires"}) == being_created
        db.wait(table)
        assert db.refusal("CreateTable", TableName=table, **KEY) == (
            "ResourceInUseException", f"Table already exists: {table}")
        db.call("PutItem", TableName=table, Item={"pk": {"S": "x"}, "g": {"S": "y"}})
        db.call("UpdateTable", TableName=table, **CREATE_INDEX)
        assert status(table) == "UPDATING"
        assert db.refusal("Scan", TableName=table, IndexName="by-g") == (
            "ValidationException", "Cannot read from backfilling global secondary index: by-g")
        db.wait(table)
        assert keys(db, table, IndexName="by-g") == {"x"}
        db.call("DeleteTable", TableName=table)
        assert status(table) == "DELETING"
        deadline = time.monotonic() + 30
        while table in db.call("ListTables", {})["TableNames"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        server.stop()
