"""The DynamoDB wire protocol below the SDKs: headers, error shapes, health."""

import http.client
import re
import uuid
import zlib
from urllib.parse import urlsplit

import pytest

from support import http_json
from support.boto import NOTES_SCHEMA, client
from support.signed import call, error_type


def test_answers_carry_their_crc32(own_endpoint):
    for operation, body in [("ListTables", {}), ("DescribeTable", {"TableName": "NotThere"})]:
        answer = call(own_endpoint, operation, body)
        assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(answer.body)
        assert answer.media_type == "application/x-amz-json-1.0"


def test_request_ids_are_52_characters_and_differ(own_endpoint):
    ids = [call(own_endpoint, "ListTables", {}).headers["x-amzn-RequestId"] for _ in range(3)]
    assert all(re.fullmatch(r"[A-Z0-9]{52}", request_id) for request_id in ids)
    assert len(set(ids)) == 3


def test_get_answers_health(own_endpoint):
    answer = http_json.request(own_endpoint, "GET", "/")
    assert answer.status == 200
    assert re.fullmatch(r"healthy: dynamodb\.[a-z0-9-]+\.amazonaws\.com\s*", answer.body.decode())


def test_unknown_operations(own_endpoint):
    answer = call(own_endpoint, "MakeCoffee", {})
    assert (answer.status, error_type(answer)) == (400, "UnknownOperationException")
    answer = call(own_endpoint, "ListTables", {}, prefix="Coffee_20120810.")
    assert (answer.status, error_type(answer)) == (400, "UnknownOperationException")


@pytest.mark.parametrize("body", [b"{", b"[]x", b'{"TableName":}', b'{"Limit":"many"}', b'{"Limit":[]}', b"\xff"])
def test_what_is_no_json_of_the_right_shape(own_endpoint, body):
    answer = call(own_endpoint, "ListTables", body)
    assert (answer.status, error_type(answer)) == (400, "SerializationException")


def test_an_unsigned_request_is_refused(endpoint):
    answer = http_json.request(endpoint, "POST", "/", b"{}", {
        "X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"})
    assert answer.status == 400 and error_type(answer).startswith("MissingAuthenticationToken")


def test_validation_collects_what_is_wrong(own_endpoint):
    answer = call(own_endpoint, "ListTables", {"Limit": 0})
    assert (answer.status, error_type(answer)) == (400, "ValidationException")
    assert "limit" in answer.json()["message"] and "greater than or equal to 1" in answer.json()["message"]


def test_errors_name_their_namespace(own_endpoint):
    missing = call(own_endpoint, "DescribeTable", {"TableName": "NotThere"}).json()["__type"]
    assert missing == "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"
    wrong = call(own_endpoint, "DescribeTable", {"TableName": "!"}).json()["__type"]
    assert wrong == "com.amazon.coral.validate#ValidationException"
    broken = call(own_endpoint, "DescribeTable", b"{").json()["__type"]
    assert broken == "com.amazon.coral.service#SerializationException"


def test_one_connection_takes_many_requests(own_endpoint):
    parts = urlsplit(own_endpoint)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    for _ in range(20):
        assert http_json.exchange(connection, "GET", "/").status == 200
    connection.close()


def test_nul_and_unicode_in_keys_keep_items_apart(endpoint):
    low = client(endpoint)
    name = f"Wire-{uuid.uuid4().hex[:12]}"
    low.create_table(TableName=name, **NOTES_SCHEMA)
    keys = [("a", "b\x00"), ("a", "b"), ("a\x00", "b"), ("a\x00b", "c"), ("a", "\x00b"), ("a", "\x01"), ("ab", "b"), ("a", "bb")]
    for pk, sk in keys:
        low.put_item(TableName=name, Item={"PK": {"S": pk}, "SK": {"S": sk}})
    for pk, sk in keys:
        assert low.get_item(TableName=name, Key={"PK": {"S": pk}, "SK": {"S": sk}})["Item"]["SK"] == {"S": sk}
    found = low.query(TableName=name, KeyConditionExpression="PK = :p", ExpressionAttributeValues={":p": {"S": "a"}})
    assert [i["SK"]["S"] for i in found["Items"]] == ["\x00b", "\x01", "b", "b\x00", "bb"]
    low.delete_table(TableName=name)
