"""`--auth sigv4`: what boto3 signs with a known key is accepted, all else is refused."""

import datetime
import hashlib
import http.client
import json
import random
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from support import http_json, process

CREDENTIALS_FILE = """\
[default]
aws_access_key_id = AKIATEST
aws_secret_access_key = very/secret+key

[temporary]
aws_access_key_id = ASIATEMPORARY
aws_secret_access_key = temporary
aws_session_token = token/with+signs==
"""
GOOD = ("AKIATEST", "very/secret+key", None)
TEMPORARY = ("ASIATEMPORARY", "temporary", "token/with+signs==")
FROM_ENVIRONMENT = ("AKIAENVIRONMENT", "from the environment", None)
MISMATCH = ("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access "
            "Key and signing method. Consult the service documentation for details.")
UNKNOWN = "The security token included in the request is invalid."


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sigv4")
    (folder / "keys").write_text(CREDENTIALS_FILE)
    server = process.dynamodb(folder, "--in-memory", "--auth", "sigv4", "--credentials-file", "keys",
                              TABELLA_ACCESS_KEY_ID=FROM_ENVIRONMENT[0],
                              TABELLA_SECRET_ACCESS_KEY=FROM_ENVIRONMENT[1]).start()
    yield server
    assert server.stop() == 0


def client(server, key, region="us-east-1"):
    return boto3.client("dynamodb", endpoint_url=server.url, region_name=region, aws_access_key_id=key[0],
                        aws_secret_access_key=key[1], aws_session_token=key[2],
                        config=Config(retries={"max_attempts": 0}))


def refusal(server, key, region="us-east-1"):
    with pytest.raises(ClientError) as refused:
        client(server, key, region).list_tables()
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.mark.parametrize("key", [GOOD, TEMPORARY, FROM_ENVIRONMENT], ids=["long-lived", "temporary", "environment"])
def test_what_boto3_signs_is_accepted(server, key):
    assert client(server, key).list_tables()["TableNames"] == []


def test_wrong_keys(server):
    assert refusal(server, ("AKIATEST", "another", None)) == ("InvalidSignatureException", MISMATCH)
    assert refusal(server, ("AKIANOBODY", "very/secret+key", None)) == ("UnrecognizedClientException", UNKNOWN)
    assert refusal(server, ("ASIATEMPORARY", "temporary", None)) == ("UnrecognizedClientException", UNKNOWN)
    assert refusal(server, ("ASIATEMPORARY", "temporary", "token")) == ("UnrecognizedClientException", UNKNOWN)


def test_another_region(server):
    assert refusal(server, GOOD, "eu-west-1") == (
        "InvalidSignatureException", "Credential should be scoped to a valid region, not 'eu-west-1'. ")


class At(SigV4Auth):
    """Signs as if it were another time."""

    def __init__(self, key, minutes):
        super().__init__(Credentials(*key), "dynamodb", "us-east-1")
        self.minutes = minutes

    def add_auth(self, request):
        moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=self.minutes)
        request.context["timestamp"] = moment.strftime("%Y%m%dT%H%M%SZ")
        self._modify_request_before_signing(request)
        canonical = self.canonical_request(request)
        signature = self.signature(self.string_to_sign(request, canonical), request)
        self._inject_signature_to_request(request, signature)


def signed(server, auth=None, body=b"{}"):
    request = AWSRequest("POST", server.url + "/", data=body, headers={
        "X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0",
        "Host": urlsplit(server.url).netloc})
    (auth or SigV4Auth(Credentials(*GOOD), "dynamodb", "us-east-1")).add_auth(request)
    return request


def exchange(server, method, target, headers, body, connection=None):
    connection = connection or http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in [*headers, ("Content-Length", str(len(body)))]:
        connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    return response.status, response.read()


