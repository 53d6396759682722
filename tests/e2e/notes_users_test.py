"""Users of the Notes API: tokens, scopes, and nobody's notes but one's own."""

import subprocess
import time

import pytest

from support import http_json, process
from support.tokens import SECRET, signed


def token_of(subject, scope="notes:read notes:write", *options):
    command = [process.BINARY, "token", "--sub", subject, "--scope", scope, *options]
    done = subprocess.run(command, env=process.environment(TABELLA_JWT_SECRET=SECRET), capture_output=True, text=True, timeout=10)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def server(request, tmp_path):
    server = process.serve(tmp_path, "--in-memory", "--auth", "jwt", "--jwt-issuer", "me", "--jwt-audience", "notes",
                           TABELLA_JWT_SECRET=SECRET).start()
    yield server
    assert server.stop() == 0, server.tail()


def ask(server, token, method, target, body=None):
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return http_json.request(server.url, method, target, body, headers)


def test_tabella_token_opens_ones_own_notes_only(server):
    ours = ("--jwt-issuer", "me", "--jwt-audience", "notes")
    alice, bob = (token_of(name, "notes:read notes:write", *ours) for name in ("alice", "bob"))
    created = ask(server, alice, "POST", "/notes", {"title": "mine"})
    assert created.status == 201
    note = created.headers["Location"]
    assert ask(server, alice, "GET", note).json()["PK"] == "USER#alice"
    assert ask(server, bob, "GET", "/notes").json() == []
    assert ask(server, bob, "GET", note).status == 404
    assert ask(server, bob, "PUT", note, {"title": "theirs"}).status == 404
    assert ask(server, bob, "DELETE", note).status == 204
    assert ask(server, alice, "GET", note).json()["title"] == "mine"
    reader = token_of("alice", "notes:read", *ours)
    assert ask(server, reader, "DELETE", note).status == 403
    assert ask(server, None, "GET", "/notes").status == 401
    assert ask(server, None, "GET", "/health").status == 200
    assert ask(server, token_of("alice"), "GET", "/notes").status == 401


def test_forged_tokens_are_refused(server):
    now = int(time.time())
    good = {"sub": "a", "iss": "me", "aud": "notes", "exp": now + 60, "scope": "notes:read"}
    assert ask(server, signed(good), "GET", "/notes").status == 200
    forged = [signed(good, secret="x" * 32), signed({**good, "exp": now - 1}), signed({**good, "nbf": now + 60}),
              signed({**good, "iss": "you"}), signed({**good, "aud": "you"}), signed(good, header={"alg": "none"}),
              signed(good, header={"alg": "RS256"}), signed(good)[:-1], "x", "", "..", "a.b.c"]
    for token in forged:
        answer = ask(server, token, "GET", "/notes")
        assert answer.status == 401, token
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
        assert SECRET.encode() not in answer.body
