"""DynamoDB Streams: StreamSpecification, ListStreams, DescribeStream, GetShardIterator, GetRecords."""

import itertools
import re
import uuid

import pytest

from conformance.dynamo import Refused

VIEW_TYPES = ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
INVALID = "One or more parameter values were invalid: "


def on(view_type="NEW_AND_OLD_IMAGES"):
    return {"StreamEnabled": True, "StreamViewType": view_type}


OFF = {"StreamEnabled": False}


def create(db, keys="pk:S", view_type="NEW_AND_OLD_IMAGES", **more):
    """(table, ARN of its stream)"""
    name = db.create(keys, StreamSpecification=on(view_type), **more)
    return name, db.call("DescribeTable", TableName=name)["Table"]["LatestStreamArn"]


def switch(db, table, specification):
    """The table's description, once it is ACTIVE again."""
    db.call("UpdateTable", TableName=table, StreamSpecification=specification)
    return db.wait(table)


def describe(db, arn, **more):
    return db.call("DescribeStream", StreamArn=arn, **more)["StreamDescription"]


def shard_of(db, arn):
    [shard] = describe(db, arn)["Shards"]
    return shard


def iterator(db, arn, kind="TRIM_HORIZON", number=None):
    more = {"SequenceNumber": number} if number is not None else {}
    return db.call("GetShardIterator", StreamArn=arn, ShardId=shard_of(db, arn)["ShardId"], ShardIteratorType=kind, **more)["ShardIterator"]


def records(db, arn, kind="TRIM_HORIZON", number=None):
    return db.call("GetRecords", ShardIterator=iterator(db, arn, kind, number))["Records"]


def number_of(record):
    return record["dynamodb"]["SequenceNumber"]


def put(db, table, pk, **attributes):
    db.call("PutItem", TableName=table, Item={"pk": {"S": pk}, **attributes})


@pytest.fixture(scope="module")
def stream(db):
    """(table, ARN): three insertions, to be read only."""
    table, arn = create(db)
    for pk in ("a", "b", "c"):
        put(db, table, pk)
    return table, arn


# StreamSpecification


@pytest.mark.parametrize("view_type", VIEW_TYPES)
def test_create_table_describes_its_stream(db, view_type):
    table, arn = create(db, view_type=view_type)
    described = db.call("DescribeTable", TableName=table)["Table"]
    assert described["StreamSpecification"] == on(view_type)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}", described["LatestStreamLabel"])
    assert arn == f"{described['TableArn']}/stream/{described['LatestStreamLabel']}"


def test_a_table_without_a_stream_describes_none(db, simple):
    described = db.call("DescribeTable", TableName=simple)["Table"]
    assert not {"StreamSpecification", "LatestStreamArn", "LatestStreamLabel"} & described.keys()


def test_update_table_enables_disables_and_enables_anew(db):
    table = db.create()
    put(db, table, "before")
    first = switch(db, table, on("NEW_IMAGE"))
    assert first["StreamSpecification"] == on("NEW_IMAGE")
    put(db, table, "first")
    off = switch(db, table, OFF)
    assert "StreamSpecification" not in off and off["LatestStreamArn"] == first["LatestStreamArn"]
    put(db, table, "between")
    second = switch(db, table, on("KEYS_ONLY"))
    assert second["LatestStreamArn"] != first["LatestStreamArn"]
    assert second["LatestStreamLabel"] != first["LatestStreamLabel"]
    put(db, table, "second")
    for description, pk, kind in (first, "first", "NEW_IMAGE"), (second, "second", "KEYS_ONLY"):
        [record] = records(db, description["LatestStreamArn"])
        assert record["dynamodb"]["Keys"] == {"pk": {"S": pk}}
        assert record["dynamodb"]["StreamViewType"] == kind


@pytest.mark.parametrize("specification, message", [
    ({"StreamEnabled": True}, INVALID + "Invalid StreamViewType: StreamViewType must not be null or empty when enabling streams"),
    ({"StreamViewType": "KEYS_ONLY"}, "Value null at 'streamSpecification.streamEnabled' failed to satisfy constraint: Member must not be null"),
    ({"StreamEnabled": True, "StreamViewType": "ALL"}, "Member must satisfy enum value set: [NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY]"),
])
def test_a_specification_bad(db, simple, specification, message):
    kind, said = db.refusal("UpdateTable", TableName=simple, StreamSpecification=specification)
    assert kind == "ValidationException" and message in said
    with pytest.raises(Refused) as refused:
        db.create(StreamSpecification=specification)
    assert refused.value.type == "ValidationException" and message in refused.value.message


