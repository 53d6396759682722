"""boto3 in its newest release: resource, client, paginators, waiters."""

import sys
import uuid
from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary
from botocore.config import Config

SETTINGS = {"endpoint_url": sys.argv[1], "config": Config(retries={"total_max_attempts": 1})}
client = boto3.client("dynamodb", **SETTINGS)
resource = boto3.resource("dynamodb", **SETTINGS)
name = f"Boto3-{uuid.uuid4().hex[:8]}"

table = resource.create_table(
    TableName=name, BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": n, "AttributeType": t} for n, t in [("pk", "S"), ("sk", "N"), ("kind", "S")]],
    KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    GlobalSecondaryIndexes=[{"IndexName": "by-kind", "Projection": {"ProjectionType": "KEYS_ONLY"},
                             "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}]}],
    WarmThroughput={"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000})
table.wait_until_exists()

everything = {"pk": "types", "sk": 1, "text": "Grüße", "n": Decimal("1.5"), "raw": Binary(b"\x00\xff"), "flag": True, "none": None,
              "list": [1, "two"], "map": {"a": {"b": []}}, "strings": {"a", "b"}, "numbers": {Decimal(1), Decimal("2.5")}}
table.put_item(Item=everything)
assert table.get_item(Key={"pk": "types", "sk": 1}, ConsistentRead=True)["Item"] == everything

condition = Attr("n").eq(0)
try:
    table.put_item(Item={"pk": "types", "sk": 1}, ConditionExpression=condition, ReturnValuesOnConditionCheckFailure="ALL_OLD")
    raise SystemExit("the condition held")
except client.exceptions.ConditionalCheckFailedException as error:
    assert error.response["Item"]["n"] == {"N": "1.5"}
updated = table.update_item(Key={"pk": "types", "sk": 1}, UpdateExpression="SET n = n + :x REMOVE #l[0]",
                            ExpressionAttributeNames={"#l": "list"}, ExpressionAttributeValues={":x": 2},
                            ConditionExpression=Attr("strings").contains("a"), ReturnValues="UPDATED_NEW")
assert updated["Attributes"]["n"] == Decimal("3.5"), updated

with table.batch_writer() as batch:
    for i in range(60):
        batch.put_item(Item={"pk": "page", "sk": i, "kind": "odd" if i % 2 else "even"})
pages = client.get_paginator("query").paginate(
    TableName=name, KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": {"S": "page"}},
    PaginationConfig={"PageSize": 7})
assert [int(item["sk"]["N"]) for page in pages for item in page["Items"]] == list(range(60))
odd = table.query(IndexName="by-kind", KeyConditionExpression=Key("kind").eq("odd"))
assert odd["Count"] == 30 and set(odd["Items"][0]) == {"pk", "sk", "kind"}
scanned = [item for page in client.get_paginator("scan").paginate(TableName=name, PaginationConfig={"PageSize": 13})
           for item in page["Items"]]
assert len(scanned) == 61
got = resource.batch_get_item(RequestItems={name: {"Keys": [{"pk": "page", "sk": i} for i in range(60)]}})
assert len(got["Responses"][name]) == 60

client.transact_write_items(TransactItems=[
    {"Put": {"TableName": name, "Item": {"pk": {"S": "t"}, "sk": {"N": "1"}}}},
    {"ConditionCheck": {"TableName": name, "Key": {"pk": {"S": "t"}, "sk": {"N": "2"}},
                        "ConditionExpression": "attribute_not_exists(pk)"}}])
try:
    client.transact_write_items(TransactItems=[
        {"Put": {"TableName": name, "Item": {"pk": {"S": "t"}, "sk": {"N": "3"}}}},
        {"Delete": {"TableName": name, "Key": {"pk": {"S": "t"}, "sk": {"N": "1"}},
                    "ConditionExpression": "attribute_not_exists(pk)"}}])
    raise SystemExit("the transaction was not cancelled")
except client.exceptions.TransactionCanceledException as error:
    assert [reason["Code"] for reason in error.response["CancellationReasons"]] == ["None", "ConditionalCheckFailed"]

table.delete()
table.wait_until_not_exists()
assert name not in [t for page in client.get_paginator("list_tables").paginate() for t in page["TableNames"]]
print("done")