@pytest.mark.parametrize("minutes, accepted", [(-14, True), (14, True), (-16, False), (16, False)])
def test_the_clocks_may_differ_by_fifteen_minutes(server, minutes, accepted):
    request = signed(server, At(GOOD, minutes))
    status, body = exchange(server, "POST", "/", request.headers.items(), b"{}")
    assert status == (200 if accepted else 400), body
    if not accepted:
        message = json.loads(body)["message"]
        assert message.startswith("Signature expired: " if minutes < 0 else "Signature not yet current: ")
        assert "15 min.)" in message


class Presigned(SigV4QueryAuth):
    """botocore moves a body into the query before it signs; DynamoDB's stays where it is."""

    def payload(self, request):
        return hashlib.sha256(b"{}").hexdigest()


def test_a_presigned_query(server):
    request = AWSRequest("POST", server.url + "/", data=b"{}", headers={
        "X-Amz-Target": "DynamoDB_20120810.ListTables", "Content-Type": "application/x-amz-json-1.0"})
    Presigned(Credentials(*TEMPORARY), "dynamodb", "us-east-1", expires=60).add_auth(request)
    prepared = urllib.request.Request(request.url, data=b"{}", headers=dict(request.headers))
    with urllib.request.urlopen(prepared, timeout=10) as answer:
        assert json.loads(answer.read()) == {"TableNames": []}
    changed = urllib.request.Request(request.url, data=b"{ }", headers=dict(request.headers))
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(changed, timeout=10)
    assert json.loads(refused.value.read())["message"] == MISMATCH


def test_a_thousand_mutations_are_refused(server):
    """One byte changed anywhere in what is signed, or in the signature."""
    seed = 20260101
    rng = random.Random(seed)
    body = json.dumps({"Limit": 7, "ExclusiveStartTableName": "Somewhere"}).encode()
    original = signed(server, body=body)
    names = [name for name in original.headers.keys() if name != "Content-Length"]
    printable = [chr(c) for c in range(0x21, 0x7F)]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)

    def changed(text):
        place = rng.randrange(len(text))
        other = rng.choice([c for c in printable if c != text[place]])
        return text[:place] + other + text[place + 1:]

    assert exchange(server, "POST", "/", [(n, original.headers[n]) for n in names], body, connection)[0] == 200
    for number in range(1000):
        headers = {name: original.headers[name] for name in names}
        sent = body
        part = rng.randrange(len(names) + 1)
        if part == len(names):
            sent = changed(body.decode()).encode()
        else:
            headers[names[part]] = changed(headers[names[part]])
        status, answer = exchange(server, "POST", "/", headers.items(), sent, connection)
        assert status in (400, 404), (seed, number, headers, sent, status, answer)
        if b"com.amazon.coral" not in answer:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)


def test_serve_verifies_at_its_dynamodb_endpoint(tmp_path):
    port = process.free_port()
    (tmp_path / "keys").write_text(CREDENTIALS_FILE)
    serve = process.serve(tmp_path, "--in-memory", "--dynamodb-auth", "sigv4", "--credentials-file", "keys", dynamodb_port=port).start()
    created = http_json.request(serve.url, "POST", "/notes", {"title": "a"})
    assert created.status == 201
    endpoint = process.Process([], tmp_path / "none", port)
    assert client(endpoint, GOOD).scan(TableName="DemoTable")["Count"] == 1
    assert refusal(endpoint, ("AKIATEST", "another", None)) == ("InvalidSignatureException", MISMATCH)
    assert serve.stop() == 0


def test_it_does_not_start_without_keys(tmp_path):
    server = process.dynamodb(tmp_path, "--in-memory", "--auth", "sigv4")
    server.launch()
    assert server.child.wait(20) == 2
    assert "no access keys" in server.tail()
    (tmp_path / "keys").write_text("[default]\naws_access_key_id = A\n")
    server = process.dynamodb(tmp_path, "--in-memory", "--auth", "sigv4", "--credentials-file", "keys")
    server.launch()
    assert server.child.wait(20) == 1
    assert "[default] needs both aws_access_key_id and aws_secret_access_key" in server.tail()
