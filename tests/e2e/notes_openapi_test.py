"""The Notes API is what /openapi.json says, no more and no less.

Each route is brought to each status that the document lists for it; every answer on the way is held
against the document: status, headers, media type, body. The list of routes is the router's own, as
/metrics shows it.
"""

import base64
import copy
import hashlib
import re
import socket
import subprocess
import uuid

import pytest

from support import http_json, openapi, process
from support.boto import NOTES_SCHEMA, client
from support.notes import next_link
from support.tokens import SCOPES, SECRET, bearer, signed

PROBLEM = {"Accept": "application/problem+json"}
# More than a second's worth of one request: the second one of a user is refused.
ONE_REQUEST = ("--rate-limit", "0.001")


class Contract:
    """Asks, checks what is answered against the document, and remembers which statuses were seen."""

    def __init__(self, document):
        self.document = document
        self.operations = {(method, path): operation for method, path, operation in openapi.operations(document)}
        self.seen = set()

    def ask(self, server, method, path, status, body=None, headers=None, target=None, user="alice"):
        """The answer of the route PATH, which is asked for as TARGET, must have STATUS and be as documented."""
        sent = {**(bearer(user, SCOPES) if user else {}), **(headers or {})}
        answer = http_json.request(server.url, method, target or path, body, sent)
        assert answer.status == status, (method, target or path, answer.status, answer.body)
        openapi.check_answer(self.document, self.operations[method, path], answer)
        self.seen.add((method, path, status))
        if status >= 400 and PROBLEM.items() <= sent.items():
            assert answer.media_type == "application/problem+json" and answer.json()["status"] == status
        return answer

    def refused(self, *request, headers=None, **more):
        """A refusal in both forms."""
        self.ask(*request, headers=headers, **more)
        return self.ask(*request, headers={**(headers or {}), **PROBLEM}, **more)

    def gated(self):
        """Method and path of each route that asks for a token."""
        return [key for key, operation in self.operations.items() if openapi.scopes_of(operation)]

    def documented(self):
        return {
            (method, path, int(status))
            for (method, path), operation in self.operations.items()
            for status in operation["responses"] if status != "default"
        }


def example(path):
    """A target and, for those that need one, a body that the route takes."""
    return path.replace("{id}", "1")


def body_for(method):
    return {"title": "t"} if method in ("POST", "PUT", "PATCH") else None


@pytest.fixture
def start(request, tmp_path):
    def start(*options, **more):
        directory = tmp_path / uuid.uuid4().hex
        directory.mkdir()
        server = process.serve(directory, *options, TABELLA_JWT_SECRET=SECRET, **more)
        request.addfinalizer(server.kill)
        return server.start()

    return start


@pytest.fixture
def document(start):
    server = start("--in-memory")
    answer = http_json.request(server.url, "GET", "/openapi.json")
    assert (answer.status, answer.media_type) == (200, "application/json")
    return answer.json()


def test_the_document_is_openapi_3_1_and_of_this_version(document):
    openapi.check_structure(document)
    version = subprocess.run([process.BINARY, "--version"], capture_output=True, text=True, timeout=10).stdout.split()[-1]
    assert document["info"]["version"] == version


def served_routes(server):
    """The router's own list: /metrics names each of its routes, asked for or not."""
    text = http_json.request(server.url, "GET", "/metrics", headers=bearer("root", SCOPES)).body.decode()
    found = re.findall(r'tabella_notes_request_seconds_count\{method="(\w+)",route="([^"]+)"\}', text)
    return {(method, re.sub("<(.*?)>", r"{\1}", path)) for method, path in found if method != "other"}


def test_every_route_answers_each_documented_status_and_no_other(document, start):
    contract = Contract(document)
    assert served_routes(start("--in-memory")) == set(contract.operations)
    successes(contract, start("--in-memory", "--auth", "jwt"))
    mistakes(contract, start("--in-memory", "--auth", "jwt"))
    strangers(contract, start("--in-memory", "--auth", "jwt"))
    too_many(contract, start("--in-memory", "--auth", "jwt", *ONE_REQUEST))
    no_issuer(contract, start("--in-memory", "--auth", "jwt", "--jwt-algorithm", "RS256", "--jwt-keys",
                              f"http://127.0.0.1:{process.free_port()}/keys"))
    without_table(contract, start("--in-memory", "--auth", "jwt", dynamodb_port=(port := process.free_port())), port)
    without_indexes(contract, start)
    missed, unknown = contract.documented() - contract.seen, contract.seen - contract.documented()
    assert not missed and not unknown, (missed, unknown)