def test_disabling_takes_no_view_type(db):
    with pytest.raises(Refused, match="ValidationException: .*StreamEnabled was false but a StreamViewType was present"):
        db.create(StreamSpecification={**OFF, "StreamViewType": "KEYS_ONLY"})
    table, _ = create(db)
    assert db.refusal("UpdateTable", TableName=table, StreamSpecification={**OFF, "StreamViewType": "KEYS_ONLY"}) == (
        "ValidationException", INVALID + "If stream is being disabled, then UpdateViewType must not be specified")


@pytest.mark.parametrize("view_type", ["KEYS_ONLY", "NEW_AND_OLD_IMAGES"])
def test_an_enabled_stream_cannot_be_enabled_or_changed(db, stream, view_type):
    table, arn = stream
    assert db.refusal("UpdateTable", TableName=table, StreamSpecification=on(view_type)) == (
        "ValidationException", f"Table already has an enabled stream: TableName: {table}")
    assert describe(db, arn)["StreamViewType"] == "NEW_AND_OLD_IMAGES"


def test_there_must_be_a_stream_to_disable(db, simple):
    kind, message = db.refusal("UpdateTable", TableName=simple, StreamSpecification=OFF)
    assert kind == "ValidationException" and message.startswith("Table has no stream to disable")


def test_a_stream_is_not_switched_together_with_throughput(db):
    throughput = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
    table = db.create(BillingMode="PROVISIONED", ProvisionedThroughput=throughput)
    assert db.refusal("UpdateTable", TableName=table, StreamSpecification=on(),
                      ProvisionedThroughput={"ReadCapacityUnits": 2, "WriteCapacityUnits": 2}) == (
        "ValidationException", INVALID + "You cannot modify stream status while updating table IOPS")


# Records


def test_a_record_has_everything(db):
    table, arn = create(db, "pk:S sk:N")
    key = {"pk": {"S": "k"}, "sk": {"N": "1"}}
    old = {**key, "v": {"S": "a"}, "m": {"M": {"l": {"L": [{"B": "AAE="}, {"NULL": True}]}}}}
    new = {**key, "v": {"S": "bc"}}
    db.call("PutItem", TableName=table, Item=old)
    db.call("PutItem", TableName=table, Item=new)
    db.call("DeleteItem", TableName=table, Key=key)
    found = records(db, arn)
    assert [record["eventName"] for record in found] == ["INSERT", "MODIFY", "REMOVE"]
    # What the names and values count: see CapacityUnitCalculations.html.
    key_bytes = 2 + 1 + 2 + 2
    old_bytes = key_bytes + 1 + 1 + 1 + (3 + 1 + 1 + (3 + (1 + 2) + (1 + 1)))
    sizes = [key_bytes + old_bytes, key_bytes + old_bytes + key_bytes + 3, key_bytes + key_bytes + 3]
    images = [{"NewImage": old}, {"NewImage": new, "OldImage": old}, {"OldImage": new}]
    for record, image, size in zip(found, images, sizes):
        change = record.pop("dynamodb")
        assert re.fullmatch(r"[0-9a-f]{32}", record.pop("eventID"))
        record.pop("eventName")
        assert record == {"eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": db.region}
        created = change.pop("ApproximateCreationDateTime")
        assert created == int(created) and created > 1_600_000_000
        assert re.fullmatch(r"\d{21,40}", change.pop("SequenceNumber"))
        assert change == {"Keys": key, "SizeBytes": size, "StreamViewType": "NEW_AND_OLD_IMAGES", **image}


@pytest.mark.parametrize("view_type, images", [
    ("KEYS_ONLY", [set(), set(), set()]),
    ("NEW_IMAGE", [{"NewImage"}, {"NewImage"}, set()]),
    ("OLD_IMAGE", [set(), {"OldImage"}, {"OldImage"}]),
    ("NEW_AND_OLD_IMAGES", [{"NewImage"}, {"NewImage", "OldImage"}, {"OldImage"}]),
])
def test_view_types(db, view_type, images):
    table, arn = create(db, view_type=view_type)
    put(db, table, "a")
    put(db, table, "a", v={"S": "x"})
    db.call("DeleteItem", TableName=table, Key={"pk": {"S": "a"}})
    found = [record["dynamodb"] for record in records(db, arn)]
    assert [{"NewImage", "OldImage"} & change.keys() for change in found] == images
    assert all(change["Keys"] == {"pk": {"S": "a"}} and change["StreamViewType"] == view_type for change in found)


