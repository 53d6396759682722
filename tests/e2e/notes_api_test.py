"""The Notes API, request by request, on every kind of store."""

import re
import socket
import time

import pytest

from support.notes import item_of


def assert_error(answer, status):
    assert answer.status == status, (answer.status, answer.body)
    assert answer.media_type == "application/json"
    body = answer.json()
    assert list(body) == ["error"] and isinstance(body["error"], str) and body["error"]


def test_health(notes):
    answer = notes.request("GET", "/health")
    assert (answer.status, answer.json(), answer.media_type) == (200, {"status": "ok"}, "application/json")


def test_create_answers_id_and_location(notes):
    before_ms = int(time.time() * 1000)
    answer = notes.request("POST", "/notes", {"title": "Hello", "content": "World"})
    after_ms = int(time.time() * 1000)
    assert answer.status == 201 and answer.media_type == "application/json"
    assert list(answer.json()) == ["id"]
    note_id = answer.json()["id"]
    assert re.fullmatch(r"\d{13}", note_id)
    assert before_ms <= int(note_id) <= after_ms
    assert answer.headers["Location"] == f"/notes/{note_id}"


def test_get_answers_the_item(notes):
    note_id = notes.create("Hello", "World")
    answer = notes.request("GET", f"/notes/{note_id}")
    assert answer.status == 200 and answer.media_type == "application/json"
    assert answer.json() == item_of(note_id, "Hello", "World")


def test_get_of_an_unknown_note_is_404(notes):
    answer = notes.request("GET", "/notes/1")
    assert_error(answer, 404)
    assert answer.json() == {"error": "Not found"}


def test_list_is_an_array_in_key_order(notes):
    assert notes.request("GET", "/notes").json() == []
    ids = [notes.create(f"title {n}", "") for n in range(5)]
    answer = notes.request("GET", "/notes")
    assert answer.status == 200 and answer.media_type == "application/json"
    assert answer.json() == [item_of(i, f"title {n}") for n, i in enumerate(ids)]
    assert ids == sorted(set(ids))
    assert "Link" not in answer.headers


def test_delete_is_204_whether_the_note_was_there_or_not(notes):
    note_id = notes.create("Hello", "World")
    for _ in range(2):
        answer = notes.request("DELETE", f"/notes/{note_id}")
        assert (answer.status, answer.body) == (204, b"")
    assert notes.request("GET", f"/notes/{note_id}").status == 404
    assert notes.request("GET", "/notes").json() == []


@pytest.mark.parametrize(
    "sent, title, content",
    [
        ({}, "", ""),
        ({"title": "only"}, "only", ""),
        ({"content": "only"}, "", "only"),
        ({"title": "t", "content": "c", "PK": "USER#other", "SK": "NOTE#1", "id": "1"}, "t", "c"),
        ({"title": "Grüße, 世界 \N{SNOWMAN} \N{PILE OF POO}", "content": "a\n\t\"\\/\x00\x7f\u2028"},
         "Grüße, 世界 \N{SNOWMAN} \N{PILE OF POO}", "a\n\t\"\\/\x00\x7f\u2028"),
    ],
    ids=["empty-object", "title-only", "content-only", "unknown-members", "unicode"],
)
def test_create_keeps_title_and_content_and_nothing_else(notes, sent, title, content):
    answer = notes.request("POST", "/notes", sent)
    assert answer.status == 201
    note_id = answer.json()["id"]
    assert notes.request("GET", f"/notes/{note_id}").json() == item_of(note_id, title, content)


def test_create_needs_no_content_type(notes):
    answer = notes.request("POST", "/notes", b'{"title":"t"}', {"Content-Type": "text/plain"})
    assert answer.status == 201


@pytest.mark.parametrize(
    "body",
    [
        b"", b"   ", b"{", b'{"title":}', b'{"title":"a"} x', b"{'title':'a'}", b'{"title":"\xff"}',
        b"null", b"[]", b'"text"', b"7",
        b'{"title":7}', b'{"title":null}', b'{"title":["a"]}', b'{"content":{}}', b'{"content":true}',
    ],
)
def test_create_refuses_what_is_no_note(embedded_notes, body):
    assert_error(embedded_notes.request("POST", "/notes", body), 400)
    assert embedded_notes.request("GET", "/notes").json() == []


def test_create_refuses_a_note_that_no_item_can_hold(notes):
    assert_error(notes.request("POST", "/notes", {"title": "t", "content": "x" * 410_000}), 413)
    notes.create("t", "x" * 400_000)
    assert len(notes.list_all()) == 1


def test_a_declared_length_beyond_the_limit_is_refused_before_the_body(embedded_notes):
    with socket.create_connection(("127.0.0.1", embedded_notes.server.port), timeout=10) as connection:
        connection.sendall(b"POST /notes HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("target", ["/", "/nope", "/Notes", "/notes/", "/notes/1/2", "/health/"])
def test_unknown_routes_are_404(embedded_notes, target):
    assert_error(embedded_notes.request("GET", target), 404)


@pytest.mark.parametrize(
    "method, target, allowed",
    [
        ("PUT", "/notes", {"GET", "POST"}),
        ("DELETE", "/notes", {"GET", "POST"}),
        ("PATCH", "/notes", {"GET", "POST"}),
        ("POST", "/notes/1", {"GET", "PUT", "PATCH", "DELETE"}),
        ("POST", "/health", {"GET"}),
    ],
)
def test_wrong_methods_are_405_and_name_the_right_ones(embedded_notes, method, target, allowed):
    answer = embedded_notes.request(method, target)
    assert_error(answer, 405)
    named = {m.strip() for m in answer.headers["Allow"].split(",")}
    assert allowed <= named and method not in named
    assert named <= allowed | {"HEAD", "OPTIONS"}
