"""A client of the seed's Flask app does not notice the change.

The seed's app.py (seed_app.py, verbatim) under Flask and `tabella serve` stand on one table of one
endpoint and get the same 100 requests. Each note is created once through each of them; ids differ,
so the tests know a note by the number of its creation.

Where the seed answers an HTML page (its errors) only the status is compared. Where the seed fails
with 500 or stores what is no note, Tabella answers 400 on purpose: the last tests here.
"""

import json
import random
import sys
from pathlib import Path

import pytest

from support import http_json, process
from support.boto import NOTES_SCHEMA, client
from support.notes import Notes

REQUESTS = 100
TEXTS = ["", "Hello", "World", "Grüße", "世界", "\N{PILE OF POO}", "a\nb\t\"\\/", "\x00\x01\x7f", "x" * 5000, "</script>", "null"]
UNKNOWN_IDS = ["1", "0", "nope", "NOTE%231", "%F0%9F%92%A9", "a%20b", "-1", "1.5", "..", "~", "a%3Fb", "a+b", "x" * 900]
ODD_BODIES = [b"", b" ", b"{", b'{"title":}', b"{'title':1}", b'{"title":"a"} x', b"\xff\xfe\xfd"]
STRAY = [("GET", "/"), ("GET", "/nope"), ("GET", "/notes/"), ("GET", "/notes/1/2"), ("PUT", "/notes"), ("PATCH", "/notes"),
         ("DELETE", "/notes"), ("POST", "/notes/1"), ("POST", "/health"), ("GET", "/notes?x=1"),
         ("GET", "/health?x"), ("HEAD", "/health"), ("HEAD", "/notes"), ("HEAD", "/notes/1")]


@pytest.fixture(params=["tabella", "dynamodb-local"])
def both(request, tmp_path):
    """(the seed under Flask, Tabella) on one table."""
    endpoint = request.getfixturevalue(f"{request.param.replace('-', '_')}_endpoint")
    table = f"Seed-{tmp_path.name}-{request.param}"
    client(endpoint).create_table(TableName=table, **NOTES_SCHEMA)
    port = process.free_port()
    flask = process.Process(
        [sys.executable, "-m", "flask", "--app", Path(__file__).with_name("seed_app.py"), "run", "--port", port],
        tmp_path / "flask.log", port, cwd=tmp_path, env=process.environment(DYNAMO_ENDPOINT=endpoint, TABLE_NAME=table))
    request.addfinalizer(flask.kill)
    tabella = process.serve(tmp_path, "--store", endpoint, "--table", table)
    request.addfinalizer(tabella.kill)
    return Notes(flask.start(), table, endpoint), Notes(tabella.start(), table, endpoint)


def generate(rng, notes_so_far):
    """One request: (method, target, body); {n} in the target stands for the n-th note created."""
    kind = rng.choices(["create", "list", "get", "delete", "unknown", "odd", "stray", "health"],
                       [30, 10, 22, 10, 10, 6, 9, 3])[0]
    if kind in ("get", "delete") and notes_so_far:
        return {"get": "GET", "delete": "DELETE"}[kind], f"/notes/{{{rng.randrange(notes_so_far)}}}", None
    if kind == "unknown":
        return rng.choice(["GET", "DELETE"]), f"/notes/{rng.choice(UNKNOWN_IDS)}", None
    if kind == "odd":
        return "POST", "/notes", rng.choice(ODD_BODIES)
    if kind == "stray":
        return *rng.choice(STRAY), None
    if kind == "list":
        return "GET", "/notes", None
    if kind == "health":
        return "GET", "/health", None
    note = {name: rng.choice(TEXTS) for name in ("title", "content", "colour") if rng.random() < 0.7}
    return "POST", "/notes", note


def comparable(answer, method):
    """What must be equal: the status, and the body where both write JSON."""
    if method == "HEAD" or answer.media_type != "application/json" or not answer.body:
        return answer.status, None
    return answer.status, answer.json()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_hundred_requests_get_the_same_answers(both, seed):
    print(f"seed {seed}")
    rng = random.Random(seed)
    created = []  # The ids of the n-th note: one made through each of the two.
    statuses = set()
    for _ in range(REQUESTS):
        method, target, body = generate(rng, len(created))
        if "{" in target:
            # Ask both for the same note: the one that the one or the other of them made.
            note_ids = created[int(target[target.index("{") + 1:-1])]
            targets = [f"/notes/{note_id}" for note_id in note_ids]
        else:
            targets = [target]
        for exact_target in targets:
            flask, tabella = [side.request(method, exact_target, body) for side in both]
            statuses.add((method, flask.status))
            if flask.status == tabella.status == 201:
                assert list(flask.json()) == list(tabella.json()) == ["id"]
                assert flask.media_type == tabella.media_type == "application/json"
                created.append((flask.json()["id"], tabella.json()["id"]))
                continue
            ours, theirs = comparable(tabella, method), comparable(flask, method)
            if theirs[1] is None:
                ours = ours[0], None
            assert ours == theirs, f"{method} {exact_target} {body!r}: seed {theirs}, tabella {ours}"
            if flask.status == 405:
                assert {m.strip() for m in flask.headers["Allow"].split(",")} >= {
                    m.strip() for m in tabella.headers["Allow"].split(",")} - {"PUT", "PATCH"}
    assert {("POST", 201), ("GET", 200), ("GET", 404), ("DELETE", 204), ("POST", 400)} <= statuses
    lists = [side.request("GET", "/notes").json() for side in both]
    assert lists[0] == lists[1] and len(lists[0]) > 10


@pytest.mark.parametrize("body", [None, [], "text", 7, {"title": 1.5}])
def test_where_the_seed_fails_tabella_says_400(both, body):
    flask, tabella = [side.request("POST", "/notes", json.dumps(body).encode()) for side in both]
    assert (flask.status, tabella.status) == (500, 400)


@pytest.mark.parametrize("body", [{"title": 7}, {"title": None}, {"content": ["a"]}, {"content": {"a": True}}])
def test_where_the_seed_stores_what_is_no_note_tabella_says_400(both, body):
    flask, tabella = [side.request("POST", "/notes", body) for side in both]
    assert (flask.status, tabella.status) == (201, 400)


def test_health_differs_in_nothing(both):
    flask, tabella = [http_json.request(side.url, "GET", "/health") for side in both]
    assert flask.json() == tabella.json() and flask.media_type == tabella.media_type