def test_event_ids_and_sequence_numbers_are_unique_and_stay(db, stream):
    table, arn = stream
    found = records(db, arn)
    assert found == records(db, arn)
    assert len({record["eventID"] for record in found}) == 3
    numbers = [number_of(record) for record in found]
    assert numbers == sorted(set(numbers), key=int)
    _, other = create(db)
    assert not {record["eventID"] for record in records(db, other)} & {record["eventID"] for record in found}


def test_writes_that_change_nothing_leave_no_record(db):
    table, arn = create(db)
    item = {"v": {"N": "1"}, "s": {"SS": ["a", "b"]}}
    put(db, table, "a", **item)
    put(db, table, "a", s={"SS": ["b", "a"]}, v={"N": "1.0"})
    key = {"pk": {"S": "a"}}
    db.call("UpdateItem", TableName=table, Key=key)
    db.call("UpdateItem", TableName=table, Key=key, UpdateExpression="SET v = :v", ExpressionAttributeValues={":v": {"N": "1"}})
    db.call("DeleteItem", TableName=table, Key={"pk": {"S": "absent"}})
    db.refusal("PutItem", TableName=table, Item=key, ConditionExpression="attribute_not_exists(pk)")
    db.call("TransactWriteItems", TransactItems=[
        {"ConditionCheck": {"TableName": table, "Key": key, "ConditionExpression": "attribute_exists(pk)"}}])
    assert len(records(db, arn)) == 1


def test_every_kind_of_write_is_recorded_in_order(db):
    table, arn = create(db)
    put(db, table, "put")
    db.call("UpdateItem", TableName=table, Key={"pk": {"S": "update"}}, UpdateExpression="SET v = :v", ExpressionAttributeValues={":v": {"N": "1"}})
    db.call("BatchWriteItem", RequestItems={table: [{"PutRequest": {"Item": {"pk": {"S": "batch"}}}}, {"DeleteRequest": {"Key": {"pk": {"S": "put"}}}}]})
    db.call("TransactWriteItems", TransactItems=[
        {"Put": {"TableName": table, "Item": {"pk": {"S": "transaction"}}}},
        {"Update": {"TableName": table, "Key": {"pk": {"S": "update"}}, "UpdateExpression": "REMOVE v"}},
        {"Delete": {"TableName": table, "Key": {"pk": {"S": "batch"}}}}])
    told = [(record["eventName"], record["dynamodb"]["Keys"]["pk"]["S"]) for record in records(db, arn)]
    assert told[:2] == [("INSERT", "put"), ("INSERT", "update")]
    assert sorted(told[2:4]) == [("INSERT", "batch"), ("REMOVE", "put")]
    assert sorted(told[4:]) == [("INSERT", "transaction"), ("MODIFY", "update"), ("REMOVE", "batch")]


def test_a_cancelled_transaction_leaves_no_record(db):
    table, arn = create(db)
    kind, _ = db.refusal("TransactWriteItems", TransactItems=[
        {"Put": {"TableName": table, "Item": {"pk": {"S": "a"}}}},
        {"ConditionCheck": {"TableName": table, "Key": {"pk": {"S": "b"}}, "ConditionExpression": "attribute_exists(pk)"}}])
    assert kind == "TransactionCanceledException"
    assert records(db, arn) == []


def test_a_repeated_transaction_is_recorded_once(db):
    table, arn = create(db)
    request = {"TransactItems": [{"Update": {"TableName": table, "Key": {"pk": {"S": "a"}}, "UpdateExpression": "ADD n :one",
                                             "ExpressionAttributeValues": {":one": {"N": "1"}}}}],
               "ClientRequestToken": uuid.uuid4().hex}
    db.call("TransactWriteItems", request)
    db.call("TransactWriteItems", request)
    assert len(records(db, arn)) == 1


# ListStreams


