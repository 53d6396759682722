"""Requests that are meant to hurt: ambiguous framing and greedy clients (slow ones: slow_clients_test.py). Seen from outside, over raw sockets."""

import gzip
import http.client
import json
import socket

import pytest

from support import process
from support.http_json import exchange
from support.usage import Usage

AUTHORIZATION = ("AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, "
                 "Signature=0")
HEADERS = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Date": "20260101T000000Z", "Authorization": AUTHORIZATION}
HEAD = "POST / HTTP/1.1\r\nHost: localhost\r\n"
SMUGGLED = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"

# What two parsers could take for different requests: RFC 9112, 6.3 and 11.2.
AMBIGUOUS = {
    "two lengths": HEAD + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "one length twice": HEAD + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "a list of lengths": HEAD + "Content-Length: 5, 5\r\n\r\nhello",
    "a signed length": HEAD + "Content-Length: +5\r\n\r\nhello",
    "a negative length": HEAD + "Content-Length: -1\r\n\r\n" + SMUGGLED,
    "a hexadecimal length": HEAD + "Content-Length: 0x5\r\n\r\nhello",
    "a fraction": HEAD + "Content-Length: 5.0\r\n\r\nhello",
    "an empty length": HEAD + "Content-Length:\r\n\r\n" + SMUGGLED,
    "a length beyond 64 bits": HEAD + "Content-Length: 18446744073709551621\r\n\r\nhello",
    "length and chunked": HEAD + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked and length": HEAD + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked twice": HEAD + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "identity": HEAD + "Transfer-Encoding: identity\r\n\r\n" + SMUGGLED,
    "gzip, chunked": HEAD + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "xchunked": HEAD + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "Chunked": HEAD + "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked with a tab": HEAD + "Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a space before the colon": HEAD + "Content-Length : 5\r\n\r\nhello",
    "a folded line": HEAD + "X-A: b\r\n Content-Length: 5\r\n\r\nhello",
    "a folded first line": "POST / HTTP/1.1\r\n Host: localhost\r\n\r\n" + SMUGGLED,
    "a bare line feed": "POST / HTTP/1.1\nHost: localhost\n\n" + SMUGGLED,
    "one bare line feed": HEAD + "X-A: b\nContent-Length: 5\r\n\r\nhello",
    "a bare carriage return": HEAD + "X-A: b\rContent-Length: 5\r\n\r\nhello",
    "a zero byte": HEAD + "X-A: b\0\r\n\r\n" + SMUGGLED,
    "a name with a space": HEAD + "X A: b\r\n\r\n" + SMUGGLED,
    "no name": HEAD + ": b\r\n\r\n" + SMUGGLED,
    "no colon": HEAD + "nonsense\r\n\r\n" + SMUGGLED,
    "two hosts": HEAD + "Host: example.com\r\n\r\n" + SMUGGLED,
    "no host": "POST / HTTP/1.1\r\n\r\n" + SMUGGLED,
    "no version": "POST /\r\nHost: localhost\r\n\r\n" + SMUGGLED,
    "HTTP/2.0": "POST / HTTP/2.0\r\nHost: localhost\r\n\r\n" + SMUGGLED,
    "two spaces": "POST  / HTTP/1.1\r\nHost: localhost\r\n\r\n" + SMUGGLED,
    "chunked in HTTP/1.0": "POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk's size with a sign": HEAD + "Transfer-Encoding: chunked\r\n\r\n+2\r\nhi\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk's size in hexadecimal": HEAD + "Transfer-Encoding: chunked\r\n\r\n0x2\r\nhi\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk longer than its size": HEAD + "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n" + SMUGGLED,
    "a chunk's line feed alone": HEAD + "Transfer-Encoding: chunked\r\n\r\n2\nhi\n0\n\n" + SMUGGLED,
    "a chunk beyond 64 bits": HEAD + "Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\nhi\r\n0\r\n\r\n" + SMUGGLED,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Both endpoints of `tabella serve`."""
    port = process.free_port()
    serve = process.serve(tmp_path_factory.mktemp("hostile"), "--in-memory", dynamodb_port=port).start()
    serve.ports = {"notes": serve.port, "dynamodb": port}
    yield serve
    assert serve.stop() == 0, serve.tail()


def healthy(server):
    for name, port in server.ports.items():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/health")
        assert connection.getresponse().status == 200, name
        connection.close()


def answers_to(port, request):
    """All that comes until the server closes; a reset counts as the end."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(request)
            while part := connection.recv(65536):
                received += part
        except ConnectionError:
            pass
    return received


@pytest.mark.parametrize("where", ["notes", "dynamodb"])
@pytest.mark.parametrize("name", AMBIGUOUS)
def test_ambiguity_gets_one_refusal_and_the_end(server, where, name):
    received = answers_to(server.ports[where], AMBIGUOUS[name].encode("latin-1"))
    assert received.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 413 ", b"HTTP/1.1 505 ")), received[:200]
    assert received.count(b"HTTP/1.1 ") == 1, received
    assert b"connection: close" in received.lower()


def post(server, operation, body, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", server.ports["dynamodb"], timeout=30)
    try:
        return exchange(connection, "POST", "/", body, {
            **HEADERS, "X-Amz-Target": f"DynamoDB_20120810.{operation}",
            **{name.replace("_", "-"): value for name, value in headers.items()}})
    finally:
        connection.close()


def put(value):
    return b'{"TableName":"DemoTable","Item":{"PK":{"S":"a"},"SK":{"S":"b"},"v":' + value + b"}}"


DEEP = 200_000
LARGEST = 16 * 1024 * 1024
PASSING = 2 * 1024 * 1024

# What is small to send and could be large to take: operation, body, more headers.
GREEDY = {
    "a bomb that says so": ("ListTables", gzip.compress(b" " * (LARGEST + 1)), {"Content_Encoding": "gzip"}),
    "a bomb of the largest size": ("ListTables", gzip.compress(b" " * LARGEST), {"Content_Encoding": "gzip"}),
    "a bomb that just passes": ("ListTables", gzip.compress(b'{"a":[' + b"1," * (PASSING // 2 - 10) + b"1]]"), {
        "Content_Encoding": "gzip"}),
    "a bomb that lies": ("ListTables", gzip.compress(b" " * LARGEST * 4)[:-4] + b"\2\0\0\0", {"Content_Encoding": "gzip"}),
    "objects in objects": ("PutItem", b'{"a":' * DEEP + b"1" + b"}" * DEEP, {}),
    "arrays in arrays": ("PutItem", b"[" * DEEP + b"]" * DEEP, {}),
    "arrays without an end": ("PutItem", b"[" * DEEP, {}),
    "lists in lists": ("PutItem", put(b'{"L":[' * DEEP + b'{"NULL":true}' + b"]}" * DEEP), {}),
    "maps in maps": ("PutItem", put(b'{"M":{"a":' * DEEP + b'{"NULL":true}' + b"}}" * DEEP), {}),
    "a great exponent": ("PutItem", put(b'{"N":"1E100000000"}'), {}),
    "a small exponent": ("PutItem", put(b'{"N":"1E-100000000"}'), {}),
    "an exponent of a million digits": ("PutItem", put(b'{"N":"1E' + b"9" * 1_000_000 + b'"}'), {}),
    "a number of a million digits": ("PutItem", put(b'{"N":"' + b"9" * 1_000_000 + b'"}'), {}),
    "a number of a million zeros": ("PutItem", put(b'{"N":"0.' + b"0" * 1_000_000 + b'1"}'), {}),
    "a JSON number of a million digits": ("ListTables", b'{"Limit":' + b"9" * 1_000_000 + b"}", {}),
    "a long expression": ("Scan", json.dumps({"TableName": "DemoTable", "FilterExpression": "(" * 1_000_000}).encode(), {}),
    "a deep expression": ("Scan", json.dumps({"TableName": "DemoTable", "FilterExpression": "NOT " * 1_000 + "a"}).encode(), {}),
}


@pytest.mark.parametrize("name", GREEDY)
def test_greed_is_refused_cheaply(server, name):
    operation, body, headers = GREEDY[name]
    post(server, operation, b"{}")  # What the first request of a thread costs is not counted.
    with Usage(server.child.pid) as usage:
        answer = post(server, operation, body, **headers)
    assert answer.status in (400, 413), (answer.status, answer.body[:200])
    assert usage.peak_mb < 32, usage.peak_mb
    assert usage.cpu_ms < 50, usage.cpu_ms
    healthy(server)


@pytest.mark.parametrize("body", [
    b'{"title":' + b"[" * DEEP + b"]" * DEEP + b"}", b'{"a":' * DEEP + b"1" + b"}" * DEEP, b"[" * DEEP,
    b'{"title":' + b"9" * 1_000_000 + b"}", b'{"title":1E100000000}', gzip.compress(b" " * LARGEST),
], ids=["arrays in a title", "objects in objects", "arrays without an end", "a million digits", "a great exponent", "a bomb"])
def test_greed_is_refused_cheaply_by_the_notes_api(server, body):
    connection = http.client.HTTPConnection("127.0.0.1", server.ports["notes"], timeout=30)
    with Usage(server.child.pid) as usage:
        answer = exchange(connection, "POST", "/notes", body)
    assert answer.status in (400, 413), (answer.status, answer.body[:200])
    assert usage.peak_mb < 32, usage.peak_mb
    assert usage.cpu_ms < 50, usage.cpu_ms
    connection.close()
    healthy(server)


@pytest.mark.parametrize("where", ["notes", "dynamodb"])
def test_a_flood_of_headers(server, where):
    flood = b"".join(b"X-%d: y\r\n" % n for n in range(100_000))
    with Usage(server.child.pid) as usage:
        received = answers_to(server.ports[where], HEAD.encode() + flood + b"\r\n")
    assert received.startswith(b"HTTP/1.1 431 ") or received == b"", received[:200]
    assert received.count(b"HTTP/1.1 ") <= 1
    assert usage.peak_mb < 32 and usage.cpu_ms < 50, (usage.peak_mb, usage.cpu_ms)
    healthy(server)