def successes(contract, server):
    ask = contract.ask
    for path in ("/health", "/ready", "/metrics", "/openapi.json", "/docs"):
        answer = ask(server, "GET", path, 200)
        head = http_json.request(server.url, "HEAD", path, headers=bearer("alice", SCOPES))
        openapi.check_answer(contract.document, contract.operations["GET", path], head, is_head=True)
        assert head.status == answer.status
    names = {"X-Request-Id": "mine", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "X-Amzn-Trace-Id": "Root=1"}
    traced = ask(server, "GET", "/health", 200, headers=names)
    assert {name: traced.headers[name] for name in ("X-Request-Id", "X-Amzn-Trace-Id")} == {"X-Request-Id": "mine", "X-Amzn-Trace-Id": "Root=1"}
    made = [ask(server, "POST", "/notes", 201, sent) for sent in (
        {}, {"title": "a", "content": "b"}, {"expires_in": 600}, {"expires_at": "2031-01-01T00:00:00Z"}, {"expires_at": None})]
    key = {"Idempotency-Key": "once"}
    assert len({ask(server, "POST", "/notes", 201, {}, key).json()["id"] for _ in range(2)}) == 1
    for query in listings(contract):
        ask(server, "GET", "/notes", 200, target="/notes?" + query)
    page = ask(server, "GET", "/notes", 200, target="/notes?limit=1")
    ask(server, "GET", "/notes", 200, target=next_link(page))
    for n, created in enumerate(made):
        target = created.headers["Location"]
        note = ask(server, "GET", "/notes/{id}", 200, target=target)
        assert note.json()["SK"] == "NOTE#" + created.json()["id"]
        ask(server, "GET", "/notes/{id}", 304, headers={"If-None-Match": note.headers["ETag"]}, target=target)
        ask(server, "PUT", "/notes/{id}", 200, {"title": "b"}, {"If-Match": note.headers["ETag"]}, target)
        ask(server, "PATCH", "/notes/{id}", 200, {"content": str(n)}, target=target)
        ask(server, "DELETE", "/notes/{id}", 204, target=target)


def listings(contract):
    """A query for each parameter of GET /notes, with each of its values where they are listed."""
    given = {"limit": ["1", "1000"], "title_prefix": ["a"], "day": ["2026-11-22"], "q": ["a"],
             "created_after": ["0", "2026-11-22"], "created_before": ["2026-11-22T10:00:00Z"]}
    for reference in contract.operations["GET", "/notes"]["parameters"]:
        parameter = openapi.resolve(contract.document, reference)
        if parameter["in"] == "query" and parameter["name"] != "cursor":
            for value in parameter["schema"].get("enum") or given[parameter["name"]]:
                yield f"{parameter['name']}={value}"


def mistakes(contract, server):
    refused = contract.refused
    note = contract.ask(server, "POST", "/notes", 201, {"title": "a"}).headers["Location"]
    for query in ("limit=0", "limit=1001", "limit=x", "cursor=x", "order=up", "sort=size", "title_prefix=", "day=today",
                  "created_after=x", "created_before=x", "q=", "day=2026-11-22&sort=title"):
        problem = refused(server, "GET", "/notes", 400, target="/notes?" + query)
        assert problem.json()["field"] in query
    for body in (b"", b"[]", {"title": 1}, {"content": None}, {"expires_in": 0}, {"expires_at": "x"}):
        refused(server, "POST", "/notes", 400, body)
        refused(server, "PUT", "/notes/{id}", 400, body, target=note)
        refused(server, "PATCH", "/notes/{id}", 400, body, target=note)
    refused(server, "POST", "/notes", 400, {}, headers={"Idempotency-Key": "x" * 256})
    refused(server, "GET", "/notes/{id}", 400, headers={"If-None-Match": "x"}, target=note)
    for method in ("PUT", "PATCH", "DELETE"):
        refused(server, method, "/notes/{id}", 400, body_for(method), headers={"If-Match": "x"}, target=note)
        stale = refused(server, method, "/notes/{id}", 412, body_for(method), headers={"If-Match": '"7"'}, target=note)
        assert stale.headers["ETag"] == '"0"'
        refused(server, method, "/notes/{id}", 412, body_for(method), headers={"If-Match": "*"}, target="/notes/1")
    for method in ("GET", "PUT", "PATCH"):
        refused(server, method, "/notes/{id}", 404, body_for(method), target="/notes/1")
    large = {"content": "x" * 410_000}
    refused(server, "POST", "/notes", 413, large)
    refused(server, "PUT", "/notes/{id}", 413, large, target=note)
    refused(server, "PATCH", "/notes/{id}", 413, large, target=note)
    contract.ask(server, "POST", "/notes", 201, {}, {"Idempotency-Key": "once"})
    refused(server, "POST", "/notes", 422, {"title": "other"}, headers={"Idempotency-Key": "once"})


def strangers(contract, server):
    for method, path in contract.gated():
        request = (server, method, path)
        refused_with = {"body": body_for(method), "target": example(path)}
        contract.refused(*request, 401, user=None, **refused_with)
        contract.refused(*request, 403, user=None, headers=bearer("alice", ["notes:other"]), **refused_with)