def test_list_streams_of_a_table(db, stream):
    table, arn = stream
    assert db.call("ListStreams", TableName=table) == {
        "Streams": [{"StreamArn": arn, "TableName": table, "StreamLabel": arn.rpartition("/")[2]}]}
    assert db.call("ListStreams", TableName="no-such-table") == {"Streams": []}


def test_list_streams_pages_over_all(db, stream):
    arns, start = [], {}
    while True:
        page = db.call("ListStreams", Limit=1, **start)
        assert len(page["Streams"]) == 1
        arns.append(page["Streams"][0]["StreamArn"])
        if "LastEvaluatedStreamArn" not in page:
            break
        assert page["LastEvaluatedStreamArn"] == arns[-1]
        start = {"ExclusiveStartStreamArn": arns[-1]}
    assert len(set(arns)) == len(arns) and stream[1] in arns


def test_list_streams_keeps_to_the_table_while_paging(db):
    table, first = create(db)
    switch(db, table, OFF)
    second = switch(db, table, on())["LatestStreamArn"]
    page = db.call("ListStreams", TableName=table, Limit=1)
    assert (page["Streams"][0]["StreamArn"], page["LastEvaluatedStreamArn"]) == (first, first)
    page = db.call("ListStreams", TableName=table, Limit=1, ExclusiveStartStreamArn=first)
    assert page["Streams"][0]["StreamArn"] == second and "LastEvaluatedStreamArn" not in page


@pytest.mark.parametrize("parameters, message", [
    ({"Limit": 0}, "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"),
    ({"Limit": 101}, INVALID + "Limit cannot be greater than the maximum allowed size: 100"),
    ({"TableName": "ab"}, "Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3"),
    ({"TableName": "a/bc"}, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
    ({"ExclusiveStartStreamArn": "a" * 36}, "Member must have length greater than or equal to 37"),
    ({"ExclusiveStartStreamArn": "a" * 1025}, "Member must have length less than or equal to 1024"),
])
def test_list_streams_bad(db, parameters, message):
    kind, said = db.refusal("ListStreams", **parameters)
    assert kind == "ValidationException" and message in said


# DescribeStream


def test_describe_stream(db, stream):
    table, arn = stream
    description = describe(db, arn, Limit=100)
    [shard] = description.pop("Shards")
    created = description.pop("CreationRequestDateTime")
    assert abs(created - db.call("DescribeTable", TableName=table)["Table"]["CreationDateTime"]) < 5
    assert description == {"StreamArn": arn, "StreamLabel": arn.rpartition("/")[2], "StreamStatus": "ENABLED", "TableName": table,
                           "StreamViewType": "NEW_AND_OLD_IMAGES", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]}
    assert re.fullmatch(r"shardId-\d{20}-[0-9a-f]{8}", shard["ShardId"])
    assert shard.keys() == {"ShardId", "SequenceNumberRange"}
    assert shard["SequenceNumberRange"].keys() == {"StartingSequenceNumber"}
    assert int(shard["SequenceNumberRange"]["StartingSequenceNumber"]) <= int(number_of(records(db, arn)[0]))


def test_shards_after_the_only_one_are_none(db, stream):
    shard = shard_of(db, stream[1])["ShardId"]
    assert describe(db, stream[1], ExclusiveStartShardId=shard)["Shards"] == []
    before = "shardId-00000000000000000000-00000000"
    assert [s["ShardId"] for s in describe(db, stream[1], ExclusiveStartShardId=before)["Shards"]] == [shard]


def test_a_lone_shard_has_no_children(db, stream):
    shard = shard_of(db, stream[1])["ShardId"]
    assert describe(db, stream[1], ShardFilter={"Type": "CHILD_SHARDS", "ShardId": shard})["Shards"] == []


MISSING = "arn:aws:dynamodb:us-east-1:000000000000:table/nobody/stream/2024-01-01T00:00:00.000"


@pytest.mark.parametrize("arn", [MISSING, MISSING + "Z", "a" * 37])
def test_a_stream_that_is_not_there(db, arn):
    missing = ("ResourceNotFoundException", f"Requested resource not found: Stream: {arn} not found")
    assert db.refusal("DescribeStream", StreamArn=arn) == missing
    assert db.refusal("GetShardIterator", StreamArn=arn, ShardId="shardId-" + "0" * 29, ShardIteratorType="LATEST") == missing


