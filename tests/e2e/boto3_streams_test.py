"""DynamoDB Streams through boto3's `dynamodbstreams` client, on every endpoint."""

import uuid

import boto3
import pytest
from boto3.dynamodb.types import TypeDeserializer

from support.boto import NOTES_SCHEMA, SETTINGS, client, resource


def streams_client(endpoint):
    return boto3.client("dynamodbstreams", endpoint_url=endpoint, **SETTINGS)


@pytest.fixture
def table(endpoint):
    """With a stream of both images."""
    created = resource(endpoint).create_table(
        TableName=f"Streams-{uuid.uuid4().hex[:12]}", **NOTES_SCHEMA,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    created.wait_until_exists()
    created.load()
    yield created
    created.delete()


def all_records(streams, arn):
    """Of all shards, read to their ends or to the first page without records."""
    records = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        while iterator:
            page = streams.get_records(ShardIterator=iterator, Limit=2)
            if not page["Records"]:
                break
            records += page["Records"]
            iterator = page.get("NextShardIterator")
    return records


def plain(image):
    return {name: TypeDeserializer().deserialize(value) for name, value in image.items()}


def test_a_reader_rebuilds_the_table_from_its_stream(endpoint, table):
    with table.batch_writer() as batch:
        for n in range(5):
            batch.put_item({"PK": "a", "SK": str(n), "n": n})
    table.update_item(Key={"PK": "a", "SK": "1"}, UpdateExpression="SET n = n + :one", ExpressionAttributeValues={":one": 1})
    table.delete_item(Key={"PK": "a", "SK": "2"})
    client(endpoint).transact_write_items(TransactItems=[
        {"Delete": {"TableName": table.name, "Key": {"PK": {"S": "a"}, "SK": {"S": "3"}}}},
        {"Put": {"TableName": table.name, "Item": {"PK": {"S": "b"}, "SK": {"S": "0"}}}}])
    rebuilt = {}
    for record in all_records(streams_client(endpoint), table.latest_stream_arn):
        change = record["dynamodb"]
        key = tuple(sorted(plain(change["Keys"]).items()))
        assert rebuilt.get(key, {}) == plain(change.get("OldImage", {}))
        rebuilt[key] = plain(change.get("NewImage", {}))
    by_key = lambda item: (item["PK"], item["SK"])
    assert sorted(filter(None, rebuilt.values()), key=by_key) == sorted(table.scan()["Items"], key=by_key)


def test_a_stream_is_listed_and_described(endpoint, table):
    streams = streams_client(endpoint)
    [listed] = streams.list_streams(TableName=table.name)["Streams"]
    assert listed == {"StreamArn": table.latest_stream_arn, "TableName": table.name, "StreamLabel": table.latest_stream_label}
    description = streams.describe_stream(StreamArn=table.latest_stream_arn)["StreamDescription"]
    assert (description["StreamStatus"], description["StreamViewType"]) == ("ENABLED", "NEW_AND_OLD_IMAGES")
    assert description["KeySchema"] == NOTES_SCHEMA["KeySchema"]


def test_a_disabled_stream_is_read_to_its_end(endpoint, table):
    table.put_item(Item={"PK": "a", "SK": "0"})
    table.update(StreamSpecification={"StreamEnabled": False})
    table.wait_until_exists()
    table.put_item(Item={"PK": "a", "SK": "1"})
    streams = streams_client(endpoint)
    assert len(all_records(streams, table.latest_stream_arn)) == 1
    assert streams.describe_stream(StreamArn=table.latest_stream_arn)["StreamDescription"]["StreamStatus"] == "DISABLED"


def test_errors_have_their_types(endpoint, table):
    streams = streams_client(endpoint)
    with pytest.raises(streams.exceptions.ResourceNotFoundException):
        streams.describe_stream(StreamArn=table.latest_stream_arn[:-1] + "x")