def too_many(contract, server):
    for n, (method, path) in enumerate(contract.gated()):
        user = f"user-{n}"
        http_json.request(server.url, "GET", "/notes", headers=bearer(user))
        contract.refused(server, method, path, 429, body_for(method), user=user, target=example(path))


def no_issuer(contract, server):
    token = signed({"sub": "alice"}, header={"alg": "RS256", "kid": "k"})
    for method, path in contract.gated():
        contract.refused(server, method, path, 503, body_for(method), user=None, target=example(path),
                         headers={"Authorization": f"Bearer {token}"})


def without_table(contract, server, dynamodb_port):
    """What should have worked and did not: the table is taken away."""
    client(f"http://127.0.0.1:{dynamodb_port}").delete_table(TableName="DemoTable")
    for method, path in contract.gated():
        if path.startswith("/notes"):
            contract.refused(server, method, path, 500, body_for(method), target=example(path))
    # /ready believes a good answer for a second, and this server was not asked before.
    contract.refused(server, "GET", "/ready", 503)


def without_indexes(contract, start):
    port = process.free_port()
    start("--in-memory", dynamodb_port=port)
    endpoint = f"http://127.0.0.1:{port}"
    client(endpoint).create_table(TableName="Plain", **NOTES_SCHEMA)
    server = start("--store", endpoint, "--table", "Plain", "--auth", "jwt")
    for query in ("sort=title", "title_prefix=a", "day=2026-11-22"):
        contract.refused(server, "GET", "/notes", 501, target="/notes?" + query)


def test_what_is_refused_before_its_route_is_known(document, start):
    server = start("--in-memory")
    for method, path, operation in openapi.operations(document):
        line = f"{method} {example(path)} HTTP/1.1\r\n"
        for head, status in (("", 400), ("Host: x\r\nContent-Length: 9999999\r\n", 413), (f"Host: x\r\nA: {'a' * 100_000}\r\n", 431)):
            with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
                connection.sendall((line + head + "\r\n").encode())
                response = http_json.http.client.HTTPResponse(connection)
                response.begin()
                answer = http_json.Answer(response.status, response.headers, response.read())
            assert answer.status == status, (line, head[:20], answer.body)
            openapi.check_response(document, openapi.resolve(document, operation["responses"]["default"]), answer)


def test_other_methods_are_405_and_other_paths_404(document, start):
    server = start("--in-memory")
    for path, item in document["paths"].items():
        known = {method.upper() for method in item} | ({"HEAD"} if "get" in item else set()) | {"OPTIONS"}
        allowed = http_json.request(server.url, "OPTIONS", example(path))
        assert (allowed.status, set(allowed.headers["Allow"].split(", "))) == (200, known)
        for method in {"GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "TRACE", "NOPE"} - known:
            answer = http_json.request(server.url, method, example(path))
            assert answer.status == 405 and set(answer.headers["Allow"].split(", ")) == known, (method, path)
        assert http_json.request(server.url, "GET", example(path) + "/").status == 404


def test_cors_headers_are_documented(document, start):
    contract = Contract(document)
    server = start("--in-memory", "--cors", "https://app.example")
    answer = contract.ask(server, "GET", "/notes", 200, headers={"Origin": "https://app.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example"


def test_the_page_needs_nothing_from_elsewhere(start):
    page = http_json.request(start("--in-memory").url, "GET", "/docs")
    text = page.body.decode()
    policy = page.headers["Content-Security-Policy"]
    for tag in ("script", "style"):
        (inner,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert not re.search(r"https?:|//[a-z]|\bsrc=|<link|\bon\w+=|style=|innerHTML|eval\(", re.sub(r"^\s*//.*$", "", text, flags=re.M))


@pytest.mark.parametrize("spoil", [
    lambda document: document["paths"]["/notes"]["get"]["responses"].pop("200"),
    lambda document: document["components"]["schemas"]["Note"]["properties"].update(title={"type": "integer"}),
    lambda document: document["components"]["schemas"]["Note"]["required"].append("colour"),
    lambda document: document["components"]["headers"].pop("X-Read-Capacity") and
    document["paths"]["/notes"]["get"]["responses"]["200"]["headers"].pop("X-Read-Capacity"),
    lambda document: document["components"]["headers"]["Link"].update(required=True),
    lambda document: document["components"]["schemas"]["Note"].update(maxProperties=9),
])
def test_the_check_itself_notices_a_document_that_is_wrong(document, start, spoil):
    server = start("--in-memory")
    http_json.request(server.url, "POST", "/notes", {"title": "a"})
    Contract(document).ask(server, "GET", "/notes", 200)
    wrong = copy.deepcopy(document)
    spoil(wrong)
    with pytest.raises(AssertionError):
        Contract(wrong).ask(server, "GET", "/notes", 200)