@pytest.mark.parametrize("parameters, kind, message", [
    ({"StreamArn": None}, "ValidationException", "Value null at 'streamArn' failed to satisfy constraint: Member must not be null"),
    ({"StreamArn": "a" * 36}, "ValidationException", "'streamArn' failed to satisfy constraint: Member must have length greater than or equal to 37"),
    ({"Limit": 0}, "ValidationException", "Member must have value greater than or equal to 1"),
    ({"Limit": 101}, "ValidationException", INVALID + "Limit cannot be greater than the maximum: 100"),
    ({"ExclusiveStartShardId": "x" * 27}, "ValidationException", "Member must have length greater than or equal to 28"),
    ({"ExclusiveStartShardId": "x" * 66}, "ValidationException", "Member must have length less than or equal to 65"),
    ({"ShardFilter": {"Type": "PARENTS"}}, "ValidationException", "Member must satisfy enum value set: [CHILD_SHARDS]"),
    ({"ShardFilter": {"Type": "CHILD_SHARDS"}}, "ValidationException", "ShardFilter"),
    ({"ShardFilter": {"ShardId": "x" * 28}}, "ValidationException", "ShardFilter"),
    ({"ShardFilter": {"Type": "CHILD_SHARDS", "ShardId": "x" * 28}}, "ResourceNotFoundException", "Shard does not exist"),
])
def test_describe_stream_bad(db, stream, parameters, kind, message):
    body = {key: value for key, value in {"StreamArn": stream[1], **parameters}.items() if value is not None}
    answer = db.refusal("DescribeStream", body)
    assert answer[0] == kind and message in answer[1]


# GetShardIterator


def test_iterators_of_every_type(db):
    table, arn = create(db)
    assert records(db, arn) == records(db, arn, "LATEST") == []
    latest = iterator(db, arn, "LATEST")
    for pk in ("a", "b", "c"):
        put(db, table, pk)
    found = records(db, arn)
    assert [record["dynamodb"]["Keys"]["pk"]["S"] for record in found] == ["a", "b", "c"]
    assert db.call("GetRecords", ShardIterator=latest)["Records"] == found
    assert records(db, arn, "LATEST") == []
    for position, record in enumerate(found):
        assert records(db, arn, "AT_SEQUENCE_NUMBER", number_of(record)) == found[position:]
        assert records(db, arn, "AFTER_SEQUENCE_NUMBER", number_of(record)) == found[position + 1:]
    start = shard_of(db, arn)["SequenceNumberRange"]["StartingSequenceNumber"]
    assert records(db, arn, "AT_SEQUENCE_NUMBER", start) == found


@pytest.mark.parametrize("kind, number, message", [
    ("AT_SEQUENCE_NUMBER", None, INVALID + "Invalid SequenceNumber"),
    ("AFTER_SEQUENCE_NUMBER", None, INVALID + "Invalid SequenceNumber"),
    ("TRIM_HORIZON", "1" * 21, INVALID + "SequenceNumber should not be passed for this iterator type"),
    ("LATEST", "1" * 21, INVALID + "SequenceNumber should not be passed for this iterator type"),
    ("AT_SEQUENCE_NUMBER", "1" * 20, "Member must have length greater than or equal to 21"),
    ("AT_SEQUENCE_NUMBER", "1" * 41, "Member must have length less than or equal to 40"),
    ("AT_SEQUENCE_NUMBER", "x" * 21, INVALID + "Invalid SequenceNumber"),
    ("AT_SEQUENCE_NUMBER", "0" * 21, "Invalid SequenceNumber for the shard"),
    ("AT_SEQUENCE_NUMBER", "9" * 40, "Invalid SequenceNumber for the shard"),
    ("AT_TIMESTAMP", None, "Member must satisfy enum value set: [TRIM_HORIZON, LATEST, AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER]"),
])
def test_iterators_bad(db, stream, kind, number, message):
    with pytest.raises(Refused) as refused:
        iterator(db, stream[1], kind, number)
    assert refused.value.type == "ValidationException" and message in refused.value.message


def test_another_shard_does_not_exist(db, stream):
    assert db.refusal("GetShardIterator", StreamArn=stream[1], ShardId="shardId-00000000000000000000-00000000",
                      ShardIteratorType="LATEST") == ("ResourceNotFoundException", "Requested resource not found: Shard does not exist")


