"""What stands before the operations: compression, browsers, and requests that are not DynamoDB's or not signed."""

import base64
import gzip
import json
import random
import zlib

import pytest

from support import http_json
from support.signed import call, error_type

JSON_TYPE = "application/x-amz-json-1.0"
TARGET = "DynamoDB_20120810.ListTables"
CREDENTIAL = "any/20260101/us-east-1/dynamodb/aws4_request"
AUTHORIZATION = f"AWS4-HMAC-SHA256 Credential={CREDENTIAL}, SignedHeaders=host;x-amz-date, Signature=0"
HEADERS = {"Content-Type": JSON_TYPE, "X-Amz-Target": TARGET, "X-Amz-Date": "20260101T000000Z",
           "Authorization": AUTHORIZATION}


def send(endpoint, method="POST", target="/", body=b"{}", without=(), **headers):
    """One request; HEADERS name what differs from a good one, with _ for -."""
    sent = {name: value for name, value in HEADERS.items() if name not in without}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return http_json.request(endpoint, method, target, body, sent)


def refusal(answer):
    assert answer.status == 400, (answer.status, answer.body)
    assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(answer.body)
    assert len(answer.headers["x-amzn-RequestId"]) == 52
    return error_type(answer), answer.json().get("message", answer.json().get("Message"))


def test_a_request_may_be_compressed(own_endpoint):
    answer = call(own_endpoint, "ListTables", gzip.compress(b'{"Limit":1}'), headers={"Content-Encoding": "gzip"})
    assert answer.status == 200


@pytest.mark.parametrize("body", [b"", b"{}", gzip.compress(b"{}")[:-1], zlib.compress(b"{}")])
def test_what_is_not_the_gzip_it_says(own_endpoint, body):
    answer = send(own_endpoint, body=body, Content_Encoding="gzip")
    assert refusal(answer)[0] == "SerializationException"


def test_a_body_may_be_no_larger_for_being_compressed(own_endpoint):
    bomb = gzip.compress(b" " * (16 * 1024 * 1024 + 1))
    answer = send(own_endpoint, body=bomb, Content_Encoding="gzip")
    assert (answer.status, error_type(answer)) == (413, "RequestEntityTooLargeException")
    noise = base64.b64encode(random.Random(1).randbytes(150_000))
    start = b'{"x":"' + noise + b'"}'
    largest = gzip.compress(start + b" " * (16 * 1024 * 1024 - len(start)))
    assert send(own_endpoint, body=largest, Content_Encoding="gzip").status == 200
    # Beyond 2 MB it may not have been compressed more than a hundredfold.
    assert send(own_endpoint, body=gzip.compress(b"{}" + b" " * (2 * 1024 * 1024 - 2)), Content_Encoding="gzip").status == 200
    assert send(own_endpoint, body=gzip.compress(b"{}" + b" " * (2 * 1024 * 1024)), Content_Encoding="gzip").status == 413


def test_answers_are_compressed_for_who_asks(own_endpoint):
    """A large error will do: it quotes what it refuses."""
    body = json.dumps({"TableName": "!" * 5000}).encode()
    plain = call(own_endpoint, "DescribeTable", body)
    assert "Content-Encoding" not in plain.headers
    answer = call(own_endpoint, "DescribeTable", body, headers={"Accept-Encoding": "gzip, deflate"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.body) == plain.body
    assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(answer.body)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/x-amz-json-1.1"])
def test_other_content_types_are_not_dynamodb(own_endpoint, content_type):
    answer = send(own_endpoint, Content_Type=content_type)
    assert (answer.status, answer.body) == (404, b"<UnknownOperationException/>\n")
    assert len(answer.headers["x-amzn-RequestId"]) == 52


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_dynamodb(own_endpoint, method):
    assert send(own_endpoint, method).status == 404


def test_a_missing_target(own_endpoint):
    assert refusal(send(own_endpoint, without=["X-Amz-Target"])) == ("UnknownOperationException", None)


def test_a_missing_authorization(own_endpoint):
    assert refusal(send(own_endpoint, without=["Authorization"])) == (
        "MissingAuthenticationTokenException", "Request is missing Authentication Token")


@pytest.mark.parametrize("authorization, message", [
    ("", "Authorization header cannot be empty: ''."),
    ("Bearer x", "'x' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer x'."),
    (f"AWS4-HMAC-SHA256 Credential={CREDENTIAL}",
     "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
     f"Authorization=AWS4-HMAC-SHA256 Credential={CREDENTIAL}"),
    ("AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=0",
     "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b'"),
])
def test_an_authorization_that_is_not_whole(own_endpoint, authorization, message):
    assert refusal(send(own_endpoint, Authorization=authorization)) == ("IncompleteSignatureException", message)


def test_an_authorization_without_a_date(own_endpoint):
    assert refusal(send(own_endpoint, without=["X-Amz-Date"])) == (
        "IncompleteSignatureException",
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        f"Authorization={AUTHORIZATION}")


def test_an_authorization_in_the_query(own_endpoint):
    whole = (f"/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={CREDENTIAL}&X-Amz-Date=20260101T000000Z"
             "&X-Amz-SignedHeaders=host&X-Amz-Signature=0")
    unsigned = ["Authorization", "X-Amz-Date"]
    assert send(own_endpoint, target=whole, without=unsigned).status == 200
    assert refusal(send(own_endpoint, target="/?X-Amz-Algorithm=AWS4-HMAC-SHA256", without=unsigned)) == (
        "IncompleteSignatureException",
        "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include "
        "'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters "
        "must include 'X-Amz-Date'. Re-examine the query-string parameters.")
    assert refusal(send(own_endpoint, target=whole))[0] == "InvalidSignatureException"


def test_browsers_of_this_machine(own_endpoint):
    answer = http_json.request(own_endpoint, "OPTIONS", "/", headers={
        "Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,x-amz-target"})
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert answer.headers["Access-Control-Allow-Headers"] == "authorization,x-amz-target"
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert send(own_endpoint, Origin="http://localhost:3000").headers["Access-Control-Allow-Origin"]
    assert "Access-Control-Allow-Origin" not in send(own_endpoint, Origin="http://example.com").headers
