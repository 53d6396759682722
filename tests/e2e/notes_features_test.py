"""Pages, filters, safe updates and expiry of the Notes API, on every kind of store."""

import threading
import time
from datetime import datetime, timezone

import pytest

from support import http_json
from support.boto import NOTES_SCHEMA, client, table_of
from support.notes import item_of, next_link
from support.process import serve


def titles(notes, target):
    """The titles of every page of a listing, and how many pages there were."""
    found, pages = [], 0
    while target is not None:
        answer = notes.request("GET", target)
        assert answer.status == 200, (target, answer.body)
        found += [note["title"] for note in answer.json()]
        pages += 1
        target = next_link(answer)
    return found, pages


def etag(notes, note_id):
    return notes.request("GET", f"/notes/{note_id}").headers["ETag"]


def test_listings(notes):
    for title in ("pear", "apple", "", "apricot"):
        notes.create(title, "x")
    today = datetime.now(timezone.utc).date().isoformat()
    assert titles(notes, "/notes?limit=3") == (["pear", "apple", "", "apricot"], 2)
    assert titles(notes, "/notes?order=desc")[0] == ["apricot", "", "apple", "pear"]
    assert titles(notes, "/notes?sort=title&limit=1")[0] == ["", "apple", "apricot", "pear"]
    assert titles(notes, "/notes?title_prefix=ap&order=desc")[0] == ["apricot", "apple"]
    assert titles(notes, "/notes?q=pea")[0] == ["pear"]
    assert titles(notes, "/notes?created_before=2001-09-09")[0] == []
    assert titles(notes, "/notes?created_after=2026-01-01")[0] == ["pear", "apple", "", "apricot"]
    assert {"pear", "apple", "", "apricot"} <= set(titles(notes, f"/notes?day={today}&limit=1000")[0])
    assert float(notes.request("GET", "/notes").headers["X-Read-Capacity"]) > 0


def test_ten_thousand_notes_by_seven_while_others_are_written(embedded_notes):
    connection = http_json.connect(embedded_notes.url)
    before = []
    for n in range(10_000):
        answer = http_json.exchange(connection, "POST", "/notes", {"title": str(n)})
        assert answer.status == 201
        before.append(answer.json()["id"])
    stop = threading.Event()

    def write():
        mine = http_json.connect(embedded_notes.url)
        while not stop.is_set():
            http_json.exchange(mine, "POST", "/notes", {"title": "meanwhile"})

    writer = threading.Thread(target=write)
    writer.start()
    try:
        seen, target = [], "/notes?limit=7"
        while target is not None and len(seen) < 2 * len(before):
            answer = http_json.exchange(connection, "GET", target)
            page = [note["SK"].removeprefix("NOTE#") for note in answer.json()]
            assert len(page) <= 7
            seen += page
            target = next_link(answer)
            if len(seen) > len(before):  # The writer is as fast as we are: let it end.
                stop.set()
    finally:
        stop.set()
        writer.join()
    assert seen[:len(before)] == before
    assert len(set(seen)) == len(seen)


def test_safe_updates(notes):
    note_id = notes.create("a", "b")
    assert etag(notes, note_id) == '"0"'
    put = notes.request("PUT", f"/notes/{note_id}", {"title": "c"}, {"If-Match": '"0"'})
    assert (put.status, put.json(), put.headers["ETag"]) == (200, item_of(note_id, "c", ""), '"1"')
    late = notes.request("PATCH", f"/notes/{note_id}", {"title": "d"}, {"If-Match": '"0"'})
    assert (late.status, late.headers["ETag"]) == (412, '"1"')
    patch = notes.request("PATCH", f"/notes/{note_id}", {"content": "d"}, {"If-Match": '"1"'})
    assert (patch.status, patch.json()) == (200, item_of(note_id, "c", "d"))
    assert notes.request("GET", f"/notes/{note_id}", headers={"If-None-Match": '"2"'}).status == 304
    assert notes.request("DELETE", f"/notes/{note_id}", headers={"If-Match": '"1"'}).status == 412
    assert notes.request("DELETE", f"/notes/{note_id}", headers={"If-Match": '"2"'}).status == 204
    assert notes.request("PUT", f"/notes/{note_id}", {"title": "e"}).status == 404
    assert notes.list_all() == []


def test_of_many_who_change_one_version_one_wins(notes):
    note_id = notes.create("a", "b")
    statuses = []

    def change(n):
        answer = notes.request("PUT", f"/notes/{note_id}", {"title": str(n)}, {"If-Match": '"0"'})
        statuses.append(answer.status)

    threads = [threading.Thread(target=change, args=(n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [412] * 15


def test_expired_notes_are_not_there(notes):
    notes.create("for ever")
    answer = notes.request("POST", "/notes", {"title": "short", "expires_in": 1})
    note_id = answer.json()["id"]
    deadline = time.monotonic() + 10
    while notes.request("GET", f"/notes/{note_id}").status == 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)  # Between two polls; what is waited for is the end of the note's second.
    assert titles(notes, "/notes")[0] == ["for ever"]
    assert notes.request("PATCH", f"/notes/{note_id}", {"title": "x"}).status == 404


@pytest.mark.parametrize("store", ["tabella", "dynamodb-local"])
def test_a_table_and_notes_of_the_seed(request, tmp_path, store):
    """A table without indexes, notes without versions: everything but the listings by index works."""
    endpoint = request.getfixturevalue(f"{store.replace('-', '_')}_endpoint")
    name = f"Plain-{store}-{tmp_path.name}"
    client(endpoint).create_table(TableName=name, **NOTES_SCHEMA)
    server = serve(tmp_path, "--store", endpoint, "--table", name)
    request.addfinalizer(server.kill)
    server.start()
    table = table_of(endpoint, name)
    table.put_item(Item=item_of("1700000000000", "old", "seed"))

    def ask(method, target, body=None, headers=None):
        return http_json.request(server.url, method, target, body, headers)

    assert ask("GET", "/notes/1700000000000").json() == item_of("1700000000000", "old", "seed")
    assert ask("GET", "/notes/1700000000000").headers["ETag"] == '"0"'
    for target in ("/notes?sort=title", "/notes?title_prefix=o", "/notes?day=2023-11-14"):
        assert ask("GET", target).status == 501
    created = ask("POST", "/notes", {"title": "new"})
    note_id = created.json()["id"]
    assert table.get_item(Key={"PK": "USER#demo", "SK": f"NOTE#{note_id}"})["Item"] == item_of(note_id, "new", "")
    changed = ask("PUT", "/notes/1700000000000", {"title": "changed"}, {"If-Match": '"0"'})
    assert (changed.status, changed.headers["ETag"]) == (200, '"1"')
    assert [note["title"] for note in ask("GET", "/notes?created_before=2023-11-15").json()] == ["changed"]


def test_metrics_tell_the_commit_queue_of_the_embedded_store_only(notes):
    notes.create("Hello", "World")
    lines = notes.request("GET", "/metrics").body.decode().splitlines()
    assert ("tabella_commit_queue_depth 0" in lines) == ("--store" not in notes.server.command)
    written = [line.split()[1] for line in lines if line.startswith("tabella_notes_write_capacity_units_total")]
    assert len(written) == 1 and float(written[0]) >= 1