def test_what_an_iterator_must_say(db):
    kind, message = db.refusal("GetShardIterator", {})
    assert kind == "ValidationException" and message.startswith("3 validation errors detected")


# GetRecords


def test_pages_follow_one_another(db, stream):
    position, told = iterator(db, stream[1]), []
    for count in (2, 1, 0, 0):
        page = db.call("GetRecords", ShardIterator=position, Limit=2)
        assert len(page["Records"]) == count
        told += page["Records"]
        position = page["NextShardIterator"]
        assert position.startswith(stream[1] + "|")
    assert told == records(db, stream[1])


def test_a_page_holds_a_thousand_records_at_most(db):
    table, arn = create(db, view_type="KEYS_ONLY")
    numbers = itertools.count()
    for _ in range(41):
        batch = [{"PutRequest": {"Item": {"pk": {"S": str(next(numbers))}}}} for _ in range(25)]
        db.call("BatchWriteItem", RequestItems={table: batch})
    page = db.call("GetRecords", ShardIterator=iterator(db, arn), Limit=1000)
    assert len(page["Records"]) == 1000
    assert len(db.call("GetRecords", ShardIterator=page["NextShardIterator"])["Records"]) == 25
    assert len(records(db, arn)) == 1000


def test_a_closed_shard_ends(db):
    table, arn = create(db)
    for pk in ("a", "b"):
        put(db, table, pk)
    position = iterator(db, arn)
    switch(db, table, OFF)
    put(db, table, "c")
    description = describe(db, arn)
    assert description["StreamStatus"] == "DISABLED"
    page = db.call("GetRecords", ShardIterator=position, Limit=1)
    assert len(page["Records"]) == 1
    page = db.call("GetRecords", ShardIterator=page["NextShardIterator"])
    assert len(page["Records"]) == 1 and "NextShardIterator" not in page
    assert description["Shards"][0]["SequenceNumberRange"]["EndingSequenceNumber"] == number_of(page["Records"][0])
    assert db.call("GetRecords", ShardIterator=iterator(db, arn, "LATEST")) == {"Records": []}


def test_a_deleted_tables_stream_can_still_be_read(db):
    table, arn = create(db)
    put(db, table, "a")
    db.call("DeleteTable", TableName=table)
    assert describe(db, arn)["StreamStatus"] == "DISABLED"
    assert len(records(db, arn)) == 1
    assert db.call("ListStreams", TableName=table)["Streams"][0]["StreamArn"] == arn
    db.create(TableName=table, StreamSpecification=on())
    assert len(db.call("ListStreams", TableName=table)["Streams"]) == 2


@pytest.mark.parametrize("limit, kind, message", [
    (0, "ValidationException", "Member must have value greater than or equal to 1"),
    (1001, "LimitExceededException", "1000"),
])
def test_a_limit_bad(db, stream, limit, kind, message):
    answer = db.refusal("GetRecords", ShardIterator=iterator(db, stream[1]), Limit=limit)
    assert answer[0] == kind and message in answer[1]


@pytest.mark.parametrize("spoil", [lambda text: "x", lambda text: text[:-1], lambda text: text + "0", lambda text: text.replace("|1|", "|2|"),
                                   lambda text: text[:-1] + ("0" if text[-1] != "0" else "1")])
def test_an_iterator_that_was_not_handed_out_is_refused(db, stream, spoil):
    assert db.refusal("GetRecords", ShardIterator=spoil(iterator(db, stream[1]))) == ("ValidationException", "Invalid ShardIterator")


@pytest.mark.parametrize("body, message", [
    ({}, "Value null at 'shardIterator' failed to satisfy constraint: Member must not be null"),
    ({"ShardIterator": ""}, "Member must have length greater than or equal to 1"),
    ({"ShardIterator": "x" * 2049}, "Member must have length less than or equal to 2048"),
])
def test_an_iterator_bad(db, body, message):
    kind, said = db.refusal("GetRecords", body)
    assert kind == "ValidationException" and message in said


# The front door


def test_each_service_has_its_own_operations(db):
    for target in ("DynamoDB_20120810.ListStreams", "DynamoDBStreams_20120810.ListTables"):
        answer = db.send("ListTables", {}, headers={"X-Amz-Target": target})
        assert answer.json()["__type"].endswith("#UnknownOperationException")
